"""Check the register of claims: verdicts against the data, anchors against the chapters."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from nqpf import claims, numbers
from nqpf.claims import Claim, ConditionError
from nqpf.dataset import Dataset, DatasetError, UnknownIdError
from press import paths, prose
from press.problems import Problem
from press.registers import THEMES

#: The claim box of a chapter; its links show the verdict.
BOX = re.compile(r"^> \*\*Claims? .*?\*\*", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]*)\]\(#claim-([A-Za-z0-9_-]+)\)")


def rewrite(text: str) -> str:
    """Set the links of claim boxes to id, symbol and verdict."""

    def fresh(match: re.Match) -> str:
        try:
            return f"[{claims.get(match[2]).label}](#claim-{match[2]})"
        except (UnknownIdError, KeyError):
            return match[0]

    return BOX.sub(lambda box: LINK.sub(fresh, box[0]), text)


def problems(data: Dataset) -> list[Problem]:
    """Find everything that is wrong with claims, verdicts, anchors and their links."""
    with (paths.SEEDS / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (paths.SEEDS / "documents.csv").open(encoding="utf-8", newline="") as file:
        documents = {row["id"]: row for row in csv.DictReader(file)}
    found: list[Problem] = []
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        where = f"seeds/claims.csv, line {line}"
        if row["id"] in seen:
            what = f"the id {row['id']} stands twice"
            found.append(Problem("claim-twice", f"{where}, column id", what, "give it its own id"))
        seen.add(row["id"])
        found += _word_problems(where, row, documents)
    if found:
        return found  # what follows needs a register whose words are known
    claims.load.cache_clear()
    chapters = {path.stem: "\n".join(t for _, t in prose.texts(path)) for path in paths.chapters()}
    for line, claim in enumerate(claims.load().values(), start=2):
        where = f"seeds/claims.csv, line {line} ({claim.id})"
        found += _evidence_problems(where, claim, data)
        found += _anchor_problems(where, claim, chapters)
    found += list(_link_problems())
    return found


def _word_problems(where: str, row: dict, documents: dict) -> Iterator[Problem]:
    allowed = {"document": documents, "theme": THEMES, "verdict": claims.VERDICTS}
    for column, known in allowed.items():
        if row[column] not in known:
            yield Problem(
                f"claim-{column}",
                f"{where}, column {column}",
                f"{row[column]!r} is not one of {', '.join(known)}",
                "use one of these words",
            )
    for column in ("statement", "why", "anchor", "overturn"):
        if not row[column].strip():
            yield Problem(
                f"claim-{column}", f"{where}, column {column}", "is empty", "every claim needs one"
            )
    if not row["paragraph"].isdigit() or (
        row["document"] in documents
        and not 1 <= int(row["paragraph"]) <= int(documents[row["document"]]["paragraphs"])
    ):
        what = f"{row['paragraph']!r} is no paragraph of {row['document']}"
        mend = "count the non-empty paragraphs of the document from 1"
        yield Problem("claim-paragraph", f"{where}, column paragraph", what, mend)


def _evidence_problems(where: str, claim: Claim, data: Dataset) -> Iterator[Problem]:
    known = {
        "series": data.series.index,
        "event": data.events.index,
        "number": numbers.register(),
    }
    for item in claim.rests_on:
        kind, _, name = item.partition(":")
        if kind not in known or name not in known[kind]:
            hint = str(UnknownIdError(kind, name, known.get(kind, ["series", "event", "number"])))
            yield Problem("claim-evidence", f"{where}, column rests_on", hint, "correct the id")
    if claim.verdict in ("holds", "partly", "challenged") and not claim.rests_on:
        what = f"the verdict {claim.verdict!r} rests on nothing"
        yield Problem("claim-evidence", f"{where}, column rests_on", what, "name its evidence")
    try:
        if not claims.agrees(claim.condition, data):
            yield Problem(
                "verdict-contradicted",
                f"{where}, column condition",
                f"the data no longer give “{claim.condition}”, on which {claim.verdict!r} hangs",
                "read the data, then change the verdict and its reason",
            )
    except (ConditionError, UnknownIdError, DatasetError) as error:
        mend = "write it as: number-name < number-name and number-name = 9.4"
        yield Problem("claim-condition", f"{where}, column condition", str(error), mend)


def sections(text: str) -> dict[str, str]:
    """Split the prose of a chapter by its section labels: {label: text of the section}."""
    parts = re.split(r"^\(([a-z0-9-]+)\)=\s*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _anchor_problems(where: str, claim: Claim, chapters: dict[str, str]) -> Iterator[Problem]:
    chapter = THEMES[claim.theme][1]
    labels = sections(chapters.get(chapter, ""))
    if claim.anchor not in labels:
        hint = UnknownIdError(f"section of {chapter}", claim.anchor, labels)
        mend = "correct the anchor, or label the section"
        yield Problem("claim-anchor", f"{where}, column anchor", str(hint), mend)
    elif f"(#claim-{claim.id.lower()})" not in labels[claim.anchor]:
        yield Problem(
            "claim-untreated",
            f"{where}, column anchor",
            f"the section {claim.anchor} of {chapter} does not link to {claim.id}",
            f"treat the claim there, with a link [{claim.id}](#claim-{claim.id.lower()})",
        )


def _link_problems() -> Iterator[Problem]:
    known = claims.load()
    for path in [*paths.chapters(), *paths.pages()]:
        cited = 0
        for where, text in prose.texts(path):
            boxes = "".join(box[0] for box in BOX.finditer(text))
            for match in LINK.finditer(text):
                cited += 1
                line = f"{where}, line {text.count(chr(10), 0, match.start()) + 1}"
                if match[2].upper() not in known:
                    hint = str(UnknownIdError("claim", match[2].upper(), known))
                    yield Problem("claim-unknown", line, f"{match[0]}: {hint}", "correct the id")
                    continue
                claim = known[match[2].upper()]
                wanted = claim.label if match[0] in boxes else claim.id
                if match[1] not in (wanted, claim.label):
                    what = f"the text says {match[1]!r}, the register {wanted!r}"
                    yield Problem("claim-text", line, what, "run make refresh")
        if re.match(r"0[1-4]_", path.name) and not cited:
            what = "treats no claim"
            yield Problem(
                "chapter-claims", paths.relative(path), what, "link to the claims of its theme"
            )
