CREATE VIEW named_numbers AS
SELECT numbers.id, numbers.title, computed.value, computed.text, numbers.formula, computed.sources, numbers.note
FROM numbers JOIN computed ON computed.number = numbers.id;

CREATE VIEW claim_verdicts AS
SELECT claims.id, claims.place, documents.short AS document, claims.statement, claims.verdict, claims.why, claims.rests_on, claims.overturn
FROM claims JOIN documents ON documents.id = claims.document;

CREATE VIEW current_values AS
SELECT observations.series, series.title, geos.name AS economy, observations.period, observations.value, series.unit, observations.status,
  sources.publisher, sources.title AS source_title, sources.address, sources.tier
FROM observations
JOIN series ON series.id = observations.series
JOIN geos ON geos.code = observations.geo
JOIN sources ON sources.id = observations.source
WHERE observations.status NOT IN ('target', 'superseded');
