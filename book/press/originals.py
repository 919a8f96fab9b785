"""Hold the claims register against the articles it was read from.

The articles belong to their publishers and are not part of the project, so this check
runs only where somebody has put them into a folder. It compares digits: numbers written
as words, and whether a claim's wording is fair to its paragraph, remain for a reader.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from press.problems import Problem

# A figure with what belongs to it: "6,200", "1.2 trillion", "9.4 percent", "15th", "3D".
FIGURE = re.compile(
    r"\d+(?:[.,]\d+)*(?:[A-Za-z]+|%| (?:thousand|million|billion|trillion|percent)\b)?"
)
SEPARATOR = " | "


def check_originals(folder: Path, seeds: Path) -> tuple[list[Problem], list[str]]:
    """Compare the originals in `folder` with `documents.csv` and `claims.csv` in `seeds`.

    Returns the problems found, and one plain sentence for each document that could not be
    compared because its file is absent. Raises `FileNotFoundError` when a register is missing
    and `KeyError` when one of them lacks a column.
    """
    documents = {row["id"]: row for row in _rows(seeds / "documents.csv")}
    claims: dict[str, list[dict[str, str]]] = defaultdict(list)
    problems: list[Problem] = []
    unchecked: list[str] = []
    for claim in _rows(seeds / "claims.csv"):
        if claim["document"] in documents:
            claims[claim["document"]].append(claim)
        else:
            problems.append(
                Problem(
                    "unknown-document",
                    f"seeds/claims.csv, {claim['id']}",
                    f"document {claim['document']!r} is not in documents.csv",
                    f"use one of: {', '.join(documents)}",
                )
            )
    for document in documents.values():
        original = folder / document["file"]
        if original.is_file():
            problems += _check_document(original.read_bytes(), document, claims[document["id"]])
        else:
            unchecked.append(
                f"{document['id']}: {document['file']} is not in the folder, so its hash, "
                f"its paragraphs and {len(claims[document['id']])} claims were not compared."
            )
    return problems, unchecked


def paragraphs(text: str) -> list[str]:
    """Split an article into its non-empty lines; paragraph 1 is the first of them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def spans(figure: str, paragraph: str) -> list[tuple[int, int]]:
    """Find where `figure` stands in `paragraph` as a whole: "1.2" is not in "11.2" or "1.25"."""
    pattern = rf"(?<!\d)(?<!\d[.,]){re.escape(figure)}(?!\d)(?![.,]\d)"
    return [match.span() for match in re.finditer(pattern, paragraph)]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _check_document(
    original: bytes, document: dict[str, str], claims: list[dict[str, str]]
) -> Iterator[Problem]:
    where = f"seeds/documents.csv, {document['id']}"
    digest = hashlib.sha256(original).hexdigest()
    if digest != document["sha256"]:
        what = f"{document['file']} has SHA-256 {digest}, the register says {document['sha256']}"
        mend = "restore the file, or read the new text again and correct hash and claims"
        yield Problem("hash", where, what, mend)
    text = paragraphs(original.decode("utf-8-sig", errors="replace"))
    if str(len(text)) != document["paragraphs"]:
        what = f"{len(text)} paragraphs, the register says {document['paragraphs']}"
        yield Problem("paragraph-count", where, what, "correct the column paragraphs")

    accounted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for claim in claims:
        where = f"seeds/claims.csv, {claim['id']}"
        number = int(claim["paragraph"]) if claim["paragraph"].isdecimal() else 0
        if not 1 <= number <= len(text):
            what = f"paragraph {claim['paragraph']!r} is not between 1 and {len(text)}"
            yield Problem("paragraph-range", where, what, "give the paragraph the claim is from")
            continue
        for figure in claim["figures"].split(SEPARATOR) if claim["figures"] else []:
            found = spans(figure, text[number - 1])
            accounted[number] += found
            if not found:
                what = f"figure {figure!r} is not in paragraph {number} of {document['file']}"
                yield Problem("figure-absent", where, what, "copy it exactly as it stands there")

    for number, paragraph in enumerate(text, start=1):
        for match in FIGURE.finditer(paragraph):
            if not any(a <= match.start() and match.end() <= b for a, b in accounted[number]):
                where = f"{document['file']}, paragraph {number}"
                what = f"no claim accounts for the figure {match.group()!r}"
                mend = "add it to the figures of the claim it belongs to, or add that claim"
                yield Problem("figure-unaccounted", where, what, mend)
