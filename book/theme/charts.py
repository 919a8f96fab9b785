"""A published chart: a drawing with its finding, source, description and data."""

import csv
import io
import json
from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from .text import PATTERNS, ThemeError

_PARTS = ("id", "form", "title", "finding", "alt", "source", "csv", "rows", "narrow", "wide")

#: What a reader sees of one row, and its places in the wide and in the narrow drawing; all texts.
Reading = namedtuple("Reading", "name period value note source wide narrow")


@dataclass(frozen=True)
class Chart:
    """A chart as its notebook holds it: what is drawn as CSV and rows, the drawing twice as SVG.

    Of a source it tells publisher, title, date, address, tier; of a series title, definition, unit.
    """

    id: str
    form: str
    title: str
    finding: str
    alt: str
    source: str
    csv: str
    rows: list[Reading]
    sources: Mapping[str, Mapping[str, str]]
    series: Mapping[str, Mapping[str, str]]
    narrow: str
    wide: str

    def table(self) -> tuple[str, list[str], list[tuple[str, list[Reading | str | None]]]]:
        """Lay out the rows for people: what stands below each other, the columns, the lines.

        Periods stand below each other unless there are more names; what would be bare is a list.
        """
        cells: dict[tuple[str, str], Reading] = {}
        for row in self.rows:
            names = chain(["", f", {row.note}"], (f" ({n})" for n in count(2)))
            own = (row.name + more for more in names)
            cells[row.period, next(name for name in own if (row.period, name) not in cells)] = row
        periods = sorted({period for period, _ in cells})
        names = list(dict.fromkeys(name for _, name in cells))
        if len(cells) * 2 <= len(periods) * len(names):
            return "list", ["Period", "Value"], [(row.name, [row.period, row]) for row in self.rows]
        if len(names) > len(periods):
            found = [(name, [cells.get((one, name)) for one in periods]) for name in names]
            return "names", [period or "Value" for period in periods], found
        found = [(period, [cells.get((period, one)) for one in names]) for period in periods]
        return "periods", [name or "Value" for name in names], found


def stored_chart(data: Mapping[str, Any], text: Callable[[Any], str]) -> Chart | None:
    """Return the chart in the data of an output, if any; ThemeError tells what is wrong with it."""
    kind = next(filter(PATTERNS["chart"].fullmatch, data), None)
    if kind is None:
        return None
    try:
        given = json.loads(text(data[kind])) | {"wide": text(data.get("image/svg+xml", ""))}
    except (ValueError, TypeError) as error:
        raise ThemeError("a chart is no JSON object; publish it again") from error
    parts = {name: given.get(name) for name in _PARTS}
    name = f"chart {str(parts['id'])[:60]!r}"
    lost = [part for part, value in parts.items() if not (isinstance(value, str) and value.strip())]
    if lost:
        raise ThemeError(f"{name} has no {', '.join(lost)}; publish it again")
    if not PATTERNS["id"].fullmatch(parts["id"]):
        raise ThemeError(f"{name}: an id is made of small letters, digits and single hyphens")
    try:
        _, *rows = csv.reader(io.StringIO(parts["rows"]))
        parts["rows"] = [Reading(*row) for row in rows]
        return Chart(**parts, sources=given["about"]["sources"], series=given["about"]["series"])
    except (TypeError, KeyError) as error:
        raise ThemeError(f"{name}: what it says of its rows is damaged; publish anew") from error
