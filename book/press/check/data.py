"""Check the dataset: its tables can be read, fit the schema, and say what only data can say."""

import contextlib
import csv
import difflib
import hashlib
import io
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from nqpf import tables
from nqpf.errors import DatasetError
from press.files import write_text
from press.rules import Problem
from press.texts import pattern
from press.workshop import Workshop

#: What a mistake of a known size looks like.
_FACTORS = {100: "a share and a percentage", 1e3: "a unit off by 1,000",
            1e8: "yuan given in 亿 (1e8)", 1e6: "off by a million"}  # fmt: skip
_EXCEL_DATE = re.compile(r"[A-Z][a-z]{2}-\d\d|\d{1,2}/\d{1,2}/\d{2,4}")


def problems(shop: Workshop) -> list[Problem]:
    """Find everything that is wrong with the tables of the data package."""
    try:
        package = tables.Package(shop.data_folder)
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
    found += _series_problems(rows["series"])
    found += _seal_problems(rows["observations"], rows["series"])
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
            report = Package(str(shop.data_folder / "datapackage.json")).validate()
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
                yield _schema_problem(table, error, names, rows)


def _schema_problem(table: str, error: Any, columns: list[str], rows: dict) -> Problem:  # noqa: ANN401
    line = getattr(error, "row_number", 0) or 0
    where = _where(table, line) + f", column {', '.join(columns)}" * any(columns)
    cell = str(rows[table].iloc[line - 2][columns[0]]) if line and any(columns) else ""
    if error.type == "foreign-key":
        target = {"source": "sources", "geo": "geos"}.get(columns[0], columns[0])
        near = difflib.get_close_matches(cell, rows[target].iloc[:, 0], n=1)
        fix = f"did you mean {near[0]!r}? Otherwise add it to data/{target}.csv" if near else ""
        return Problem(error.type, where, f"{cell!r} is not in data/{target}.csv", fix)
    if _EXCEL_DATE.fullmatch(cell):
        month = pd.to_datetime(cell, format="%b-%y", errors="coerce")
        period = "it as in 2022-06" if pd.isna(month) else f"{month:%Y-%m}"
        fix = f"write {period}; Excel turns it into a date"
        return Problem("schema", where, f"{cell!r} is no period", fix)
    if line and not cell:
        return Problem("schema", where, "the cell is empty", "fill it")
    return Problem("schema", where, f"{cell!r}: {error.note or error.message}")


def _form_problems(
    shop: Workshop, name: str, rows: pd.DataFrame, key: list[str]
) -> Iterator[Problem]:
    """Hold a table against the one form that `fix` writes, and find what no form can mend."""
    path = shop.data_folder / f"{name}.csv"
    stored, wanted = path.read_bytes().decode(), _canonical(path, key)
    if stored != wanted:
        lines = (re.split(r"(?<=\n)", text) for text in (stored, wanted))  # ends are compared too
        pairs = enumerate(zip(*lines, strict=False), start=1)
        line, (is_now, fixed) = next(pair for pair in pairs if pair[1][0] != pair[1][1])
        what = f"{is_now[:80]!r} should be {fixed[:80]!r}: order, spaces, numbers or line ends"
        yield Problem("table-form", _where(name, line), what)
    for line, twice in enumerate(rows.duplicated(key), start=2):
        if twice:
            what = f"{', '.join(rows.loc[line - 2, key])} stands twice"
            yield Problem("primary-key", _where(name, line), what)
    for line, row in enumerate(rows.to_dict("records"), start=2):
        for cell in row.values():  # what a spreadsheet would take for a formula
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
                what = f"{plain} {unit} is outside the plausible range of {series} ({low:g} to "
                what += f"{high:g}){_likely(float(plain), low, high, unit)}"
                yield Problem("out-of-range", where, what)


def words(*texts: str) -> set[str]:
    """Give the words of some texts that say what is measured."""
    left = pattern("common").sub("", " ".join(texts).lower().replace("_", " "))
    return {word.rstrip("s") for word in re.findall(r"[a-z]{3,}|r&d|\bai\b", left)}


def about(shop: Workshop, series: str) -> str:
    """Give title and definition of a series."""
    return " ".join(shop.data.series.loc[series, ["title", "definition"]])


def _series_problems(book: pd.DataFrame) -> Iterator[Problem]:
    """Hold the title of a series against its id, its definition and its unit."""
    for line, row in enumerate(book.to_dict("records"), start=2):
        where = f"{_where('series', line)} ({row['id']}), column"
        title = f"the title {row['title']!r}"
        if words(row["title"]).isdisjoint(words(row["id"], row["definition"])):
            what = f"{title} shares no word with id and definition"
            yield Problem("series-words", f"{where} title", what)
        change = re.search(r"\b(growth|change)\b", row["title"], re.IGNORECASE)
        if bool(change) != bool(re.search("yoy|per year", row["unit"])):
            what = f"{title} and the unit {row['unit']!r} differ on whether it is a change"
            yield Problem("series-words", f"{where} unit", what)


def _likely(value: float, low: float, high: float, unit: str) -> str:
    """Guess the mistake behind a value out of range."""
    for factor, text in _FACTORS.items():
        for times in (factor, 1 / factor):
            if low <= value * times <= high and ("percent" in unit or factor != 100):
                return f"; perhaps {text}"
    return ""


def _seals(rows: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Give, for each series, how many rows it has and their digest."""
    return {
        str(name): (str(len(own)), hashlib.sha256(repr(own).encode()).hexdigest()[:12])
        for name, group in rows.groupby("series", sort=False)
        if (own := group.to_numpy().tolist())
    }


def _seal_problems(rows: pd.DataFrame, book: pd.DataFrame) -> Iterator[Problem]:
    seals = _seals(rows)
    for line, row in enumerate(book.to_dict("records"), start=2):
        count, digest = seals.get(row["id"], ("0", ""))
        where = f"{_where('series', line)} ({row['id']})"
        if count != row["rows"]:
            own = rows[rows["series"] == row["id"]]
            have = ", ".join((own["geo"] + " " + own["period"])[:12]) or "none"
            what = f"has {count} rows of {row['id']}, the codebook counts {row['rows']} (there: "
            yield Problem("row-count", f"{where}, column rows", f"observations.csv {what}{have})")
        elif digest != row["digest"]:
            what = f"a row of {row['id']} is not the one that was checked in"
            yield Problem("row-digest", f"{where}, column digest", what)


def seal(shop: Workshop) -> bool:
    """Write, for each series, how many rows it has and their digest; tells whether any changed."""
    package = tables.Package(shop.data_folder)
    book, seals = package.read("series"), _seals(package.read("observations"))
    for at, column in enumerate(("rows", "digest")):
        book[column] = [seals.get(name, ("0", ""))[at] for name in book["id"]]
    text = book.to_csv(index=False, lineterminator="\n")
    return write_text(shop.data_folder / "series.csv", text)


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
