"""Forms for values over time: lines, single points, slopes."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
from nqpf.dataset import NOT_CURRENT
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, note
from nqpf.forms.parts import SEQUENCE, Look, Parts
from nqpf.palette import PALETTE


def lines(
    frame: pd.DataFrame, axis: str, *, events: Mapping[float, str] | None = None,
    also: Sequence[str] = (), **look: Look,
) -> Drawing:  # fmt: skip
    """Lines over time, dotted over missing years; at most four.

    Beside the last value, those of the periods `also` are written; `events` are marks on the time
    axis, {position in years: short text}.

    Raises:
        ValueError: more than four lines.
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

    return Drawing("Line chart", frame, axis, paint, (3.6, 3.5))


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

    return Drawing("Chart of single points", frame, axis, paint, (3.2, 3.2))


def slope(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """Slopes between the first and the last period; see `nqpf.forms`.

    Raises:
        ValueError: the frame does not hold exactly two periods.
    """
    periods = sorted(frame["period"].unique())
    if len(periods) != 2:
        raise ValueError(f"a slope chart needs two periods, not {len(periods)}: {periods}")
    parts = Parts(frame, **look)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow)
        left, right = [], []
        for key, rows in parts.groups.items():
            x = [periods.index(period) for period in rows["period"]]
            name, width = parts.name(key), 2.6 if parts.bold(key) else 1.5
            ax.plot(x, rows["value"], color=parts.colour(key), lw=width, marker="o", ms=5, zorder=3)
            for side, value in zip(x, rows["value"], strict=True):
                shown = parts.show(value)
                text = f"{shown}  {name}" if side else shown if narrow else f"{name}  {shown}"
                (right if side else left).append((side, value, text, key))
        ax.set_xticks([0, 1], periods)
        ax.set_xlim(-0.05, 1.05)
        ax.grid(False)
        ax.vlines([0, 1], 0, 1, transform=ax.get_xaxis_transform(), color=PALETTE["grid"], lw=1)
        ax.set_yticks([])
        if parts.invert:
            ax.invert_yaxis()
        marks.end_labels(ax, right, parts)
        marks.end_labels(ax, left, parts, out=-8)

    return Drawing("Slope chart", frame, axis, paint, (3.8, 3.8))
