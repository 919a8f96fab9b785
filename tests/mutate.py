"""Prove the checks by mutation: break one thing at random, and see whether somebody notices.

    python tests/mutate.py --count 340 --seed 7

Each mutation is made in a private copy of the project. It is killed when `python -m press check`
fails and names the place; what survives that is given to nbval. The table shows the kill rate of
each class, and every survivor.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import queue
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("book", "data", "notebooks", "seeds")
CHART = "application/vnd.nqpf.chart+json"


@dataclass(frozen=True)
class Mutation:
    """One change to one file: its new text, and what a message must contain to name the place."""

    kind: str
    file: str
    text: str
    places: tuple[str, ...]
    what: str


# --- making mutations -------------------------------------------------------------------------


def table(name: str) -> list[dict[str, str]]:
    """Read a CSV of the project."""
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_csv(rows: list[dict[str, str]]) -> str:
    """Write rows as the project writes them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def change_cell(
    kind: str, name: str, column: str, new: Callable, places: Callable
) -> Callable[[random.Random], Mutation]:
    """A class of mutations: another value in one cell of a table."""

    def make(dice: random.Random) -> Mutation:
        rows = table(name)
        at = dice.randrange(len(rows))
        row, old = rows[at], rows[at][column]
        row[column] = new(dice, old, rows)
        named = (*places({**row, column: old}), *places(row))
        what = f"{name}, line {at + 2}, {column}: {old!r} → {row[column]!r}"
        return Mutation(kind, name, as_csv(rows), named, what)

    return make


def other(column: str) -> Callable:
    """Another value that the same column holds elsewhere."""

    def pick(dice: random.Random, old: str, rows: list[dict]) -> str:
        return dice.choice(sorted({row[column] for row in rows} - {old}))

    return pick


def other_number(dice: random.Random, old: str, _: object) -> str:
    """A value that a slip would make: another digit, a shifted point, a factor."""
    digits = [i for i, c in enumerate(old) if c.isdigit()]
    at = dice.choice(digits)
    slips = [
        old[:at] + str((int(old[at]) + dice.randint(1, 9)) % 10) + old[at + 1 :],
        f"{float(old) * 1000:.10g}",
        f"{float(old) / 100:.10g}",
        f"{float(old) * 1.01:.10g}",
    ]
    return dice.choice([slip for slip in slips if float(slip) != float(old)])


def misspelt(dice: random.Random, old: str, _: object) -> str:
    """An id with two letters swapped, or one lost."""
    at = dice.randrange(1, len(old) - 1)
    swapped = old[: at - 1] + old[at] + old[at - 1] + old[at + 1 :]
    return swapped if swapped != old else old[:at] + old[at + 1 :]


def other_words(dice: random.Random, old: str, _: object) -> str:
    """A text that lost a word."""
    words = old.split() or ["nothing"]
    del words[dice.randrange(len(words))]
    return " ".join(words) or "something"


def lost_row(dice: random.Random) -> Mutation:
    """An observation is gone."""
    rows = table("data/observations.csv")
    at = dice.randrange(len(rows))
    gone = rows.pop(at)
    what = f"data/observations.csv: line {at + 2} deleted ({gone['series']})"
    places = (gone["series"],)
    return Mutation("row lost", "data/observations.csv", as_csv(rows), places, what)


def doubled_row(dice: random.Random) -> Mutation:
    """An observation stands twice."""
    rows = table("data/observations.csv")
    at = dice.randrange(len(rows))
    rows.insert(at, dict(rows[at]))
    what = f"data/observations.csv: line {at + 2} doubled ({rows[at]['series']})"
    places = (rows[at]["series"], f"line {at + 3}")
    return Mutation("row doubled", "data/observations.csv", as_csv(rows), places, what)


def cells(kind: str) -> list[tuple[str, int, dict, dict]]:
    """All cells of a kind: (file, place from 1, cell, notebook)."""
    found = []
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        book = json.loads(path.read_text(encoding="utf-8"))
        for place, cell in enumerate(book["cells"], start=1):
            if cell["cell_type"] == kind:
                found.append((f"notebooks/{path.name}", place, cell, book))
    return found


