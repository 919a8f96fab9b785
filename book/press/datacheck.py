"""Check the dataset: the Frictionless schema first, then what a schema cannot say."""

from __future__ import annotations

import contextlib
import csv
import difflib
import hashlib
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from press.files import write_text
from press.problems import Problem

TABLES = ("observations", "series", "sources", "events")
KEYS = {
    "observations": ("series", "geo", "period", "status", "source"),
    "series": ("id",),
    "sources": ("id",),
    "events": ("id",),
}
MENDS = {
    "type-error": "write a plain number such as 12.5 (a point, no unit, no thousands marks)",
    "constraint-error": "use one of the values that data/datapackage.json allows",
    "primary-key": "remove one of the two rows, or tell them apart by status or source",
    "foreign-key": "correct the id, or add the row it points to",
    "blank-row": "remove the empty line",
    "missing-cell": "every row needs as many cells as the header has columns",
    "extra-cell": "write a decimal number with a point; a text with a comma needs quotation marks",
}


def read_rows(folder: Path, table: str) -> list[dict[str, str]]:
    """Read a table as text, row by row."""
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _unreadable(folder: Path) -> Iterator[Problem]:
    """Find tables that cannot even be read row by row."""
    for table in TABLES:
        path, where = folder / f"{table}.csv", f"data/{table}.csv"
        if not path.exists():
            yield Problem("missing-table", where, "is missing", "restore it from version control")
            continue
        raw = path.read_bytes()
        try:
            header = raw.decode("utf-8-sig").split("\n", 1)[0].rstrip("\r").split(",")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            what = f"byte {raw[error.start]:#04x} is not UTF-8"
            yield Problem("encoding", f"{where}, line {line}", what, "save the file as UTF-8")
            continue
        wanted = {
            "observations": {*KEYS["observations"], "value"},
            "series": {"id", "unit", "rows", "minimum", "maximum"},
            "events": {"id", "source"},
        }.get(table, {"id"})
        if lost := sorted(wanted - set(header)):
            what = f"the header has no column {', '.join(lost)}"
            yield Problem("header", f"{where}, line 1", what, "restore the header line")


def schema_problems(folder: Path) -> list[Problem]:
    """Validate the data package; one problem for each broken cell."""
    if unreadable := list(_unreadable(folder)):
        return unreadable  # all else would be a consequence
    from frictionless import Package, system  # slow to import, needed here alone

    with system.use_context(trusted=True):
        report = Package(str(folder / "datapackage.json")).validate()
    rows = {table: read_rows(folder, table) for table in TABLES}
    found = [
        Problem("data-package", "data/datapackage.json", error.message, "restore the file")
        for error in report.errors
    ]
    for task in report.tasks:
        table = Path(task.place).stem
        # a row with a cell too many has its cells shifted: what else it breaks is a consequence
        shifted = {e.row_number for e in task.errors if e.type == "extra-cell"}
        for error in task.errors:
            if error.type == "extra-cell" or getattr(error, "row_number", None) not in shifted:
                found.append(_schema_problem(table, error, rows))
    return found


def _schema_problem(table: str, error, rows: dict) -> Problem:  # noqa: ANN001
    line = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or ", ".join(getattr(error, "field_names", []))
    where = f"data/{table}.csv" + (f", line {line}" if line else "")
    where += f", column {column}" if column else ""
    what, mend = error.note or error.message, MENDS.get(error.type, "restore the row")
    cell = getattr(error, "cell", None)
    if cell is None and line and column and column in KEYS | rows[table][0]:
        cell = rows[table][line - 2].get(column)
    if error.type == "type-error":
        what = f"{cell!r} is not of the type this column holds"
        mend = MENDS["type-error"] if column in ("value", "minimum", "maximum") else mend
    elif error.type == "foreign-key":
        target = {"source": "sources"}.get(column, column)
        known = [row["id"] for row in rows.get(target, [])]
        near = difflib.get_close_matches(str(cell), known, n=1, cutoff=0.0)
        what = f"{cell!r} is not in data/{target}.csv"
        mend = (
            f"did you mean {near[0]!r}? Otherwise add the row to data/{target}.csv"
            if near
            else mend
        )
    elif column in ("rows", "digest"):
        what, mend = f"{cell!r} does not seal the series", "run make refresh, which counts"
    elif cell == "" and error.type == "constraint-error":
        what, mend = "the cell is empty", "fill it; a row without it says nothing"
    elif cell is not None:
        what = f"{cell!r}: {what}"
    return Problem(error.type, where, what, mend)


def semantic_problems(folder: Path) -> list[Problem]:
    """Check order, number format, bounds, counts and that every row is used."""
    if unreadable := list(_unreadable(folder)):
        return unreadable
    rows = {table: read_rows(folder, table) for table in TABLES}
    found: list[Problem] = []
    for table in TABLES:
        found += _text_problems(folder / f"{table}.csv", table)
        found += _order_problems(table, rows[table])
    found += _value_problems(rows["observations"], {r["id"]: r for r in rows["series"]})
    found += _seal_problems(rows)
    found += _use_problems(rows)
    return found


def _text_problems(path: Path, table: str) -> Iterator[Problem]:
    raw = path.read_bytes()
    where = f"data/{table}.csv"
    if b"\r" in raw:
        yield Problem("line-ends", where, "lines end in CR LF", "save it with LF line ends")
    if raw.startswith(b"\xef\xbb\xbf"):
        yield Problem(
            "byte-order-mark", where, "starts with a byte order mark", "save as plain UTF-8"
        )
    if not raw.endswith(b"\n"):
        yield Problem("last-line", where, "the last line has no line end", "end the file with LF")
    for line, text in enumerate(raw.decode("utf-8").splitlines(), start=1):
        if re.search(r"(^|,)\"?[ \t]|[ \t]\"?(,|$)", re.sub(r'"[^"]*"', '""', text)):
            yield Problem(
                "white-space",
                f"{where}, line {line}",
                "a cell begins or ends with a space",
                "remove it",
            )


