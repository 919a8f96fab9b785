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
from matplotlib.ticker import MaxNLocator

from nqpf.charts import RULER, arrange, record
from nqpf.dataset import NOT_CURRENT
from nqpf.settings import LOOK, PALETTE

MUTED, PAPER = PALETTE["muted"], PALETTE["paper"]
MARKS = {"at_least": "^", "at_most": "v", "target": "D", "superseded": "x"}
KEYS, BAR_KEYS = LOOK["points"], LOOK["bars"]


def wrap(text: str, width: int) -> str:
    """Break a text into lines of at most `width` characters: as few as can be, and even."""
    whole = {"break_long_words": False, "break_on_hyphens": False}
    every = (textwrap.wrap(text, most, **whole) for most in range(width // 2, width + 1))
    return "\n".join(min(every, key=len))  # the narrowest of the shortest


def note(
    ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **style: object
) -> Annotation:
    """Write beside a place of the data, at an offset in points, on the side that it points to."""
    x, y = (int(np.sign(part)) for part in offset)
    style = {"ha": ("center", "left", "right")[x], "va": ("center", "bottom", "top")[y]} | style
    return ax.annotate(text, at, offset, textcoords="offset points", annotation_clip=False, **style)


def axes(
    figure: Figure, axis: str, narrow: bool, height: float, frame: pd.DataFrame | None = None,
    keys: Mapping[str, str] = KEYS,
) -> Axes:  # fmt: skip
    """Make the axes, with what is measured and a key for the special marks at the top left.

    The height is in inches; the frame holds the rows drawn, without one the axes are hidden.
    """
    figure.set_figheight(height)
    used = () if frame is None else set(frame["mark"])
    found = [words for mark, words in keys.items() if mark in used]
    heads = [wrap(words, 50 if narrow else 104) for words in (axis, " · ".join(found)) if words]
    figure.suptitle("\n".join(heads), x=0.004, ha="left", color=MUTED, linespacing=1.35)
    ax = figure.subplots()
    ax.axison = frame is not None
    return ax


def mark(ax: Axes, x: float, y: float, row: tuple, size: float = 4.5) -> None:
    """Draw one point, a row as `itertuples` gives it, in the way its status asks for."""
    record(ax, x, y, row)
    hollow = row.mark not in ("", "superseded")
    tint = MUTED if row.mark in ("target", "superseded") else row.tint
    shape = {"marker": MARKS.get(row.mark, "o"), "ms": size + 1.5 * hollow, "mew": 1.4, "zorder": 4}
    ax.plot(x, y, ls="none", clip_on=False, color=tint, mfc=PAPER if hollow else tint, **shape)


def line(ax: Axes, rows: pd.DataFrame, *, lead: bool, points: bool, path: bool) -> None:
    """One line: solid over adjacent whole periods, else dotted; special points marked.

    A period of another length than most, such as part of a year among years, is drawn open. A
    `path` of dashes leads from the last whole year that is known to the target ahead of it.
    """
    joined = rows[~rows["status"].isin(NOT_CURRENT)]
    lengths = joined["period"].str.len()
    partial = (lengths != lengths.mode().min()).to_numpy()
    x, y = joined["when"].to_numpy(), joined["value"].to_numpy()
    colour, width = rows["tint"].iloc[0], 2.4 if lead else 1.7
    steps = np.diff(x)
    usual = max(1.01, 1.5 * np.median(steps) if len(steps) > 1 else 0)
    breaks = np.flatnonzero((steps > usual) | partial[1:] | partial[:-1]) + 1
    for b in breaks:
        ends = [b - 1, b]
        ax.plot(x[ends], y[ends], color=colour, lw=width - 0.8, ls=(0, (1, 2.2)), zorder=2)
    for part in np.split(np.arange(len(x)), breaks):  # a line along zero keeps its full width
        ax.plot(x[part], y[part], color=colour, lw=width, zorder=3, clip_on=False)
    if path:
        known = joined[joined["period"].str.isdecimal()]
        ends = pd.concat([known.tail(1), rows[rows["status"] == "target"].tail(1)])
        ax.plot(ends["when"], ends["value"], color=MUTED, lw=1.2, ls=(0, (4, 3)), zorder=1)
    opened = rows.index.isin(joined.index[partial]) & (rows["mark"] == "")
    rows = rows.assign(mark=rows["mark"].mask(opened, "open"))
    alike = (rows["mark"] == "open").all()  # what is said of all is said once, at the end
    for row in rows.itertuples():
        record(ax, row.when, row.value, row)
        if points or (row.mark and not (alike and row.Index != rows.index[-1])):
            mark(ax, row.when, row.value, row)


def years(first: float, last: float, narrow: bool) -> list[int]:
    """Choose years to write below: the ends, and round ones where there is room for them."""
    low, high = math.ceil(first), math.floor(last)
    most, apart = (3, 5) if narrow else (8, 12)
    ticks = MaxNLocator(most, steps=[1, 5, 10], integer=True, min_n_ticks=1).tick_values(low, high)
    room = (high - low) / apart
    return sorted({low, high} | {int(year) for year in ticks if low + room < year < high - room})


def time_axis(ax: Axes, narrow: bool) -> None:
    """Round years below."""
    first, last = ax.dataLim.intervalx
    pad = max(0.25, (last - first) * 0.03)
    ax.set_xlim(first - pad, last + pad)
    ax.set_xticks(years(first - 0.2, last + 0.2, narrow))
    ax.xaxis.set_major_formatter("{x:.0f}")


def value_axis(ax: Axes, *, zero: bool, invert: bool = False, log: bool = False) -> None:
    """Few round ticks; from zero, as ranks from the first on top, or by decades, where asked."""
    low, high = ax.dataLim.intervaly
    if log:
        ax.set_yscale("log")
        ax.minorticks_off()
    else:
        ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], min_n_ticks=3))
    ax.yaxis.set_major_formatter("{x:,.10g}")
    if invert:
        step = 10 if high > 15 else 5
        ax.set_ylim(high + 0.2 * (high - low), 0)
        ax.set_yticks([1, *range(step, math.ceil(high), step)])
    elif zero and not low < 0 < high:  # the side on which no value lies ends at zero
        ax.set_ylim(**{"bottom" if low >= 0 else "top": 0})
    elif low < 0 < high:
        ax.axhline(0, color=MUTED, lw=0.8, zorder=1)
    ax.spines["bottom"].set_visible(ax.get_ylim()[0] == 0)  # a floor that is not zero has no line


