"""Arithmetic on selections, for charts of things that no publisher gives as such.

A computed row has the series and sources of all its inputs, the weakest of their tiers, and the
status "derived", or "estimate" where an input is not exact. ValueError says that the arguments
have nothing in common.
"""

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


def _frame(rows: list[dict], why: str) -> pd.DataFrame:
    if not rows:
        raise ValueError(f"{why}; select the same periods")
    return pd.DataFrame(rows)


def _matched(rows: pd.DataFrame, other: pd.DataFrame, sign: str) -> pd.DataFrame:
    """Compute each row with that of `other` for its period, economy and series, where several."""
    keys = ["period", *(key for key in ("geo", "series") if other[key].nunique() > 1)]
    names, what = [rows["series"].iloc[0], other["series"].iloc[0]], " and ".join(keys)
    if other.duplicated(keys).any():
        raise ValueError(f"{names[1]} has several values for one {what}; choose one")
    found = {tuple(one[key] for key in keys): one for one in other.to_dict("records")}
    computed = []
    for row in rows.to_dict("records"):
        if one := found.get(tuple(row[key] for key in keys)):
            a, b = row["value"], one["value"]
            computed.append(_computed(row, a / b * 100 if sign == "share" else a + b, row, one))
    return _frame(computed, f"{' and '.join(names)} have no {what} in common")


def share(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Divide one selection by another, row by row, as a share in percent.

    Where the whole belongs to one economy, every economy of the part is divided by it, otherwise
    each by its own; likewise for series. Rows whose period the whole has not drop out.
    """
    return _matched(part, whole, "share")


def add(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Add to each row of a selection that of another, matched as in `share`."""
    return _matched(first, second, "add")


def rest(whole: pd.DataFrame, parts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Take all economies of `parts` from a whole, for the periods in which every one is known.

    What remains is an economy of its own, called by the name given.
    """
    rows = []
    for row in whole.to_dict("records"):
        taken = parts[parts["period"] == row["period"]].to_dict("records")
        if len(taken) == parts["geo"].nunique():
            value = row["value"] - sum(one["value"] for one in taken)
            rows.append(_computed(row, value, row, *taken))
    own = {"geo": name, "economy": name, "short": name, "colour": "", "lead": False}
    return _frame(rows, f"{name}: whole and parts have no period in common").assign(**own)


def growth(rows: pd.DataFrame) -> pd.DataFrame:
    """Growth in percent from each year to the next, as levels of one economy imply it.

    Published growth may differ, where it is measured on a like-for-like sample. Years whose
    predecessor is missing drop out, as do periods that are no whole year.
    """
    years = {
        int(row["period"]): row for row in rows.to_dict("records") if row["period"].isdecimal()
    }
    grown = [
        _computed(row, (row["value"] / old["value"] - 1) * 100, old, row)
        for year, row in sorted(years.items())
        if (old := years.get(year - 1))
    ]
    return _frame(grown, f"{rows['series'].iloc[0]} has no two years that follow each other")
