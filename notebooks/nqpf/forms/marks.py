"""The parts that the chart forms share: axes, marks, labels and the places of labels."""

import itertools
import math
import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import FuncFormatter, MaxNLocator

from nqpf.charts import record
from nqpf.dataset import NOT_CURRENT
from nqpf.forms.parts import Parts
from nqpf.palette import LOOK, PALETTE

INK, MUTED, PAPER = PALETTE["ink"], PALETTE["muted"], PALETTE["paper"]
MARKS = {"at_least": "^", "at_most": "v", "target": "D", "superseded": "x"}
KEYS, BAR_KEYS = LOOK["points"], LOOK["bars"]


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most `width` characters."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


def note(
    ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **style: object
) -> Annotation:
    """Write beside a place of the data, at an offset in points, on the side that it points to."""
    x, y = (int(np.sign(part)) for part in offset)
    usual = {
        "fontsize": 9.5, "color": INK, "annotation_clip": False,
        "ha": ("center", "left", "right")[x], "va": ("center", "bottom", "top")[y],
    }  # fmt: skip
    return ax.annotate(text, at, offset, textcoords="offset points", **usual | style)


def uncertain(row: pd.Series) -> bool:
    """Uncertain points look uncertain."""
    return row["status"] == "estimate" or row.get("tier") == "C"


def axes(
    figure: Figure, axis: str, frame: pd.DataFrame | None, narrow: bool, *, keys: Mapping = KEYS
) -> Axes:
    """Make the axes, with what is measured and a key for the special marks at the top left.

    The frame holds the rows drawn, if they have a status.
    """
    found = []
    if frame is not None:
        found = [keys[status] for status in MARKS if (frame["status"] == status).any()]
        if frame[~frame["status"].isin(list(MARKS))].apply(uncertain, axis=1).any(axis=None):
            found.append(keys["open"])
    lines = [wrap(axis, 44 if narrow else 92), wrap(" · ".join(found), 46 if narrow else 92)]
    text = "\n".join(filter(None, lines))
    figure.suptitle(text, x=0.004, ha="left", fontsize=9.5, color=MUTED, linespacing=1.35)
    return figure.subplots()


def mark(ax: Axes, x: float, y: float, row: pd.Series, colour: str, size: float = 4.5) -> None:
    """Draw one point in the way its status asks for."""
    record(ax, x, y, row)
    marker = MARKS.get(row["status"], "o")
    hollow = marker in "^vD" or uncertain(row)
    tint = MUTED if marker in "xD" else colour
    ax.plot(
        x, y, marker=marker, ms=size + (1.5 if hollow else 0), color=tint, mec=tint,
        mfc=PAPER if hollow else tint, mew=1.4, zorder=4, ls="none", clip_on=False,
    )  # fmt: skip


def line(ax: Axes, rows: pd.DataFrame, colour: str, *, lead: bool, points: bool = True) -> None:
    """One line: solid over adjacent whole periods, else dotted; special points marked.

    A period of another length than most, such as part of a year among years, is drawn open.
    """
    joined = rows[~rows["status"].isin(NOT_CURRENT)]
    lengths = joined["period"].str.replace(r"\d", "0", regex=True)
    partial = (lengths != "".join(lengths.mode()[:1])).to_numpy()
    x, y = joined["when"].to_numpy(), joined["value"].to_numpy()
    width = 2.4 if lead else 1.7
    steps = np.diff(x)
    usual = max(1.01, 1.5 * float(np.median(steps))) if len(steps) > 1 else 1.01
    breaks = np.flatnonzero((steps > usual) | partial[1:] | partial[:-1]) + 1
    for b in breaks:
        ends = [b - 1, b]
        ax.plot(x[ends], y[ends], color=colour, lw=width - 0.8, ls=(0, (1, 2.2)), zorder=2)
    for part in np.split(np.arange(len(x)), breaks):
        ax.plot(x[part], y[part], color=colour, lw=width, zorder=3)
    opened = rows.index.isin(joined.index[partial]) & ~rows["status"].isin(list(MARKS))
    for row in rows.assign(status=rows["status"].mask(opened, "estimate")).to_dict("records"):
        record(ax, row["when"], row["value"], row)
        if points or row["status"] in MARKS or uncertain(row):
            mark(ax, row["when"], row["value"], row, colour)


def path(ax: Axes, rows: pd.DataFrame) -> None:
    """Dashes from the last whole year that is known to the target ahead of it."""
    known = rows[~rows["status"].isin(NOT_CURRENT) & rows["period"].str.isdecimal()]
    ends = pd.concat([known.tail(1), rows[rows["status"] == "target"].tail(1)])
    ax.plot(ends["when"], ends["value"], color=MUTED, lw=1.2, ls=(0, (4, 3)), zorder=1)


def years(first: float, last: float, narrow: bool) -> list[int]:
    """Choose years to write below: round ones, and the ends where there is room for them."""
    low, high = math.ceil(first), math.floor(last)
    most, span = (3, (high - low) / 5) if narrow else (8, (high - low) / 12)
    step = next(step for step in (1, 5, 10, 20, 50, 100) if (high - low) / step <= most)
    round_ones = [year for year in range(low, high + 1) if year % step == 0]
    ends = [end for end in (low, high) if all(abs(end - one) > span for one in round_ones)]
    return sorted({*round_ones, *ends})


