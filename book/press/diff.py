"""Say what the book says differently since a revision: this is what a reviewer of data reads."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from press import chapters, paths

PARTS = ("data", "notebooks", "seeds")
#: Rows of a table are told apart by these columns; the others are compared.
KEYS = {
    "observations": ("series", "geo", "period", "status", "source"),
    "series": ("id",),
    "events": ("id",),
}
#: Columns that only count or seal other rows.
_SEALS = {"rows", "digest"}
#: Runs with the library of a revision, so that its numbers are computed as they were then.
_NUMBERS = """
import json
from nqpf import dataset, numbers
data, found = dataset.load(), {}
for number in numbers.register().values():
    try:
        found[number.id] = number.text(data)
    except Exception as error:
        found[number.id] = f"cannot be computed: {error}"
print(json.dumps(found))
"""


class DiffError(RuntimeError):
    """The comparison is not possible; the message says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the book says differently.

    Attributes:
        kind: heading under which it is listed.
        name: the number, claim, chart or row.
        old: what was said, empty if nothing was.
        new: what is said, empty if nothing is.
    """

    kind: str
    name: str
    old: str
    new: str


def changes(revision: str) -> list[Change]:
    """Compare the project as it stands with a revision.

    Raises:
        DiffError: no git checkout, or no such revision.
    """
    with tempfile.TemporaryDirectory() as folder:
        old = Path(folder)
        _unpack(revision, old)
        found: list[Change] = []
        for kind, read in SIDES.items():
            found += _compare(kind, read(old), read(paths.ROOT))
        return found


def _unpack(revision: str, folder: Path) -> None:
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.returncode:
        raise DiffError(
            f"{revision!r} is no revision that git knows here; name a branch, a tag or a commit, "
            "and fetch it first if it is newer than this clone"
        )
    name = commit.stdout.decode().strip()
    there = _git("ls-tree", "--name-only", name).stdout.decode().split("\n")
    parts = [part for part in PARTS if part in there]
    if parts:
        archive = _git("archive", "--format=tar", name, "--", *parts)
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(folder, filter="data")


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        inside = subprocess.run(
            ["git", "rev-parse", "--git-dir"], cwd=paths.ROOT, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise DiffError("git is not installed; what changed since then is known to git") from error
    if inside.returncode:
        raise DiffError("this folder is no git checkout, so there is no revision to compare with")
    return subprocess.run(["git", *arguments], cwd=paths.ROOT, capture_output=True, check=False)


def _numbers(root: Path) -> dict[str, str]:
    """Compute the named numbers of a project with its own library."""
    if not (root / "notebooks" / "nqpf" / "numbers.py").exists():
        return {}
    run = subprocess.run(
        [sys.executable, "-c", _NUMBERS],
        cwd=root / "notebooks",
        env=_environment(root),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        lines = run.stderr.strip().splitlines() or ["it says nothing"]
        return {"(all numbers)": f"cannot be computed: {lines[-1]}"}
    return json.loads(run.stdout)


def _environment(root: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(root / "notebooks"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }


def _verdicts(root: Path) -> dict[str, str]:
    rows = _rows(root / "seeds" / "claims.csv")
    return {row["id"]: f"{row.get('verdict', '')}: {row.get('why', '')}" for row in rows}


def _findings(root: Path) -> dict[str, str]:
    return {face["id"]: face["finding"] for face in _charts(root)}


def _drawn(root: Path) -> dict[str, str]:
    """Give each drawn value of each chart."""
    found = {}
    for face in _charts(root):
        for row in csv.DictReader(io.StringIO(face["csv"])):
            said = row.pop("value", None) or "drawn"
            source = row.pop("source", "")
            key = ", ".join(cell for cell in row.values() if cell)
            name = f"{face['id']}: {key}"
            said = f"{said} ({source})" if source else said
            found[name] = f"{found[name]}; {said}" if name in found else said
    return found


def _charts(root: Path) -> Iterator[dict]:
    for path in sorted((root / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        yield from (face for _, face in chapters.charts(chapters.read(path)))


def _table(name: str) -> Callable[[Path], dict[str, str]]:
    def read(root: Path) -> dict[str, str]:
        keys = KEYS[name]
        return {
            ", ".join(row.get(key, "") for key in keys): "; ".join(
                value if column == "value" else f"{column}: {value}"
                for column, value in row.items()
                if column not in keys and column not in _SEALS and value
            )
            for row in _rows(root / "data" / f"{name}.csv")
        }

    return read


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SIDES: dict[str, Callable[[Path], dict[str, str]]] = {
    "Numbers": _numbers,
    "Verdicts": _verdicts,
    "Findings of charts": _findings,
    "Values drawn in charts": _drawn,
    "Observations": _table("observations"),
    "Series": _table("series"),
    "Events": _table("events"),
}


def _compare(kind: str, old: dict[str, str], new: dict[str, str]) -> list[Change]:
    return [
        Change(kind, name, old.get(name, ""), new.get(name, ""))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def text(found: list[Change], revision: str) -> str:
    """Write the changes for a terminal."""
    if not found:
        return f"The book says the same as in {revision}."
    lines = [f"What the book says differently since {revision}:"]
    for kind, some in _by_kind(found):
        lines += ["", f"{kind} ({_count(some)})"]
        for change in some:
            lines += [f"  {change.name}"]
            lines += [f"    was  {change.old}"] if change.old else []
            lines += [f"    now  {change.new}"] if change.new else []
    return "\n".join(lines)


def markdown(found: list[Change], revision: str) -> str:
    """Write the changes as Markdown, long lists folded."""
    if not found:
        return f"The book says the same as in `{revision}`."
    lines = [f"### What the book says differently since `{revision}`"]
    for kind, some in _by_kind(found):
        fold = len(some) > 12
        title = f"{kind} ({_count(some)})"
        lines += ["", f"<details><summary>{title}</summary>" if fold else f"**{title}**", ""]
        lines += ["| what | was | now |", "|---|---|---|"]
        lines += [
            f"| {_cell(change.name)} | {_cell(change.old)} | {_cell(change.new)} |"
            for change in some
        ]
        lines += ["", "</details>"] if fold else []
    return "\n".join(lines)


def _by_kind(found: list[Change]) -> Iterator[tuple[str, list[Change]]]:
    for kind in SIDES:
        some = [change for change in found if change.kind == kind]
        if some:
            yield kind, some


def _count(some: list[Change]) -> str:
    added = sum(not change.old for change in some)
    removed = sum(not change.new for change in some)
    counts = {"changed": len(some) - added - removed, "added": added, "removed": removed}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _cell(said: str) -> str:
    """Keep a text inside its cell, and its marks from being read as Markdown or HTML."""
    plain = said.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")
    for mark in "\\`*_[]|@#":
        plain = plain.replace(mark, f"\\{mark}")
    return plain or "–"
