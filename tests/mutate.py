"""Prove the checks by mutation: break one thing at random, and see whether the check names it.

    python tests/mutate.py --count 340 --seed 7

Each mutation is one change to one file in a private copy of the project. It is killed when the
check finds a problem that names its place. With --sealed it is judged after the digests were
renewed and the links rewritten, as `make refresh` would: what is left then, nobody notices.
"""

import argparse
import csv
import json
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from toy import dump

from press.check import check, data
from press.refresh import rewrite
from press.workshop import Workshop

ROOT = Path(__file__).resolve().parents[1]
#: Rules whose problems `make refresh` takes away.
SEALS = {"row-digest", "row-count", "number-text", "claim-text", "stale"}


class Mutation(NamedTuple):
    """One change to one file: its new text, and what a message must contain to name the place."""

    file: str
    text: str
    places: tuple[str, ...]
    what: str


def other(dice: random.Random, old: str, known: list[str]) -> str:
    return dice.choice(sorted({*known} - {old}))


def digit(dice: random.Random, old: str, _: list[str]) -> str:
    at = dice.choice([i for i, c in enumerate(old) if c.isdigit()])
    return old[:at] + str((int(old[at]) + dice.randint(1, 9)) % 10) + old[at + 1 :]


def unit(dice: random.Random, old: str, _: list[str]) -> str:
    return f"{float(old) * dice.choice((1000, 0.01, 1.01)):.10g}"


def misspelt(dice: random.Random, old: str, _: list[str]) -> str:
    at = dice.randrange(1, len(old) - 1)
    return old[:at] + old[at + 1 :]


def fewer(dice: random.Random, old: str, _: list[str]) -> str:
    words = old.split()
    del words[dice.randrange(len(words))]
    return " ".join(words)


def nothing(*_: object) -> str:
    return ""


#: Class → table, column, how its cell changes. Its first cell names a row.
CELLS = {
    "digit of a value": ("data/observations.csv", "value", digit),
    "unit of a value": ("data/observations.csv", "value", unit),
    "status": ("data/observations.csv", "status", other),
    "source of a value": ("data/observations.csv", "source", other),
    "period": ("data/observations.csv", "period", other),
    "economy": ("data/observations.csv", "geo", other),
    "series of a value": ("data/observations.csv", "series", other),
    "row lost": ("data/observations.csv", None, lambda rows, at: rows.pop(at)),
    "row doubled": ("data/observations.csv", None, lambda rows, at: rows.insert(at, rows[at])),
    "series id": ("data/series.csv", "id", misspelt),
    "unit of a series": ("data/series.csv", "unit", other),
    "event": ("data/events.csv", "event", fewer),
    "number id": ("data/numbers.csv", "id", misspelt),
    "formula": ("data/numbers.csv", "formula", other),
    "format": ("data/numbers.csv", "format", other),
    "verdict": ("seeds/claims.csv", "verdict", other),
    "evidence": ("seeds/claims.csv", "rests_on", misspelt),
    "anchor": ("seeds/claims.csv", "anchor", misspelt),
}
#: Class → what is changed in the JSON of a chapter, and how.
PLACES = {
    "link text": (r"\[([^][]*\d[^][]*)\]\(#num-", digit),
    "link target": (r"\(#num-([a-z0-9-]+)\)", other),
    "claim link": (r"\(#claim-([a-z0-9-]+)\)", misspelt),
    "figure without link": (r"\d[^][]*(\]\(#num-[a-z0-9-]+\))", nothing),
    "chart code": (r"book\.publish(\()", lambda *_: "( "),
    "values of a chart": (r'"csv": "[^"]+,(\d+)', digit),
    "drawing": (r"<svg [^\n]+?(\d{3})", digit),
    "never executed": (r'"cell_type": "code",\s+"execution_count": (\d+)', lambda *_: "null"),
}
CLASSES = (*CELLS, *PLACES)


