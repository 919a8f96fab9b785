"""What was checked in stays as it is: a row that is changed or removed needs a word.

`data/seals.csv` keeps digests of the rows of every table, by the id of the row, for observations
by their series. `make refresh` seals new rows. Where a sealed row is no longer there, it stops
until `press seal --why "…"` accepts the change and writes it, with the reason, to
`data/changes.csv`, which readers see under "What changed".
"""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from nqpf import tables
from press.changes import DiffError, git
from press.files import write_text
from press.rules import Problem
from press.workshop import Workshop

#: Columns that may change without a word: remarks, looks, and when somebody looks again.
_FREE = {"note", "colour", "checked_on", "next_due"}
#: Tables beside those of the data package, and what tells their rows apart.
_BESIDE = {"seeds/claims.csv": ["id"], "seeds/documents.csv": ["id"]}

Row = dict[str, str]
#: Rows by table and id, then by digest.
Rows = dict[tuple[str, str], dict[str, Row]]


class SealError(ValueError):
    """Sealed rows were changed without a word; names them and the command that gives it."""


@dataclass(frozen=True)
class Change:
    """One cell of a sealed row that is no longer what it was, or a row that is gone."""

    table: str
    row: str  # what tells the row apart in its table
    column: str  # "" for a whole row
    old: str  # "unknown" where git cannot tell
    new: str

    def __str__(self) -> str:
        cell = f"{self.table}, {self.row}" + f", column {self.column}" * bool(self.column)
        return f"{cell}: was {self.old!r}, is {self.new!r}"


def changes(shop: Workshop) -> list[Change]:
    """List what differs from the rows that were sealed; new rows do not.

    Raises DatasetError: a table cannot be read; names file and line.
    """
    shop.data, shop.claims, shop.documents  # noqa: B018 - opened here so that it can fail here
    now, sealed, found = _rows(shop, _file(shop)), _sealed(shop), []
    lost = {own: digests - now[own].keys() for own, digests in sealed.items()}
    if not any(lost.values()):
        return []
    before = _rows(shop, _committed(shop))
    for own in filter(lost.get, lost):
        table, key = own[0], _tables(shop)[own[0]]
        old, new = (
            {" ".join(row[column] for column in key): row for row in rows}
            for rows in (
                [row for digest, row in before[own].items() if digest in lost[own]],
                [row for digest, row in now[own].items() if digest not in sealed[own]],
            )
        )
        for name in sorted(old.keys() | new.keys()):
            if name in old and name in new:
                cells = [(c, old[name].get(c, ""), new[name][c]) for c in new[name]]
                found += [Change(table, name, *cell) for cell in cells if cell[1] != cell[2]]
            else:
                was = "unknown" if len(old) < len(lost[own]) else ""
                texts = [" ".join(side.get(name, {}).values()) for side in (old, new)]
                found.append(Change(table, name, "", texts[0] or was, texts[1]))
        if not old and not new:
            found.append(Change(table, own[1], "", "unknown", ""))
    return found


def seal(shop: Workshop, why: str = "", on: str = "") -> list[Path]:
    """Seal the rows as they are; give the files that were written.

    Args:
        shop: the project.
        why: the reason for what was changed or removed, for the public log; new rows need none.
        on: the day of the decision, as in 2026-11-26.

    Raises SealError: something was changed or removed, and no reason is given.
    """
    found = changes(shop)
    if found and not why.strip():
        raise SealError(
            "\n".join(map(str, found))
            + "\nthese rows were checked in otherwise; put them back, or accept them with a word "
            'for the readers: press seal --why "…"'
        )
    log, written = shop.data_folder / "changes.csv", []
    if found:
        head, *rows = csv.reader(io.StringIO(log.read_text("utf-8"), newline=""))
        rows += [[on, *astuple(change), " ".join(why.split())] for change in found]
        written += [log] if write_text(log, _csv([head, *sorted(rows)])) else []
    state = _rows(shop, _file(shop)).items()
    rows = [["table", "id", "digests"]]
    rows += [[*own, " ".join(sorted(digests))] for own, digests in sorted(state) if digests]
    path = shop.data_folder / "seals.csv"
    return written + ([path] if write_text(path, _csv(rows)) else [])


def problems(shop: Workshop) -> Iterator[Problem]:
    """Find sealed rows that were changed or removed, and new ones that are not yet sealed."""
    for change in changes(shop):
        yield Problem("sealed-row", change.table, str(change).partition(", ")[2])
    sealed = _sealed(shop)
    for (table, name), rows in _rows(shop, _file(shop)).items():
        known = sealed.get((table, name), set())
        if known < rows.keys():
            yield Problem("unsealed-row", table, f"{len(rows) - len(known)} new rows of {name}")


def _tables(shop: Workshop) -> dict[str, list[str]]:
    package = tables.Package(shop.data_folder)
    own = {f"data/{name}.csv": package.key(name) for name in package.tables if name != "changes"}
    return own | _BESIDE


def _rows(shop: Workshop, text: Callable[[str], str]) -> Rows:
    found: Rows = defaultdict(dict)
    for name, key in _tables(shop).items():
        for row in csv.DictReader(io.StringIO(text(name), newline="")):
            kept = [f"{column}={cell}" for column, cell in row.items() if column not in _FREE]
            digest = hashlib.sha256("\n".join(kept).encode()).hexdigest()[:8]
            found[name, row[key[0]]][digest] = row
    return found


def _file(shop: Workshop) -> Callable[[str], str]:
    def text(name: str) -> str:
        path = shop.root / name
        return path.read_text(encoding="utf-8-sig") if path.is_file() else ""

    return text


def _committed(shop: Workshop) -> Callable[[str], str]:
    def text(name: str) -> str:
        with suppress(DiffError):
            return git(shop.root, "show", f"HEAD:./{name}").decode(errors="replace")
        return ""

    return text


def _sealed(shop: Workshop) -> dict[tuple[str, str], set[str]]:
    _, *rows = csv.reader(io.StringIO(_file(shop)("data/seals.csv") or "\n", newline=""))
    return {(table, name): set(digests.split()) for table, name, digests in rows}


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
