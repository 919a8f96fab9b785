"""A form for the parts of a whole."""

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
from nqpf.forms import marks
from nqpf.forms.marks import PAPER, note
from nqpf.forms.parts import Look, Parts


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
