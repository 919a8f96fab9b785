"""Check the register of claims: verdicts against the data, anchors against the chapters."""

import re
from collections.abc import Iterator

from nqpf import tables
from nqpf.claims import COLUMNS, DOCUMENT_COLUMNS, VERDICTS, Claim
from nqpf.errors import DatasetError, ExpressionError, UnknownIdError
from nqpf.expressions import parse
from press import texts
from press.rules import Problem
from press.workshop import Workshop


def register_problems(shop: Workshop) -> list[Problem]:
    """Find rows of the two tables in `seeds/` that cannot be read or hold a word out of place."""
    found = [
        Problem(fault.kind, f"seeds/{name}.csv, line {fault.line or 1}", fault.what, fault.fix)
        for name, columns in (("claims", COLUMNS), ("documents", DOCUMENT_COLUMNS))
        for fault in tables.faults(shop.seeds / f"{name}.csv", columns)
    ]
    if found:
        return found
    documents = tables.read(shop.seeds / "documents.csv", DOCUMENT_COLUMNS)
    counts = dict(zip(documents["id"], documents["paragraphs"], strict=True))
    for line in documents.index[documents["id"].duplicated()]:
        where = f"seeds/documents.csv, line {line + 2}, column id"
        found.append(Problem("claim-words", where, f"{documents['id'][line]} stands twice"))
    known = {"document": counts, "theme": shop.settings.themes, "verdict": VERDICTS}
    rows = tables.read(shop.seeds / "claims.csv", COLUMNS)
    for at, row in enumerate(rows.to_dict("records")):
        empty = "is empty; every claim needs one"
        needed = ("id", "statement", "why", "anchor", "overturn")
        wrong = {column: empty for column in needed if not row[column].strip()}
        for column, words in known.items():
            if row[column] not in words:
                wrong[column] = f"{row[column]!r} is not one of {', '.join(words)}"
        numbers = (counts.get(row["document"], ""), row["paragraph"])
        last, number = (int(n) if n.isdecimal() else 0 for n in numbers)
        if not 1 <= number <= last:
            wrong["paragraph"] = f"{row['paragraph']!r} is no paragraph of {row['document']}"
        if row["id"] in rows["id"][:at].to_numpy():
            wrong["id"] = f"the id {row['id']} stands twice"
        where = f"seeds/claims.csv, line {at + 2}, column"
        found += [Problem("claim-words", f"{where} {name}", what) for name, what in wrong.items()]
    return found


def problems(shop: Workshop) -> list[Problem]:
    """Find everything that is wrong with claims, verdicts, anchors and their links."""
    homes = {
        label: (path.stem, text)
        for path in shop.chapters()
        for label, text in sections("\n".join(t for _, t in texts.pieces(shop, path))).items()
    }
    found = []
    for line, claim in enumerate(shop.claims.values(), start=2):
        where = f"seeds/claims.csv, line {line} ({claim.id}), column"
        found += _verdict_problems(shop, where, claim)
        if claim.anchor not in homes:
            hint = str(UnknownIdError("section", claim.anchor, homes))
            found.append(Problem("claim-anchor", f"{where} anchor", hint))
        elif f"#claim-{claim.id.lower()})" not in homes[claim.anchor][1]:
            home = homes[claim.anchor][0]
            what = f"the section {claim.anchor} of {home} does not link to {claim.id}"
            found.append(Problem("claim-untreated", f"{where} anchor", what))
    return found


def _verdict_problems(shop: Workshop, where: str, claim: Claim) -> Iterator[Problem]:
    known = {"series": shop.data.series.index, "event": shop.data.events.index,
             "number": shop.numbers}  # fmt: skip
    for kind, name in claim.evidence:
        if name not in known.get(kind, ()):
            hint = str(UnknownIdError(kind, name, known.get(kind, known)))
            yield Problem("claim-evidence", f"{where} rests_on", hint)
    if claim.verdict in ("holds", "partly", "challenged") and not claim.rests_on:
        what = f"the verdict {claim.verdict!r} rests on nothing"
        yield Problem("claim-evidence", f"{where} rests_on", what, "name its evidence")
    try:
        if claim.condition and (read := parse(claim.condition)).inputs:
            what = f"{claim.condition!r} names the observation {read.inputs[0]}"
            yield Problem("claim-condition", f"{where} condition", what)
        elif not shop.holds(claim.condition):
            what = f"the data no longer give “{claim.condition}”, on which {claim.verdict!r} hangs"
            yield Problem("verdict-contradicted", f"{where} condition", what)
    except (ExpressionError, UnknownIdError, DatasetError) as error:
        yield Problem("claim-condition", f"{where} condition", str(error))


def sections(text: str) -> dict[str, str]:
    """Split the prose of a chapter by its section labels: {label: text of the section}."""
    parts = re.split(r"^\(([a-z0-9-]+)\)=\s*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))
