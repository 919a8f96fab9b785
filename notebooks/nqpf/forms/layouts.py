"""Forms that place things: a timeline of events, tiles of kinds."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nqpf.charts import PALETTE, Drawing
from nqpf.forms import marks


def timeline(events: pd.DataFrame, axis: str, *, emphasis: Sequence[str] = ()) -> Drawing:
    """Dated events on a vertical time axis, true to scale, oldest on top.

    Args:
        events: rows of `Dataset.timeline`: index id; date, event, source, when.
        axis: what the events have in common.
        emphasis: ids to set in the lead colour.
    """
    frame = events.reset_index().rename(columns={"id": "series", "date": "period"})
    frame = frame.assign(geo="CHN", status="reported")

    def paint(figure: Figure, narrow: bool) -> None:
        figure.get_layout_engine().set(w_pad=0, h_pad=0.02)
        ax = figure.subplots()
        marks.head(figure, axis, None, narrow)
        ax.set_axis_off()
        wide = 40 if narrow else 84
        texts = [textwrap.wrap(event, wide) for event in events["event"]]
        span = events["when"].max() - events["when"].min() or 1
        line = 12.5 / 72  # inches of one text line
        inches = (drawing.heights[narrow]) - 0.45
        place = (events["when"] - events["when"].min()) / span * (inches - 0.5)
        sizes = [line * (len(t) + 1.45) for t in texts]
        tops = marks.spread_down(place.to_numpy(), sizes, bottom=inches)
        ax.set_xlim(0, 1)
        ax.set_ylim(inches, -0.12)
        ax.vlines(0.02, 0, place.max(), color=PALETTE["grid"], lw=2)
        for (key, row), y, top, text in zip(events.iterrows(), place, tops, texts, strict=True):
            tint = PALETTE["china"] if key in emphasis else PALETTE["world"]
            left = 0.1 if narrow else 0.07
            ax.plot([0.02, left - 0.012], [y, top + 0.06], color=PALETTE["muted"], lw=0.6, zorder=1)
            ax.plot(0.02, y, "o", color=tint, ms=6, zorder=3)
            ax.text(left, top, marks.date(row), va="top", fontsize=9, color=tint, weight="bold")
            ax.text(
                left, top + line, "\n".join(text), va="top", fontsize=9.5, linespacing=1.25,
                color=PALETTE["ink"],
            )  # fmt: skip

    def height(width: int) -> float:
        lines_of_text = sum(len(textwrap.wrap(e, width)) + 1.5 for e in events["event"])
        return 0.75 + lines_of_text * 12.6 / 72

    drawing = Drawing("Timeline", marks.tidy(frame), axis, paint, (height(84), height(40)))
    return drawing


def tiles(
    frame: pd.DataFrame,
    axis: str,
    *,
    rows: str,
    symbols: Mapping[str, str],
    colours: Mapping[str, str],
    by: str,
    source: str,
) -> Drawing:
    """One tile for each row of the frame, in rows of one group, sorted by what they are.

    Args:
        frame: one line a tile.
        axis: what a tile is.
        rows: the column that gives the row of a tile.
        symbols: what is written into a tile, {value of `by`: symbol}, in the order of tiles.
        colours: fill of a tile, hex values of the palette.
        by: the column that gives the kind of a tile.
        source: the line that names the source.
    """
    order = list(symbols)
    frame = frame.assign(place=frame[by].map(order.index)).sort_values(["place"], kind="stable")
    frame = frame.drop(columns="place")
    groups = dict(list(frame.groupby(rows, sort=False)))
    counts = {kind: int((frame[by] == kind).sum()) for kind in order}
    counts = {kind: number for kind, number in counts.items() if number}

    def paint(figure: Figure, narrow: bool) -> None:
        ax = figure.subplots()
        marks.head(figure, axis, None, narrow)
        ax.set_axis_off()
        across = 12 if narrow else 18
        y = 0.0
        for name, part in groups.items():
            ax.text(-0.4, y, name, fontsize=9.5, color=PALETTE["ink"], va="bottom")
            for place, kind in enumerate(part[by]):
                x, line = place % across, place // across
                tile = Rectangle((x - 0.44, y + 0.12 + line), 0.88, 0.88, color=colours[kind], lw=0)
                ax.add_patch(tile)
                ax.text(
                    x, y + 0.56 + line, symbols[kind], ha="center", va="center", fontsize=10,
                    color=PALETTE["paper" if kind != order[-1] else "ink"],
                )  # fmt: skip
            y += 1.9 + (len(part) - 1) // across
        key = " · ".join(f"{symbols[k]}\u00a0{k}\u00a0{n}" for k, n in counts.items())
        ax.text(
            -0.4, y - 0.35, marks.wrap(key, 48 if narrow else 96), va="top", fontsize=9.5,
            color=PALETTE["ink"], linespacing=1.5,
        )  # fmt: skip
        ax.set_xlim(-0.5, across - 0.4)
        ax.set_ylim(y + (1.9 if narrow else 0.8), -0.8)
        ax.set_aspect("equal", adjustable="box", anchor="NW")

    def height(across: int, width: float, foot: float) -> float:
        units = sum(1.9 + (len(p) - 1) // across for p in groups.values()) + 0.8 + foot
        return 0.35 + units * width / (across + 0.1)

    summary = "; ".join(f"{kind}: {number}" for kind, number in counts.items())
    return Drawing(
        "Tile chart", frame.reset_index(drop=True), axis, paint,
        (height(18, 6.9, 0.8), height(12, 3.3, 1.9)), f"{len(frame)} tiles; {summary}.", source,
    )  # fmt: skip