def _order_problems(table: str, rows: list[dict]) -> Iterator[Problem]:
    keys = [tuple(row[c] or "" for c in KEYS[table]) for row in rows]
    for line, (before, after) in enumerate(itertools.pairwise(keys), start=3):
        if after < before:
            yield Problem(
                "row-order",
                f"data/{table}.csv, line {line}",
                f"{', '.join(after)} stands after {', '.join(before)}",
                f"sort rows by {', '.join(KEYS[table])}, or run python -m press check --fix",
            )
            return


def canonical_number(text: str) -> str:
    """Write a number the one way the dataset does.

    Raises:
        InvalidOperation: the text is no number.
    """
    value = Decimal(text)
    plain = f"{value.normalize():f}"
    return "0" if plain in ("-0", "0") else plain


def _value_problems(rows: list[dict], series: dict[str, dict]) -> Iterator[Problem]:
    for line, row in enumerate(rows, start=2):
        where = f"data/observations.csv, line {line}, column value"
        try:
            plain = canonical_number(row["value"])
        except InvalidOperation:
            continue  # the schema names it already
        if plain != row["value"]:
            yield Problem("number-format", where, f"{row['value']!r}", f"write {plain}")
        book = series.get(row["series"])
        try:
            low, high = (float(book[bound]) for bound in ("minimum", "maximum"))
        except (TypeError, ValueError):
            continue  # an unknown series or a bound that is no number: the schema names it
        if not low <= float(plain) <= high:
            yield Problem(
                "out-of-range",
                where,
                f"{plain} {book['unit']} is outside the plausible range of {row['series']} "
                f"({book['minimum']} to {book['maximum']})"
                f"{_likely(float(plain), low, high, book['unit'])}",
                "correct the value, or widen minimum or maximum in data/series.csv",
            )


def _likely(value: float, low: float, high: float, unit: str) -> str:
    """Guess the mistake behind a value out of range."""
    guesses = {
        1000: "a unit off by 1,000",
        0.001: "a unit off by 1,000",
        1e8: "yuan given in 亿 (1e8)",
        1e-8: "yuan given in 亿 (1e8)",
        1e6: "a unit off by a million",
        1e-6: "a unit off by a million",
    }
    if "percent" in unit:
        guesses = {100: "a share given as a fraction", 0.01: "a percentage times 100"} | guesses
    fits = [text for factor, text in guesses.items() if low <= value * factor <= high]
    return f"; perhaps {fits[0]}" if fits else ""


def series_digest(rows: list[dict], series: str) -> str:
    """Digest the rows of a series as they stand."""
    own = [list(row.values()) for row in rows if row["series"] == series]
    return hashlib.sha256(repr(own).encode()).hexdigest()[:12]


def seal(folder: Path) -> bool:
    """Write, for each series, how many rows it has and their digest; tells whether any changed."""
    rows, book = read_rows(folder, "observations"), read_rows(folder, "series")
    counted = Counter(row["series"] for row in rows)
    for row in book:
        row["rows"] = str(counted[row["id"]])
        row["digest"] = series_digest(rows, row["id"])
    return write_text(folder / "series.csv", _as_csv(book))


def _as_csv(rows: list[dict]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _seal_problems(rows: dict[str, list[dict]]) -> Iterator[Problem]:
    counted = Counter(row["series"] for row in rows["observations"])
    for line, row in enumerate(rows["series"], start=2):
        name, count = row["id"], counted[row["id"]]
        own = [r for r in rows["observations"] if r["series"] == name]
        have = ", ".join(f"{r['geo']} {r['period']}" for r in own[:12])
        where = f"data/series.csv, line {line} ({name})"
        if str(count) != row["rows"]:
            yield Problem(
                "row-count",
                f"{where}, column rows",
                f"observations.csv has {count} rows of {name}, the codebook counts {row['rows']} "
                f"(there are: {have or 'none'}{' …' if len(own) > 12 else ''})",
                "restore the missing row or remove the surplus one; "
                "if the change is meant, run make refresh, which counts anew",
            )
        elif series_digest(rows["observations"], name) != row["digest"]:
            yield Problem(
                "row-digest",
                f"{where}, column digest",
                f"a row of {name} in observations.csv differs from the one that was checked in",
                "undo the edit; if it is meant, run make refresh and read what it changes",
            )


def _use_problems(rows: dict[str, list[dict]]) -> Iterator[Problem]:
    used = {row["source"] for table in ("observations", "events") for row in rows[table]}
    for line, row in enumerate(rows["sources"], start=2):
        if row["id"] not in used:
            yield Problem(
                "unused-source",
                f"data/sources.csv, line {line}, column id",
                f"no row rests on {row['id']}",
                "remove the source, or use it",
            )


def fix(folder: Path) -> list[str]:
    """Mend what is mechanical: order, number format, white space, line ends.

    Returns:
        The names of the files it rewrote.
    """
    changed = []
    for table in TABLES:
        path = folder / f"{table}.csv"
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        for row in rows:
            row.update({column: (cell or "").strip() for column, cell in row.items()})
            if table == "observations":
                # what is no number at all, a person must mend
                with contextlib.suppress(InvalidOperation):
                    row["value"] = canonical_number(row["value"])
        rows.sort(key=lambda row: tuple(row[column] for column in KEYS[table]))
        if write_text(path, _as_csv(rows)):
            changed.append(path.name)
    return changed
