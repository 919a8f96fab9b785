"""Forms for values side by side: ranked dots, bars, counts."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, note
from nqpf.forms.parts import Look, Parts
from nqpf.palette import PALETTE


def dots(frame: pd.DataFrame, axis: str, *, order: str = "value", **look: Look) -> Drawing:
    """Ranked dots in rows; several points of a row are joined.

    Two vintages, two scopes, or a value and its target stand on one row and can be compared; where
    a row holds several economies, each point has the colour and the name of its own.

    Args:
        frame: rows of a selection; a column `label` holds words that follow a value, and
            `colours` may name the colour of a label.
        axis: what is measured, with its unit.
        order: ``"value"`` (largest on top) or ``"given"``.
        look: keywords of `Parts`; `zero` is true by default.
    """
    parts = Parts(frame, **{"zero": True, "alike": True} | look)
    groups, values = parts.groups, frame["value"]
    keys = list(groups)
    if order == "value":
        keys.sort(key=lambda k: groups[k]["value"].iloc[-1] * (1 if parts.invert else -1))
    mixed = parts.by != "geo" and any(rows["geo"].nunique() > 1 for rows in groups.values())
    joined = [rows for rows in groups.values() if len(rows) > 1]
    # a joined row may begin near the axis, where the words of its label would stand
    near = "label" in frame and any(r["value"].min() < 0.4 * values.max() for r in joined)

    def tint(key: str, row: pd.Series) -> str:
        own = (row["colour"] or PALETTE["world"]) if mixed else parts.colour(key)
        return parts.colours.get(row.get("label"), own)

    def words(row: pd.Series, rows: pd.DataFrame) -> str:
        shown = parts.show(row["value"])
        if row.get("label"):
            shown += f" {row['label']}"
        elif len(rows) > 1 and rows["period"].nunique() > 1:
            shown += f" ({row['period']})"
        return f"{row['short']} {shown}" if mixed else shown

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow)
        marks.rows_axis(ax, [*map(parts.name, keys)], [*map(parts.bold, keys)], narrow)
        for y, key in enumerate(keys):
            rows = groups[key].sort_values("value")
            low = rows["value"].iloc[0] if len(rows) > 1 or not parts.zero else 0
            ax.hlines(y, low, rows["value"].iloc[-1], color=PALETTE["grid"], lw=2, zorder=1)
            for place, (_, row) in enumerate(rows.iterrows()):
                marks.mark(ax, row["value"], y, row, tint(key, row), size=7)
                if 0 < place < len(rows) - 1:
                    offset, ha, va = (0, 7), "center", "bottom"
                elif place == 0 and len(rows) > 1:
                    offset, ha, va = (-8, 0), "right", "center"
                else:
                    offset, ha, va = (8, 0), "left", "center"
                at = row["value"], y
                note(ax, words(row, rows), at, offset, ha=ha, va=va, annotation_clip=False)
        marks.across(ax, zero=parts.zero and not parts.invert and bool((values >= 0).all()))
        if mixed or near:  # room for the labels on the left of the axis
            ax.set_xlim(left=min(0.0, values.min()) - 0.36 * values.max())
        if not parts.zero:  # room for the marks, and for labels on the left
            ax.margins(x=0.14 if joined else 0.05)
        if parts.invert:
            ax.invert_xaxis()

    heights = marks.row_heights(len(keys))
    return Drawing("Dot plot", frame.reset_index(drop=True), axis, paint, heights)


def bars(frame: pd.DataFrame, axis: str, *, order: str = "value", **look: Look) -> Drawing:
    """Horizontal bars from zero, one for each row of the frame.

    A target is a hollow bar, a lower bound ends in an open arrow, an estimate is pale.

    Args:
        frame: rows of a selection.
        axis: what is measured, with its unit.
        order: ``"value"`` (largest on top) or ``"given"``.
        look: keywords of `Parts`.
    """
    rows = frame if order == "given" else frame.sort_values("value", ascending=False)
    rows = rows.reset_index(drop=True)
    parts = Parts(rows, **{"alike": True} | look)
    keys, values = rows[parts.by], rows["value"]
    below = bool((values < 0).any())

    def bar(figure: Figure, y: int, row: pd.Series, narrow: bool) -> None:
        ax, value, tint = figure.axes[0], row["value"], parts.colour(row[parts.by])
        hollow, bound = row["status"] == "target", row["status"] == "at_least"
        fill = PALETTE["paper" if hollow else "softer"] if hollow or marks.uncertain(row) else tint
        ax.barh(
            y, value, height=0.3 if narrow else 0.52, zorder=2, edgecolor=tint, linewidth=1.2,
            color=fill, linestyle=(0, (3, 2)) if hollow else "-",
        )  # fmt: skip
        if bound:
            ax.plot(value, y, marker=">", ms=8, color=tint, mfc=PALETTE["paper"], zorder=3)
        out, side = (1, "left") if value >= 0 else (-1, "right")
        offset = (11 if bound else 5) * out, 0
        note(
            ax, parts.show(value), (value, y), offset, va="center", ha=side, annotation_clip=False
        )

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, frame, narrow, marks.BAR_KEYS)
        marks.rows_axis(ax, [*map(parts.name, keys)], [*map(parts.bold, keys)], narrow)
        for y, row in rows.iterrows():
            bar(figure, y, row, narrow)
        if not narrow:
            ax.axvline(0, color=MUTED, lw=0.8, zorder=3)
        elif below:  # in pieces, as it would run through the labels
            ends = rows.index.to_numpy()
            ax.vlines(0 * ends, ends - 0.16, ends + 0.16, color=MUTED, lw=0.8, zorder=3)
        marks.across(ax, zero=not below)
        if below:  # room for the labels on the left of the bars
            ax.set_xlim(left=values.min() - 0.22 * values.abs().max())

    return Drawing("Bar chart", rows, axis, paint, marks.row_heights(len(rows)))


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
            note(ax, f"{number}", (number, y), (5, 0), va="center", annotation_clip=False)
        marks.across(ax, zero=True)

    summary = "; ".join(f"{kind}: {number}" for kind, number in counted.items()) + "."
    return Drawing("Bar chart", frame, axis, paint, marks.row_heights(len(frame)), summary, source)
