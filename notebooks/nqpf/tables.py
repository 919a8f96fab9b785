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

_CONFLICT = re.compile(r"(<{7} |={7}$|>{7} |\|{7} )")


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a table from being read."""

    kind: str  # a short name, such as "extra-cell"
    line: int  # as an editor counts, the header being line 1; 0 for the whole file
    what: str  # what is wrong
    fix: str  # what to do about it


def faults(path: Path, columns: list[str]) -> list[Fault]:
    """Find everything that keeps a CSV file with these columns from being read, row by row."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "is missing"
        return [Fault("missing-table", 0, what, "restore it from version control")]
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"byte {raw[error.start]:#04x} is not UTF-8"
        return [Fault("encoding", line, what, "save the file as UTF-8 (in Excel: CSV UTF-8)")]
    marks = [i for i, line in enumerate(text.splitlines(), start=1) if _CONFLICT.match(line)]
    if marks:
        what = f"holds the marks of a merge conflict (lines {', '.join(map(str, marks[:6]))})"
        return [Fault("merge-conflict", marks[0], what, "keep the right rows, remove the marks")]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return [Fault("encoding", line, "holds a NUL character", "remove it")]
    return list(_row_faults(text, columns))


def _row_faults(text: str, columns: list[str]) -> Iterator[Fault]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if wrong := list(_header_faults(header, columns)):
            yield from wrong  # every row would be a consequence
            return
        for row in reader:
            if row == header:
                what = "the header stands here again"
                yield Fault("header", reader.line_num, what, "remove this line")
            elif not any(cell.strip() for cell in row):
                fix = "remove it, or run press check --fix"
                yield Fault("blank-row", reader.line_num, "an empty row", fix)
            elif len(row) != len(header):
                kind = "extra-cell" if len(row) > len(header) else "missing-cell"
                what = f"{len(row)} cells, but the header has {len(header)} columns"
                fix = (
                    "write decimals with a point; a text with a comma needs quotation marks"
                    if kind == "extra-cell"
                    else "give the row as many cells as the header has, empty ones included"
                )
                yield Fault(kind, reader.line_num, what, fix)
    except csv.Error as error:
        what = f"a quotation mark is out of place ({error})"
        fix = "close every quotation mark; write one inside a text twice"
        yield Fault("quotation", reader.line_num, what, fix)


def _header_faults(header: list[str], columns: list[str]) -> Iterator[Fault]:
    if not header:
        yield Fault("header", 1, "the file is empty", "restore it from version control")
    elif len(header) == 1 and ";" in header[0]:
        what = "the cells are separated by semicolons"
        yield Fault("header", 1, what, "save the file with commas between the cells")
    elif twice := sorted({name for name in header if header.count(name) > 1}):
        what = f"the header has {', '.join(map(repr, twice))} twice"
        yield Fault("header", 1, what, "remove one of the two columns")
    elif lost := [name for name in columns if name not in header]:
        what = f"the header has no column {', '.join(map(repr, lost))}"
        yield Fault("header", 1, what, "restore the header line")
    elif header != columns:
        what = f"the columns are {', '.join(header)}, but should be {', '.join(columns)}"
        yield Fault("header", 1, what, "restore the header line")


def read(path: Path, columns: list[str]) -> pd.DataFrame:
    """Read a CSV file that must have these columns, every cell as text.

    Raises DatasetError: it cannot be read; names file and line.
    """
    for fault in faults(path, columns):
        line = f", line {fault.line}" if fault.line else ""
        name = f"{path.parent.name}/{path.name}"
        raise DatasetError(f"{name}{line}: {fault.what}; {fault.fix}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return pd.DataFrame(rows, columns=header, dtype=str)


class Package:
    """The data package: which tables there are, their columns, keys and closed lists of words."""

    def __init__(self, folder: Path) -> None:
        """Read `datapackage.json` of a folder; DatasetError if it is missing or none."""
        self.folder = folder
        try:
            package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
            schemas = {r["name"]: r["schema"] for r in package["resources"]}
            self.tables = tuple(schemas)  # their names
            self._fields = {
                name: {field["name"]: field for field in schema["fields"]}
                for name, schema in schemas.items()
            }
            self._keys = {name: list(s.get("primaryKey", ())) for name, s in schemas.items()}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DatasetError(
                f"data/datapackage.json is no data package ({error}); restore it"
            ) from error

    def columns(self, table: str) -> list[str]:
        """The columns of a table; DatasetError if the package describes no such table."""
        if table not in self._fields:
            raise DatasetError(f"data/datapackage.json describes no table {table!r}; restore it")
        return list(self._fields[table])

    def key(self, table: str) -> list[str]:
        """The columns that tell the rows of a table apart."""
        return self._keys[table]

    def words(self, table: str, column: str) -> tuple[str, ...]:
        """The words that a column may hold."""
        return tuple(self._fields[table][column].get("constraints", {}).get("enum", ()))

    def read(self, table: str) -> pd.DataFrame:
        """Read a table as text; DatasetError names file and line."""
        return read(self.folder / f"{table}.csv", self.columns(table))
