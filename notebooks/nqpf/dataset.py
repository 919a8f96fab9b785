"""Load the shared dataset once, validated and typed, and select from it.

Every read is remembered (`Dataset.reads`), so that the workshop knows which chapters a changed
series concerns.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from nqpf.bibliography import Bibliography

FOLDER = Path(__file__).resolve().parents[2] / "data"

#: What a figure is. `superseded` and `target` are left out of a selection unless asked for.
STATUSES = ("reported", "at_least", "estimate", "derived", "revised", "target", "superseded")
CURRENT = ("reported", "at_least", "estimate", "derived", "revised")

GEO_NAMES = {
    "CHN": "China",
    "USA": "United States",
    "JPN": "Japan",
    "KOR": "South Korea",
    "DEU": "Germany",
    "IND": "India",
    "GBR": "United Kingdom",
    "FRA": "France",
    "CHE": "Switzerland",
    "SWE": "Sweden",
    "SGP": "Singapore",
    "VNM": "Viet Nam",
    "HKG": "Hong Kong",
    "CAN": "Canada",
    "ISR": "Israel",
    "NLD": "Netherlands",
    "DNK": "Denmark",
    "FIN": "Finland",
    "AUS": "Australia",
    "BRA": "Brazil",
    "TWN": "Taiwan",
    "EU27": "European Union",
    "EUK": "EU and UK",
    "EUR": "Europe",
    "WLD": "World",
}

_POINT = r"(\d{4})(?:-(0[1-9]|1[0-2]|H[12]|Q[1-4]))?"
PERIOD = re.compile(rf"(?:{_POINT}/)?{_POINT}")
KEY = ["series", "geo", "period", "status", "source"]
#: The columns that this module reads.
COLUMNS = {
    "observations": [*KEY, "value"],
    "series": ["id", "title", "unit", "theme"],
    "sources": ["id", "publisher", "title", "date", "address", "tier"],
    "events": ["id", "date", "event", "theme", "source"],
}


class DatasetError(ValueError):
    """The dataset breaks its own rules; the message names file, row and column."""


class UnknownIdError(KeyError):
    """An id that the dataset does not hold; the message suggests the nearest one."""

    def __init__(self, kind: str, wrong: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(wrong, list(known), n=1, cutoff=0.0)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"There is no {kind} {wrong!r}.{hint}")

    def __str__(self) -> str:
        return str(self.args[0])


def when(period: str) -> float:
    """Place a period on a time axis, in years.

    A year stands at its own number, so that annual charts have ticks at whole years; a month,
    quarter or half stands at its middle; an interval at its last year.

    Raises:
        ValueError: the text is not a period such as 2025, 2025-06, 2025-H1 or 2000/2022.
    """
    match = PERIOD.fullmatch(period)
    if not match:
        raise ValueError(f"{period!r} is not a period such as 2025, 2025-06, 2025-H1 or 2000/2022")
    year, part = int(match[3]), match[4]
    if match[1] or not part:
        return float(year)
    parts = {"H": 2, "Q": 4}.get(part[0], 12)
    return year + (int(part.lstrip("HQ")) - 0.5) / parts


def _as_tuple(given: str | Sequence[str] | None) -> tuple[str, ...] | None:
    return (given,) if isinstance(given, str) else None if given is None else tuple(given)


@dataclass(eq=False)
class Dataset:
    """The four tables, and what has been read from them.

    Attributes:
        observations: one row a value: series, geo, period, value (float), status, source, note,
            `when` (position in years) and `tier` (of its source).
        series: the codebook, indexed by id.
        sources: indexed by id.
        events: dated events, indexed by id, with `when`.
        reads: ids of the series and events that have been selected so far.
    """

    observations: pd.DataFrame
    series: pd.DataFrame
    sources: pd.DataFrame
    events: pd.DataFrame
    reads: set[str] = field(default_factory=set)

    @cached_property
    def _by_series(self) -> dict[str, pd.DataFrame]:
        rows = self.observations.sort_values(["series", "geo", "when"], kind="stable")
        return dict(list(rows.groupby("series")))

    def select(
        self,
        series: str | Sequence[str],
        geo: str | Sequence[str] | None = None,
        period: str | Sequence[str] | slice | None = None,
        status: str | Sequence[str] = CURRENT,
    ) -> pd.DataFrame:
        """Take rows by series, economy, period and status.

        Args:
            series: one id or several.
            geo: one code or several; all by default.
            period: one period, several, or a slice of years (`slice(2010, 2020)`, both included).
            status: the statuses to keep; by default everything but targets and superseded values.

        Returns:
            The rows of `observations`, in time order within series and geo; never empty.

        Raises:
            UnknownIdError: a series, geo or period that is not there, with the nearest that is.
        """
        wanted = _as_tuple(series)
        for one in wanted:
            if one not in self._by_series:
                raise UnknownIdError("series", one, self._by_series)
        self.reads.update(f"series:{one}" for one in wanted)
        rows = pd.concat([self._by_series[one] for one in sorted(wanted)])
        rows = rows[rows["status"].isin(_as_tuple(status))]
        for column, given in (("geo", geo), ("period", period)):
            if given is None:
                continue
            if isinstance(given, slice):
                start = -1e9 if given.start is None else float(given.start)
                stop = 1e9 if given.stop is None else float(given.stop) + 1
                rows = rows[(rows["when"] >= start) & (rows["when"] < stop)]
                continue
            asked = _as_tuple(given)
            for one in asked:
                if one not in set(rows[column]):
                    kind = f"{column} of {' or '.join(wanted)} ({', '.join(_as_tuple(status))})"
                    raise UnknownIdError(kind, one, sorted(set(rows[column])))
            rows = rows[rows[column].isin(asked)]
        if rows.empty:
            raise UnknownIdError("row with this selection in", "/".join(wanted), self._by_series)
        return rows.reset_index(drop=True)

    def row(
        self,
        series: str,
        geo: str,
        period: str,
        status: str | None = None,
        source: str | None = None,
    ) -> pd.Series:
        """Give the one row of a value.

        Raises:
            UnknownIdError: there is none.
            DatasetError: there are several (name the status or the source to choose one).
        """
        rows = self.select(series, geo, period, CURRENT if status is None else status)
        if source is not None:
            if source not in set(rows["source"]):
                raise UnknownIdError(f"source of {series}, {geo}, {period}", source, rows["source"])
            rows = rows[rows["source"] == source]
        if len(rows) > 1:
            found = ", ".join(f"{r.status} ({r.source})" for r in rows.itertuples())
            raise DatasetError(
                f"{series}, {geo}, {period} has {len(rows)} values: {found}; "
                "say which by its status or its source"
            )
        return rows.iloc[0]

    def timeline(self, ids: Sequence[str] | None = None, theme: str | None = None) -> pd.DataFrame:
        """Take dated events by id or theme, in time order.

        Raises:
            UnknownIdError: an event id that is not there.
        """
        rows = self.events if theme is None else self.events[self.events["theme"] == theme]
        for one in ids or ():
            if one not in self.events.index:
                raise UnknownIdError("event", one, self.events.index)
        rows = rows if ids is None else rows.loc[list(ids)]
        self.reads.update(f"event:{one}" for one in rows.index)
        return rows.sort_values("when", kind="stable")

    def bibliography(self) -> Bibliography:
        """List the sources of everything read so far, by publisher."""
        series = {name.partition(":")[2] for name in self.reads if name.startswith("series:")}
        events = {name.partition(":")[2] for name in self.reads if name.startswith("event:")}
        used = self.observations.loc[self.observations["series"].isin(series), "source"]
        used = {*used, *self.events.loc[sorted(events), "source"]}
        rows = self.sources.loc[sorted(used)]
        return Bibliography(rows.sort_values(["publisher", "date", "title"], kind="stable"))

    def title(self, series: str) -> str:
        """Give the title of a series."""
        return str(self.series.loc[series, "title"])

    def unit(self, series: str) -> str:
        """Give the unit of a series."""
        return str(self.series.loc[series, "unit"])


def _read(folder: Path, name: str) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    if not path.exists():
        raise DatasetError(f"data/{name}.csv is missing; restore it from version control")
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise DatasetError(f"data/{name}.csv cannot be read as a table of text: {error}") from error
    for column in COLUMNS[name]:
        if column not in table:
            raise DatasetError(f"data/{name}.csv, line 1: the header has no column {column!r}")
    return table


def _fail(name: str, rows: pd.DataFrame, column: str, what: str) -> None:
    """Raise for the first row, counted as an editor counts lines (the header is line 1)."""
    if len(rows):
        first = rows.iloc[0]
        raise DatasetError(
            f"data/{name}.csv, line {rows.index[0] + 2}, column {column}: {first[column]!r} {what}"
        )


@cache
def load(folder: Path = FOLDER) -> Dataset:
    """Read the dataset, checked as far as a chapter depends on it.

    `python -m press check` checks much more (schemas, ranges, order); this refuses only what
    would make a chart wrong.

    Raises:
        DatasetError: naming file, line and column.
    """
    observations, series, sources, events = (
        _read(folder, name) for name in ("observations", "series", "sources", "events")
    )
    value = pd.to_numeric(observations["value"], errors="coerce")
    _fail("observations", observations[value.isna()], "value", "is not a number such as 12.5")
    for column, known, where in (
        ("series", series["id"], "series.csv"),
        ("source", sources["id"], "sources.csv"),
        ("status", pd.Series(STATUSES), "the list of statuses"),
    ):
        wrong = observations[~observations[column].isin(known)]
        _fail("observations", wrong, column, f"is not in {where}")
    wrong = observations[~observations["period"].map(lambda p: bool(PERIOD.fullmatch(p)))]
    _fail("observations", wrong, "period", "is not a period such as 2025, 2025-06 or 2000/2022")
    _fail("observations", observations[observations.duplicated(KEY)], "series", "stands twice")
    observations = observations.assign(
        value=value,
        when=observations["period"].map(when),
        tier=observations["source"].map(sources.set_index("id")["tier"]),
    )
    events = events.assign(when=events["date"].map(_event_when))
    return Dataset(observations, *(table.set_index("id") for table in (series, sources, events)))


def _event_when(date: str) -> float:
    year, month, day = (int(part) for part in f"{date}-15".split("-")[:3])
    return year + (month - 1) / 12 + (day - 1) / 365
