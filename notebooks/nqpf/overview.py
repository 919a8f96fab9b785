"""What the charts of a chapter draw: the series, and the sources of exactly those rows."""

from __future__ import annotations

import html
from collections.abc import Iterable

import pandas as pd

from nqpf.dataset import Dataset

_KEY = ["series", "geo", "economy", "period", "when", "source"]


class Overview:
    """A table of the series drawn and a list of their sources; Jupyter shows both.

    Attributes:
        series: Series (its title), Unit, Economies, Years and Rows, one row for each series.
        sources: the sources of the rows drawn, by publisher, date and title.
        notes: where charts are from that draw no rows of the dataset.
    """

    def __init__(self, data: Dataset, frames: Iterable[pd.DataFrame], notes: Iterable[str]) -> None:
        drawn = [frame[_KEY] for frame in frames if "source" in frame]
        rows = pd.concat([pd.DataFrame(columns=_KEY), *drawn]).drop_duplicates()
        ids = sorted({one for cell in rows["source"] for one in cell.split()})
        self.sources = data.sources.loc[ids].sort_values(["publisher", "date", "title"])
        rows["series"] = rows["series"].str.split()
        rows = rows.explode("series")
        named = rows["series"].map(data.series["title"]).fillna("Dated events")
        lines = [(title, *_line(data, part)) for title, part in rows.groupby(named)]
        self.series = pd.DataFrame(lines, columns=["Series", "Unit", "Economies", "Years", "Rows"])
        self.notes = list(dict.fromkeys(filter(None, notes)))

    @property
    def as_of(self) -> str:
        """The date of the latest source in a sentence, if there are sources."""
        dates = self.sources["date"]
        return f"Data as of {dates.max()}, the date of the latest source." if len(dates) else ""

    def __repr__(self) -> str:
        table = self.series.to_csv(index=False, sep="\t", lineterminator="\n")
        listed = [f"{r.publisher}: {r.title or r.Index}, {r.date}" for r in self.sources.itertuples()]
        return "\n".join([table, *filter(None, [self.as_of, *listed, *self.notes])])

    def _repr_html_(self) -> str:
        shown = []
        if len(self.series):
            table = self.series.to_html(index=False, border=0, justify="unset")
            caption = "<caption>What the charts of this chapter draw</caption>"
            items = "".join(map(_item, self.sources.itertuples()))
            head = f"<summary>The {len(self.sources)} sources of the charts</summary>"
            shown = [
                f"{table.replace('<thead>', f'{caption}<thead>', 1)}<p>{self.as_of}</p>",
                f"<details>{head}<ul>{items}</ul></details>",
            ]
        return "".join([*shown, *(f"<p>{html.escape(note)}</p>" for note in self.notes)])


def _line(data: Dataset, rows: pd.DataFrame) -> tuple[str, str, str, int]:
    names, years = rows["economy"].unique(), rows["when"].astype(int)
    first, last = years.min(), years.max()
    return (
        data.series["unit"].get(rows["series"].iloc[0], "date"),
        ", ".join(names) if len(names) < 4 else str(len(names)),
        f"{first}" if first == last else f"{first}–{last}",
        len(rows),
    )


def _item(row: tuple) -> str:
    title = html.escape(row.title or row.Index)
    if row.address:
        title = f'<a href="{html.escape(row.address)}">{title}</a>'
    date = f", {row.date}" if row.date else ""
    return f"<li>{html.escape(row.publisher)}: {title}{date} (tier {row.tier})</li>"
