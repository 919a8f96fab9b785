"""Forms for values side by side: ranked dots, bars."""

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing, record
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, PAPER, note
from nqpf.forms.parts import Look, Parts
from nqpf.palette import PALETTE


def dots(frame: pd.DataFrame, axis: str, *, order: str = "value", **look: Look) -> Drawing:
    """Ranked dots in rows, from zero by default; several points of a row are joined.

    Two vintages, two scopes, or a value and its target stand on one row and can be compared; where
    a row holds several economies, each point has the colour and the name of its own. A column
    `label` holds words that follow a value; `colours` may name the colour of a label. The `order`
    is "value" (largest on top) or "given".
    """
    parts = Parts(frame, **{"zero": True, "alike": True} | look)
    groups, values = parts.groups, frame["value"]
    keys = list(groups)
    if order == "value":
        keys.sort(key=lambda k: groups[k]["value"].iloc[-1], reverse=not parts.invert)
    mixed = parts.by != "geo" and any(rows["geo"].nunique() > 1 for rows in groups.values())
    joined = [rows for rows in groups.values() if len(rows) > 1]
    # a joined row may begin near the axis, where the words of its label would stand
    near = "label" in frame and any(r["value"].min() < 0.4 * values.max() for r in joined)

    def point(ax: marks.Axes, y: int, row: pd.Series, place: int, rows: pd.DataFrame) -> None:
        own = (row["colour"] or PALETTE["world"]) if mixed else parts.colour(row[parts.by])
        label, shown = row.get("label"), parts.show(row["value"])
        marks.mark(ax, row["value"], y, row, parts.colours.get(label, own), size=7)
        if label:
            shown += f" {label}"
        elif rows["period"].nunique() > 1:
            shown += f" ({row['period']})"
        between = 0 < place < len(rows) - 1
        offset = (0, 7) if between else (-8, 0) if place < len(rows) - 1 else (8, 0)
        note(ax, f"{row['short']} {shown}" if mixed else shown, (row["value"], y), offset)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow)
        marks.rows_axis(ax, [*map(parts.name, keys)], [*map(parts.bold, keys)], narrow)
        for y, key in enumerate(keys):
            rows = groups[key].sort_values("value")
            low = rows["value"].iloc[0] if len(rows) > 1 or not parts.zero else 0
            ax.hlines(y, low, rows["value"].iloc[-1], color=PALETTE["grid"], lw=2, zorder=1)
            for place, (_, row) in enumerate(rows.iterrows()):
                point(ax, y, row, place, rows)
        marks.across(ax, zero=parts.zero and not parts.invert and bool((values >= 0).all()))
        if mixed or near:  # room for the labels on the left of the axis
            ax.set_xlim(left=min(0.0, values.min()) - 0.36 * values.max())
        if not parts.zero:  # room for the marks, and for labels on the left
            ax.margins(x=0.14 if joined else 0.05)
        if parts.invert:
            ax.invert_xaxis()

    heights = marks.row_heights(len(keys))
    return Drawing("Dot plot", frame, axis, paint, heights, words=parts.words)


def bars(frame: pd.DataFrame, axis: str, *, order: str = "value", **look: Look) -> Drawing:
    """Horizontal bars from zero, one for each row of the frame.

    A target is a hollow bar, a lower bound ends in an open arrow, an estimate is pale. The `order`
    is "value" (largest on top) or "given".
    """
    rows = frame if order == "given" else frame.sort_values("value", ascending=False)
    rows = rows.reset_index(drop=True)
    parts = Parts(rows, **{"alike": True} | look)
    keys, values = rows[parts.by], rows["value"]
    below = bool((values < 0).any())

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow, keys=marks.BAR_KEYS)
        marks.rows_axis(ax, [*map(parts.name, keys)], [*map(parts.bold, keys)], narrow)
        for y, row in rows.iterrows():
            value, tint = row["value"], parts.colour(row[parts.by])
            record(ax, value, y, row)
            hollow, bound = row["status"] == "target", row["status"] == "at_least"
            fill = PAPER if hollow else PALETTE["softer"] if marks.uncertain(row) else tint
            ax.barh(
                y, value, height=0.3 if narrow else 0.52, zorder=2, edgecolor=tint, linewidth=1.2,
                color=fill, linestyle=(0, (3, 2)) if hollow else "-",
            )  # fmt: skip
            if bound:
                ax.plot(value, y, marker=">", ms=8, color=tint, mfc=PAPER, zorder=3)
            out = 11 if bound else 5
            note(ax, parts.show(value), (value, y), (out if value >= 0 else -out, 0))
        if not narrow:
            ax.axvline(0, color=MUTED, lw=0.8, zorder=3)
        elif below:  # in pieces, as it would run through the labels
            ends = rows.index.to_numpy()
            ax.vlines(0 * ends, ends - 0.16, ends + 0.16, color=MUTED, lw=0.8, zorder=3)
        marks.across(ax, zero=not below)
        if below:  # room for the labels on the left of the bars
            ax.set_xlim(left=values.min() - 0.22 * values.abs().max())

    heights = marks.row_heights(len(rows))
    return Drawing("Bar chart", rows, axis, paint, heights, words=parts.words)
