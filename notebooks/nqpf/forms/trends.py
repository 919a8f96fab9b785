"""Forms for what happens over time: lines, single points, dated events."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing, record
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, note
from nqpf.forms.parts import Look, told
from nqpf.settings import LOOK


def lines(
    frame: pd.DataFrame, axis: str, *, events: Mapping[float, str] | None = None,
    also: Sequence[str] = (), turns: Mapping[str, str] | None = None,
    path: bool = False, zero: bool = False, invert: bool = False, log: bool = False, **look: Look,
) -> Drawing:  # fmt: skip
    """Lines over time, dotted over missing years; ValueError for more than four.

    Beside the last value, those of the periods `also` are written; `turns` are words that follow a
    value of the leading line, {period: words}; `events` are marks on the time axis, {position in
    years: short text}. A `path` is a dashed line to each target. The axis of values may start at
    `zero`, `invert` ranks so that the first is on top, or have decades (`log`).
    """
    frame = told(frame, **look)
    groups = [rows.sort_values("when") for _, rows in frame.groupby("key", sort=False)]
    if len(groups) > 4:
        raise ValueError(f"{len(groups)} lines in one chart; draw four at most")
    leading = max(groups, key=lambda rows: rows["lead"].iloc[0])  # the first, if no other leads

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, narrow, 3.5 if narrow else 3.6, frame)
        points = max(map(len, groups)) <= 16
        for rows in groups:
            marks.line(ax, rows, lead=rows is leading, points=points, path=path)
        marks.time_axis(ax, narrow)
        marks.value_axis(ax, zero=zero, invert=invert, log=log)
        turn = 0.3 * frame["when"].min() + 0.7 * frame["when"].max()
        for position, text in (events or {}).items():
            ax.axvline(position, color=MUTED, lw=0.8, ls=(0, (2, 2)), zorder=0)
            side = -3 if position > turn else 3  # the words stand where there is more room
            style = {"xycoords": ("data", "axes fraction"), "fontsize": 9, "color": MUTED}
            note(ax, marks.wrap(text, 16 if narrow else 30), (position, 1), (side, -1), **style)
        marks.end_labels(ax, groups, narrow)
        for rows in groups:  # among all that is drawn
            said = dict.fromkeys(also, "") | (turns or {} if rows is leading else {})
            if said:
                marks.turns(ax, rows, said)

    return Drawing("Line chart", frame, axis, paint)


def points(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """Figures that no line may join, on a time axis; what is stated has a stem, a target none."""
    frame = told(frame.sort_values("when"), **look)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, narrow, 3.2, frame)
        near = (frame["when"].max() - frame["when"].min()) / (8 if narrow else 20)
        gap = frame["when"].diff()
        # away from a neighbour, but the first not into the axis
        pull = (gap < near).astype(int) - ((gap.shift(-1) < near) & gap.notna())
        for row in frame.assign(pull=pull).itertuples():
            marks.mark(ax, row.when, row.value, row, size=7)
            style = {"va": "baseline", "color": MUTED if row.mark == "target" else row.tint}
            note(ax, row.said, (row.when, row.value), (3 * row.pull, 9), **style)
        stated = frame[frame["mark"] != "target"]
        ax.vlines(stated["when"], 0, stated["value"], colors=stated["tint"], lw=1.4, zorder=1)
        marks.value_axis(ax, zero=True)
        ax.set_ylim(top=1.2 * frame["value"].max())
        marks.time_axis(ax, narrow)

    return Drawing("Chart of single points", frame, axis, paint)


def timeline(frame: pd.DataFrame, axis: str) -> Drawing:
    """Dated events (rows of `Dataset.timeline`) down a line that breaks where nothing happened."""
    long, days = LOOK["timeline"]["gap"], LOOK["timeline"]["days"]
    date, event, gap = frame["date"], frame["event"], frame["when"].diff().mul(12).round()
    frame = frame.assign(series=frame.index, period=date, gap=gap, called=event, shown=date)
    years = date.str[:4]
    frame["year"] = years.where(years != years.shift(), "")
    frame["day"] = [days[one.count("-")].format(pd.Timestamp(one)) for one in date]

    def paint(figure: Figure, narrow: bool) -> None:
        text = event.map(lambda words: marks.wrap(words, 32 if narrow else 92))
        room = 0.7 + text.str.count("\n") + 1 + 1.2 * (gap.shift(-1) > long)  # in lines of text
        rows, deep = frame.assign(text=text, y=0.5 + room.cumsum() - room), room.sum()
        ax = marks.axes(figure, axis, narrow, height=0.4 + 0.185 * deep)
        line, apart = (0.33, 0.04) if narrow else (0.165, 0.025)  # of the width
        for row, top in zip(rows.itertuples(), rows["y"].shift(), strict=True):
            dashes = (0, (1, 2.5)) if row.gap > long else "-"
            ax.plot([line, line], [top, row.y], color=MUTED, lw=1.2, ls=dashes, zorder=1)
            if row.gap > long:
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
