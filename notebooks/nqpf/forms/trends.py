"""Forms for values over time: lines, small multiples, single points, slopes."""

from __future__ import annotations

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
    frame: pd.DataFrame,
    axis: str,
    *,
    events: Mapping[float, str] | None = None,
    also: Sequence[str] = (),
    heights: tuple[float, float] = (3.6, 3.5),
    **look: Look,
) -> Drawing:
    """Lines over time; at most four, else use `multiples`.

    Args:
        frame: rows of a selection; a stretch of missing years is dotted.
        axis: what is measured, with its unit.
        events: marks on the time axis, {position in years: short text}.
        also: periods whose values are written too, beside the last one.
        heights: inches, wide and narrow.
        look: keywords of `Parts`.

    Raises:
        ValueError: more than four lines.
    """
    parts = Parts(frame, **look)
    if len(parts.groups) > 4:
        count = len(parts.groups)
        raise ValueError(f"{count} lines in one chart; use multiples() for more than four")

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow)
        ends = []
        points = max(map(len, parts.groups.values())) <= 16
        for key, rows in parts.groups.items():
            marks.line(ax, rows, parts.colour(key), lead=key == parts.leading, points=points)
            current = rows[~rows["status"].isin(NOT_CURRENT)]
            last = (current if len(current) else rows).iloc[-1]
            title = marks.wrap(parts.name(key), 13 if narrow else 24)
            text = f"{title}\n{parts.show(last['value'])}"
            goal = rows.iloc[-1]
            if goal["status"] == "target" and goal["when"] > last["when"]:
                text += f", target {parts.show(goal['value'])}"
                last = goal  # the label stands beside the outermost mark
            ends.append((last["when"], last["value"], text, key))
        marks.time_axis(ax, frame["when"], narrow)
        marks.value_axis(ax, frame["value"], zero=parts.zero, invert=parts.invert)
        turn = 0.3 * frame["when"].min() + 0.7 * frame["when"].max()
        for position, text in (events or {}).items():
            ax.axvline(position, color=MUTED, lw=0.8, ls=(0, (2, 2)), zorder=0)
            late = position > turn  # the words stand on the side with more room
            note(
                ax, marks.wrap(text, 16 if narrow else 30), (position, 1), (-3 if late else 3, -1),
                xycoords=("data", "axes fraction"), va="top", ha="right" if late else "left",
                fontsize=9, color=MUTED,
            )  # fmt: skip
        for _, row in frame[frame["period"].isin(also)].iterrows():
            place, tint = (row["when"], row["value"]), parts.colour(row[parts.by])
            note(ax, parts.show(row["value"]), place, (0, -8), ha="center", va="top", color=tint)
        marks.end_labels(figure, ax, ends, parts)

    return Drawing("Line chart", frame.reset_index(drop=True), axis, paint, heights)


