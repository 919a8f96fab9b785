"""Load the shared dataset, validated and typed, and select from it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from nqpf.errors import DatasetError, Register, UnknownIdError
from nqpf.tables import Package

#: What is left out of a selection unless asked for by its status.
NOT_CURRENT = ("target", "superseded")
#: What `Dataset` adds to each row from the economies.
ECONOMY = ["economy", "short", "colour", "lead"]

_POINT = r"(\d{4})(?:-(0[1-9]|1[0-2]|H[12]|Q[1-4]))?"
_PERIODS = "2025, 2025-06, 2025-H1 or 2000/2022"
PERIOD = re.compile(rf"(?:{_POINT}/)?{_POINT}")
_VALUE = r"-?\d{1,300}(\.\d+)?"  # longer ones would be infinite


def when(period: str) -> float:
    """Place a period on a time axis, in years; ValueError: it is none.

    A year stands at its own number, so that annual charts have ticks at whole years; a month,
    quarter or half stands at its middle; an interval at its last year.
    """
    match = PERIOD.fullmatch(period)
    if not match:
        raise ValueError(f"{period!r} is not a period such as {_PERIODS}")
    year, part = int(match[3]), match[4]
    if match[1] or not part:
        return float(year)
    parts = {"H": 2, "Q": 4}.get(part[0], 12)
    return year + (int(part.lstrip("HQ")) - 0.5) / parts


def _as_tuple(given: str | Sequence[str] | None) -> tuple[str, ...] | None:
    return (given,) if isinstance(given, str) else None if given is None else tuple(given)


@dataclass(eq=False)
class Dataset:
    """The tables of the dataset.

    An observation has, beside the columns of its table, a float as value, `when` (its position in
    years), `tier` (of its source) and `economy`, `short`, `colour`, `lead` (of its geo).
    """

    observations: pd.DataFrame  # one row a value
    series: pd.DataFrame  # the codebook, indexed by id
    sources: pd.DataFrame  # indexed by id
    events: pd.DataFrame  # dated events, indexed by id, with `when`
    geos: pd.DataFrame  # economies, indexed by code
    numbers: pd.DataFrame  # definitions of the named numbers, indexed by id
    package: Package  # the schema of the tables
    statuses: tuple[str, ...]  # what a value can be, as the data package lists it
    current: tuple[str, ...]  # those that a selection keeps by default
    lead: str  # code of the economy that the book is about
    on_read: Callable[[str], None] = field(repr=False)  # told each id that is selected

    @cached_property
    def _by_series(self) -> dict[str, pd.DataFrame]:
        rows = self.observations.sort_values(["series", "geo", "when"], kind="stable")
        return Register("series", iter(rows.groupby("series")))

    @cached_property
    def _by_key(self) -> dict[tuple[str, str, str], list[dict]]:
        found: dict[tuple[str, str, str], list[dict]] = {}
        columns = self.observations.to_dict("list")  # much faster than its records
        for cells in zip(*columns.values(), strict=True):
            row = dict(zip(columns, cells, strict=True))
            found.setdefault((row["series"], row["geo"], row["period"]), []).append(row)
        return found

    def select(
        self,
        series: str | Sequence[str],
        geo: str | Sequence[str] | None = None,
        period: str | Sequence[str] | slice | None = None,
        status: str | Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Take rows by series, economy, period and status, in time order within series and economy.

        Each is one or several, the period also `slice(2010, 2020)`; by default no targets and
        superseded values. UnknownIdError: what is not there, with the nearest that is.
        """
        wanted, kept = _as_tuple(series), _as_tuple(status) or self.current
        for one in wanted:
            self.on_read(f"series:{one}")
        rows = pd.concat([self._by_series[one] for one in sorted(wanted)])
        rows = rows[rows["status"].isin(kept)]
        for column, given in (("geo", geo), ("period", period)):
            if isinstance(given, slice):
                start, stop = float(given.start or "-inf"), float(given.stop or "inf") + 1
                rows = rows[rows["when"].between(start, stop, inclusive="left")]
            elif given is not None:
                asked, there = _as_tuple(given), set(rows[column])
                for one in asked:
                    if one not in there:
                        kind = f"{column} of {' or '.join(wanted)} ({', '.join(kept)})"
                        raise UnknownIdError(kind, one, sorted(there))
                rows = rows[rows[column].isin(asked)]
        if rows.empty:
            raise UnknownIdError("row with this selection in", "/".join(wanted), ())
        for one in _as_tuple(geo) or ():  # an economy that has other periods must not get lost
            if one not in set(rows["geo"]):
                raise UnknownIdError(f"row of {' or '.join(wanted)} in these periods for", one, ())
        return rows.reset_index(drop=True)

    def row(self, series: str, geo: str, period: str, *qualifiers: str) -> dict:
        """Give the one row of a value, its period as it is written in the table.

        The qualifiers are a status, a source or both; without a status, targets and superseded
        values are left out. UnknownIdError: there is none; DatasetError: there are several.
        """
        self.on_read(f"series:{series}")
        status = [q for q in qualifiers if q in self.statuses] or self.current
        source = [q for q in qualifiers if q not in self.statuses]
        there = self._by_key.get((series, geo, period), ())
        kept = [row for row in there if row["status"] in status]
        rows = [row for row in kept if not source or row["source"] in source]
        if not rows:
            self.select(series, geo, period, status)  # names what is not there
            raise UnknownIdError(f"source of {series}, {geo}, {period}", " ".join(source), ())
        if len(rows) > 1:
            found = ", ".join(f"{row['status']} ({row['source']})" for row in rows)
            raise DatasetError(
                f"{series}, {geo}, {period} has {len(rows)} values: {found}; "
                "say which by its status or its source"
            )
        return rows[0]

    def timeline(self, ids: Sequence[str] | None = None) -> pd.DataFrame:
        """Take dated events, by default all, in time order; UnknownIdError if one is not there."""
        wanted = list(self.events.index if ids is None else ids)
        for one in wanted:
            if one not in self.events.index:
                raise UnknownIdError("event", one, self.events.index)
            self.on_read(f"event:{one}")
        lead = {"geo": self.lead, **self.geos.loc[self.lead, ECONOMY].to_dict()}
        return self.events.loc[wanted].assign(**lead).sort_values("when", kind="stable")

    def title(self, series: str) -> str:
        """Give the title of a series."""
        return str(self.series.loc[series, "title"])

    def unit(self, series: str) -> str:
        """Give the unit of a series."""
        return str(self.series.loc[series, "unit"])


