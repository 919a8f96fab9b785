"""How old the data are: the last period of each series, and when a newer value is due."""

import csv
import io
import re
from typing import Any

from nqpf.dataset import when
from nqpf.errors import DatasetError
from press import notebooks
from press.workshop import Workshop


def freshness(shop: Workshop, as_of: str = "") -> list[dict[str, Any]]:
    """List the series that go on, those due first: id, last period, next_due, overdue and so on.

    A series is overdue when the month it was due in is over on the day `as_of`, by default the
    newest date of a source: two people see the same at any time.

    Raises DatasetError: a series is due in no month; names it.
    """
    as_of, found = as_of or shop.data.sources["date"].max(), []
    last = shop.data.observations.query("status != 'target'").sort_values("when")
    periods = last.groupby("series")["period"].last()
    connected = set(shop.data.package.read("connectors")["series"])
    for name, row in shop.data.series[shop.data.series["next_due"] != ""].iterrows():
        due = row["next_due"]
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", due):
            raise DatasetError(f"data/series.csv, {name}, column next_due: {due!r} is no month")
        about = {"last": periods.get(name, "none"), "overdue": due < as_of[:7]}
        found.append({"id": name, **row, **about, "connected": name in connected})
    return sorted(found, key=lambda row: (row["next_due"], row["id"]))


def newest_drawn(shop: Workshop) -> str:
    """Give the newest period that a chart of any chapter draws, apart from targets; "" if none."""
    drawn = {
        row["period"]
        for path in shop.chapters()
        for _, face, _ in notebooks.charts(notebooks.read(shop, path))
        for row in csv.DictReader(io.StringIO(face["csv"]))
        if row.get("status", "target") != "target"
    }
    year = re.compile(r"(.*/)?\d{4}")  # lasts until its end, later than any of its months
    return max(drawn, key=lambda period: when(period) + bool(year.fullmatch(period)), default="")
