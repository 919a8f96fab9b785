"""Forms for values side by side: dots in rows, bars, the parts of a whole."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from nqpf.charts import Drawing, record
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, PAPER, note
from nqpf.forms.parts import Look, told
from nqpf.palette import PALETTE


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
        room = 0.42 if narrow else 0.3
        ax.set_xlim(left=least - room * rows["value"].abs().max() if least < 0 else 0)
        ax.set_xticks([])

    return Drawing("Bar chart", rows, axis, paint)


def stack(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """One bar that is a whole, its parts end to end in the order given, each named above it."""
    frame = told(frame, **look)
    whole = frame["value"].sum()

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, narrow, height=1.6 if narrow else 1.25)
        ends = zip(frame.itertuples(), frame["value"].cumsum(), strict=True)
        for row, right in ends:
            left, last = right - row.value, right >= whole
            ax.barh(0, row.value, left=left, height=1, color=row.tint, edgecolor=PAPER, lw=2)
            record(ax, left + row.value / 2, 0, row)
            style = {"color": row.tint, "ha": "right" if last else "left", "va": "bottom"}
            text = marks.wrap(row.part, 24 if narrow else 40)
            note(ax, text, (right if last else left, -0.5), (0, 3), **style)
        ax.set(xlim=(0, whole), ylim=(0.6, -1.6 if narrow else -1.2))

    return Drawing("Stacked bar", frame, axis, paint)
