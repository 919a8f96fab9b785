"""Forms for values side by side: dots in rows, bars."""

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
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

    return Drawing("Dot plot", frame, axis, paint, marks.row_heights(len(keys)))


def bars(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """Horizontal bars from zero, one for each row of the frame, the largest on top.

    A target is a hollow grey bar, an estimate is pale. ValueError for a value below zero.
    """
    rows = frame.sort_values("value", ascending=False).reset_index(drop=True)
    parts = Parts(rows, **{"alike": True} | look)
    keys = rows[parts.by]
    if (rows["value"] < 0).any():
        raise ValueError("a bar below zero would stand on its name; use `forms.groups`")

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow, keys=marks.BAR_KEYS)
        marks.rows_axis(ax, [*map(parts.name, keys)], [*map(parts.bold, keys)], narrow)
        for y, row in rows.iterrows():
            hollow = row["status"] == "target"
            tint = MUTED if hollow else parts.colour(row[parts.by])
            fill = PAPER if hollow else PALETTE["softer"] if marks.uncertain(row) else tint
            ax.barh(
                y, row["value"], height=0.3 if narrow else 0.52, zorder=2, edgecolor=tint,
                linewidth=1.2, color=fill, linestyle=(0, (3, 2)) if hollow else "-",
            )  # fmt: skip
            note(ax, parts.say(row), (row["value"], y), (5, 0))
        ax.axvline(0, color=MUTED, lw=0 if narrow else 0.8, zorder=3)
        marks.across(ax, zero=True)

    return Drawing("Bar chart", rows, axis, paint, marks.row_heights(len(rows)))
