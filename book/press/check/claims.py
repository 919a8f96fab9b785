"""Check the register of claims: verdicts against the data, anchors against the chapters."""

import re
from collections.abc import Iterator

from nqpf import tables
from nqpf.claims import COLUMNS, DOCUMENT_COLUMNS, VERDICTS, Claim
from nqpf.errors import DatasetError, ExpressionError, UnknownIdError
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
    rows = tables.read(shop.seeds / "claims.csv", COLUMNS)
    try:
        allowed = {
            "document": shop.documents.index,
            "theme": shop.settings.themes,
            "verdict": VERDICTS,
        }
    except DatasetError as error:
        return [Problem("dataset", "notebooks/book.toml", str(error))]
    for line, row in enumerate(rows.to_dict("records"), start=2):
        for column, what in _word_problems(shop, row, allowed):
            where = f"seeds/claims.csv, line {line}, column {column}"
            found.append(Problem("claim-words", where, what))
    for line in rows.index[rows["id"].duplicated()]:
        where = f"seeds/claims.csv, line {line + 2}, column id"
        found.append(Problem("claim-words", where, f"the id {rows['id'][line]} stands twice"))
    return found


def _word_problems(shop: Workshop, row: dict, allowed: dict) -> Iterator[tuple[str, str]]:
    for column, known in allowed.items():
        if row[column] not in known:
            yield column, f"{row[column]!r} is not one of {', '.join(known)}"
    for column in ("id", "statement", "why", "anchor", "overturn"):
        if not row[column].strip():
            yield column, "is empty; every claim needs one"
    count = shop.documents["paragraphs"].get(row["document"], "0")
    number = int(row["paragraph"]) if row["paragraph"].isdecimal() else 0
    if not 1 <= number <= int(count):
        yield "paragraph", f"{row['paragraph']!r} is no paragraph of {row['document']}"


def problems(shop: Workshop) -> list[Problem]:
    """Find everything that is wrong with claims, verdicts, anchors and their links."""
    chapters = {path.stem: texts.whole(shop, path) for path in shop.chapters()}
    found = []
    for line, claim in enumerate(shop.claims.values(), start=2):
        where = f"seeds/claims.csv, line {line} ({claim.id})"
        found += _evidence_problems(shop, where, claim)
        found += _anchor_problems(shop, where, claim, chapters)
    return [*found, *_link_problems(shop)]


def _evidence_problems(shop: Workshop, where: str, claim: Claim) -> Iterator[Problem]:
    known = {
        "series": shop.data.series.index,
        "event": shop.data.events.index,
        "number": shop.numbers,
    }
    for kind, name in claim.evidence:
        if name not in known.get(kind, ()):
            hint = str(UnknownIdError(kind, name, known.get(kind, known)))
            yield Problem("claim-evidence", f"{where}, column rests_on", hint)
    if claim.verdict in ("holds", "partly", "challenged") and not claim.rests_on:
        what = f"the verdict {claim.verdict!r} rests on nothing"
        yield Problem("claim-evidence", f"{where}, column rests_on", what, "name its evidence")
    where = f"{where}, column condition"
    try:
        if not shop.holds(claim.condition):
            what = f"the data no longer give “{claim.condition}”, on which {claim.verdict!r} hangs"
            yield Problem("verdict-contradicted", where, what)
    except (ExpressionError, UnknownIdError, DatasetError) as error:
        yield Problem("claim-condition", where, str(error))


def sections(text: str) -> dict[str, str]:
    """Split the prose of a chapter by its section labels: {label: text of the section}."""
    parts = re.split(r"^\(([a-z0-9-]+)\)=\s*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _anchor_problems(
    shop: Workshop, where: str, claim: Claim, chapters: dict[str, str]
) -> Iterator[Problem]:
    homes = {label: name for name, text in chapters.items() for label in sections(text)}
    where = f"{where}, column anchor"
    if claim.anchor not in homes:
        hint = str(UnknownIdError("section", claim.anchor, homes))
        yield Problem("claim-anchor", where, hint)
        return
    section = sections(chapters[homes[claim.anchor]])[claim.anchor]
    if f"#claim-{claim.id.lower()})" not in section:
        what = f"the section {claim.anchor} of {homes[claim.anchor]} does not link to {claim.id}"
        yield Problem("claim-untreated", where, what)


def _link_problems(shop: Workshop) -> Iterator[Problem]:
    treated = {theme.chapter for name, theme in shop.settings.themes.items()
               if any(claim.theme == name for claim in shop.claims.values())}  # fmt: skip
    for path in [*shop.chapters(), *shop.pages()]:
        cited = 0
        for where, text in texts.pieces(shop, path):
            boxes = "".join(box[0] for box in texts.BOX.finditer(text))
            for match in texts.CLAIM.finditer(text):
                cited += 1
                place = f"{where}, line {texts.line(text, match.start())}"
                try:
                    link = texts.claim_link(shop, match[3])
                except UnknownIdError as error:
                    yield Problem("claim-unknown", place, f"{match[0]}: {error}")
                    continue
                short = link.replace(shop.claim(match[3]).label, shop.claim(match[3]).id)
                if match[0] != link and (match[0] in boxes or match[0] != short):
                    yield Problem("claim-text", place, f"the text says {match[0]}, not {link}")
        if path.stem in treated and not cited:
            yield Problem("chapter-claims", shop.relative(path), "treats no claim")
