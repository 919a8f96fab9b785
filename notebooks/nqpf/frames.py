"""Frames computed from frames, for charts of things that no publisher gives as such."""

from __future__ import annotations

import pandas as pd


def _join(own: pd.Series, other: pd.Series) -> list[str]:
    """Join ids, each once, in order."""
    return [" ".join(dict.fromkeys(f"{a} {b}".split())) for a, b in zip(own, other, strict=True)]


def share(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Divide one selection by another, row by row, as a share in percent.

    Args:
        part: rows of a selection.
        whole: rows to divide by; where they belong to one economy, every economy of `part` is
            divided by it, otherwise each by its own.

    Returns:
        The rows of `part` whose period `whole` has too: `value` in percent, series and sources of
        both, the weaker tier, and the status `estimate` where either value is not exact.

    Raises:
        ValueError: no period in common, or several values of the whole for one row.
    """
    keys = ["period"] if whole["geo"].nunique() == 1 else ["geo", "period"]
    both = part.merge(whole, on=keys, suffixes=("", "_whole"), validate="many_to_one")
    if both.empty:
        raise ValueError(
            f"{part['series'].iloc[0]} and {whole['series'].iloc[0]} have no {' and '.join(keys)} "
            "in common; select the same periods"
        )
    exact = both[["status", "status_whole"]].isin(["reported", "revised"]).all(axis=1)
    both["status"] = both["status"].where(exact, "estimate")
    both["value"] = both["value"] / both["value_whole"] * 100
    both["tier"] = both[["tier", "tier_whole"]].max(axis=1)
    for column in ("series", "source"):
        both[column] = _join(both[column], both[f"{column}_whole"])
    return both[part.columns.tolist()]


def steps(rows: pd.DataFrame) -> pd.DataFrame:
    """Growth in percent from each year to the next, as levels imply it.

    Published growth may differ, where it is measured on a like-for-like sample. Years whose
    predecessor is missing drop out.

    Args:
        rows: a selection of one series and one economy; rows that are no whole year are ignored.
    """
    years = rows[rows["period"].str.fullmatch(r"\d{4}")].sort_values("when")
    before = years.shift()
    grown = years.assign(
        value=(years["value"] / before["value"] - 1) * 100,
        source=_join(before["source"].fillna(""), years["source"]),
        tier=[
            max(str(a), str(b))
            for a, b in zip(before["tier"].fillna(""), years["tier"], strict=True)
        ],
        status=[
            "reported" if {a, b} <= {"reported", "revised"} else "estimate"
            for a, b in zip(before["status"], years["status"], strict=True)
        ],
    )
    return grown[(years["when"] - before["when"]) == 1].reset_index(drop=True)
