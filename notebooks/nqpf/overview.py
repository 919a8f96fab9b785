"""What the charts of a chapter draw: the series, and the sources of exactly those rows."""

import html
from collections.abc import Iterable

import pandas as pd

from nqpf.dataset import Dataset

_KEY = ["series", "geo", "economy", "period", "when", "source"]


class Overview:
    """A table of the series drawn and a list of their sources; Jupyter shows both.

    The notes say where charts are from that draw no rows.
    """

    def __init__(self, data: Dataset, frames: Iterable[pd.DataFrame], notes: Iterable[str]) -> None:
        drawn = [frame[_KEY] for frame in frames if "source" in frame]
        rows = pd.concat([pd.DataFrame(columns=_KEY), *drawn]).drop_duplicates()
        ids = sorted({one for cell in rows["source"] for one in cell.split()})
        self.sources = data.sources.loc[ids].sort_values(["publisher", "date", "title"])
        rows = rows.assign(series=rows["series"].str.split()).explode("series")
        titles = rows["series"].map(data.series["title"]).fillna("Dated events")
        self.series = pd.DataFrame(
            [(title, *_summary(data, part)) for title, part in rows.groupby(titles)],
            columns=["Series", "Unit", "Economies", "Years", "Rows"],
        )
        self.notes = list(dict.fromkeys(filter(None, notes)))

    def __repr__(self) -> str:
        lines = ["; ".join(map(str, line)) for line in self.series.to_numpy()]
        return "\n".join([*lines, *self.sources.index, *self.notes])

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        if self.series.empty:
            return notes
        table = captioned(self.series, "What the charts of this chapter draw", escape=True)
        items = "".join(map(_item, self.sources.itertuples()))
        head = f"<summary>Sources of the charts: {len(self.sources)}</summary>"
        return f"{table}{notes}<details>{head}<ul>{items}</ul></details>"


def captioned(frame: pd.DataFrame, caption: str, name: str = "", *, escape: bool = False) -> str:
    """Write a frame as a table of HTML with a caption and a class; its cells are HTML or text."""
    with pd.option_context("display.max_colwidth", None):
        table = frame.to_html(index=False, border=0, justify="start", escape=escape, classes=name)
    return table.replace("<thead>", f"<caption>{html.escape(caption)}</caption><thead>", 1)


def _summary(data: Dataset, rows: pd.DataFrame) -> tuple[str, str, str, int]:
    names, years = rows["economy"].unique(), rows["when"].astype(int)
    who = ", ".join(names) if len(names) < 4 else str(len(names))
    unit = data.series["unit"].get(rows["series"].iloc[0], "date")
    return unit, who, "–".join(map(str, sorted({years.min(), years.max()}))), len(rows)


def _item(row: tuple) -> str:
    title = html.escape(row.title or row.Index)
    if row.address:
        title = f'<a href="{html.escape(row.address)}">{title}</a>'
    date = f", {row.date}" if row.date else ""
    return f"<li>{html.escape(row.publisher)}: {title}{date} (tier {row.tier})</li>"
