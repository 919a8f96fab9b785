"""A form that places things: tiles of kinds."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nqpf.charts import Drawing, record
from nqpf.forms import marks
from nqpf.forms.marks import INK
from nqpf.palette import PALETTE


def tiles(
    frame: pd.DataFrame, axis: str, *, rows: str, by: str, symbols: Mapping[str, str],
    colours: Mapping[str, str], source: str,
) -> Drawing:  # fmt: skip
    """One tile for each row of the frame, in rows of one group, sorted by what they are.

    The columns `rows` and `by` give the row and the kind of a tile; {kind: symbol} what is written
    into it, in the order of tiles; {kind: hex value} its fill; `source` is the line of the source.
    """
    order = list(symbols)
    places = frame[by].map(order.index).sort_values(kind="stable").index
    frame = frame.loc[places].reset_index(drop=True)
    groups = dict(iter(frame.groupby(rows, sort=False)))
    counts = {kind: count for kind in order if (count := int((frame[by] == kind).sum()))}

    def lines(part: pd.DataFrame, across: int) -> float:
        return 1.9 + (len(part) - 1) // across  # a row of tiles with its heading, in tiles

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, None, narrow)
        ax.set_axis_off()
        across = 12 if narrow else 18
        y = 0.0
        for name, part in groups.items():
            ax.text(-0.4, y, name, fontsize=9.5, color=INK, va="bottom")
            for place, row in enumerate(part.to_dict("records")):
                kind, x, line = row[by], place % across, y + place // across
                record(ax, x, line + 0.56, row)
                fill = {"color": colours[kind], "lw": 0}
                ax.add_patch(Rectangle((x - 0.44, line + 0.12), 0.88, 0.88, **fill))
                tint = PALETTE["ink" if kind == order[-1] else "paper"]
                style = {"ha": "center", "va": "center", "fontsize": 10, "color": tint}
                ax.text(x, line + 0.56, symbols[kind], **style)
            y += lines(part, across)
        key = " · ".join(f"{symbols[k]}\u00a0{k}\u00a0{n}" for k, n in counts.items())
        key, style = marks.wrap(key, 48 if narrow else 96), {"fontsize": 9.5, "color": INK}
        ax.text(-0.4, y - 0.35, key, va="top", linespacing=1.5, **style)
        ax.set_xlim(-0.5, across - 0.4)
        ax.set_ylim(y + (1.9 if narrow else 0.8), -0.8)
        ax.set_aspect("equal", adjustable="box", anchor="NW")

    def height(across: int, width: float, foot: float) -> float:
        units = sum(lines(part, across) for part in groups.values()) + 0.8 + foot
        return 0.35 + units * width / (across + 0.1)

    heights = height(18, 6.9, 0.8), height(12, 3.3, 1.9)
    text = "; ".join(f"{kind}: {number}" for kind, number in counts.items())
    return Drawing(
        "Tile chart", frame, axis, paint, heights, f"{len(frame)} tiles; {text}.", source
    )