def time_axis(ax: Axes, times: pd.Series, narrow: bool) -> None:
    """Round years below."""
    first, last = times.min(), times.max()
    pad = max(0.25, (last - first) * 0.03)
    ax.set_xlim(first - pad, last + pad)
    ax.set_xticks(years(first - 0.2, last + 0.2, narrow))
    ax.xaxis.set_major_formatter("{x:.0f}")


def value_axis(ax: Axes, values: pd.Series, *, zero: bool, invert: bool = False) -> None:
    """Few round ticks; from zero, or as ranks from the first on top, where asked."""
    low, high = float(values.min()), float(values.max())
    room = (high - low or abs(high) or 1) * 0.1
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.10g}".replace("-", "−")))
    if invert:
        step = 10 if high > 15 else 5
        ax.set_ylim(high + 2 * room, 0)
        ax.set_yticks([1, *range(step, math.ceil(high), step)])
        return
    bottom, top = low - room, high + room
    if zero:  # the side on which all values lie ends at zero
        bottom, top = min(0.0, bottom if low < 0 else 0.0), max(0.0, top if high > 0 else 0.0)
    ax.set_ylim(bottom, top)
    if low < 0 < high:
        ax.axhline(0, color=MUTED, lw=0.8, zorder=1)


def scale(ax: Axes, most: float) -> None:
    """A value axis from zero with few round ticks, for rows of dots."""
    ticks = MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(0, most)
    ax.grid(True, axis="x")
    ax.set_xticks(ticks)
    ax.set_xlim(-0.06 * ticks[-1], 1.02 * ticks[-1])
    ax.spines["bottom"].set_visible(False)


def rows_axis(ax: Axes, labels: list[str], strong: list[bool], narrow: bool) -> None:
    """Rows of a dot plot or bar chart; on a phone the label stands above its row."""
    ax.set_ylim(len(labels) - 0.5, -0.75 if narrow else -0.5)
    ax.grid(False)
    weights = ["bold" if bold else "normal" for bold in strong]
    if not narrow:
        ax.set_yticks(range(len(labels)), [wrap(label, 34) for label in labels])
        for tick, weight in zip(ax.get_yticklabels(), weights, strict=True):
            tick.set(color=INK, weight=weight)
        return
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)
    edge = {"xycoords": ("figure fraction", "data"), "ha": "left"}
    for y, (label, weight) in enumerate(zip(labels, weights, strict=True)):
        note(ax, label, (0.006, y), (0, 8), weight=weight, **edge).set_in_layout(False)


def row_heights(rows: int) -> tuple[float, float]:
    """Inches that a chart of so many rows needs, wide and narrow."""
    return 0.65 + 0.31 * rows, 0.75 + 0.47 * rows


def across(ax: Axes, *, zero: bool) -> None:
    """A value axis without ticks: every point carries its value."""
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    if zero:
        ax.set_xlim(left=0)
    ax.margins(x=0.02)


def turns(ax: Axes, rows: pd.DataFrame, said: Mapping[str, str], parts: Parts, key: str) -> None:
    """Write values of a line where it turns, on its outer side, each with what is said of it."""
    periods, values = rows["period"].tolist(), rows["value"].tolist()
    for place, (period, row) in enumerate(zip(periods, rows.to_dict("records"), strict=True)):
        if period in said:
            near = values[max(0, place - 1) : place + 2]
            low = row["value"] < min(ax.get_ylim()) + 0.12 * abs(np.diff(ax.get_ylim())[0])
            up = (low or row["value"] >= sum(near) / len(near)) != parts.invert
            text = f"{parts.say(row)} {said[period]}".strip()
            style = {"color": parts.colour(key), "ha": "left" if place == 0 else "center"}
            note(ax, text, (row["when"], row["value"]), (0, 8 if up else -8), **style)


def end_labels(ax: Axes, ends: list, parts: Parts, out: float = 8) -> None:
    """Label the ends of lines directly, pushed apart where they would overlap.

    An end is x, y, text and key of a line, "" for a target; labels stand `out` points beside it.
    """
    notes = [
        note(
            ax, text, (x, y), (out, 0), color=parts.colour(key) if key else MUTED,
            linespacing=1.15, weight="bold" if key and parts.bold(key) else "normal",
        )
        for x, y, text, key in ends
    ]  # fmt: skip
    ax.figure.get_layout_engine().execute(ax.figure)  # the places of labels depend on it
    points = 72 / ax.figure.dpi
    at = [ax.transData.transform((0, y))[1] * points for _, y, _, _ in ends]
    tall = [12.2 * (text.count("\n") + 1) for _, _, text, _ in ends]
    floor = ax.transAxes.transform((0, 0))[1] * points
    for label, old, new in zip(notes, at, spread(at, tall, floor), strict=True):
        label.set_position((out, new - old))


def spread(centres: Sequence[float], sizes: Sequence[float], floor: float) -> list[float]:
    """Move centres apart, as little as needed, so that boxes do not overlap or leave the floor."""
    order = np.argsort(centres)
    placed = np.array(centres, dtype=float)
    for _ in range(200):  # each pass moves a pair by half its overlap, which may push the next
        for a, b in itertools.pairwise(order):
            overlap = max(0, placed[a] + (sizes[a] + sizes[b]) / 2 - placed[b])
            placed[[a, b]] += np.array([-overlap, overlap]) / 2
        placed[order[0]] = max(placed[order[0]], floor + sizes[order[0]] / 2)
    return placed.tolist()
