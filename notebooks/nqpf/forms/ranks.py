"""Forms for values side by side: ranked dots, bars."""

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
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

    return Drawing("Dot plot", frame, axis, paint, marks.row_heights(len(keys)))


def bars(frame: pd.DataFrame, axis: str, *, order: str = "value", **look: Look) -> Drawing:
    """Horizontal bars from zero in rows; several bars of a row stand together, in time order.

    A target is a hollow bar, a lower bound ends in an open arrow, an estimate is pale. A column
    `label` tells the bars of a row apart, by words beside those of the first row and by `colours`.
    The `order` is "value" (largest on top) or "given".
    """
    rows = frame if order == "given" else frame.sort_values("value", ascending=False)
    parts = Parts(rows, **{"alike": True} | look)
    keys, values = list(parts.groups), rows["value"]
    below, deep = bool((values < 0).any()), max(map(len, parts.groups.values()))

    def bar(ax: marks.Axes, y: float, row: pd.Series, height: float, words: str) -> None:
        value, tint = row["value"], parts.colours.get(row.get("label"), parts.colour(row[parts.by]))
        hollow, bound = row["status"] == "target", row["status"] == "at_least"
        fill = PAPER if hollow else PALETTE["softer"] if marks.uncertain(row) else tint
        ax.barh(
            y, value, height=height, zorder=2, edgecolor=tint, linewidth=1.2, color=fill,
            linestyle=(0, (3, 2)) if hollow else "-",
        )  # fmt: skip
        if bound:
            ax.plot(value, y, marker=">", ms=8, color=tint, mfc=PAPER, zorder=3)
        out = 11 if bound else 5
        note(ax, parts.show(value) + words, (value, y), (out if value >= 0 else -out, 0))

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow, keys=marks.BAR_KEYS)
        marks.rows_axis(ax, [*map(parts.name, keys)], [*map(parts.bold, keys)], narrow)
        tall = (0.3 if narrow else 0.52) if deep == 1 else (0.62 if narrow else 0.76) / deep
        for y, key in enumerate(keys):
            # on a phone the name of a row stands above its bars
            top = y - (0.1 if narrow and deep > 1 else tall * len(parts.groups[key]) / 2)
            for place, (_, row) in enumerate(parts.groups[key].iterrows()):
                words = f" ({row['label']})" if y == 0 and row.get("label") else ""
                bar(ax, top + (place + 0.5) * tall, row, tall * (1 if deep == 1 else 0.86), words)
            if narrow and below:  # in pieces, as it would run through the labels
                ax.vlines(0, top, top + tall * deep, color=MUTED, lw=0.8, zorder=3)
        if not narrow:
            ax.axvline(0, color=MUTED, lw=0.8, zorder=3)
        marks.across(ax, zero=not below)
        if below:  # room for the labels on the left of the bars
            ax.set_xlim(left=values.min() - (0.22 if deep == 1 else 0.3) * values.abs().max())

    wide, tall = marks.row_heights(len(keys))
    wide, tall = wide + 0.21 * (deep - 1) * len(keys), tall + 0.24 * (deep - 1) * len(keys)
    return Drawing("Bar chart", rows, axis, paint, (wide, tall))