def in_cell(kind: str, of: str, edit: Callable, fits: Callable) -> Callable:
    """A class of mutations inside a notebook: `edit` changes a cell, or gives None to pass."""

    def make(dice: random.Random) -> Mutation:
        choice = [c for c in cells(of) if fits(c[2])]
        while True:
            file, place, cell, book = dice.choice(choice)
            what = edit(dice, cell)
            if what:
                break
        label = re.match(r"#\| label: (\S+)", "".join(cell["source"]))
        places = (f"{Path(file).name}, cell {place}", label[1] if label else f"cell {place}")
        text = json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        return Mutation(kind, file, text, places, f"{file}, cell {place}: {what}")

    return make


def source(cell: dict) -> str:
    """The text of a cell."""
    return "".join(cell["source"])


def put(cell: dict, text: str) -> None:
    """Set the text of a cell."""
    cell["source"] = text.splitlines(keepends=True)


NUMBER_LINK = re.compile(r"\[([^\]]*)\]\(#num-([a-z0-9-]+)\)")


def edit_link_text(dice: random.Random, cell: dict) -> str | None:
    """The shown number differs from the computed one."""
    match = dice.choice(list(NUMBER_LINK.finditer(source(cell))))
    digits = [i for i, c in enumerate(match[1]) if c.isdigit()]
    shown = "about " + match[1]
    if digits:
        at = dice.choice(digits)
        shown = match[1][:at] + str((int(match[1][at]) + 1) % 10) + match[1][at + 1 :]
    start, end = match.span(1)
    put(cell, source(cell)[:start] + shown + source(cell)[end:])
    return f"link text {match[1]!r} → {shown!r}"


def edit_link_target(dice: random.Random, cell: dict) -> str | None:
    """A number link leads to another number."""
    every = sorted({m[2] for c in cells("markdown") for m in NUMBER_LINK.finditer(source(c[2]))})
    match = dice.choice(list(NUMBER_LINK.finditer(source(cell))))
    target = dice.choice([name for name in every if name != match[2]])
    start, end = match.span(2)
    put(cell, source(cell)[:start] + target + source(cell)[end:])
    return f"link target {match[2]!r} → {target!r}"


def edit_bare_figure(dice: random.Random, cell: dict) -> str | None:
    """A number link loses its link."""
    match = dice.choice(list(NUMBER_LINK.finditer(source(cell))))
    if not re.search(r"\d", match[1]) or re.fullmatch(r"(19|20)\d\d", match[1]):
        return None
    put(cell, source(cell)[: match.start()] + match[1] + source(cell)[match.end() :])
    return f"{match[0]!r} unlinked"


def edit_claim_link(dice: random.Random, cell: dict) -> str | None:
    """A claim box leads to another claim, or shows another verdict."""
    match = dice.choice(list(re.finditer(r"\[([^\]]*)\]\(#claim-([ab]\d\d)\)", source(cell))))
    target = dice.choice([f"{d}{n:02}" for d in "ab" for n in range(1, 15)])
    if target == match[2]:
        return None
    start, end = match.span(2)
    put(cell, source(cell)[:start] + target + source(cell)[end:])
    return f"claim {match[2]} → {target}"


def edit_code(dice: random.Random, cell: dict) -> str | None:
    """A chart's code asks for something else."""
    text = source(cell)
    tokens = list(
        re.finditer(r'"(CHN|USA|DEU|JPN|KOR|WLD)"|\b(20\d\d)\b|zero=True|invert=True', text)
    )
    if not tokens:
        return None
    match = dice.choice(tokens)
    new = {"zero=True": "zero=False", "invert=True": "invert=False"}.get(match[0])
    new = new or (str(int(match[2]) - 1) if match[2] else '"IND"')
    put(cell, text[: match.start()] + new + text[match.end() :])
    return f"code {match[0]!r} → {new!r}"


def clear_output(_: random.Random, cell: dict) -> str | None:
    """The outputs of a cell are gone."""
    cell["outputs"] = []
    return "outputs cleared"


def unexecute(_: random.Random, cell: dict) -> str | None:
    """A cell looks as if it had never run."""
    cell["execution_count"] = None
    return "execution count removed"


