"""Forms for bars that belong together: side by side in groups, or end to end as a whole."""

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, PAPER, note
from nqpf.forms.parts import Look, Parts
from nqpf.palette import PALETTE


def groups(frame: pd.DataFrame, axis: str, *, rows: str, **look: Look) -> Drawing:
    """Horizontal bars from zero in groups, in the order given; the first group names its bars.

    The column `rows` names the group of a bar, and `by` what tells the bars of a group apart, such
    as the period. An estimate is pale.
    """
    parts, names = Parts(frame, **look), list(dict.fromkeys(frame[rows]))
    keys, values = list(parts.groups), frame["value"]
    wide, tall = marks.row_heights(len(names))
    more = 0.22 * (len(keys) - 1) * len(names)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow, keys=marks.BAR_KEYS)
        marks.rows_axis(ax, names, [False] * len(names), narrow)
        top, deep = (-0.1, 0.62) if narrow else (-0.38, 0.76)  # on a phone below the name
        for row in frame.to_dict("records"):
            key, value = row[parts.by], row["value"]
            y = names.index(row[rows]) + top + deep * (keys.index(key) + 0.5) / len(keys)
            tint = parts.colour(key)
            fill = PALETTE["softer"] if marks.uncertain(row) else tint
            style = {"color": fill, "edgecolor": tint, "linewidth": 1.2, "zorder": 2}
            ax.barh(y, value, height=0.86 * deep / len(keys), **style)
            said = f" ({parts.name(key)})" if row[rows] == names[0] else ""
            note(ax, parts.say(row) + said, (value, y), (5 if value >= 0 else -5, 0))
        for y in range(len(names)):  # in pieces, as it would run through the names on a phone
            ax.vlines(0, y + top, y + top + deep, color=MUTED, lw=0.8, zorder=3)
        marks.across(ax, zero=bool((values >= 0).all()))
        if values.min() < 0:  # room for the labels on the left of the bars
            ax.set_xlim(left=values.min() - 0.3 * values.abs().max())

    return Drawing("Grouped bar chart", frame, axis, paint, (wide + more, tall + more))


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
            end = left + value >= last
            style = {"color": tint, "ha": "right" if end and left else "left", "va": "bottom"}
            text = marks.wrap(parts.name(key), 22 if narrow else 40)
            note(ax, text, (last if end and left else left, -0.5), (0, 3), **style)
            left += value
        ax.set(xlim=(0, last), ylim=(0.6, -1.6 if narrow else -1.2))

    return Drawing("Stacked bar", frame, axis, paint, (1.25, 1.6))
