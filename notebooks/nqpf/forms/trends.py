"""Forms for values over time: lines and single points."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, note
from nqpf.forms.parts import Look, told


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
            marks.line(ax, rows, lead=rows is leading, points=points)
        marks.time_axis(ax, narrow)
        marks.value_axis(ax, zero=zero, invert=invert, log=log)
        turn = 0.3 * frame["when"].min() + 0.7 * frame["when"].max()
        for position, text in (events or {}).items():
            ax.axvline(position, color=MUTED, lw=0.8, ls=(0, (2, 2)), zorder=0)
            side = -3 if position > turn else 3  # the words stand where there is more room
            style = {"xycoords": ("data", "axes fraction"), "fontsize": 9, "color": MUTED}
            note(ax, marks.wrap(text, 16 if narrow else 30), (position, 1), (side, -1), **style)
        for rows in groups if path else ():
            marks.path(ax, rows)
        marks.end_labels(ax, groups, narrow)
        for rows in groups:  # among all that is drawn
            said = dict.fromkeys(also, "") | (turns or {} if rows is leading else {})
            marks.turns(ax, rows, said)

    return Drawing("Line chart", frame, axis, paint)


def points(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """Single figures on a time axis that no line may join: other kinds, scopes or publishers.

    What is stated stands on a stem, a target hangs free.
    """
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
