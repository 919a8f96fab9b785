"""Forms for values side by side: ranked dots, bars, counts."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import GEO_COLOURS, PALETTE, Drawing
from nqpf.forms import marks


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
    near = 0.4 * frame["value"].max()
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
            ax.set_xlim(left=min(0.0, frame["value"].min()) - 0.36 * frame["value"].max())
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
