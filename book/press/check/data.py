"""Check the dataset: its tables can be read, fit the schema, and say what only data can say."""

import contextlib
import csv
import difflib
import io
import os
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nqpf import tables
from nqpf.errors import DatasetError
from press.files import write_text
from press.rules import Problem
from press.workshop import Workshop

if TYPE_CHECKING:
    from frictionless import Error, Package


def problems(shop: Workshop) -> list[Problem]:
    """Find everything that is wrong with the tables of the data package."""
    try:
        package = tables.Package(shop.data_folder)
        for name in ("observations", "series", "sources", "events", "geos", "numbers", "changes"):
            package.columns(name)  # which the library and the checks read
    except DatasetError as error:
        return [Problem("data-package", "data/datapackage.json", str(error))]
    found = [
        Problem(fault.kind, _where(name, fault.line), fault.what, fault.fix)
        for name in package.tables
        for fault in tables.faults(shop.data_folder / f"{name}.csv", package.columns(name))
    ]
    if found:
        return found  # all else would be a consequence
    rows = {name: package.read(name) for name in package.tables}
    themes = shop.settings.themes
    found = list(_schema_problems(shop, rows))
    for name, table in rows.items():
        found += _form_problems(shop, name, table, package.key(name))
        for line, theme in enumerate(table.get("theme", ()), start=2):
            if theme not in themes:
                what = f"{theme!r} is no theme of notebooks/book.toml ({', '.join(themes)})"
                found.append(Problem("theme", f"{_where(name, line)}, column theme", what))
    found += _value_problems(rows["observations"], rows["series"].set_index("id"))
    used = {*rows["observations"]["source"], *rows["events"]["source"]}
    for line, name in enumerate(rows["sources"]["id"], start=2):
        if name not in used:
            found.append(Problem("source-unused", _where("sources", line), f"no row has {name}"))
    return found


def _where(table: str, line: int = 0) -> str:
    return f"data/{table}.csv" + (f", line {line}" if line else "")


