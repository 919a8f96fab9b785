"""Arithmetic on selections, for charts of things that no publisher gives as such.

A computed row has the series and sources of all its inputs, the weakest of their tiers, and the
status "derived", or "estimate" where an input is not exact.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

_EXACT = ("reported", "revised", "derived")


def _computed(row: dict, value: float, *inputs: dict) -> dict:
    joined = {
        column: " ".join(dict.fromkeys(" ".join(one[column] for one in inputs).split()))
        for column in ("series", "source")
    }
    exact = all(one["status"] in _EXACT for one in inputs)
    status = {"status": "derived" if exact else "estimate", "tier": max(i["tier"] for i in inputs)}
    return row | joined | status | {"value": value}


def _pairs(rows: pd.DataFrame, other: pd.DataFrame) -> Iterator[tuple[dict, dict]]:
    """Pair each row with that of `other` for its period, and its economy and series if several."""
    keys = ["period", *(key for key in ("geo", "series") if other[key].nunique() > 1)]
    names = rows["series"].iloc[0], other["series"].iloc[0]
    if other.duplicated(keys).any():
        raise ValueError(f"{names[1]} has several values for one {' and '.join(keys)}; choose one")
    found = {tuple(one[key] for key in keys): one for one in other.to_dict("records")}
    pairs = [(row, found.get(tuple(row[key] for key in keys))) for row in rows.to_dict("records")]
    if not any(one for _, one in pairs):
        raise ValueError(
            f"{' and '.join(names)} have no {' and '.join(keys)} in common; select the same periods"
        )
    return ((row, one) for row, one in pairs if one)


def share(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Divide one selection by another, row by row, as a share in percent.

    Args:
        part: rows of a selection.
        whole: rows to divide by; where they belong to one economy, every economy of `part` is
            divided by it, otherwise each by its own; likewise for series.

    Returns:
        The rows of `part` whose period `whole` has too.

    Raises:
        ValueError: no period in common, or several values of the whole for one row.
    """
    pairs = _pairs(part, whole)
    return pd.DataFrame([_computed(a, a["value"] / b["value"] * 100, a, b) for a, b in pairs])


def add(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Add two selections, row by row; arguments and errors are those of `share`."""
    pairs = _pairs(first, second)
    return pd.DataFrame([_computed(a, a["value"] + b["value"], a, b) for a, b in pairs])


def rest(whole: pd.DataFrame, parts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Take all economies of `parts` from a whole, where all are known; `name` is the remainder's.

    Args:
        whole: rows of a selection of one economy.
        parts: rows of other economies, which are parts of it.
        name: what the remainder is called.
    """
    rows = []
    for row in whole.to_dict("records"):
        taken = parts[parts["period"] == row["period"]].to_dict("records")
        if len(taken) == parts["geo"].nunique():
            value = row["value"] - sum(one["value"] for one in taken)
            rows.append(_computed(row, value, row, *taken))
    own = {"geo": name, "economy": name, "short": name, "colour": "", "lead": False}
    return pd.DataFrame(rows).assign(**own)


def cumulate(rows: pd.DataFrame) -> pd.DataFrame:
    """Sum up the rows from the first to each."""
    total, every = rows["value"].cumsum(), rows.to_dict("records")
    return pd.DataFrame(
        [_computed(row, total.iloc[n], *every[: n + 1]) for n, row in enumerate(every)]
    )


def growth(rows: pd.DataFrame) -> pd.DataFrame:
    """Growth in percent from each year to the next, as levels imply it.

    Published growth may differ, where it is measured on a like-for-like sample. Years whose
    predecessor is missing drop out, as do periods that are no whole year.

    Args:
        rows: a selection of one series and one economy.
    """
    years = {int(p): row for p, row in zip(rows["period"], rows.to_dict("records"), strict=True)
             if p.isdecimal()}  # fmt: skip
    return pd.DataFrame(
        [
            _computed(row, (row["value"] / old["value"] - 1) * 100, old, row)
            for year, row in sorted(years.items())
            if (old := years.get(year - 1))
        ]
    )