def load(folder: Path, lead: str, on_read: Callable[[str], None] | None = None) -> Dataset:
    """Read the dataset, refusing what would make a chart wrong; the check finds much more.

    Of what is selected `on_read` is told the id. DatasetError names file, line and column.
    """
    package = Package(folder)
    names = ("series", "sources", "events", "geos", "numbers")
    tables = {name: package.read(name).set_index(package.keys[name]) for name in names}
    sources, events, geos = tables["sources"], tables["events"], tables["geos"]
    rows, statuses = package.read("observations"), package.words("observations", "status")
    for column, right, what in (
        ("series", rows["series"].isin(tables["series"].index), "is not in data/series.csv"),
        ("source", rows["source"].isin(sources.index), "is not in data/sources.csv"),
        ("geo", rows["geo"].isin(geos.index), "is not in data/geos.csv"),
        ("status", rows["status"].isin(statuses), "is no status of the data package"),
        ("value", rows["value"].str.fullmatch(_VALUE), "is no number like 12.5"),
        ("period", rows["period"].str.fullmatch(PERIOD), f"is not a period such as {_PERIODS}"),
    ):
        package.refuse("observations", rows[column], right, what)
    dates = events["date"].where(events["date"].str.len() > 7, events["date"] + "-15")
    days = pd.to_datetime(dates, format="%Y-%m-%d", errors="coerce")
    package.refuse("events", events["date"], days.notna(), "is no date like 2025-03-05")
    if lead not in geos.index:
        raise DatasetError(f"notebooks/book.toml: the lead economy {lead!r} is not in geos.csv")
    years = days.dt.year + (days.dt.month - 1) / 12 + (days.dt.day - 1) / 365
    geos = geos.assign(economy=geos["name"], lead=geos.index == lead)
    rows = rows.assign(
        value=rows["value"].astype(float),
        when=rows["period"].map(when),
        tier=rows["source"].map(sources["tier"]),
        **{column: rows["geo"].map(geos[column]) for column in ECONOMY},
    )
    current = tuple(status for status in statuses if status not in NOT_CURRENT)
    return Dataset(
        rows, **tables | {"geos": geos, "events": events.assign(when=years)}, package=package,
        statuses=statuses, current=current, lead=lead, on_read=on_read or (lambda name: None),
    )  # fmt: skip
