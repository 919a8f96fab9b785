"""How old the data are: the last period of each series, and when a newer value is due."""

import io
import re
from typing import Any

import pandas as pd

from nqpf.dataset import when
from press import notebooks
from press.workshop import Workshop


def freshness(shop: Workshop, as_of: str = "") -> list[dict[str, Any]]:
    """List the series that go on, those due first: id, last period, next_due, overdue and so on.

    A series is overdue when the month it was due in is over on the day `as_of`, by default the
    newest date of a source: two people see the same at any time.
    """
    as_of = as_of or shop.data.sources["date"].max()
    rows = shop.data.observations.query("status != 'target'").sort_values("when")
    due = shop.data.series.query("next_due != ''").reset_index()
    due["last"] = due["id"].map(rows.groupby("series")["period"].last()).fillna("none")
    due["overdue"] = due["next_due"] < as_of[:7]
    due["connected"] = due["id"].isin(shop.data.package.read("connectors")["series"])
    return due.sort_values(["next_due", "id"]).to_dict("records")


def newest_drawn(shop: Workshop) -> str:
    """Give the newest period that a chart of any chapter draws, apart from targets; "" if none."""
    tables = [
        pd.read_csv(io.StringIO(face["csv"]), dtype=str)
        for path in shop.chapters()
        for _, face, _ in notebooks.charts(notebooks.read(shop, path))
    ]
    periods = {p for t in tables if "status" in t for p in t.query("status != 'target'")["period"]}
    year = re.compile(r"(.*/)?\d{4}")  # lasts until its end, later than any of its months
    return max(periods, key=lambda p: when(p) + bool(year.fullmatch(p)), default="")
