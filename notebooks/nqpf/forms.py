"""Chart forms: each takes a tidy frame and gives a `Drawing` for `charts.publish`.

All forms draw a wide and a narrow variant, label directly instead of with a legend, and show what
kind of figure a point is: a filled dot is published as it stands, an open dot is an estimate or a
secondary quotation (tier C), an open triangle a lower bound, an open diamond a target, a cross a
superseded vintage.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nqpf import marks
from nqpf.charts import GEO_COLOURS, PALETTE, Drawing


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


def dots(
    frame: pd.DataFrame,
    axis: str,
    *,
    by: str = "geo",
    names: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    fmt: str = "{:g}",
    order: str = "value",
    invert: bool = False,
    zero: bool = True,
) -> Drawing:
    """Ranked dots, one row for each `by`; several points of a row are joined.

    Two vintages, two scopes, or a value and its target stand on one row and can be compared; where
    a row holds several economies, each point has the colour and the name of its own.

    Args:
        frame: rows of a selection; a column `label` holds words that follow a value, a column
            `tint` the colour of its mark.
        axis: what is measured, with its unit.
        by: the column that tells the rows apart.
        names: display names; economies have theirs.
        colours: hex values of the palette; economies have theirs.
        fmt: format of the values.
        order: ``"value"`` (largest on top) or ``"given"``.
        invert: smallest on top and to the right (ranks).
        zero: start the axis at zero.
    """
    groups = marks.groups(frame, by)
    keys = list(groups)
    if order == "value":
        keys.sort(key=lambda k: -groups[k]["value"].iloc[-1] * (-1 if invert else 1))
    name, colour = marks.namer(by, names), marks.colourer(by, groups, colours, same=True)

    mixed = by != "geo" and any(rows["geo"].nunique() > 1 for rows in groups.values())
    near = 0.25 * frame["value"].max()
    worded = "label" in frame and any(
        len(r) > 1 and r["value"].min() < near for r in groups.values()
    )

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow)
        marks.rows_axis(ax, [name(k) for k in keys], [k == "CHN" for k in keys], narrow)
        for y, key in enumerate(keys):
            rows = groups[key].sort_values("value")
            low = rows["value"].iloc[0] if len(rows) > 1 or not zero else 0
            ax.hlines(y, low, rows["value"].iloc[-1], color=PALETTE["grid"], lw=2, zorder=1)
            for place, (_, row) in enumerate(rows.iterrows()):
                own = GEO_COLOURS.get(row["geo"], PALETTE["world"]) if mixed else colour(key)
                marks.mark(ax, row["value"], y, row, row.get("tint", own), size=7)
                left = place == 0 and len(rows) > 1
                middle = 0 < place < len(rows) - 1
                shown = marks.show(fmt, row["value"])
                if row.get("label"):
                    shown += f" {row['label']}"
                elif len(rows) > 1 and rows["period"].nunique() > 1:
                    shown += f" ({row['period']})"
                if mixed:
                    shown = f"{marks.short(row['geo'])} {shown}"
                ax.annotate(
                    shown, (row["value"], y), (0, 7) if middle else (-8 if left else 8, 0),
                    textcoords="offset points", fontsize=9.5, color=PALETTE["ink"],
                    ha="center" if middle else "right" if left else "left",
                    va="bottom" if middle else "center", annotation_clip=False,
                )  # fmt: skip
        marks.across(ax, fmt, zero and not invert and bool((frame["value"] >= 0).all()))
        if mixed or worded:  # room for the labels on the left of the axis
            ax.set_xlim(left=min(0.0, frame["value"].min()) - 0.3 * frame["value"].max())
        if not zero:  # room for the marks, and for labels on the left
            ax.margins(x=0.14 if any(len(rows) > 1 for rows in groups.values()) else 0.05)
        if invert:
            ax.invert_xaxis()

    return Drawing("Dot plot", marks.tidy(frame), axis, paint, marks.row_heights(len(keys)))


def bars(
    frame: pd.DataFrame,
    axis: str,
    *,
    by: str = "geo",
    names: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    fmt: str = "{:g}",
    order: str = "value",
) -> Drawing:
    """Horizontal bars from zero, one for each row of the frame.

    A target is a hollow bar, a lower bound ends in an open arrow, an estimate is pale.
    """
    rows = frame if order == "given" else frame.sort_values("value", ascending=False)
    rows = rows.reset_index(drop=True)
    groups = marks.groups(rows, by)
    name, colour = marks.namer(by, names), marks.colourer(by, groups, colours, same=True)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow, marks.BAR_KEYS)
        marks.rows_axis(ax, [name(k) for k in rows[by]], [k == "CHN" for k in rows[by]], narrow)
        for y, row in rows.iterrows():
            tint = colour(row[by])
            hollow, pale = row["status"] == "target", marks.uncertain(row)
            ax.barh(
                y, row["value"], height=0.3 if narrow else 0.52, zorder=2,
                edgecolor=tint, linewidth=1.2,
                color=PALETTE["paper"] if hollow else PALETTE["softer"] if pale else tint,
                linestyle=(0, (3, 2)) if hollow else "-",
            )  # fmt: skip
            bound = row["status"] == "at_least"
            if bound:
                ax.plot(
                    row["value"], y, marker=">", ms=8, color=tint, mfc=PALETTE["paper"], zorder=3
                )
            out = 1 if row["value"] >= 0 else -1
            ax.annotate(
                marks.show(fmt, row["value"]), (row["value"], y), ((11 if bound else 5) * out, 0),
                textcoords="offset points", va="center", ha="left" if out > 0 else "right",
                fontsize=9.5, color=PALETTE["ink"], annotation_clip=False,
            )  # fmt: skip
        if not narrow:
            ax.axvline(0, color=PALETTE["muted"], lw=0.8, zorder=3)
        elif (rows["value"] < 0).any():  # in pieces, as it would run through the labels
            ends = rows.index.to_numpy()
            ax.vlines(0 * ends, ends - 0.16, ends + 0.16, color=PALETTE["muted"], lw=0.8, zorder=3)
        marks.across(ax, fmt, zero=bool((rows["value"] >= 0).all()))
        if (rows["value"] < 0).any():  # room for the labels on the left of the bars
            ax.set_xlim(left=rows["value"].min() - 0.22 * rows["value"].abs().max())

    return Drawing("Bar chart", marks.tidy(rows), axis, paint, marks.row_heights(len(rows)))


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


def timeline(events: pd.DataFrame, axis: str, *, emphasis: Sequence[str] = ()) -> Drawing:
    """Dated events on a vertical time axis, true to scale, oldest on top.

    Args:
        events: rows of `Dataset.timeline`: index id; date, event, source, when.
        axis: what the events have in common.
        emphasis: ids to set in the lead colour.
    """
    frame = events.reset_index().rename(columns={"id": "series", "date": "period"})
    frame = frame.assign(geo="CHN", status="reported")

    def paint(figure: Figure, narrow: bool) -> None:
        figure.get_layout_engine().set(w_pad=0, h_pad=0.02)
        ax = figure.subplots()
        marks.head(figure, axis, None, narrow)
        ax.set_axis_off()
        wide = 40 if narrow else 84
        texts = [textwrap.wrap(event, wide) for event in events["event"]]
        span = events["when"].max() - events["when"].min() or 1
        line = 12.5 / 72  # inches of one text line
        inches = (drawing.heights[narrow]) - 0.45
        place = (events["when"] - events["when"].min()) / span * (inches - 0.5)
        sizes = [line * (len(t) + 1.45) for t in texts]
        tops = marks.spread_down(place.to_numpy(), sizes, bottom=inches)
        ax.set_xlim(0, 1)
        ax.set_ylim(inches, -0.12)
        ax.vlines(0.02, 0, place.max(), color=PALETTE["grid"], lw=2)
        for (key, row), y, top, text in zip(events.iterrows(), place, tops, texts, strict=True):
            tint = PALETTE["china"] if key in emphasis else PALETTE["world"]
            left = 0.1 if narrow else 0.07
            ax.plot([0.02, left - 0.012], [y, top + 0.06], color=PALETTE["grid"], lw=1, zorder=1)
            ax.plot(0.02, y, "o", color=tint, ms=6, zorder=3)
            ax.text(left, top, marks.date(row), va="top", fontsize=9, color=tint, weight="bold")
            ax.text(
                left, top + line, "\n".join(text), va="top", fontsize=9.5, linespacing=1.25,
                color=PALETTE["ink"],
            )  # fmt: skip

    def height(width: int) -> float:
        lines_of_text = sum(len(textwrap.wrap(e, width)) + 1.5 for e in events["event"])
        return 0.75 + lines_of_text * 12.6 / 72

    drawing = Drawing("Timeline", marks.tidy(frame), axis, paint, (height(84), height(40)))
    return drawing


def tiles(
    frame: pd.DataFrame,
    axis: str,
    *,
    rows: str,
    symbols: Mapping[str, str],
    colours: Mapping[str, str],
    by: str,
    source: str,
) -> Drawing:
    """One tile for each row of the frame, in rows of one group, sorted by what they are.

    Args:
        frame: one line a tile.
        axis: what a tile is.
        rows: the column that gives the row of a tile.
        symbols: what is written into a tile, {value of `by`: symbol}, in the order of tiles.
        colours: fill of a tile, hex values of the palette.
        by: the column that gives the kind of a tile.
        source: the line that names the source.
    """
    order = list(symbols)
    frame = frame.assign(place=frame[by].map(order.index)).sort_values(["place"], kind="stable")
    frame = frame.drop(columns="place")
    groups = dict(list(frame.groupby(rows, sort=False)))
    counts = {kind: int((frame[by] == kind).sum()) for kind in order}
    counts = {kind: number for kind, number in counts.items() if number}

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, None, narrow)
        ax.set_axis_off()
        across = 12 if narrow else 18
        y = 0.0
        for name, part in groups.items():
            ax.text(-0.4, y, name, fontsize=9.5, color=PALETTE["ink"], va="bottom")
            for place, kind in enumerate(part[by]):
                x, line = place % across, place // across
                tile = Rectangle((x - 0.44, y + 0.12 + line), 0.88, 0.88, color=colours[kind], lw=0)
                ax.add_patch(tile)
                ax.text(
                    x, y + 0.56 + line, symbols[kind], ha="center", va="center", fontsize=10,
                    color=PALETTE["paper" if kind != order[-1] else "ink"],
                )  # fmt: skip
            y += 1.9 + (len(part) - 1) // across
        key = "    ".join(f"{symbols[k]} {k} {n}" for k, n in counts.items())
        ax.text(
            -0.4, y - 0.35, marks.wrap(key, 48 if narrow else 96), va="top", fontsize=9.5,
            color=PALETTE["ink"], linespacing=1.5,
        )  # fmt: skip
        ax.set_xlim(-0.5, across - 0.4)
        ax.set_ylim(y + (1.4 if narrow else 0.6), -0.8)
        ax.set_aspect("equal", adjustable="box", anchor="NW")

    def height(across: int, width: float, foot: float) -> float:
        units = sum(1.9 + (len(p) - 1) // across for p in groups.values()) + 0.8 + foot
        return 0.35 + units * width / (across + 0.1)

    summary = "; ".join(f"{kind}: {number}" for kind, number in counts.items())
    return Drawing(
        "Tile chart", frame.reset_index(drop=True), axis, paint,
        (height(18, 6.9, 0.6), height(12, 3.3, 1.4)), f"{len(frame)} tiles; {summary}.", source,
    )  # fmt: skip


def counts(counted: pd.Series, axis: str, *, source: str) -> Drawing:
    """Bars of how many there are of each kind, in the order given.

    Args:
        counted: index: the kinds; values: how many.
        axis: what is counted.
        source: the line that names the source.
    """
    frame = pd.DataFrame({"kind": counted.index, "number": counted.to_numpy()})

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, None, narrow)
        marks.rows_axis(ax, list(frame["kind"]), [False] * len(frame), narrow)
        ax.barh(frame.index, frame["number"], height=0.3 if narrow else 0.52, color=PALETTE["usa"])
        for y, number in enumerate(frame["number"]):
            ax.annotate(
                f"{number}", (number, y), (5, 0), textcoords="offset points", va="center",
                fontsize=9.5, color=PALETTE["ink"], annotation_clip=False,
            )  # fmt: skip
        marks.across(ax, "{}", zero=True)

    summary = "; ".join(f"{kind}: {number}" for kind, number in counted.items()) + "."
    heights = marks.row_heights(len(frame))
    return Drawing("Bar chart", frame, axis, paint, heights, summary, source)
