"""What was checked in stays as it is: a row that is changed or removed needs a word.

`data/seals.csv` keeps digests of the rows of every table, by their first key. `make refresh` seals
new rows; where a sealed one is gone, it stops until `press seal --why "…"` accepts the change and
writes it, with the reason, to `data/changes.csv`, which readers see under "What changed".
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from nqpf import tables
from press.changes import DiffError, git
from press.files import write_text
from press.workshop import Problem, Workshop, rules

#: Columns that may change without a word: remarks, looks, and when somebody looks again.
_FREE = {"note", "colour", "checked_on", "next_due"}
#: The columns of `data/seals.csv`, with one digest or several.
_SEALS = ["table", "id", "digests"]

#: Table, id, and a digest or what tells the row apart.
Key = tuple[str, str, str]
#: Rows by the key with the digest; each with the other key.
Rows = dict[Key, tuple[Key, dict[str, str]]]


class SealError(ValueError):
    """Sealed rows were changed without a word; names them and the command that gives it."""


class Change(NamedTuple):
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
    """List what differs from the rows that were sealed; DatasetError: a table cannot be read."""
    shop.data, shop.claims, shop.documents  # noqa: B018 - opened here so that it can fail here
    now, sealed, found = _rows(shop), _sealed(shop), []
    lost = sealed - now.keys()
    before = _rows(shop, committed=True) if lost else {}
    torn, unknown = _ids(lost), _ids(lost - before.keys())
    new = dict(now[one] for one in now.keys() - sealed if one[:2] in torn)
    old = {(*own, own[1]): {} for own in unknown - _ids(new)}  # no more is known of them
    old |= dict(before[one] for one in lost & before.keys())
    for place in sorted(old.keys() | new.keys()):
        was, now_is, (table, _, name) = old.get(place, {}), new.get(place, {}), place
        if was and now_is:
            cells = [(column, was.get(column, ""), cell) for column, cell in now_is.items()]
            found += [Change(table, name, *cell) for cell in cells if cell[1] != cell[2]]
        else:
            gone, come = (" ".join(filter(None, row.values())) for row in (was, now_is))
            gone = gone or "unknown" * (place[:2] in unknown)
            found.append(Change(table, name, "", gone, come))
    return found


def seal(shop: Workshop, why: str = "", on: str = "") -> list[Path]:
    """Seal the rows as they are; give the files that were written.

    What was changed goes to the public log with the reason `why` and the day `on` (2026-11-26); new
    rows need none. SealError: no reason is given.
    """
    found, written = changes(shop), []
    if found and not why.strip():
        raise SealError("\n".join([*map(str, found), rules()["sealed-row"]["fix"]]))
    log = shop.data.package.read("changes")
    for change in found:
        log.loc[len(log)] = [on, *change, " ".join(why.split())]
    state = pd.DataFrame(sorted(_rows(shop)), columns=_SEALS)
    seals = state.groupby(_SEALS[:2], as_index=False).agg(" ".join)
    for name, table in (("changes", log.sort_values(list(log))), ("seals", seals)):
        path = shop.data_folder / f"{name}.csv"
        if write_text(path, table.to_csv(index=False, lineterminator="\n")):
            written.append(path)
    return written


def problems(shop: Workshop) -> Iterator[Problem]:
    """Find sealed rows that were changed or removed, and new ones that are not yet sealed."""
    for change in changes(shop):
        yield Problem("sealed-row", change.table, str(change).partition(", ")[2])
    now, sealed = _rows(shop), _sealed(shop)
    torn = _ids(sealed - now.keys())
    for own, count in Counter(one[:2] for one in now if one not in sealed).items():
        if own not in torn:
            yield Problem("unsealed-row", own[0], f"{count} new rows of {own[1]}")


def _ids(keys: Iterable[Key]) -> set[tuple[str, ...]]:
    return {one[:2] for one in keys}


def _rows(shop: Workshop, *, committed: bool = False) -> Rows:
    packages, found = [tables.Package(folder) for folder in (shop.data_folder, shop.seeds)], {}
    keys = {f"{one.folder.name}/{t}.csv": one.keys[t] for one in packages for t in one.tables}
    del keys["data/changes.csv"]  # the log itself
    for name, key in keys.items():
        for row in csv.DictReader(io.StringIO(_text(shop, name, committed), newline="")):
            kept = [f"{column}={cell}" for column, cell in row.items() if column not in _FREE]
            digest = hashlib.sha256("\n".join(kept).encode()).hexdigest()[:8]
            own = " ".join(row[column] for column in key)
            found[name, row[key[0]], digest] = (name, row[key[0]], own), row
    return found


def _text(shop: Workshop, name: str, committed: bool) -> str:
    """Read a table as it is, or as git has it; empty if it is not there."""
    with suppress(DiffError, OSError):
        if committed:
            return git(shop.root, "show", f"HEAD:./{name}").decode(errors="replace")
        return (shop.root / name).read_text(encoding="utf-8-sig")
    return ""


def _sealed(shop: Workshop) -> set[Key]:
    path = shop.data_folder / "seals.csv"
    rows = tables.read(path, _SEALS).to_numpy() if path.exists() else ()
    return {(table, own, digest) for table, own, digests in rows for digest in digests.split()}
