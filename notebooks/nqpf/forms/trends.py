"""Forms for values over time: lines and single points."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
from nqpf.dataset import NOT_CURRENT
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, note
from nqpf.forms.parts import SEQUENCE, Look, Parts


def lines(
    frame: pd.DataFrame, axis: str, *, events: Mapping[float, str] | None = None,
    also: Sequence[str] = (), **look: Look,
) -> Drawing:  # fmt: skip
    """Lines over time, dotted over missing years; ValueError for more than four.

    Beside the last value, those of the periods `also` are written; `events` are marks on the time
    axis, {position in years: short text}.
    """
    parts = Parts(frame, **look)
    if len(parts.groups) > 4:
        count = len(parts.groups)
        raise ValueError(f"{count} lines in one chart; draw four at most")

    def end(key: str, rows: pd.DataFrame, narrow: bool) -> tuple[float, float, str, str]:
        current = rows[~rows["status"].isin(NOT_CURRENT)]
        last, goal = (current if len(current) else rows).iloc[-1], rows.iloc[-1]
        title = marks.wrap(parts.name(key), 13 if narrow else 24)
        text = f"{title}\n{parts.show(last['value'])}"
        if goal["status"] == "target" and goal["when"] > last["when"]:
            text += f", target {parts.show(goal['value'])}"
            last = goal  # the label stands beside the outermost mark
        return last["when"], last["value"], text, key

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow)
        points = max(map(len, parts.groups.values())) <= 16
        for key, rows in parts.groups.items():
            marks.line(ax, rows, parts.colour(key), lead=key == parts.leading, points=points)
        marks.time_axis(ax, frame["when"], narrow)
        marks.value_axis(ax, frame["value"], zero=parts.zero, invert=parts.invert)
        turn = 0.3 * frame["when"].min() + 0.7 * frame["when"].max()
        for position, text in (events or {}).items():
            ax.axvline(position, color=MUTED, lw=0.8, ls=(0, (2, 2)), zorder=0)
            side = -3 if position > turn else 3  # the words stand where there is more room
            style = {"xycoords": ("data", "axes fraction"), "fontsize": 9, "color": MUTED}
            note(ax, marks.wrap(text, 16 if narrow else 30), (position, 1), (side, -1), **style)
        for _, row in frame[frame["period"].isin(also)].iterrows():
            place, tint = (row["when"], row["value"]), parts.colour(row[parts.by])
            note(ax, parts.show(row["value"]), place, (0, -8), color=tint)
        marks.end_labels(ax, [end(key, rows, narrow) for key, rows in parts.groups.items()], parts)

    return Drawing("Line chart", frame, axis, paint, (3.6, 3.5), words=parts.words)


def points(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """Single figures on a time axis that no line may join: other kinds, scopes or publishers."""
    parts = Parts(frame, **look)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow)
        for _, row in frame.iterrows():
            x, y = row["when"], row["value"]
            ax.vlines(x, 0, y, color=MUTED, lw=1, zorder=1)
            marks.mark(ax, x, y, row, row["colour"] or SEQUENCE[0], size=8)
            note(ax, parts.show(y), (x, y), (0, 8), va="baseline")
        marks.value_axis(ax, frame["value"], zero=True)
        ax.set_ylim(top=1.2 * frame["value"].max())
        marks.time_axis(ax, frame["when"], narrow)

    return Drawing("Chart of single points", frame, axis, paint, (3.2, 3.2), words=parts.words)
