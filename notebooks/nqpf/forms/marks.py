"""The parts that the chart forms share: axes, marks, labels and the places of labels."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nqpf.charts import GEO_COLOURS, PALETTE
from nqpf.dataset import GEO_NAMES

MARKS = {"at_least": "^", "target": "D", "superseded": "x"}
KEYS = {
    "at_least": "△ at least",
    "target": "◇ target",
    "superseded": "× superseded",
    "open": "○ estimate or tier C",
}
BAR_KEYS = {
    "at_least": "▷ at least",
    "target": "hollow bar: target",
    "superseded": "superseded",
    "open": "pale bar: estimate or tier C",
}
#: Without a colour of their own, series follow each other in these.
SEQUENCE = [PALETTE[c] for c in ("china", "world", "usa", "germany", "korea", "japan")]


def tidy(frame: pd.DataFrame) -> pd.DataFrame:
    """Number the drawn rows anew."""
    return frame.reset_index(drop=True)


def groups(frame: pd.DataFrame, by: str) -> dict[str, pd.DataFrame]:
    """Split a frame by a column, in order of first appearance, each part in time order."""
    return {key: rows.sort_values("when") for key, rows in frame.groupby(by, sort=False)}


def namer(by: str, names: Mapping[str, str] | None) -> Callable[[str], str]:
    """Give the display name of a group: its own, that of its economy, or its id."""
    known = {**(GEO_NAMES if by == "geo" else {}), **(names or {})}
    return lambda key: known.get(key, str(key))


def short(geo: str) -> str:
    """Give the shortest usual name of an economy, for a label inside a drawing."""
    return {"USA": "US", "GBR": "UK", "EU27": "EU"}.get(geo, GEO_NAMES.get(geo, geo))


def colourer(
    by: str, groups: Mapping, colours: Mapping[str, str] | None, *, same: bool = False
) -> Callable[[str], str]:
    """Give each group its colour: its own, that of its economy, or the next in the sequence."""
    given = dict(colours or {})
    for place, (key, rows) in enumerate(groups.items()):
        geo = key if by == "geo" else rows["geo"].iloc[0] if same else None
        default = SEQUENCE[0 if same else place % len(SEQUENCE)]
        given.setdefault(key, GEO_COLOURS.get(geo, PALETTE["world"] if by == "geo" else default))
    return given.__getitem__


def show(fmt: str, value: float) -> str:
    """Format a value, with a true minus sign."""
    return fmt.format(value).replace("-", "−")


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most `width` characters."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False))


def uncertain(row: pd.Series) -> bool:
    """Uncertain points look uncertain."""
    return row["status"] == "estimate" or row.get("tier") == "C"


def head(
    figure: Figure,
    axis: str,
    frame: pd.DataFrame | None,
    narrow: bool,
    keys: Mapping[str, str] = KEYS,
) -> None:
    """Write what is measured at the top left, and a key for the special marks that occur."""
    head = [wrap(axis, 44 if narrow else 92)]
    if frame is not None and "status" in frame:
        found = [
            keys[s] for s in ("at_least", "target", "superseded") if (frame["status"] == s).any()
        ]
        plain = frame[~frame["status"].isin(list(MARKS))]
        if len(plain) and plain.apply(uncertain, axis=1).any():
            found.append(keys["open"])
        if found:
            head.append(wrap(" · ".join(found), 46 if narrow else 92))
    figure.suptitle(
        "\n".join(head), x=0.004, ha="left", fontsize=9.5, color=PALETTE["muted"], linespacing=1.35
    )


def mark(ax: Axes, x: float, y: float, row: pd.Series, colour: str, size: float = 4.5) -> None:
    """Draw one point in the way its status asks for."""
    marker = MARKS.get(row["status"], "o")
    hollow = marker in "^D" or uncertain(row)
    tint = PALETTE["muted"] if marker == "x" else colour
    ax.plot(
        x, y, marker=marker, ms=size + (1.5 if hollow else 0), color=tint, mec=tint,
        mfc=PALETTE["paper"] if hollow else tint, mew=1.4, zorder=4, ls="none", clip_on=False,
    )  # fmt: skip


def line(ax: Axes, rows: pd.DataFrame, colour: str, *, lead: bool, points: bool = True) -> None:
    """One line: solid over adjacent periods, dotted over a gap, special points marked."""
    joined = rows[~rows["status"].isin(["target", "superseded"])]
    x, y = joined["when"].to_numpy(), joined["value"].to_numpy()
    width = 2.4 if lead else 1.7
    steps = np.diff(x)
    usual = max(1.01, 1.5 * float(np.median(steps))) if len(steps) > 1 else 1.01
    for a, b in zip(range(len(x) - 1), range(1, len(x)), strict=True):
        if x[b] - x[a] > usual:
            ax.plot(x[[a, b]], y[[a, b]], color=colour, lw=width - 0.8, ls=(0, (1, 2.2)), zorder=2)
    breaks = np.flatnonzero(steps > usual) + 1
    for part in np.split(np.arange(len(x)), breaks):
        ax.plot(x[part], y[part], color=colour, lw=width, zorder=3)
    for _, row in rows.iterrows():
        special = row["status"] in MARKS or uncertain(row)
        if points or special:
            mark(ax, row["when"], row["value"], row, colour)


def time_axis(ax: Axes, frame: pd.DataFrame, narrow: bool, *, few: bool = False) -> None:
    """Whole years below; `few` shows the first and the last only."""
    first, last = frame["when"].min(), frame["when"].max()
    pad = max(0.25, (last - first) * 0.03)
    ax.set_xlim(first - pad, last + pad)
    if few:
        ax.set_xticks([np.ceil(first), np.floor(last)])
    else:
        ax.xaxis.set_major_locator(MaxNLocator(4 if narrow else 8, integer=True, min_n_ticks=2))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))


def value_axis(ax: Axes, *, zero: bool, invert: bool, frame: pd.DataFrame) -> None:
    """Few round ticks; from zero, or with small values on top, where asked."""
    low, high = float(frame["value"].min()), float(frame["value"].max())
    room = (high - low or abs(high) or 1) * 0.1
    bottom = min(0.0, low - room if low < 0 else 0.0) if zero else low - room
    ax.set_ylim(bottom, high + room)
    if invert:
        ax.set_ylim(high + room, max(0.0, low - room))
    if low < 0 < high:
        ax.axhline(0, color=PALETTE["muted"], lw=0.8, zorder=1)
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.10g}".replace("-", "−")))


def rows_axis(ax: Axes, labels: list[str], strong: list[bool], narrow: bool) -> None:
    """Rows of a dot plot or bar chart; on a phone the label stands above its row."""
    ax.set_ylim(len(labels) - 0.5, -0.75 if narrow else -0.5)
    ax.grid(False)
    if narrow:
        ax.set_yticks([])
        ax.spines["bottom"].set_visible(False)
        for y, (label, bold) in enumerate(zip(labels, strong, strict=True)):
            ax.annotate(
                label, (0.006, y), (0, 8), xycoords=("figure fraction", "data"),
                textcoords="offset points", va="bottom", fontsize=9.5,
                weight="bold" if bold else "normal",
            ).set_in_layout(False)  # fmt: skip
    else:
        ax.set_yticks(range(len(labels)), [wrap(label, 34) for label in labels])
        for tick, bold in zip(ax.get_yticklabels(), strong, strict=True):
            tick.set(color=PALETTE["ink"], weight="bold" if bold else "normal")


def row_heights(rows: int) -> tuple[float, float]:
    """Inches that a chart of so many rows needs, wide and narrow."""
    return 0.65 + 0.31 * rows, 0.75 + 0.47 * rows


def across(ax: Axes, fmt: str, zero: bool) -> None:
    """A value axis without ticks: every point carries its value."""
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    if zero:
        ax.set_xlim(left=0)
    ax.margins(x=0.02)


def end_labels(figure: Figure, ax: Axes, ends: list, colour, *, left: bool = False) -> None:  # noqa: ANN001
    """Label the ends of lines directly, pushed apart where they would overlap."""
    notes = [
        ax.annotate(
            text, (x, y), (-8 if left else 8, 0), textcoords="offset points", va="center",
            ha="right" if left else "left", fontsize=9.5, color=colour(key), linespacing=1.15,
            weight="bold" if key == "CHN" else "normal", annotation_clip=False,
        )
        for x, y, text, key in ends
    ]  # fmt: skip
    figure.draw_without_rendering()
    points = 72 / figure.dpi
    at = [ax.transData.transform((0, y))[1] * points for _, y, _, _ in ends]
    tall = [12.2 * (text.count("\n") + 1) for _, _, text, _ in ends]
    for note, old, new in zip(notes, at, spread(at, tall), strict=True):
        note.set_position((-8 if left else 8, new - old))


def spread(centres: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Move centres apart, as little as needed, so that boxes of these sizes do not overlap."""
    order = np.argsort(centres)
    placed = np.array(centres, dtype=float)
    for _ in range(200):
        moved = False
        for a, b in itertools.pairwise(order):
            overlap = placed[a] + (sizes[a] + sizes[b]) / 2 - placed[b]
            if overlap > 0.01:
                placed[a] -= overlap / 2
                placed[b] += overlap / 2
                moved = True
        if not moved:
            break
    return placed.tolist()


def spread_down(
    tops: Sequence[float], sizes: Sequence[float], bottom: float = float("inf")
) -> list[float]:
    """Push boxes down so that none begins before the one above it ends, nor ends below bottom."""
    placed: list[float] = []
    free = -1.0
    for top, size in zip(tops, sizes, strict=True):
        placed.append(max(float(top), free))
        free = placed[-1] + size
    for i in range(len(placed) - 1, -1, -1):
        bottom -= sizes[i]
        placed[i] = bottom = min(placed[i], bottom)
    return placed


def date(row: pd.Series) -> str:
    """Write the date of an event as far as it is known."""
    months = "January February March April May June July August September October November December"
    year, month, *day = str(row["date"]).split("-")
    name = months.split()[int(month) - 1]
    return f"{int(day[0])} {name} {year}" if day and row["precision"] == "day" else f"{name} {year}"
