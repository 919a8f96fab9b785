"""Hold the register of claims against the articles: `python tests/articles.py FOLDER`.

The articles belong to their publishers and are no part of the project, so this runs only where
somebody has put them into a folder. It compares digits: numbers written as words, and whether a
claim's wording is fair to its paragraph, remain for a reader.
"""

import csv
import hashlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "seeds"
#: A figure with what belongs to it: "6,200", "1.2 trillion", "9.4 percent", "15th", "3D".
FIGURE = re.compile(
    r"\d+(?:[.,]\d+)*(?:[A-Za-z]+|%| (?:thousand|million|billion|trillion|percent)\b)?"
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spans(figure: str, paragraph: str) -> list[tuple[int, int]]:
    """Find where a figure stands as a whole: "1.2" is not in "11.2" or "1.25"."""
    pattern = rf"(?<!\d)(?<!\d[.,]){re.escape(figure)}(?!\d)(?![.,]\d)"
    return [match.span() for match in re.finditer(pattern, paragraph)]


def faults(folder: Path, seeds: Path = SEEDS) -> Iterator[str]:
    """Say in a line each what in the two tables of `seeds` the articles do not bear out."""
    claims = defaultdict(list)
    for claim in rows(seeds / "claims.csv"):
        claims[claim["document"]].append(claim)
    for document in rows(seeds / "documents.csv"):
        name = document["file"]
        if not (folder / name).is_file():
            yield f"{name} is not in the folder, so nothing was compared with it"
            continue
        raw = (folder / name).read_bytes()
        if hashlib.sha256(raw).hexdigest() != document["sha256"]:
            yield f"{name} is not the file that was read: its SHA-256 differs"
        text = [line.strip() for line in raw.decode("utf-8-sig", "replace").splitlines()]
        text = [line for line in text if line]
        if str(len(text)) != document["paragraphs"]:
            yield f"{name} has {len(text)} paragraphs, the register says {document['paragraphs']}"
        known = defaultdict(list)
        for claim in claims[document["id"]]:
            number = int(claim["paragraph"])
            if not 1 <= number <= len(text):
                yield f"{claim['id']}: {name} has no paragraph {number}"
                continue
            for figure in filter(None, claim["figures"].split(" | ")):
                known[number] += (found := spans(figure, text[number - 1]))
                if not found:
                    yield f"{claim['id']}: {figure!r} is not in paragraph {number} of {name}"
        for number, paragraph in enumerate(text, start=1):
            for match in FIGURE.finditer(paragraph):
                if not any(a <= match.start() and match.end() <= b for a, b in known[number]):
                    yield f"{name}, paragraph {number}: no claim accounts for {match[0]!r}"


if __name__ == "__main__":
    found = list(faults(Path(sys.argv[1]))) if len(sys.argv) == 2 else [__doc__]
    print("\n".join(found) or "the register agrees with the articles")
    sys.exit(bool(found))
