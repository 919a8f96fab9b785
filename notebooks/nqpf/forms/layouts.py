"""Forms that place things: a timeline of events, tiles of kinds."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nqpf.charts import Drawing
from nqpf.forms import marks
from nqpf.forms.marks import INK, MUTED
from nqpf.forms.parts import SEQUENCE
from nqpf.palette import PALETTE

_LINE = 12.5 / 72  # inches of one line of text
_MONTHS = "January February March April May June July August September October November December"


def timeline(events: pd.DataFrame, axis: str, *, emphasis: Sequence[str] = ()) -> Drawing:
    """Dated events on a vertical time axis, true to scale, oldest on top.

    Args:
        events: rows of `Dataset.timeline`: index id; date, event, source, when.
        axis: what the events have in common.
        emphasis: ids to set in the lead colour.
    """
    frame = events.reset_index().rename(columns={"id": "series", "date": "period"})
    # lines of at most 84 characters in the wide drawing, 40 in the narrow one
    texts = [[textwrap.wrap(event, width) for event in events["event"]] for width in (84, 40)]
    heights = tuple(0.75 + sum(len(t) + 1.5 for t in wrapped) * 12.6 / 72 for wrapped in texts)
    since = events["when"] - events["when"].min()

    def paint(figure: Figure, narrow: bool) -> None:
        figure.get_layout_engine().set(w_pad=0, h_pad=0.02)
        ax = marks.axes(figure, axis, None, narrow)
        ax.set_axis_off()
        inches, left = heights[narrow] - 0.45, 0.1 if narrow else 0.07
        place = since / (since.max() or 1) * (inches - 0.5)
        sizes = [_LINE * (len(text) + 1.45) for text in texts[narrow]]
        tops = marks.spread_down(place.to_numpy(), sizes, bottom=inches)
        ax.set_xlim(0, 1)
        ax.set_ylim(inches, -0.12)
        ax.vlines(0.02, 0, place.max(), color=PALETTE["grid"], lw=2)
        for (key, row), y, top, text in zip(
            events.iterrows(), place, tops, texts[narrow], strict=True
        ):
            tint = (row["colour"] or SEQUENCE[0]) if key in emphasis else PALETTE["world"]
            ax.plot([0.02, left - 0.012], [y, top + 0.06], color=MUTED, lw=0.6, zorder=1)
            ax.plot(0.02, y, "o", color=tint, ms=6, zorder=3)
            ax.text(left, top, date(row), va="top", fontsize=9, color=tint, weight="bold")
            style = {"fontsize": 9.5, "linespacing": 1.25, "color": INK}
            ax.text(left, top + _LINE, "\n".join(text), va="top", **style)

    return Drawing("Timeline", frame.assign(status="reported"), axis, paint, heights)


def date(row: pd.Series) -> str:
    """Write the date of an event as far as it is known."""
    year, month, *day = str(row["date"]).split("-")
    named = f"{_MONTHS.split()[int(month) - 1]} {year}"
    return f"{int(day[0])} {named}" if day and row["precision"] == "day" else named


def tiles(
    frame: pd.DataFrame, axis: str, *, rows: str, by: str, symbols: Mapping[str, str],
    colours: Mapping[str, str], source: str,
) -> Drawing:  # fmt: skip
    """One tile for each row of the frame, in rows of one group, sorted by what they are.

    Args:
        frame: one line a tile.
        axis: what a tile is.
        rows: the column that gives the row of a tile.
        by: the column that gives the kind of a tile.
        symbols: what is written into a tile, {kind: symbol}, in the order of tiles.
        colours: fill of a tile, {kind: hex value of the palette}.
        source: the line that names the source.
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
            for place, kind in enumerate(part[by]):
                x, line = place % across, y + place // across
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
