"""A published chart: a drawing with its finding, source, description and data."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, NamedTuple

from .text import ThemeError

#: The type of an output that carries one; its drawing is the SVG beside it.
MIME = re.compile(r"application/vnd\.[\w.-]+\.chart\+json")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PARTS = ("id", "form", "title", "finding", "alt", "source", "csv", "rows", "narrow")


class Reading(NamedTuple):
    """What a reader sees of one row, and its places in the wide and in the narrow drawing."""

    name: str
    period: str
    value: str
    note: str
    source: str
    wide: str
    narrow: str


class Source(NamedTuple):
    """Where values of a chart are from."""

    publisher: str
    title: str
    date: str
    address: str
    tier: str


class Series(NamedTuple):
    """What values of a chart measure."""

    title: str
    definition: str
    unit: str


class Line(NamedTuple):
    """One line of a table: its head, its cells, and the ids of its sources."""

    head: str
    cells: list[Reading | str | None]
    sources: list[str]


@dataclass(frozen=True)
class Chart:
    """A chart as its notebook holds it: what is drawn as CSV, the drawing twice as SVG.

    The narrow drawing is for a phone. The rows are those of the CSV, for people; sources and
    series are told by their id.
    """

    id: str
    form: str
    title: str
    finding: str
    alt: str
    source: str
    csv: str
    rows: tuple[Reading, ...]
    sources: Mapping[str, Source]
    series: Mapping[str, Series]
    narrow: str
    wide: str

    def table(self) -> tuple[str, list[str], list[Line]]:
        """Lay out the rows for people: what stands below each other, the columns, the lines.

        Periods stand below each other and names beside each other, or the other way round where
        there are more names; where that would leave most cells empty, it is a list.
        """
        cells: dict[tuple[str, str], Reading] = {}
        for row in self.rows:
            others = map(f"{row.name} ({{}})".format, count(2))
            names = chain([row.name, f"{row.name}, {row.note}"], others)
            cells[row.period, next(n for n in names if (row.period, n) not in cells)] = row
        periods = sorted({period for period, _ in cells})
        names = list(dict.fromkeys(name for _, name in cells))
        if len(cells) * 2 <= len(periods) * len(names):
            lines = [_line(row.name, [row.period, row]) for row in self.rows]
            return "list", ["Period", "Value"], lines
        if len(names) > len(periods):
            lines = [_line(name, [cells.get((p, name)) for p in periods]) for name in names]
            return "names", [period or "Value" for period in periods], lines
        lines = [_line(period, [cells.get((period, n)) for n in names]) for period in periods]
        return "periods", names, lines

    def columns(self) -> Iterator[str]:
        """Yield the names of the columns of the CSV."""
        return iter(next(csv.reader(io.StringIO(self.csv))))


def _line(head: str, cells: list[Reading | str | None]) -> Line:
    ids = " ".join(cell.source for cell in cells if isinstance(cell, Reading)).split()
    return Line(head, cells, list(dict.fromkeys(ids)))


def stored_chart(data: Mapping[str, Any], text: Callable[[Any], str]) -> Chart | None:
    """Return the chart in the data of an output (type → what `text` makes a text), None without.

    ThemeError tells which part of it is missing or cannot be what it must be.
    """
    kind = next(filter(MIME.fullmatch, data), None)
    if kind is None:
        return None
    try:
        given = json.loads(text(data[kind])).get
    except (ValueError, AttributeError) as error:
        raise ThemeError("a chart is no JSON object; publish it again") from error
    parts = {part: given(part) for part in _PARTS} | {"wide": text(data.get("image/svg+xml", ""))}
    lost = [part for part, value in parts.items() if not (isinstance(value, str) and value.strip())]
    if lost:
        raise ThemeError(f"chart {given('id')!r} has no {', '.join(lost)}; publish it again")
    name = f"chart {parts['id'][:60]!r}"
    if not _ID.fullmatch(parts["id"]):
        raise ThemeError(f"{name}: an id is made of small letters, digits and single hyphens")
    rows = list(csv.reader(io.StringIO(parts["csv"])))
    ragged = next((n for n, row in enumerate(rows, 1) if len(row) != len(rows[0])), None)
    if ragged:
        raise ThemeError(
            f"{name}: row {ragged} of its table has {len(rows[ragged - 1])} cells, "
            f"the header {len(rows[0])}; publish it again"
        )
    try:
        _, *readings = csv.reader(io.StringIO(parts["rows"]))
        parts["rows"] = tuple(Reading(*row) for row in readings)
        about = given("about") or {}
        for kind, entry in (("sources", Source), ("series", Series)):
            parts[kind] = {key: entry(**one) for key, one in about.get(kind, {}).items()}
    except (TypeError, AttributeError) as error:
        raise ThemeError(f"{name}: what it says of its rows is damaged; publish anew") from error
    return Chart(**parts)