def edit_output(dice: random.Random, cell: dict) -> str | None:
    """A stored chart shows something that was not computed."""
    data = cell["outputs"][0]["data"]
    mime = dice.choice([CHART, "image/svg+xml", "text/plain", "image/png"])
    if mime == CHART:
        digits = list(re.finditer(r"\d", data[CHART]["csv"]))
        at = dice.choice(digits).start()
        text = data[CHART]["csv"]
        data[CHART]["csv"] = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
        return "a digit of the stored CSV"
    text = "".join(data[mime])
    at = dice.choice(list(re.finditer(r"\d", text))).start()
    text = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
    data[mime] = text.splitlines(keepends=True)
    return f"a digit of the stored {mime}"


def edit_formula(dice: random.Random) -> Mutation:
    """A named number is computed from something else."""
    files = sorted((ROOT / "notebooks/nqpf/register").glob("[a-z]*.py"))
    while True:
        path = dice.choice(files)
        text = path.read_text(encoding="utf-8")
        starts = [m.start() for m in re.finditer(r"Number\(", text)]
        if not starts:
            continue
        start = dice.choice(starts)
        end = next((s for s in starts if s > start), len(text))
        part = text[start:end]
        name = re.search(r'"([a-z0-9-]+)"', part)[1]
        tokens = list(re.finditer(r'"((?:19|20)\d\d)"|"(CHN|USA|JPN|DEU|KOR|WLD)"|:\.(\d)f', part))
        if not tokens:
            continue
        match = dice.choice(tokens)
        if match[1]:
            new = f'"{int(match[1]) - 1}"'
        elif match[2]:
            new = '"IND"' if match[2] != "IND" else '"CHN"'
        else:
            new = f":.{int(match[3]) + 1}f"
        part = part[: match.start()] + new + part[match.end() :]
        what = f"{path.name}, {name}: {match[0]} → {new}"
        file = path.relative_to(ROOT).as_posix()
        return Mutation("formula", file, text[:start] + part + text[end:], (name,), what)


OBSERVATIONS = "data/observations.csv"


def of_series(row: dict) -> tuple[str, ...]:
    """A change of an observation is named by its series."""
    return (row["series"],)


def of_id(row: dict) -> tuple[str, ...]:
    """A change of another table is named by its id, or by the label of its entry."""
    return (row["id"], f"claim-{row['id'].lower()}")


def has_link(pattern: str) -> Callable[[dict], bool]:
    """Cells that hold a link of a kind."""
    return lambda cell: bool(re.search(pattern, source(cell)))


def is_chart(cell: dict) -> bool:
    """Cells whose first output is a chart."""
    return bool(cell["outputs"]) and CHART in cell["outputs"][0].get("data", {})


CLASSES: dict[str, Callable[[random.Random], Mutation]] = {
    "value": change_cell("value", OBSERVATIONS, "value", other_number, of_series),
    "status": change_cell("status", OBSERVATIONS, "status", other("status"), of_series),
    "source of a value": change_cell(
        "source of a value", OBSERVATIONS, "source", other("source"), of_series
    ),
    "period": change_cell("period", OBSERVATIONS, "period", other("period"), of_series),
    "economy": change_cell("economy", OBSERVATIONS, "geo", other("geo"), of_series),
    "series of a value": change_cell(
        "series of a value", OBSERVATIONS, "series", other("series"), of_series
    ),
    "series id": change_cell("series id", "data/series.csv", "id", misspelt, of_id),
    "series unit": change_cell("series unit", "data/series.csv", "unit", other("unit"), of_id),
    "row lost": lost_row,
    "row doubled": doubled_row,
    "source tier": change_cell("source tier", "data/sources.csv", "tier", other("tier"), of_id),
    "source address": change_cell(
        "source address", "data/sources.csv", "address", other("address"), of_id
    ),
    "event": change_cell("event", "data/events.csv", "date", other("date"), of_id),
    "event text": change_cell("event text", "data/events.csv", "event", other_words, of_id),
    "claim": change_cell("claim", "seeds/claims.csv", "statement", other_words, of_id),
    "verdict": change_cell("verdict", "seeds/claims.csv", "verdict", other("verdict"), of_id),
    "reason": change_cell("reason", "seeds/claims.csv", "why", other_words, of_id),
    "anchor": change_cell("anchor", "seeds/claims.csv", "anchor", other("anchor"), of_id),
    "link text": in_cell("link text", "markdown", edit_link_text, has_link(r"\(#num-")),
    "link target": in_cell("link target", "markdown", edit_link_target, has_link(r"\(#num-")),
    "unlinked figure": in_cell(
        "unlinked figure", "markdown", edit_bare_figure, has_link(r"\[[^\]]*\d[^\]]*\]\(#num-")
    ),
    "claim link": in_cell("claim link", "markdown", edit_claim_link, has_link(r"\(#claim-")),
    "chart code": in_cell("chart code", "code", edit_code, is_chart),
    "output cleared": in_cell("output cleared", "code", clear_output, is_chart),
    "output edited": in_cell("output edited", "code", edit_output, is_chart),
    "never executed": in_cell("never executed", "code", unexecute, is_chart),
    "formula": edit_formula,
}