def in_table(shop: Workshop, dice: random.Random, kind: str) -> Mutation | None:
    """Change a cell of a table, lose a row or double it."""
    name, column, new = CELLS[kind]
    with (shop.root / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    at = dice.randrange(len(rows))
    row, what = rows[at], f"{name}, line {at + 2}"
    places = (next(iter(row.values())), what, f"line {at + 3}")
    if column is None:
        new(rows, at)
    else:
        old, known = row[column], [other[column] for other in rows]
        if not old or (new is other and len({*known}) < 2):
            return None
        row[column] = new(dice, old, known)
        what += f", {column}: {old!r} → {row[column]!r}"
        places += (next(iter(row.values())), f"#claim-{row.get('id', '').lower()})")
    path = shop.build / "mutation.csv"
    path.parent.mkdir(exist_ok=True)
    dump(path, rows)
    return Mutation(name, path.read_text(encoding="utf-8"), places, f"{kind}: {what}")


def in_chapter(shop: Workshop, dice: random.Random, kind: str) -> Mutation | None:
    """Change a cell of a chapter."""
    pattern, new = PLACES[kind]
    path = dice.choice(shop.chapters())
    text = path.read_text(encoding="utf-8")
    found = list(re.finditer(pattern, text))
    known = [match[1] for match in found]
    if not found or (new is other and len({*known}) < 2):
        return None
    match = dice.choice(found)
    changed = text[: match.start(1)] + new(dice, match[1], known) + text[match.end(1) :]
    place = text.count('"cell_type"', 0, match.start()) + ('"cell_type"' in match[0])
    cell = json.loads(text)["cells"][max(place - 1, 0)]
    label = re.match(r"#\| label: (\S+)", "".join(cell["source"]))
    where = f"{shop.relative(path)}, cell {place}"
    places = (where, f"{path.name}, cell {place}", label[1] if label else cell["id"])
    return Mutation(shop.relative(path), changed, places, f"{kind}: {where}, {match[0]!r}")


def draw(shop: Workshop, dice: random.Random, kind: str) -> Mutation:
    """Draw a mutation of a class."""
    make = in_table if kind in CELLS else in_chapter
    return next(found for _ in range(1000) if (found := make(shop, dice, kind)))


def judge(root: Path, mutation: Mutation, *, sealed: bool = False) -> str:
    """Say "killed", "unnamed" (noticed, the place not named) or "survived"."""
    files = [p for p in root.rglob("*") if p.suffix in (".csv", ".ipynb", ".md")]
    before = {file: file.read_bytes() for file in files}
    (root / mutation.file).write_text(mutation.text, encoding="utf-8", newline="\n")
    try:
        found = check(Workshop(root))
        if sealed and {p.rule for p in found} <= SEALS:
            data.seal(shop := Workshop(root))
            for path in [*shop.pages(), *shop.chapters()]:
                rewrite(shop, path)
            found = [p for p in check(shop.again()) if p.rule != "stale"]
    finally:
        for file, raw in before.items():
            if file.read_bytes() != raw:
                file.write_bytes(raw)
    said = "\n".join(map(str, found))
    named = any(place in said for place in mutation.places)
    return "killed" if named else "unnamed" if found else "survived"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10 * len(CLASSES))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sealed", action="store_true")
    given = parser.parse_args()
    dice, tried, killed = random.Random(given.seed), Counter(), Counter()
    with tempfile.TemporaryDirectory() as folder:
        ignored = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints")
        for name in ("book", "data", "notebooks", "seeds"):
            shutil.copytree(ROOT / name, Path(folder) / name, ignore=ignored)
        for kind in (CLASSES * given.count)[: given.count]:
            mutation = draw(Workshop(Path(folder)), dice, kind)
            verdict = judge(Path(folder), mutation, sealed=given.sealed)
            tried[kind] += 1
            killed[kind] += verdict == "killed"
            if verdict != "killed":
                print(f"{verdict}: {mutation.what}", flush=True)
    for kind in tried:
        print(f"{kind:22}{killed[kind]:4} of {tried[kind]}")
    print(f"{'all':22}{killed.total():4} of {tried.total()}")
    sys.exit(killed != tried)


if __name__ == "__main__":
    main()
