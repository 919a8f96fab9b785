"""Forms that place things: tiles of kinds, events in time."""

import calendar
from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from nqpf.charts import Drawing, record
from nqpf.forms import marks
from nqpf.forms.marks import INK, MUTED
from nqpf.palette import PALETTE

#: Months without an event that break the line of a timeline.
GAP = 6


def tiles(
    frame: pd.DataFrame, axis: str, *, rows: str, by: str, symbols: Mapping[str, str],
    colours: Mapping[str, str], source: str,
) -> Drawing:  # fmt: skip
    """One tile for each row of the frame, in rows of one group, sorted by what they are.

    The columns `rows` and `by` give the row and the kind of a tile; {kind: symbol} what is written
    into it, in the order of tiles; {kind: hex value} its fill; `source` is the line of the source.
    Where each kind has a row of its own, no key is needed.
    """
    order = list(symbols)
    places = frame[by].map(order.index).sort_values(kind="stable").index
    frame = frame.loc[places].reset_index(drop=True)
    groups = dict(iter(frame.groupby(rows, sort=False)))
    counts = {kind: count for kind in order if (count := int((frame[by] == kind).sum()))}
    foot = 0.0 if rows == by else 1.0

    def deep(narrow: bool) -> float:
        """All rows in tiles; on a phone each has its heading above it."""
        across = 12 if narrow else 20
        lines = [narrow + 1 + (len(part) - 1) // across for part in groups.values()]
        return sum(lines) + 0.25 * len(lines) + foot * (1 + narrow)

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, None, narrow)
        ax.set_axis_off()
        across, left = (12, -0.5) if narrow else (20, -9.0)
        y = 0.0
        for name, part in groups.items():
            style = {"fontsize": 9.5, "color": INK, "va": "center"}
            ax.text(left, y + 0.5, f"{name[:1].upper()}{name[1:]}, {len(part)}", **style)
            y += narrow
            for place, row in enumerate(part.to_dict("records")):
                kind, x, line = row[by], place % across, y + place // across
                record(ax, x, line + 0.5, row)
                fill = {"color": colours[kind], "lw": 0}
                ax.add_patch(Rectangle((x - 0.46, line + 0.04), 0.92, 0.92, **fill))
                tint = PALETTE["ink" if kind == order[-1] else "paper"]
                style = {"ha": "center", "va": "center", "fontsize": 10, "color": tint}
                ax.text(x, line + 0.5, symbols[kind], **style)
            y += 1.25 + (len(part) - 1) // across
        if foot:
            key = " · ".join(f"{symbols[k]}\u00a0{k}\u00a0{n}" for k, n in counts.items())
            key, style = marks.wrap(key, 48 if narrow else 96), {"fontsize": 9.5, "color": INK}
            ax.text(left, y + 0.3, key, va="top", linespacing=1.5, **style)
        ax.set_xlim(left, across - 0.4)
        ax.set_ylim(deep(narrow), 0)
        ax.set_aspect("equal", adjustable="box", anchor="NW")

    heights = 0.35 + deep(False) * 6.9 / 29, 0.35 + deep(True) * 3.3 / 12
    text = "; ".join(f"{kind}: {number}" for kind, number in counts.items())
    return Drawing(
        "Tile chart", frame, axis, paint, heights, f"{len(frame)} tiles; {text}.", source
    )


def timeline(frame: pd.DataFrame, axis: str) -> Drawing:
    """Dated events (rows of `Dataset.timeline`) down a line that breaks where nothing happened."""
    frame = frame.assign(
        series=frame.index, period=frame["date"], gap=frame["when"].diff().mul(12).round()
    )

    def placed(narrow: bool) -> pd.DataFrame:
        """Wrap the events and place each below the one before, in lines of text."""
        text = frame["event"].map(lambda event: marks.wrap(event, 32 if narrow else 84))
        room = 0.7 + text.str.count("\n") + 1 + 1.2 * (frame["gap"].shift(-1) > GAP)
        return frame.assign(text=text, y=0.5 + room.cumsum() - room, below=room.cumsum())

    def paint(figure: Figure, narrow: bool) -> None:
        ax, rows = marks.axes(figure, axis, None, narrow), placed(narrow)
        ax.set_axis_off()
        line, gap = (0.33, 0.04) if narrow else (0.165, 0.025)  # of the width
        style, year = {"fontsize": 9.5, "va": "center"}, ""
        for row, top in zip(rows.to_dict("records"), rows["y"].shift(), strict=True):
            y, date, broken = row["y"], row["period"].split("-"), row["gap"] > GAP
            dashes = (0, (1, 2.5)) if broken else "-"
            ax.plot([line, line], [top, y], color=MUTED, lw=1.2, ls=dashes, zorder=1)
            if broken:
                words = f"{row['gap']:.0f} months later"
                ax.text(line + gap, y - 1.2, words, color=MUTED, style="italic", **style)
            ax.text(0, y, date[0] if date[0] != year else "", color=INK, weight="bold", **style)
            days, months = date[2:], [calendar.month_abbr[int(month)] for month in date[1:2]]
            words = " ".join([*(str(int(day)) for day in days), *months])
            ax.text(line - gap, y, words, color=MUTED, ha="right", **style)
            ax.plot(line, y, "o", ms=6, color=row["colour"])
            record(ax, line, y, row)
            place = (line + gap, y - 0.55)
            ax.text(*place, row["text"], color=INK, fontsize=9.5, va="top", linespacing=1.3)
            year = date[0]
        ax.set(xlim=(0, 1), ylim=(rows["below"].iloc[-1], 0))

    heights = tuple(0.4 + 0.185 * placed(narrow)["below"].iloc[-1] for narrow in (False, True))
    summary = f"{len(frame)} events, {frame['date'].iloc[0]} to {frame['date'].iloc[-1]}."

    def words(row: Mapping) -> tuple[str, str]:
        return row["event"], row["date"]

    return Drawing("Timeline", frame, axis, paint, heights, summary, words=words)