# --- judging them -----------------------------------------------------------------------------


class Workplace:
    """A private copy of the project in which one mutation at a time is judged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignore = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints")
        for name in COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)
        paths = [str(folder / "book"), str(folder / "notebooks")]
        self.env = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "GITHUB_ACTIONS": ""}

    def run(self, *command: str) -> tuple[int, str]:
        """Run a Python module in the copy; give its exit code and what it said."""
        done = subprocess.run(
            [sys.executable, "-B", "-m", *command],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    def judge(self, mutation: Mutation) -> str:
        """Say "killed", "unnamed" (noticed, the place not named), "crashed" or "survived"."""
        path = self.folder / mutation.file
        before = path.read_bytes()
        path.write_text(mutation.text, encoding="utf-8", newline="\n")
        try:
            failed, said = self.run("press", "check")
            if failed and "Traceback (most recent call last)" in said:
                return "crashed"
            if not failed:
                command = ("pytest", "notebooks", "--nbval", "--nbval-current-env", "-q", "-x")
                failed, said = self.run(*command, "-p", "no:cacheprovider")
        finally:
            path.write_bytes(before)
        if not failed:
            return "survived"
        return "killed" if any(place in said for place in mutation.places) else "unnamed"


def judge_all(mutations: list[Mutation], workers: int, *, quiet: bool = False) -> list[str]:
    """Judge mutations in parallel; the verdicts come in the order of the mutations."""
    with tempfile.TemporaryDirectory() as name:
        free: queue.Queue[Workplace] = queue.Queue()
        for number in range(workers):
            free.put(Workplace(Path(name) / str(number)))

        def one(mutation: Mutation) -> str:
            place = free.get()
            try:
                return place.judge(mutation)
            finally:
                free.put(place)

        with ThreadPoolExecutor(workers) as pool:
            verdicts = pool.map(one, mutations)
            if quiet:
                return list(verdicts)
            return list(track(verdicts, "mutating", total=len(mutations)))


def draw(count: int, seed: int) -> list[Mutation]:
    """Draw mutations, the classes in turn, so that each is tried equally often."""
    dice = random.Random(seed)
    makers = list(CLASSES.values())
    return [makers[i % len(makers)](dice) for i in range(count)]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=351)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    given = parser.parse_args()
    mutations = draw(given.count, given.seed)
    verdicts = judge_all(mutations, given.workers)
    shown = Table("class", "tried", "killed", "rate", title=f"seed {given.seed}")
    for kind in CLASSES:
        mine = [v for m, v in zip(mutations, verdicts, strict=True) if m.kind == kind]
        if mine:
            killed = mine.count("killed")
            shown.add_row(kind, str(len(mine)), str(killed), f"{killed / len(mine):.0%}")
    killed = verdicts.count("killed")
    shown.add_row("all", str(len(verdicts)), str(killed), f"{killed / len(verdicts):.1%}")
    console = Console()
    console.print(shown)
    for mutation, verdict in zip(mutations, verdicts, strict=True):
        if verdict != "killed":
            console.print(f"{verdict}: {mutation.kind}: {mutation.what}", markup=False)
    sys.exit(killed < len(verdicts))


if __name__ == "__main__":
    main()
