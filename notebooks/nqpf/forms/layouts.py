"""Forms that place things: tiles of kinds, events in time."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing, record
from nqpf.forms import marks
from nqpf.forms.marks import MUTED
from nqpf.palette import PALETTE

#: Months without an event that break the line of a timeline.
GAP = 6
#: How the day or month of an event is written, by the length of its date; a year has none.
DAYS = {4: "", 7: "{0:%b}", 10: "{0.day} {0:%b}"}


def tiles(
    frame: pd.DataFrame, axis: str, *, rows: str, by: str, symbols: Mapping[str, str],
    colours: Mapping[str, str], source: str,
) -> Drawing:  # fmt: skip
    """One tile for each row of the frame, in rows of one group, sorted by what they are.

    The columns `rows` and `by` give the row and the kind of a tile; {kind: symbol} what is written
    into it, in the order of tiles; {kind: hex value} its fill; `source` is the line of the source.
    Where each kind has a row of its own, no key is needed.
    """
    order = list(symbols)
    frame = frame.sort_values(by, key=lambda kind: kind.map(order.index), kind="stable")
    told, (first, *others) = frame.reset_index(drop=True), frame.columns
    told = told.assign(called=told[first], shown=told[others].agg(", ".join, axis=1))
    groups, counts = told.groupby(rows, sort=False), told[by].value_counts(sort=False)
    entries = [f"{symbols[kind]}\u00a0{kind}\u00a0{count}" for kind, count in counts.items()]
    key = "" if rows == by else " · ".join(entries)

    def paint(figure: Figure, narrow: bool) -> None:
        across, left = (12, -0.5) if narrow else (20, -9.0)
        place, sizes = groups.cumcount(), groups.size()
        ends = (1.25 + narrow + (sizes - 1) // across).cumsum()  # on a phone a name has its line
        tops, deep = ends.shift(fill_value=0), ends.iloc[-1] + bool(key) * (1 + narrow)
        spots = told.assign(x=place % across, y=told[rows].map(tops) + narrow + place // across)
        height = 0.35 + deep * (3.3 / 12 if narrow else 6.9 / 29)
        ax = marks.axes(figure, axis, narrow, height)
        for name, top in tops.items():
            heading = f"{name[:1].upper()}{name[1:]}, {sizes[name]}"
            ax.text(left, top + 0.5, heading, va="center")
        ax.bar(spots["x"], 0.92, 0.92, spots["y"] + 0.04, color=spots[by].map(colours), lw=0)
        for row, kind in zip(spots.itertuples(), spots[by], strict=True):
            record(ax, row.x, row.y + 0.5, row)
            tint = PALETTE["ink" if kind == order[-1] else "paper"]
            style = {"ha": "center", "va": "center", "color": tint, "fontsize": 12}
            ax.text(row.x, row.y + 0.5, symbols[kind], **style)
        foot = marks.wrap(key, 48 if narrow else 96)
        ax.text(left, ends.iloc[-1] + 0.3, foot, va="top", linespacing=1.5)
        ax.set(xlim=(left, across - 0.4), ylim=(deep, 0))
        ax.set_aspect("equal", adjustable="box", anchor="NW")

    summary = "; ".join(f"{kind}: {number}" for kind, number in counts.items())
    summary = f"{len(frame)} tiles; {summary}."
    return Drawing("Tile chart", told, axis, paint, summary, source)


def timeline(frame: pd.DataFrame, axis: str) -> Drawing:
    """Dated events (rows of `Dataset.timeline`) down a line that breaks where nothing happened."""
    date, event, gap = frame["date"], frame["event"], frame["when"].diff().mul(12).round()
    frame = frame.assign(series=frame.index, period=date, gap=gap, called=event, shown=date)
    years = date.str[:4]
    frame["year"] = years.where(years != years.shift(), "")
    frame["day"] = [DAYS[len(one)].format(pd.Timestamp(one)) for one in date]

    def paint(figure: Figure, narrow: bool) -> None:
        text = event.map(lambda words: marks.wrap(words, 32 if narrow else 92))
        room = 0.7 + text.str.count("\n") + 1 + 1.2 * (gap.shift(-1) > GAP)  # in lines of text
        rows, deep = frame.assign(text=text, y=0.5 + room.cumsum() - room), room.sum()
        ax = marks.axes(figure, axis, narrow, height=0.4 + 0.185 * deep)
        line, apart = (0.33, 0.04) if narrow else (0.165, 0.025)  # of the width
        for row, top in zip(rows.itertuples(), rows["y"].shift(), strict=True):
            dashes = (0, (1, 2.5)) if row.gap > GAP else "-"
            ax.plot([line, line], [top, row.y], color=MUTED, lw=1.2, ls=dashes, zorder=1)
            if row.gap > GAP:
                style = {"style": "italic", "va": "center", "color": MUTED}
                ax.text(line + apart, row.y - 1.2, f"{row.gap:.0f} months later", **style)
            ax.text(0, row.y, row.year, weight="bold", va="center")
            ax.text(line - apart, row.y, row.day, color=MUTED, ha="right", va="center")
            ax.plot(line, row.y, "o", ms=6, color=row.colour)
            record(ax, line, row.y, row)
            ax.text(line + apart, row.y - 0.55, row.text, va="top", linespacing=1.3)
        ax.set(xlim=(0, 1), ylim=(deep, 0))

    summary = f"{len(frame)} events, {date.iloc[0]} to {date.iloc[-1]}."
    return Drawing("Timeline", frame, axis, paint, summary)
