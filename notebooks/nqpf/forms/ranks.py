"""Forms for values side by side: dots in rows, bars, the parts of a whole."""

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing, record
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, PAPER, note
from nqpf.forms.parts import Look, Parts
from nqpf.palette import PALETTE


def dots(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """Two dots a row, joined, in the order given and on one scale from zero.

    Each point has the colour of its economy. Economies are named in the first row and wherever
    their order changes, so that no word is repeated without need.
    """
    parts = Parts(frame, **look)
    keys = list(parts.groups)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow)
        marks.rows_axis(ax, [*map(parts.name, keys)], [False] * len(keys), narrow)
        before: list[str] = []
        for y, key in enumerate(keys):
            rows = parts.groups[key].sort_values("value")
            order, values = rows["short"].tolist(), rows["value"]
            ax.hlines(y, values.iloc[0], values.iloc[-1], color=PALETTE["grid"], lw=2, zorder=1)
            for place, row in enumerate(rows.to_dict("records")):
                tint = row["colour"] or PALETTE["world"]
                marks.mark(ax, row["value"], y, row, tint, size=7)
                text = parts.say(row) if order == before else f"{row['short']} {parts.say(row)}"
                style = {"color": tint, "weight": "bold" if row["lead"] else "normal"}
                note(ax, text, (row["value"], y), (8 if place else -8, 0), **style)
            before = order
        marks.scale(ax, frame["value"].max())

    heights = marks.row_heights(len(keys))
    return Drawing("Dot plot", frame, axis, paint, heights, words=parts.words)


def bars(frame: pd.DataFrame, axis: str, *, within: str = "", **look: Look) -> Drawing:
    """Horizontal bars from zero, the largest on top; a target is hollow and grey, an estimate pale.

    Bars of a row that differ in the column `within`, such as its years, stand together and keep
    their order. The first row says what they are; `colours` may have theirs.
    """
    rows = frame if within else frame.sort_values("value", ascending=False)
    parts, below = Parts(rows, **{"alike": True} | look), bool((rows["value"] < 0).any())
    keys, kinds = list(parts.groups), list(dict.fromkeys(rows[within])) if within else [""]
    wide, tall = marks.row_heights(len(keys))
    more = 0.22 * (len(kinds) - 1) * len(keys)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow, keys=marks.BAR_KEYS)
        marks.rows_axis(ax, [*map(parts.name, keys)], [*map(parts.bold, keys)], narrow)
        deep = (0.62 if narrow else 0.76) if within else (0.3 if narrow else 0.52)
        top = -0.1 if within and narrow else -deep / 2  # on a phone below the name
        for row in rows.to_dict("records"):
            kind, value, hollow = row.get(within, ""), row["value"], row["status"] == "target"
            y = keys.index(row[parts.by]) + top + deep * (kinds.index(kind) + 0.5) / len(kinds)
            tint = MUTED if hollow else parts.colours.get(kind, parts.colour(row[parts.by]))
            record(ax, value, y, row)
            fill = PAPER if hollow else PALETTE["softer"] if marks.uncertain(row) else tint
            ax.barh(
                y, value, height=(0.86 if within else 1) * deep / len(kinds), zorder=2, color=fill,
                edgecolor=tint, linewidth=1.2, linestyle=(0, (3, 2)) if hollow else "-",
            )  # fmt: skip
            said = f" ({kind})" if kind and row[parts.by] == keys[0] else ""
            note(ax, parts.say(row) + said, (value, y), (5 if value >= 0 else -5, 0))
        for y in range(len(keys)):  # in pieces, as it would run through the names on a phone
            ax.vlines(0, y + top, y + top + deep, color=MUTED, lw=0.8, zorder=3)
        marks.across(ax, zero=not below)
        if below:  # room for the labels on the left of the bars
            ax.set_xlim(left=rows["value"].min() - 0.3 * rows["value"].abs().max())

    heights = wide + more, tall + more
    return Drawing("Bar chart", rows, axis, paint, heights, words=parts.words)


def stack(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """One bar that is a whole, its parts end to end in the order given, each named above it."""
    parts = Parts(frame, **look)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, None, narrow)
        ax.set_axis_off()
        left, last = 0.0, frame["value"].sum()
        for key, row in parts.groups.items():
            value, tint = row["value"].sum(), parts.colour(key)
            ax.barh(0, value, left=left, height=1, color=tint, edgecolor=PAPER, lw=2)
            record(ax, left + value / 2, 0, row.iloc[0])
            end = left + value >= last
            style = {"color": tint, "ha": "right" if end and left else "left", "va": "bottom"}
            text = marks.wrap(parts.name(key), 22 if narrow else 40)
            note(ax, text, (last if end and left else left, -0.5), (0, 3), **style)
            left += value
        ax.set(xlim=(0, last), ylim=(0.6, -1.6 if narrow else -1.2))

    return Drawing("Stacked bar", frame, axis, paint, (1.25, 1.6), words=parts.words)
