"""Forms for bars that belong together: side by side in groups, or end to end as a whole."""

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, note
from nqpf.forms.parts import Look, Parts
from nqpf.palette import PALETTE


def groups(frame: pd.DataFrame, axis: str, *, rows: str, **look: Look) -> Drawing:
    """Horizontal bars from zero, in groups; the first group says what its bars are.

    The column `rows` names the group of a bar and `by`, a keyword of `Parts`, what tells the bars
    of a group apart, such as the period. An estimate is pale.
    """
    parts, names = Parts(frame, **look), list(dict.fromkeys(frame[rows]))
    keys, values = list(parts.groups), frame["value"]

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow, keys=marks.BAR_KEYS)
        marks.rows_axis(ax, names, [False] * len(names), narrow)
        top, depth = (-0.08, 0.7) if narrow else (-0.38, 0.76)
        for row in frame.to_dict("records"):
            key, value = row[parts.by], row["value"]
            middle = top + depth * (keys.index(key) + 0.5) / len(keys)
            y, tint = names.index(row[rows]) + middle, parts.colour(key)
            fill = PALETTE["softer"] if marks.uncertain(row) else tint
            ax.barh(y, value, height=0.86 * depth / len(keys), color=fill, edgecolor=tint, lw=1.2, zorder=2)
            said = f" ({parts.name(key)})" if row[rows] == names[0] else ""
            note(ax, parts.show(value) + said, (value, y), (5 if value >= 0 else -5, 0))
        marks.across(ax, zero=bool((values >= 0).all()))
        for y in range(len(names)):
            ax.vlines(0, y + top, y + top + depth, color=MUTED, lw=0.8, zorder=3)
        if values.min() < 0:  # room for the labels on the left of the bars
            ax.set_xlim(left=values.min() - 0.3 * values.abs().max())

    heights = 0.5 + 0.25 * len(keys) * len(names), 0.7 + (0.3 + 0.22 * len(keys)) * len(names)
    return Drawing("Grouped bar chart", frame, axis, paint, heights)


def stack(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """One bar that is a whole, its parts end to end in the order given, each named above it."""
    parts = Parts(frame, **look)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, None, narrow)
        ax.set_axis_off()
        left, last = 0.0, frame["value"].sum()
        for key, row in parts.groups.items():
            value, tint = row["value"].sum(), parts.colour(key)
            ax.barh(0, value, left=left, height=1, color=tint, edgecolor=PALETTE["paper"], lw=2)
            end = left + value >= last
            style = {"color": tint, "ha": "right" if end and left else "left", "va": "bottom"}
            text = marks.wrap(parts.name(key), 22 if narrow else 40)
            note(ax, text, (last if end and left else left, -0.5), (0, 3), **style)
            left += value
        ax.set(xlim=(0, last), ylim=(0.6, -1.6 if narrow else -1.2))

    return Drawing("Stacked bar", frame, axis, paint, (1.25, 1.6))
