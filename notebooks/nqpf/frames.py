"""Arithmetic on selections, for charts of things that no publisher gives as such.

A computed row has series, sources, tier and status as they follow from all its inputs (see
`nqpf.hedges`). ValueError says that the arguments have nothing in common.
"""

import operator
from collections.abc import Callable
from functools import reduce

import pandas as pd

from nqpf.hedges import Figure


def _matched(
    rows: pd.DataFrame, other: pd.DataFrame, combine: Callable[[Figure, Figure], Figure]
) -> pd.DataFrame:
    """Compute each row with that of `other` for its period, economy and series, where several."""
    keys = ["period", *(key for key in ("geo", "series") if other[key].nunique() > 1)]
    what = " and ".join(keys)
    if other.duplicated(keys).any():
        name = other["series"].iloc[0]
        raise ValueError(f"{name} has several values for one {what}; choose one")
    found = {tuple(one[key] for key in keys): one for one in other.to_dict("records")}
    computed = []
    for row in rows.to_dict("records"):
        if one := found.get(tuple(row[key] for key in keys)):
            computed.append(row | combine(Figure.of(row), Figure.of(one)).columns)
    if not computed:
        names = " and ".join(pd.concat([rows["series"], other["series"]]).unique()) or "the rows"
        raise ValueError(f"{names} have no {what} in common; select the same periods")
    return pd.DataFrame(computed)


def share(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Divide one selection by another, row by row, as a share in percent.

    Where the whole is of one economy, every one of the part is divided by it, otherwise each by its
    own; likewise for series. Periods that the whole has not drop out.
    """
    return _matched(part, whole, lambda a, b: a / b * 100)


def add(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Add to each row of a selection that of another, matched as in `share`."""
    return _matched(first, second, operator.add)


def rest(whole: pd.DataFrame, parts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Take all economies of `parts` from a whole, where each is known; what remains has a name."""
    taken = reduce(add, (rows for _, rows in parts.groupby("geo")))
    own = {"geo": name, "economy": name, "short": name, "colour": "", "lead": False}
    return _matched(whole, taken, operator.sub).assign(**own)


def complement(shares: pd.DataFrame) -> pd.DataFrame:
    """Take shares in percent from a hundred."""
    rows = shares.to_dict("records")
    return pd.DataFrame([row | (Figure(100) - Figure.of(row)).columns for row in rows])


def growth(rows: pd.DataFrame) -> pd.DataFrame:
    """Growth in percent from each whole year to the next, as levels imply it.

    Growth that is published may differ, where it is measured on a like-for-like sample.
    """
    years = rows[rows["period"].str.isdecimal()]
    before = years.assign(period=(years["period"].astype(int) + 1).astype(str))
    return _matched(years, before, lambda new, old: (new / old - 1) * 100)


def relative(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """Divide each row by that of its economy and series in one period, in percent."""
    base = rows[rows["period"] == period].drop(columns="period")
    return share(rows, base.merge(rows[["period"]].drop_duplicates(), how="cross"))


def level(row: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Repeat a frame of one row at each period of another: a line to compare with."""
    times = periods[["period", "when"]].drop_duplicates()
    return row.drop(columns=["period", "when"]).merge(times, how="cross")
