"""Forms for values over time: lines, small multiples, single points, slopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import PALETTE, Drawing
from nqpf.forms import marks


def lines(
    frame: pd.DataFrame,
    axis: str,
    *,
    by: str = "geo",
    names: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    fmt: str = "{:g}",
    zero: bool = False,
    invert: bool = False,
    events: Mapping[float, str] | None = None,
    also: Sequence[str] = (),
    heights: tuple[float, float] = (3.6, 3.5),
) -> Drawing:
    """Lines over time, one for each `by`; at most four, else use `multiples`.

    Args:
        frame: rows of a selection; a stretch of missing years is dotted.
        axis: what is measured, with its unit.
        by: the column that tells the lines apart.
        names: display names; economies have theirs.
        colours: hex values of the palette; economies have theirs.
        fmt: format of the last value and the ticks.
        zero: start the axis at zero.
        invert: put small values on top (ranks).
        events: marks on the time axis, {position in years: short text}.
        also: periods whose values are written too, beside the last one.
        heights: inches, wide and narrow.

    Raises:
        ValueError: more than four lines.
    """
    groups = marks.groups(frame, by)
    if len(groups) > 4:
        raise ValueError(f"{len(groups)} lines in one chart; use multiples() for more than four")
    name, colour = marks.namer(by, names), marks.colourer(by, groups, colours)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow)
        ends = []
        points = max(map(len, groups.values())) <= 16
        lead = "CHN" if "CHN" in groups else next(iter(groups))
        for key, rows in groups.items():
            marks.line(ax, rows, colour(key), lead=key == lead, points=points)
            current = rows[~rows["status"].isin(["target", "superseded"])]
            last = (current if len(current) else rows).iloc[-1]
            title = marks.wrap(name(key), 13 if narrow else 24)
            text = f"{title}\n{marks.show(fmt, last['value'])}"
            goal = rows.iloc[-1]
            if goal["status"] == "target" and goal["when"] > last["when"]:
                text += f", target {marks.show(fmt, goal['value'])}"
                last = goal  # the label stands beside the outermost mark
            ends.append((last["when"], last["value"], text, key))
        marks.time_axis(ax, frame, narrow)
        marks.value_axis(ax, zero=zero, invert=invert, frame=frame)
        for position, text in (events or {}).items():
            ax.axvline(position, color=PALETTE["muted"], lw=0.8, ls=(0, (2, 2)), zorder=0)
            late = position > sum(p * frame["when"].agg(f) for p, f in ((0.3, "min"), (0.7, "max")))
            ax.annotate(
                marks.wrap(text, 16 if narrow else 30), (position, 1), (-3 if late else 3, -1),
                xycoords=("data", "axes fraction"), textcoords="offset points",
                va="top", ha="right" if late else "left", fontsize=9, color=PALETTE["muted"],
            )  # fmt: skip
        for _, row in frame[frame["period"].isin(also)].iterrows():
            ax.annotate(
                marks.show(fmt, row["value"]), (row["when"], row["value"]), (0, -8),
                textcoords="offset points", ha="center", va="top", fontsize=9.5,
                color=colour(row[by]),
            )  # fmt: skip
        marks.end_labels(figure, ax, ends, colour)

    return Drawing("Line chart", marks.tidy(frame), axis, paint, heights)


def multiples(
    frame: pd.DataFrame,
    axis: str,
    *,
    by: str = "series",
    names: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    fmt: str = "{:g}",
    zero: bool = False,
    share_y: bool = False,
    columns: int = 3,
    heights: tuple[float, float] | None = None,
) -> Drawing:
    """Small multiples: one little line chart for each `by`, with its first and last value."""
    groups = marks.groups(frame, by)
    name, colour = marks.namer(by, names), marks.colourer(by, groups, colours, same=True)
    rows_wide, rows_narrow = -(-len(groups) // columns), -(-len(groups) // 2)

    def paint(figure: Figure, narrow: bool) -> None:
        across = 2 if narrow else columns
        grid = figure.subplots(
            rows_narrow if narrow else rows_wide, across, sharex=True, sharey=share_y, squeeze=False
        )
        marks.head(figure, axis, frame, narrow)
        for ax in grid.flat[len(groups) :]:
            ax.set_axis_off()
        for ax, (key, rows) in zip(grid.flat, groups.items(), strict=False):
            marks.line(ax, rows, colour(key), lead=True, points=len(rows) <= 12)
            ax.set_title(
                marks.wrap(name(key), 17 if narrow else 66 // columns),
                loc="left", fontsize=9.5, color=PALETTE["ink"],
            )  # fmt: skip
            marks.time_axis(ax, frame, narrow=True, few=True)
            marks.value_axis(ax, zero=zero, invert=False, frame=frame if share_y else rows)
            ax.tick_params(labelleft=False)
            ax.margins(x=0.16, y=0.3)
            current = rows[rows["status"] != "superseded"]
            for row, side in ((current.iloc[0], "left"), (current.iloc[-1], "right")):
                if side == "right" or len(current) > 1:
                    under = side == "left" and current["value"].iloc[1] > row["value"]
                    ax.annotate(
                        marks.show(fmt, row["value"]), (row["when"], row["value"]),
                        (0, -7 if under else 6), textcoords="offset points", ha="center",
                        va="top" if under else "bottom", fontsize=9, color=PALETTE["ink"],
                    )  # fmt: skip

    heights = heights or (0.5 + 1.45 * rows_wide, 0.6 + 1.4 * rows_narrow)
    return Drawing("Small multiples of lines", marks.tidy(frame), axis, paint, heights)


def points(
    frame: pd.DataFrame,
    axis: str,
    *,
    fmt: str = "{:g}",
    shade: tuple[float, float, str] | None = None,
    heights: tuple[float, float] = (3.2, 3.2),
) -> Drawing:
    """Single figures on a time axis that no line may join: other kinds, scopes or publishers.

    Args:
        frame: rows of a selection.
        axis: what is measured, with its unit.
        fmt: format of the values.
        shade: a stretch of years and the words that stand on it, such as what is missing there.
        heights: inches, wide and narrow.
    """

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow)
        for _, row in frame.iterrows():
            ax.vlines(row["when"], 0, row["value"], color=PALETTE["muted"], lw=1, zorder=1)
            marks.mark(ax, row["when"], row["value"], row, PALETTE["china"], size=8)
            ax.annotate(
                marks.show(fmt, row["value"]), (row["when"], row["value"]), (0, 8),
                textcoords="offset points", ha="center", fontsize=9.5, color=PALETTE["ink"],
            )  # fmt: skip
        years = [*frame["when"], *(shade[:2] if shade else ())]
        marks.value_axis(ax, zero=True, invert=False, frame=frame)
        ax.set_ylim(top=1.2 * frame["value"].max())
        marks.time_axis(ax, pd.DataFrame({"when": years}), narrow)
        if shade:
            start, stop, text = shade
            ax.axvspan(start, stop, color=PALETTE["softer"], lw=0, zorder=0)
            ax.annotate(
                marks.wrap(text, 17 if narrow else 34), ((start + stop) / 2, 0.06),
                xycoords=("data", "axes fraction"), ha="center", fontsize=9.5, zorder=5,
                color=PALETTE["muted"], bbox={"fc": PALETTE["softer"], "ec": "none", "pad": 1},
            )  # fmt: skip

    return Drawing("Chart of single points", marks.tidy(frame), axis, paint, heights)


def slope(
    frame: pd.DataFrame,
    axis: str,
    *,
    by: str = "geo",
    names: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    fmt: str = "{:g}",
    invert: bool = False,
    heights: tuple[float, float] = (3.8, 3.8),
) -> Drawing:
    """Slopes between the first and the last period, one for each `by`.

    Raises:
        ValueError: the frame does not hold exactly two periods.
    """
    periods = sorted(frame["period"].unique())
    if len(periods) != 2:
        raise ValueError(f"a slope chart needs two periods, not {len(periods)}: {periods}")
    groups = marks.groups(frame, by)
    name, colour = marks.namer(by, names), marks.colourer(by, groups, colours)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow)
        sides: dict[int, list] = {0: [], 1: []}
        for key, rows in groups.items():
            x = [periods.index(p) for p in rows["period"]]
            width = 2.6 if key == "CHN" else 1.5
            ax.plot(x, rows["value"], color=colour(key), lw=width, marker="o", ms=5, zorder=3)
            for side, (_, row) in zip(x, rows.iterrows(), strict=True):
                shown = marks.show(fmt, row["value"])
                label = f"{name(key)}  {shown}" if side == 0 else f"{shown}  {name(key)}"
                sides[side].append(
                    (side, row["value"], shown if narrow and not side else label, key)
                )
        ax.set_xticks([0, 1], periods)
        ax.set_xlim(-0.05, 1.05)
        ax.grid(False)
        ax.vlines([0, 1], 0, 1, transform=ax.get_xaxis_transform(), color=PALETTE["grid"], lw=1)
        ax.set_yticks([])
        if invert:
            ax.invert_yaxis()
        marks.end_labels(figure, ax, sides[1], colour)
        marks.end_labels(figure, ax, sides[0], colour, left=True)

    return Drawing("Slope chart", marks.tidy(frame), axis, paint, heights)
