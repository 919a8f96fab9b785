"""Check the tables: they can be read, fit their schemas, and say what only data can say."""

import contextlib
import os
import re
from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd

from nqpf import tables
from nqpf.errors import DatasetError, UnknownIdError
from press.files import write_text
from press.workshop import Problem, Workshop

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: The tables of each folder that the library and the checks read.
_READ = {
    "data": ("observations", "series", "sources", "events", "geos", "numbers", "changes"),
    "seeds": ("claims", "documents"),
}


def problems(shop: Workshop) -> list[Problem]:
    """Find everything that is wrong with the tables of `data/` and `seeds/`."""
    try:
        described = _tables(shop.data_folder) | _tables(shop.seeds)
    except DatasetError as error:
        where, _, what = str(error).partition(" ")
        return [Problem("data-package", where, what)]
    found = [
        Problem(fault.kind, _where(path, fault.line), fault.what, fault.fix)
        for path, (columns, _) in described.items()
        for fault in tables.faults(path, columns)
    ]
    if found:
        return found  # all else would be a consequence
    rows: dict[str, pd.DataFrame] = {}
    for path, (columns, key) in described.items():
        rows[path.stem] = tables.read(path, columns)
        found += _form_problems(path, key)
        found += _cell_problems(path, rows[path.stem], shop.settings.themes)
    for folder in (shop.data_folder, shop.seeds):
        found += _schema_problems(folder, rows)
    return found + list(_value_problems(rows["observations"], rows["series"]))


def _tables(folder: Path) -> dict[Path, tuple[list[str], list[str]]]:
    """Give columns and key of each table of a folder; DatasetError: its package lacks them."""
    package = tables.Package(folder)
    names = (*package.tables, *_READ[folder.name])
    return {folder / f"{name}.csv": (package.columns(name), package.keys[name]) for name in names}


def _where(path: Path, line: int = 0) -> str:
    return f"{path.parent.name}/{path.name}" + (f", line {line}" if line else "")


def _schema_problems(folder: Path, rows: dict[str, pd.DataFrame]) -> Iterator[Problem]:
    """Validate a data package; one problem for each broken cell."""
    from frictionless import Package, system, validate  # slow to import, needed here alone
    from frictionless.errors import RowError

    described = folder / "datapackage.json"
    with system.use_context(trusted=True):
        report = validate(str(described))
        package = None if report.errors else Package(str(described))
    for error in (*report.errors, *(one for task in report.tasks for one in task.errors)):
        if not isinstance(error, RowError):  # the description itself, or a file that it names
            yield Problem("data-package", _where(described), error.message)
    for task in report.tasks:
        path, schema = folder / f"{task.name}.csv", package.get_resource(task.name).schema
        for error in (one for one in task.errors if isinstance(one, RowError)):
            names = getattr(error, "field_names", schema.primary_key)  # of a key, or of the row
            name = getattr(error, "field_name", names[0])
            cells = dict(zip(schema.field_names, error.cells, strict=False))
            rule, what, fix = "schema", f"{cells[name]!r}: {error.note}", ""
            if error.type == "foreign-key":
                rule, known = error.type, rows[error.reference_name].iloc[:, 0]
                what = str(UnknownIdError(name, cells[name], known))
                fix = f"correct it, or add it to {folder.name}/{error.reference_name}.csv"
            elif error.type == "primary-key":
                rule = error.type
                what = f"{', '.join(cells[name] for name in schema.primary_key)} stands twice"
            elif not cells[name]:
                what, fix = "the cell is empty", "fill it"
            else:
                fix = f"write what belongs there: {schema.get_field(name).description}"
            if (task.name, name) != ("observations", "value"):  # see `_value_problems`
                yield Problem(rule, f"{_where(path, error.row_number)}, column {name}", what, fix)


def _form_problems(path: Path, key: list[str]) -> Iterator[Problem]:
    """Hold a table against the one form that `fix` writes."""
    texts = path.read_bytes().decode(), _canonical(path, key)
    lines = (re.split(r"(?<=\n)", text) for text in texts)  # ends are compared too
    for line, pair in enumerate(zip(*lines, strict=False), start=1):
        if pair[0] != pair[1]:
            start = max(0, len(os.path.commonprefix(pair)) - 40)  # noqa: RUF071 - of letters
            is_now, fixed = (text[start : start + 80] for text in pair)
            what = f"{is_now!r} should be {fixed!r}: order, spaces, numbers or line ends"
            yield Problem("table-form", _where(path, line), what)
            return


def _cell_problems(path: Path, rows: pd.DataFrame, themes: Collection[str]) -> Iterator[Problem]:
    """Find themes and days that are not there, and what a spreadsheet would read otherwise."""
    for line, row in enumerate(rows.to_dict("records"), start=2):
        where = _where(path, line)
        if row.get("theme", next(iter(themes))) not in themes:
            what = f"{row['theme']!r} is no theme of notebooks/book.toml ({', '.join(themes)})"
            yield Problem("theme", f"{where}, column theme", what)
        for cell in row.values():
            if re.search(r"(?![0-9])\d", cell):  # such as full-width ones
                yield Problem("number-format", where, f"the digits of {cell[:40]!r}")
            if _DAY.fullmatch(cell) and pd.isna(pd.to_datetime(cell, errors="coerce")):
                yield Problem("schema", where, f"{cell!r} is no day of the calendar")
            if cell[:1] in ("=", "+", "-", "@") and not re.fullmatch(r"-?\d+(\.\d+)?", cell):
                yield Problem("formula-cell", where, f"the cell {cell[:40]!r}")


def _canonical(path: Path, key: list[str]) -> str:
    """Give a table that can be read in its one form: sorted, with plain numbers and LF ends."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig").map(str.strip)
    rows = rows[rows.any(axis="columns")].sort_values(key, kind="stable")
    if "value" in rows:
        rows["value"] = rows["value"].map(_plain)
    return rows.to_csv(index=False, lineterminator="\n")


def _plain(text: str) -> str:
    with contextlib.suppress(InvalidOperation):  # a person must fix it
        return canonical_number(text)
    return text


def canonical_number(text: str) -> str:
    """Write a number as the dataset does; InvalidOperation: the text is no finite number."""
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > 30:
        raise InvalidOperation
    plain = f"{value.normalize():f}"
    return "0" if plain == "-0" else plain


def _value_problems(rows: pd.DataFrame, book: pd.DataFrame) -> Iterator[Problem]:
    """Find values that are no finite number, or outside what is plausible for their series."""
    bounds = {one: own for one, *own in book[["id", "minimum", "maximum", "unit"]].to_numpy()}
    for line, (series, text) in enumerate(rows[["series", "value"]].to_numpy(), start=2):
        where = f"data/observations.csv, line {line}, column value"
        try:
            plain, (low, high, unit) = canonical_number(text), bounds[series]
            if not float(low) <= float(plain) <= float(high):
                what = f"{plain} {unit} is outside the plausible range of {series}"
                yield Problem("out-of-range", where, f"{what} ({low} to {high})")
        except InvalidOperation:
            yield Problem("value", where, f"{text!r} is no finite number")
        except (KeyError, ValueError):
            continue  # which the schema names


def fix(shop: Workshop) -> list[str]:
    """Fix order, numbers, spaces, line ends, empty rows of tables that can be read; name them."""
    with contextlib.suppress(DatasetError):
        return [
            _where(path)
            for path, (columns, key) in (_tables(shop.data_folder) | _tables(shop.seeds)).items()
            if all(fault.kind == "blank-row" for fault in tables.faults(path, columns))
            and write_text(path, _canonical(path, key))
        ]
    return []
