"""Read the CSV tables as text, and say exactly what is wrong with one that cannot be read."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nqpf.errors import DatasetError
from nqpf.settings import WORDS

_CONFLICT = re.compile(r"(<{7} |={7}$|>{7} |\|{7} )")


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a table from being read."""

    kind: str  # a short name, such as "extra-cell"
    line: int  # as an editor counts, the header being line 1; 0 for the whole file
    what: str  # what is wrong
    fix: str  # what to do about it


def _fault(name: str, line: int, *details: object) -> Fault:
    kind, what, fix = WORDS["faults"][name]
    return Fault(kind, line, what.format(*details), fix)


def faults(path: Path, columns: list[str]) -> list[Fault]:
    """Find everything that keeps a CSV file with these columns from being read, row by row."""
    if not path.is_file():
        return [_fault("folder" if path.is_dir() else "missing", 0)]
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [_fault("bytes", raw.count(b"\n", 0, error.start) + 1, raw[error.start])]
    marks = [i for i, line in enumerate(text.splitlines(), start=1) if _CONFLICT.match(line)]
    if marks:
        return [_fault("conflict", marks[0], ", ".join(map(str, marks[:6])))]
    if "\0" in text:
        return [_fault("null", text.count("\n", 0, text.index("\0")) + 1)]
    return list(_row_faults(text, columns))


def _row_faults(text: str, columns: list[str]) -> Iterator[Fault]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != columns:
            yield _header_fault(header, columns)  # every row would be a consequence
            return
        for row in reader:
            size = len(row), len(header)
            if row == header:
                yield _fault("again", reader.line_num)
            elif not any(cell.strip() for cell in row):
                yield _fault("blank", reader.line_num)
            elif len(row) != len(header):
                yield _fault("extra" if size[0] > size[1] else "few", reader.line_num, *size)
    except csv.Error as error:
        yield _fault("quotation", reader.line_num, error)


def _header_fault(header: list[str], columns: list[str]) -> Fault:
    if not header:
        return _fault("empty", 1)
    if len(header) == 1 and ";" in header[0]:
        return _fault("semicolons", 1)
    if twice := sorted({repr(name) for name in header if header.count(name) > 1}):
        return _fault("twice", 1, ", ".join(twice))
    if lost := [repr(name) for name in columns if name not in header]:
        return _fault("lost", 1, ", ".join(lost))
    return _fault("other", 1, ", ".join(header), ", ".join(columns))


def read(path: Path, columns: list[str]) -> pd.DataFrame:
    """Read a CSV file with these columns, all cells as text; DatasetError names file and line."""
    for fault in faults(path, columns):
        line = f", line {fault.line}" if fault.line else ""
        name = f"{path.parent.name}/{path.name}"
        raise DatasetError(f"{name}{line}: {fault.what}; {fault.fix}")
    return pd.read_csv(path, dtype=object, na_filter=False, encoding="utf-8-sig", index_col=False)


class Package:
    """The data package: its tables, their columns, keys of rows, closed lists of words."""

    def __init__(self, folder: Path) -> None:
        """Read `datapackage.json` of a folder; DatasetError if it is missing or none."""
        self.folder = folder
        try:
            package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
            schemas = {one["name"]: one["schema"] for one in package["resources"]}
            self._fields = {n: {f["name"]: f for f in s["fields"]} for n, s in schemas.items()}
            self.keys = {name: list(one["primaryKey"]) for name, one in schemas.items()}
        except (OSError, ValueError, KeyError, TypeError) as error:
            what = f"{folder.name}/datapackage.json is no data package ({error}); restore it"
            raise DatasetError(what) from error
        self.tables = tuple(schemas)  # their names

    def columns(self, table: str) -> list[str]:
        """The columns of a table; DatasetError if the package describes no such table."""
        if table not in self._fields:
            file = f"{self.folder.name}/datapackage.json"
            raise DatasetError(f"{file} has no table {table!r}; restore it")
        return list(self._fields[table])

    def words(self, table: str, column: str) -> tuple[str, ...]:
        """The words that a column may hold."""
        return tuple(self._fields[table][column].get("constraints", {}).get("enum", ()))

    def read(self, table: str) -> pd.DataFrame:
        """Read a table as text; DatasetError names file and line, also of a key that has others."""
        rows, key = read(self.folder / f"{table}.csv", self.columns(table)), self.keys[table]
        self.refuse(table, rows[key[0]], ~rows.duplicated(key), "stands twice")
        return rows

    def refuse(self, table: str, cells: pd.Series, right: pd.Series, what: str) -> None:
        """Raise DatasetError for the first cell of a column that is not right."""
        for at in (~right.to_numpy(bool)).nonzero()[0]:
            where = f"{self.folder.name}/{table}.csv, line {at + 2}, column {cells.name}"
            raise DatasetError(f"{where}: {cells.iloc[at]!r} {what}")