def row_axes(
    figure: Figure, axis: str, narrow: bool, frame: pd.DataFrame, keys: Mapping[str, str] = KEYS,
    more: float = 0,
) -> Axes:  # fmt: skip
    """Axes of rows, each with its label, on a phone above it; a row may need `more` inches."""
    rows, (least, each) = frame.drop_duplicates("key"), (0.75, 0.47) if narrow else (0.65, 0.31)
    ax = axes(figure, axis, narrow, least + (each + more) * len(rows), frame, keys)
    ax.set_ylim(len(rows) - 0.5, -0.75 if narrow else -0.5)
    ax.grid(False)
    ax.spines["bottom"].set_visible(False)
    labels = [wrap(label, 46 if narrow else 34) for label in rows["part"]]
    ax.set_yticks(np.arange(len(rows)) - 0.24 * narrow, labels)
    ax.tick_params("y", pad=0 if narrow else 3.5, labelcolor=PALETTE["ink"])
    side = {"ha": "left", "va": "bottom"} if narrow else {}
    for label, weight in zip(ax.get_yticklabels(), rows["weight"], strict=True):
        label.set(weight=weight, **side)
    return ax


def turns(ax: Axes, rows: pd.DataFrame, said: Mapping[str, str]) -> None:
    """Write values of a line, with what is said of each, where no line runs through the words."""
    drawn = [line.get_transform().transform_path(line.get_path()) for line in ax.lines]
    lines = np.vstack([path.interpolated(40).vertices for path in drawn])
    heights = ax.transData.transform(rows[["when", "value"]])[:, 1]
    near = pd.Series(heights).rolling(3, center=True, min_periods=1).mean()
    for row, height, usual in zip(rows.itertuples(), heights, near, strict=True):
        if row.period in said:
            text = f"{row.said} {said[row.period]}".strip()
            label = note(ax, text, (row.when, row.value), (0, 8), color=row.tint)
            outer = (8, -8) if height >= usual else (-8, 8)  # of places alike, the outer side
            places = itertools.product(outer, ("center", "left", "right"))
            _place(label, *min(places, key=lambda place: _place(label, *place, lines)), lines)


def _place(label: Annotation, up: float, side: str, lines: np.ndarray) -> int:
    """Put a label above or below its point; count the points of lines that it hides there."""
    label.set(position=(0, up), ha=side, va="bottom" if up > 0 else "top")
    box, inner = label.get_window_extent(RULER), label.axes.bbox
    outside = box.x0 < inner.x0 or box.y0 < inner.y0 or box.x1 > inner.x1
    return 10_000 * outside + ((lines > box.min - 2) & (lines < box.max + 2)).all(axis=1).sum()


def end_labels(ax: Axes, groups: Sequence[pd.DataFrame], narrow: bool) -> None:
    """Write where each line ends its name and last value, and a target ahead; none overlap."""
    notes = []
    for rows in groups:
        current = rows[~rows["status"].isin(NOT_CURRENT)]
        last = (current if len(current) else rows).iloc[-1]
        text = f"{wrap(last['part'], 13 if narrow else 24)}\n{last['said']}"
        style = {"color": last["tint"], "weight": last["weight"], "linespacing": 1.15}
        notes.append(note(ax, text, (last["when"], last["value"]), (8, 0), **style))
        ahead = rows[(rows["status"] == "target") & (rows["when"] > last["when"])]
        for goal in ahead.tail(1).to_dict("records"):
            text, at = f"target {goal['said']}", (goal["when"], goal["value"])
            notes.append(note(ax, text, at, (8, 0), color=MUTED))
    arrange(ax.figure)  # the places of labels depend on it
    at = [ax.transData.transform(label.xy)[1] for label in notes]
    tall = [12.2 * (label.get_text().count("\n") + 1) for label in notes]
    floor = ax.transAxes.transform((0, 0))[1]
    for label, old, new in zip(notes, at, spread(at, tall, floor), strict=True):
        label.set_position((8, new - old))


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
