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
        Problem(fault.kind, f"seeds/{name}.csv, line {fault.line}", fault.what, fault.fix)
        for name, columns in (("claims", COLUMNS), ("documents", DOCUMENT_COLUMNS))
        for fault in tables.faults(shop.seeds / f"{name}.csv", columns)
    ]
    if found:
        return found
    documents = tables.read(shop.seeds / "documents.csv", DOCUMENT_COLUMNS)
    counts = dict(zip(documents["id"], documents["paragraphs"], strict=True))
    seen: set[str] = set()
    rows = tables.read(shop.seeds / "claims.csv", COLUMNS).to_dict("records")
    for line, row in enumerate(rows, start=2):
        for column, what in _word_problems(shop, row, counts, seen):
            where = f"seeds/claims.csv, line {line}, column {column}"
            found.append(Problem("claim-words", where, what))
    return found


def _word_problems(
    shop: Workshop, row: dict, counts: dict[str, str], seen: set[str]
) -> Iterator[tuple[str, str]]:
    lists = {"document": counts, "theme": shop.settings.themes, "verdict": VERDICTS}
    for column, known in lists.items():
        if row[column] not in known:
            yield column, f"{row[column]!r} is not one of {', '.join(known)}"
    for column in ("id", "statement", "why", "anchor", "overturn"):
        if not row[column].strip():
            yield column, "is empty; every claim needs one"
    last, number = (t if t.isdecimal() else "0" for t in (counts.get(row["document"], ""),
                                                          row["paragraph"]))  # fmt: skip
    if not 1 <= int(number) <= int(last):
        yield "paragraph", f"{row['paragraph']!r} is no paragraph of {row['document']}"
    if row["id"] in seen:
        yield "id", f"the id {row['id']} stands twice"
    seen.add(row["id"])


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
    return [*found, *_link_problems(shop)]


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
        for name in read.names if claim.condition else ():
            named = {item for _, item in claim.evidence}
            named |= {r["series"] for n in named & {*shop.numbers} for r in shop.rows(n)}
            if named.isdisjoint({name, *(row["series"] for row in shop.rows(name))}):
                what = f"the condition names {name}, the evidence does not"
                yield Problem("claim-evidence", f"{where} rests_on", what)
        if not shop.holds(claim.condition):
            what = f"the data no longer give “{claim.condition}”, on which {claim.verdict!r} hangs"
            yield Problem("verdict-contradicted", f"{where} condition", what)
    except (ExpressionError, UnknownIdError, DatasetError) as error:
        yield Problem("claim-condition", f"{where} condition", str(error))


def sections(text: str) -> dict[str, str]:
    """Split the prose of a chapter by its section labels: {label: text of the section}."""
    parts = re.split(r"^\(([a-z0-9-]+)\)=\s*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _link_problems(shop: Workshop) -> Iterator[Problem]:
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            for match in texts.CLAIM.finditer(text):
                place = f"{where}, line {texts.line(text, match.start())}"
                try:
                    link = texts.claim_link(shop, match[3])
                except UnknownIdError as error:
                    yield Problem("claim-unknown", place, f"{match[0]}: {error}")
                    continue
                if match[0] != link:
                    yield Problem("claim-text", place, f"the text says {match[0]}, not {link}")