def multiples(
    frame: pd.DataFrame,
    axis: str,
    *,
    share_y: bool = False,
    columns: int = 3,
    heights: tuple[float, float] | None = None,
    **look: Look,
) -> Drawing:
    """Small multiples: one little line chart for each series, with its first and last value.

    Args:
        frame: rows of a selection.
        axis: what is measured, with its unit.
        share_y: all have one axis of values.
        columns: how many stand side by side in the wide drawing; the narrow one has two.
        heights: inches, wide and narrow.
        look: keywords of `Parts`; `by` is the series by default.
    """
    parts = Parts(frame, **{"by": "series", "alike": True} | look)
    rows_wide, rows_narrow = (-(-len(parts.groups) // across) for across in (columns, 2))

    def paint(figure: Figure, narrow: bool) -> None:
        shape = (rows_narrow, 2) if narrow else (rows_wide, columns)
        grid = figure.subplots(*shape, sharex=True, sharey=share_y, squeeze=False)
        marks.head(figure, axis, frame, narrow)
        for ax in grid.flat[len(parts.groups) :]:
            ax.set_axis_off()
        for ax, (key, rows) in zip(grid.flat, parts.groups.items(), strict=False):
            marks.line(ax, rows, parts.colour(key), lead=True, points=len(rows) <= 12)
            title = marks.wrap(parts.name(key), 17 if narrow else 66 // columns)
            ax.set_title(title, loc="left", fontsize=9.5, color=PALETTE["ink"])
            marks.time_axis(ax, frame["when"], narrow=True, few=True)
            marks.value_axis(ax, (frame if share_y else rows)["value"], zero=parts.zero)
            ax.tick_params(labelleft=False)
            ax.margins(x=0.16, y=0.3)
            current = rows[rows["status"] != "superseded"]
            for place in (0, -1) if len(current) > 1 else (-1,):
                row = current.iloc[place]
                under = place == 0 and current["value"].iloc[1] > row["value"]
                note(
                    ax, parts.show(row["value"]), (row["when"], row["value"]),
                    (0, -7 if under else 6), ha="center", va="top" if under else "bottom",
                    fontsize=9,
                )  # fmt: skip

    heights = heights or (0.5 + 1.45 * rows_wide, 0.6 + 1.4 * rows_narrow)
    return Drawing("Small multiples of lines", frame.reset_index(drop=True), axis, paint, heights)


def points(
    frame: pd.DataFrame,
    axis: str,
    *,
    shade: tuple[float, float, str] | None = None,
    heights: tuple[float, float] = (3.2, 3.2),
    **look: Look,
) -> Drawing:
    """Single figures on a time axis that no line may join: other kinds, scopes or publishers.

    Args:
        frame: rows of a selection.
        axis: what is measured, with its unit.
        shade: a stretch of years and the words that stand on it, such as what is missing there.
        heights: inches, wide and narrow.
        look: keywords of `Parts`.
    """
    parts = Parts(frame, **look)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow)
        for _, row in frame.iterrows():
            x, y = place = row["when"], row["value"]
            ax.vlines(x, 0, y, color=MUTED, lw=1, zorder=1)
            marks.mark(ax, x, y, row, row["colour"] or SEQUENCE[0], size=8)
            note(ax, parts.show(y), place, (0, 8), ha="center")
        marks.value_axis(ax, frame["value"], zero=True)
        ax.set_ylim(top=1.2 * frame["value"].max())
        years = pd.Series([*frame["when"], *(shade[:2] if shade else ())])
        marks.time_axis(ax, years, narrow)
        if shade:
            start, stop, text = shade
            ax.axvspan(start, stop, color=PALETTE["softer"], lw=0, zorder=0)
            ax.annotate(
                marks.wrap(text, 17 if narrow else 34), ((start + stop) / 2, 0.06),
                xycoords=("data", "axes fraction"), ha="center", fontsize=9.5, zorder=5,
                color=MUTED, bbox={"fc": PALETTE["softer"], "ec": "none", "pad": 1},
            )  # fmt: skip

    return Drawing("Chart of single points", frame.reset_index(drop=True), axis, paint, heights)


def slope(
    frame: pd.DataFrame,
    axis: str,
    *,
    heights: tuple[float, float] = (3.8, 3.8),
    **look: Look,
) -> Drawing:
    """Slopes between the first and the last period.

    Args:
        frame: rows of a selection.
        axis: what is measured, with its unit.
        heights: inches, wide and narrow.
        look: keywords of `Parts`.

    Raises:
        ValueError: the frame does not hold exactly two periods.
    """
    periods = sorted(frame["period"].unique())
    if len(periods) != 2:
        raise ValueError(f"a slope chart needs two periods, not {len(periods)}: {periods}")
    parts = Parts(frame, **look)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow)
        left, right = [], []
        for key, rows in parts.groups.items():
            x = [periods.index(period) for period in rows["period"]]
            width = 2.6 if parts.bold(key) else 1.5
            ax.plot(
                x, rows["value"], color=parts.colour(key), lw=width, marker="o", ms=5, zorder=3
            )
            name = parts.name(key)
            for side, value in zip(x, rows["value"], strict=True):
                shown = parts.show(value)
                if side:
                    right.append((side, value, f"{shown}  {name}", key))
                else:
                    left.append((side, value, shown if narrow else f"{name}  {shown}", key))
        ax.set_xticks([0, 1], periods)
        ax.set_xlim(-0.05, 1.05)
        ax.grid(False)
        ax.vlines([0, 1], 0, 1, transform=ax.get_xaxis_transform(), color=PALETTE["grid"], lw=1)
        ax.set_yticks([])
        if parts.invert:
            ax.invert_yaxis()
        marks.end_labels(figure, ax, right, parts)
        marks.end_labels(figure, ax, left, parts, left=True)

    return Drawing("Slope chart", frame.reset_index(drop=True), axis, paint, heights)
