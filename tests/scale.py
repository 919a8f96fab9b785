"""A generated book of any size: do time and memory grow with what changed, or with the book?

    make bench SCALE=100

Each chapter has a series of its own with two thousand observations, a hundred numbers, eighty
paragraphs and four charts. What is found is the time of each command beside that in a book of
one chapter, measured in turn, and the memory of its largest process.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import kitehouse
import kites
import toy

CLAIMS = "(sec-kites)=\n## The claims\n\nKites: [x](#claim-a01). [x](#claim-a02).\n\n"
YEARS = range(1690, 2023)
GEOS = [line.partition(",")[0] for line in kites.GEOS[1:]]
#: Runs a command and prints its seconds and the memory of the largest process, in MiB.
METER = """
import resource, subprocess, sys, time
begun = time.monotonic()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(done.stdout[:2000] + done.stderr[-2000:] if done.returncode else "", file=sys.stderr)
print(time.monotonic() - begun, peak)
sys.exit(done.returncode)
"""


def make(root: Path, chapters: int) -> Path:
    """Write a book with so many chapters, at most a hundred, and refresh it."""
    names = [f"{place:02}" for place in range(chapters)]
    kitehouse.make(root)
    (root / kitehouse.CHAPTER).unlink()
    themes = (root / "notebooks" / "book.toml").read_text(encoding="utf-8")
    lines = {table: list(own) for table, own in toy.TABLES.items()} | {"numbers": kites.NUMBERS[:]}
    for name in names:
        title = f"Load {name},The load,tonnes,1,5000,ai,Lindow,annual,2027-01,"
        lines["series"].append(f"load_{name},{title}")
        lines["observations"] += [
            f"load_{name},{geo},{year},{1000 + year % 97 + 11 * at},reported,lindow-2024,"
            for at, geo in enumerate(GEOS)
            for year in YEARS
        ]
        lines["numbers"] += [
            f'load-{name}-{year},ai,Load {name} in {year},"load_{name}[CHN, {year}]",{{:.0f}} t,'
            for year in YEARS[-100:]
        ]
    for table in ("observations", "series", "numbers"):
        head, *rows = lines[table]
        lines[table] = [head, *sorted(rows, key=lambda row: row.split(",")[:3])]
    kites.write(root, **lines)
    themes = themes.replace("02_kites", "00_load")
    (root / "notebooks" / "book.toml").write_text(themes, encoding="utf-8")
    toc = "".join(f"    - file: ../notebooks/{name}_load.ipynb\n" for name in names)
    settings = kitehouse.MYST.replace("    - file: ../notebooks/02_kites.ipynb\n", toc)
    (root / "book" / "myst.yml").write_text(settings, encoding="utf-8")
    for place, name in enumerate(names):
        text = json.dumps(_chapter(name, CLAIMS if not place else ""))
        (root / "notebooks" / f"{name}_load.ipynb").write_text(text, encoding="utf-8")
    return root


def _chapter(name: str, before: str) -> dict[str, object]:
    prose = [
        f"{'' if part else before}## Part {'ABCD'[part]}\n\n"
        + "\n\n".join(
            f"The yearbook of the fair counts [x](#num-load-{name}-{year}) for the year {year}, "
            "and tells in a sentence how that load was weighed at the gate of the fair."
            for year in YEARS[-100 + 20 * part : -80 + 20 * part]
        )
        for part in range(4)
    ]
    code = [
        f"#| label: fig-load-{name}-{part}\nbook.publish(\n"
        f'    "load-{name}-{part}",\n'
        f'    forms.lines(data.select("load_{name}", "{geo}", slice(19{part}0, 2022)), "Load"),\n'
        f'    finding="This is what the gate weighed in each of the years.",\n)'
        for part, geo in enumerate(GEOS[:4])
    ]
    setup = "from nqpf import forms, open_book\n\nbook = open_book()\ndata = book.data"
    cells = [("markdown", "# A load\n\nHow much is it?"), ("code", setup)]
    for text, chart in zip(prose, code, strict=True):
        cells += [("markdown", text), ("code", chart)]
    return {
        "cells": [
            {"cell_type": kind, "id": f"c{name}-{at}", "metadata": {}, "source": text}
            | ({"outputs": [], "execution_count": None} if kind == "code" else {})
            for at, (kind, text) in enumerate(cells)
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def meter(root: Path, *command: str) -> tuple[float, float]:
    """Run a command of the workshop; give its seconds and the MiB of its largest process."""
    press = [sys.executable, "-m", "press", "--root", str(root), *command]
    done = subprocess.run(
        [sys.executable, "-c", METER, *press],
        env=kitehouse.environment(root), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"press {' '.join(command)} failed:\n{done.stderr}")
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def word(root: Path) -> None:
    """Add a word to the prose of the first chapter."""
    kitehouse.edit(root / "notebooks" / "00_load.ipynb", "How much is it?", "So how much is it?")


def measure(root: Path) -> dict[str, tuple[float, float]]:
    """Time every command once, each after what it builds on; seconds and MiB by what is done."""
    found = {"Execute every chapter": meter(root, "refresh", "--all")}
    found["Check"] = meter(root, "check")
    found["First build"] = meter(root, "build")
    word(root)
    found["Build after one word"] = meter(root, "build")
    found["Refresh, nothing stale"] = meter(root, "refresh")
    return found


def grown(chapters: int) -> str:
    """Give the table of what a book of so many chapters costs, beside a book of one."""
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        books = []
        for size in (1, chapters):
            root = make(Path(name) / str(size), size)
            meter(root, "seal", "--why", "The book was generated.")
            books.append(measure(root))
    lines = ["| In a book | Chapters | Time, one chapter being 1 | MiB |", "|---|---:|---:|---:|"]
    for what, (seconds, _) in books[0].items():
        more, peak = books[1][what]
        lines.append(f"| {what} | {chapters} | {more / seconds:.1f} | {peak:.0f} |")
        print(f"{what}: {seconds:.1f} s, {more:.1f} s", flush=True)
    return "\n".join(lines) + "\n"