def _schema_problems(shop: Workshop, rows: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Validate the data package; one problem for each broken cell."""
    from frictionless import Package, system  # slow to import, needed here alone
    from frictionless.exception import FrictionlessException

    try:
        with system.use_context(trusted=True):
            package = Package(str(shop.data_folder / "datapackage.json"))
            report = package.validate()
    except FrictionlessException as error:
        yield Problem("data-package", "data/datapackage.json", str(error))
        return
    for error in report.errors:
        yield Problem("data-package", "data/datapackage.json", error.message)
    for task in report.tasks:
        table = Path(task.place).stem
        for error in task.errors:
            names = getattr(error, "field_names", None) or [getattr(error, "field_name", "")]
            # two rows of one key are named with their order, a broken value by `_value_problems`
            known = error.type in ("unique-error", "primary-key")
            if not known and (table, names) != ("observations", ["value"]):
                yield _schema_problem(package, table, error, names, rows)


def _schema_problem(
    package: "Package", table: str, error: "Error", columns: list[str], rows: dict
) -> Problem:
    line = getattr(error, "row_number", 0) or 0
    where = _where(table, line) + f", column {', '.join(columns)}" * any(columns)
    cell = str(rows[table].iloc[line - 2][columns[0]]) if line and any(columns) else ""
    if error.type == "foreign-key":
        target = {"source": "sources", "geo": "geos"}.get(columns[0], columns[0])
        near = difflib.get_close_matches(cell, rows[target].iloc[:, 0], n=1)
        fix = f"did you mean {near[0]!r}? Otherwise add it to data/{target}.csv" if near else ""
        return Problem(error.type, where, f"{cell!r} is not in data/{target}.csv", fix)
    if line and not cell:
        return Problem("schema", where, "the cell is empty", "fill it")
    meant = package.get_resource(table).schema.get_field(columns[0]).description if cell else ""
    fix = f"write what belongs there: {meant}" * bool(meant)
    return Problem("schema", where, f"{cell!r}: {error.note or error.message}", fix)


def _form_problems(
    shop: Workshop, name: str, rows: pd.DataFrame, key: list[str]
) -> Iterator[Problem]:
    """Hold a table against the one form that `fix` writes, and find what no form can mend."""
    path = shop.data_folder / f"{name}.csv"
    stored, wanted = path.read_bytes().decode(), _canonical(path, key)
    if stored != wanted:
        lines = (re.split(r"(?<=\n)", text) for text in (stored, wanted))  # ends are compared too
        pairs = enumerate(zip(*lines, strict=False), start=1)
        line, pair = next((line, pair) for line, pair in pairs if pair[0] != pair[1])
        start = max(0, len(os.path.commonprefix(pair)) - 40)  # noqa: RUF071 - of letters
        is_now, fixed = (text[start : start + 80] for text in pair)
        what = f"{is_now!r} should be {fixed!r}: order, spaces, numbers or line ends"
        yield Problem("table-form", _where(name, line), what)
    for line, twice in enumerate(rows.duplicated(key), start=2):
        if twice:
            what = f"{', '.join(rows.loc[line - 2, key])} stands twice"
            yield Problem("primary-key", _where(name, line), what)
    for line, row in enumerate(rows.to_dict("records"), start=2):
        for cell in row.values():
            if re.search(r"(?![0-9])\d", cell):  # such as full-width ones
                yield Problem("number-format", _where(name, line), f"the digits of {cell[:40]!r}")
            day = re.fullmatch(r"\d{4}-\d\d-\d\d", cell)
            if day and pd.isna(pd.to_datetime(cell, errors="coerce")):
                yield Problem("schema", _where(name, line), f"{cell!r} is no day of the calendar")
            # what a spreadsheet would take for a formula
            if cell[:1] in ("=", "+", "-", "@") and not re.fullmatch(r"-?\d+(\.\d+)?", cell):
                yield Problem("formula-cell", _where(name, line), f"the cell {cell[:40]!r}")


def _canonical(path: Path, key: list[str]) -> str:
    """Give a table that can be read in its one form: sorted, with plain numbers and LF ends."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    rows = [[cell.strip() for cell in row] for row in rows if any(map(str.strip, row))]
    for row in rows if "value" in header else ():
        with contextlib.suppress(InvalidOperation):  # what is no number a person must fix
            row[header.index("value")] = canonical_number(row[header.index("value")])
    rows.sort(key=lambda row: [row[header.index(column)] for column in key])
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def canonical_number(text: str) -> str:
    """Write a number the one way the dataset does.

    Raises InvalidOperation: the text is no finite number.
    """
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise InvalidOperation
    plain = f"{value.normalize():f}"
    return "0" if plain == "-0" else plain


def _value_problems(rows: pd.DataFrame, book: pd.DataFrame) -> Iterator[Problem]:
    bounds = book[~book.index.duplicated()].to_dict("index")
    cells = zip(rows["series"], rows["value"], strict=True)
    for line, (series, text) in enumerate(cells, start=2):
        where = f"{_where('observations', line)}, column value"
        try:
            plain = canonical_number(text)
        except InvalidOperation:
            yield Problem("value", where, f"{text!r} is no finite number")
            continue
        with contextlib.suppress(KeyError, ValueError):  # which the schema names
            own = bounds[series]
            low, high, unit = float(own["minimum"]), float(own["maximum"]), own["unit"]
            if not low <= float(plain) <= high:
                what = f"{plain} {unit} is outside the plausible range of {series}"
                yield Problem("out-of-range", where, f"{what} ({low:g} to {high:g})")


def fix(shop: Workshop) -> list[str]:
    """Fix what is mechanical: order, number format, white space, line ends, empty rows.

    A table that cannot be read for any other reason is left as it is; gives the names of the
    files that were rewritten.
    """
    with contextlib.suppress(DatasetError):
        package = tables.Package(shop.data_folder)
        found = {name: shop.data_folder / f"{name}.csv" for name in package.tables}
        return [
            path.name
            for name, path in found.items()
            if all(f.kind == "blank-row" for f in tables.faults(path, package.columns(name)))
            and write_text(path, _canonical(path, package.key(name)))
        ]
    return []
