"""A published chart: a drawing with its finding, source, description and data."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import svg
from .text import ThemeError

#: The type of an output that carries one; its drawing is the SVG beside it.
MIME = re.compile(r"application/vnd\.[\w.-]+\.chart\+json")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMERIC = re.compile(r"[-−+]?\d[\d,. ]*(?:e[-+]?\d+)?%?")
_PARTS = ("id", "title", "finding", "alt", "source", "csv", "narrow")


@dataclass(frozen=True)
class Chart:
    """A chart as its notebook holds it: what is drawn as CSV, the drawing twice as SVG.

    The narrow drawing is for a phone; `proportion` is the width of the wide one by its height.
    """

    id: str
    title: str
    finding: str
    alt: str
    source: str
    csv: str
    narrow: str
    wide: str
    proportion: float

    def table(self) -> tuple[list[tuple[str, bool]], list[list[str]]]:
        """Return the header, each name with whether its column is numeric, and the rows."""
        names, *rows = csv.reader(io.StringIO(self.csv))
        header = []
        for at, name in enumerate(names):
            filled = [row[at] for row in rows if row[at]]
            numeric = name != "period" and bool(filled) and all(map(_NUMERIC.fullmatch, filled))
            header.append((name.replace("_", " ").capitalize(), numeric))
        return header, rows


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
        return Chart(**parts, proportion=svg.proportion(parts["wide"]))
    except ThemeError as error:
        raise ThemeError(f"{name}: {error}") from error
