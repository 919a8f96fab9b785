"""Forms for things side by side: dots in rows, bars, the parts of a whole, tiles of kinds."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nqpf.charts import Drawing, record
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, PAPER, note
from nqpf.forms.parts import Look, told
from nqpf.settings import PALETTE


def dots(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """Two dots a row, joined, in the order given and on one scale from zero.

    Each point has the colour of its economy. Economies are named in the first row and wherever
    their order changes, so that no word is repeated without need.
    """
    frame = told(frame, **look)
    frame["tint"] = frame["colour"].replace("", PALETTE["world"])
    groups = [rows.sort_values("value") for _, rows in frame.groupby("key", sort=False)]
    ticks = MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(0, frame["value"].max())

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.row_axes(figure, axis, narrow, frame)
        before: list[str] = []
        for y, rows in enumerate(groups):
            order, values = rows["short"].tolist(), rows["value"]
            ax.hlines(y, values.iloc[0], values.iloc[-1], color=PALETTE["grid"], lw=2, zorder=1)
            for place, row in enumerate(rows.itertuples()):
                marks.mark(ax, row.value, y, row, size=7)
                text = row.said if order == before else f"{row.short} {row.said}"
                style = {"color": row.tint, "weight": "bold" if row.lead else "normal"}
                note(ax, text, (row.value, y), (8 if place else -8, 0), **style)
            before = order
        ax.grid(True, axis="x")
        ax.set_xticks(ticks)
        ax.set_xlim(-0.06 * ticks[-1], 1.02 * ticks[-1])

    return Drawing("Dot plot", frame, axis, paint)


def bars(frame: pd.DataFrame, axis: str, *, within: str = "", **look: Look) -> Drawing:
    """Horizontal bars from zero, the largest on top; a target is hollow and grey, an estimate pale.

    Bars of a row that differ in the column `within`, such as its years, stand together and keep
    their order. The first row says what they are; `colours` may have theirs.
    """
    rows = frame if within else frame.sort_values("value", ascending=False)
    rows = told(rows, **{"alike": True} | look)
    rows["kind"] = rows[within] if within else ""
    keys, kinds = list(rows["key"].unique()), list(rows["kind"].unique())

    def paint(figure: Figure, narrow: bool) -> None:
        more = 0.22 * (len(kinds) - 1)
        ax = marks.row_axes(figure, axis, narrow, rows, marks.BAR_KEYS, more)
        deep = (0.56 if narrow else 0.76) if within else (0.3 if narrow else 0.52)
        top = -0.2 if within and narrow else -deep / 2  # on a phone below the name
        for row in rows.itertuples():
            hollow = row.mark == "target"
            y = keys.index(row.key) + top + deep * (kinds.index(row.kind) + 0.5) / len(kinds)
            tint = MUTED if hollow else look.get("colours", {}).get(row.kind, row.tint)
            record(ax, row.value, y, row)
            fill = PAPER if hollow else PALETTE["softer"] if row.mark == "open" else tint
            ax.barh(
                y, row.value, height=(0.86 if within else 1) * deep / len(kinds), zorder=2,
                color=fill, edgecolor=tint, lw=1.2, ls=(0, (3, 2)) if hollow else "-",
            )  # fmt: skip
            said = f"{row.said} ({row.kind})" if row.kind and row.key == keys[0] else row.said
            note(ax, said, (row.value, y), (5 if row.value >= 0 else -5, 0))
        for y in range(len(keys)):  # in pieces, as it would run through the names on a phone
            ax.vlines(0, y + top, y + top + deep, color=MUTED, lw=0.8, zorder=3)
        least = rows["value"].min()  # below zero, the labels on the left of bars need room
        ax.set_xlim(left=least - 0.4 * rows["value"].abs().max() if least < 0 else 0)
        ax.set_xticks([])

    return Drawing("Bar chart", rows, axis, paint)


def stack(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """One bar that is a whole, its parts end to end in the order given, each named above it."""
    frame = told(frame, **look)
    whole = frame["value"].sum()

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, narrow, height=1.6 if narrow else 1.25)
        for row, right in zip(frame.itertuples(), frame["value"].cumsum(), strict=True):
            left, last = right - row.value, right >= whole
            ax.barh(0, row.value, left=left, height=1, color=row.tint, edgecolor=PAPER, lw=2)
            record(ax, left + row.value / 2, 0, row)
            style = {"color": row.tint, "ha": "right" if last else "left", "va": "bottom"}
            text = marks.wrap(row.part, 24 if narrow else 40)
            note(ax, text, (right if last else left, -0.5), (0, 3), **style)
        ax.set(xlim=(0, whole), ylim=(0.6, -1.6 if narrow else -1.2))

    return Drawing("Stacked bar", frame, axis, paint)


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
    frame = frame.sort_values(by, key=lambda kind: kind.map(order.index), kind="stable")
    told, (first, *others) = frame.reset_index(drop=True), frame.columns
    told = told.assign(called=told[first], shown=told[others].agg(", ".join, axis=1))
    groups, counts = told.groupby(rows, sort=False), told[by].value_counts(sort=False)
    entries = [f"{symbols[kind]}\u00a0{kind}\u00a0{count}" for kind, count in counts.items()]
    key = "" if rows == by else " · ".join(entries)

    def paint(figure: Figure, narrow: bool) -> None:
        across, left = (12, -0.5) if narrow else (20, -9.0)
        place, sizes = groups.cumcount(), groups.size()
        ends = (1.25 + narrow + (sizes - 1) // across).cumsum()  # on a phone a name has its line
        tops, deep = ends.shift(fill_value=0), ends.iloc[-1] + bool(key) * (1 + narrow)
        spots = told.assign(x=place % across, y=told[rows].map(tops) + narrow + place // across)
        height = 0.35 + deep * (3.3 / 12 if narrow else 6.9 / 29)
        ax = marks.axes(figure, axis, narrow, height)
        for name, top in tops.items():
            ax.text(left, top + 0.5, f"{name[:1].upper()}{name[1:]}, {sizes[name]}", va="center")
        ax.bar(spots["x"], 0.92, 0.92, spots["y"] + 0.04, color=spots[by].map(colours), lw=0)
        for row, kind in zip(spots.itertuples(), spots[by], strict=True):
            record(ax, row.x, row.y + 0.5, row)
            tint = PALETTE["ink" if kind == order[-1] else "paper"]
            style = {"ha": "center", "va": "center", "color": tint, "fontsize": 12}
            ax.text(row.x, row.y + 0.5, symbols[kind], **style)
        foot = marks.wrap(key, 48 if narrow else 96)
        ax.text(left, ends.iloc[-1] + 0.3, foot, va="top", linespacing=1.5)
        ax.set(xlim=(left, across - 0.4), ylim=(deep, 0))
        ax.set_aspect("equal", adjustable="box", anchor="NW")

    summary = "; ".join([f"{len(frame)} tiles", *(f"{k}: {n}" for k, n in counts.items())]) + "."
    return Drawing("Tile chart", told, axis, paint, summary, source)
