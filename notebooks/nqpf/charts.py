"""Publish a chart: a drawing with what it says, what it shows and where that is from.

That is a wide and a narrow SVG, an alternative text computed from the data, a CSV of what is drawn.
"""

import hashlib
import io
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.transforms import Bbox

from nqpf.dataset import Dataset
from nqpf.settings import LOOK, MIME, PALETTE, STATUS_WORDS

CHART_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

#: Widths in inches. A page shows the wide drawing at about 680 px and the narrow one at about
#: 330 px, so one point is 1.35 px in both and 9 pt text stays legible.
WIDE, NARROW = 7.0, 3.4

#: The letters of the pages, so that a label is as wide in a page as it was measured here.
for face in sorted(Path(__file__).with_name("fonts").glob("*.ttf")):
    fontManager.addfont(face)

#: Measures labels, and remembers those of all charts; drawings are made by others.
RULER = RendererSVG(1, 1, io.StringIO())

STYLE = {key: PALETTE.get(value, value) for key, value in LOOK["style"].items()}
_COLUMNS = ["series", "geo", "period", "value", "status", "source", "name", "event", "label"]
_SOURCE = ["publisher", "title", "date", "address", "tier"]


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a form gives to `publish`; Jupyter shows it as it is.

    The frame holds exactly the rows that are drawn, with columns series, geo, economy, period,
    value, status and source (several ids joined by spaces where a value is computed). Its columns
    `called` and `shown` are what a row is called and its value as drawn, such as "China", "34.2".
    """

    form: str  # what kind of chart, as an alternative text names it ("Line chart")
    frame: pd.DataFrame = field(repr=False)
    axis: str  # what is measured, with its unit
    paint: Callable[[Figure, bool], None] = field(repr=False)  # the flag: the narrow variant
    summary: str = ""  # what is drawn, in words; by default it is read off the frame
    source: str = ""  # where it is from, if not from observations of the dataset

    def figure(self, *, narrow: bool = False) -> Figure:
        """Paint one variant and arrange it."""
        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(NARROW if narrow else WIDE, 3.4), dpi=72)  # a point is a pixel
            self.paint(figure, narrow)
            arrange(figure)
            return figure

    def draw(self, *, narrow: bool = False) -> tuple[str, dict[Hashable, list[int]]]:
        """Draw one variant as SVG, the same bytes every time, and tell where its rows are.

        A place is x and y in tenths of a point from the top left, and the number of the axes; it
        is found by the index of its row.
        """
        with mpl.rc_context(STYLE), io.StringIO() as out:
            figure = self.figure(narrow=narrow)
            figure.savefig(out, metadata={"Date": None, "Creator": None})
            wide, tall = figure.get_size_inches() * 720
            places = {}
            for ax, spot, row in vars(figure).get("marks", ()):  # the layout is final only now
                across, up = ax.transData.transform(spot) / figure.bbox.size
                number = figure.axes.index(ax)
                places[row] = [round(wide * across), round(tall * (1 - up)), number]
            return out.getvalue(), places

    def _repr_svg_(self) -> str:
        return self.draw()[0]


@dataclass(frozen=True, eq=False)
class Chart:
    """A published chart; Jupyter shows it through its MIME bundle."""

    face: dict[str, object]  # what it says: id, form, title, finding, alt, source, csv and more
    drawing: Drawing  # what it shows
    wide: str  # as SVG

    def __repr__(self) -> str:
        # the notebook test compares this text, so it changes with every drawn value
        digest = hashlib.sha256(str(self.face["csv"]).encode()).hexdigest()[:16]
        return f"{self.face['alt']}\n{self.face['source']}\nvalues: {digest}"

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, object], dict[str, object]]:
        shown = {"text/plain": repr(self), "image/svg+xml": self.wide, MIME: self.face}
        return shown, {"image/svg+xml": {"alt": self.face["alt"]}}


def arrange(figure: Figure) -> None:
    """Give the axes of a figure the room that the title and the labels around them leave.

    As matplotlib's constrained layout, but in one pass instead of two, for labels keep their size.
    """
    pad, whole, title = 3, figure.bbox, figure._suptitle or figure.suptitle("")  # in points
    title.set_y(1 - pad / whole.height)
    top = title.get_window_extent(RULER).y0 - 2 * pad
    for ax in figure.axes:
        inner = ax.get_position(original=True).transformed(figure.transFigure)
        outer = ax.get_tightbbox(RULER, for_layout_only=True)
        left, bottom = (inner.min - outer.min).clip(0) + pad
        right, above = (outer.max - inner.max).clip(0)
        room = Bbox.from_extents(left, bottom, whole.width - pad - right, top - above)
        ax.set_position(room.transformed(figure.transFigure.inverted()))


def record(ax: Axes, x: float, y: float, row: tuple) -> None:
    """Note where a row of the frame, from `itertuples`, is drawn, so that readers can ask it."""
    vars(ax.figure).setdefault("marks", []).append((ax, (x, y), row.Index))


def publish(chart_id: str, drawing: Drawing, finding: str, data: Dataset) -> Chart:
    """Give a drawing everything that a reader may ask of it.

    The id is kebab-case and unique in the book, the finding one full sentence. ValueError: either
    is not so, a drawn row names no source, or a series stands beside its revision.
    """
    if not CHART_ID.fullmatch(chart_id):
        raise ValueError(f"chart {chart_id!r}: an id is small letters and digits joined by hyphens")
    if not finding.rstrip().endswith((".", "?")) or len(finding.split()) < 6:
        raise ValueError(f"chart {chart_id!r}: the finding must be a full sentence with a stop")
    frame, summary = drawing.frame, drawing.summary or describe(drawing.frame)
    drawn = sorted(_ids(frame, "series"))
    if mixed := next((name for name in drawn if f"{name}_revised" in drawn), ""):
        raise ValueError(f"chart {chart_id!r} sets {mixed} beside its revision; draw one of them")
    series = data.series.loc[data.series.index.isin(drawn), ["title", "definition", "unit"]]
    sources = data.sources.loc[sorted(_ids(frame, "source")), _SOURCE]
    about = {"series": series.sort_index(), "sources": sources}
    (wide, places), (narrow, others) = drawing.draw(), drawing.draw(narrow=True)
    face = {
        "id": chart_id,
        "form": drawing.form,
        "title": drawing.axis,
        "finding": finding,
        "alt": f"{drawing.form} of {drawing.axis}. {summary} {finding}",
        "source": drawing.source or source_line(frame, data.sources),
        "series": drawn,
        "about": {kind: table.to_dict("index") for kind, table in about.items()},
        "csv": csv(frame),
        "rows": readings(drawing, places, others),
        "narrow": narrow,
    }
    return Chart(face, drawing, wide)


def _ids(frame: pd.DataFrame, column: str) -> list[str]:
    """List the ids that stand in a column, several in a cell, in the order of rows."""
    return list(dict.fromkeys(" ".join(frame.get(column, ())).split()))


def readings(drawing: Drawing, *variants: Mapping[Hashable, list[int]]) -> str:
    """Write what readers see who ask a mark for its value, a line for each row of `csv`.

    The columns: what it is, when, the value as drawn, what is special, the ids of sources; then
    its place in each variant (see `Drawing.draw`), empty where a row has no mark.
    """
    lines = []
    for at, row in drawing.frame.to_dict("index").items():
        quoted = "tier C" if row.get("tier") == "C" else ""
        special = [row.get("label"), STATUS_WORDS.get(row.get("status")), quoted]
        said = [row["called"], row.get("period", ""), row["shown"]]
        places = [" ".join(map(str, places.get(at, ()))) for places in variants]
        lines.append([*said, ", ".join(filter(None, special)), row.get("source", ""), *places])
    columns = ["name", "period", "value", "note", "source", "wide", "narrow"]
    return pd.DataFrame(lines, columns=columns).to_csv(index=False, lineterminator="\n")


def csv(frame: pd.DataFrame) -> str:
    """Write the drawn rows: the first columns of every table, then what tells rows apart."""
    shown = frame.filter(_COLUMNS) if "source" in frame else frame.drop(columns=["called", "shown"])
    if "value" in shown:
        values = [f"{v:.6g}" if abs(v) < 1e6 else f"{v:.10g}" for v in shown["value"]]
        shown = shown.assign(value=values)
    return shown.to_csv(index=False, lineterminator="\n")


def describe(frame: pd.DataFrame) -> str:
    """Say in words what is drawn: who, when, from what value to what."""
    periods = frame.sort_values("when", kind="stable")["period"].iloc[[0, -1]]
    names = frame["economy"].unique()
    who = ", ".join(names) if len(names) <= 6 else f"{len(names)} economies"
    ends = [f"{v:{',.0f' if abs(v) >= 100 else '.3g'}}" for v in frame["value"].agg(["min", "max"])]
    reach = " to ".join(ends).replace("-", "−")
    return f"{who}, {' to '.join(periods.unique())}; values from {reach}."


def source_line(frame: pd.DataFrame, sources: pd.DataFrame) -> str:
    """Name the publishers of the drawn rows, with years; ValueError for a row without source."""
    if (frame["source"].astype(str).str.strip() == "").any():
        raise ValueError("every drawn row needs a source; one has none")
    parts = []
    for publisher, group in sources.loc[_ids(frame, "source")].groupby("publisher", sort=False):
        years = sorted({d[:4] for d in group["date"] if d})
        span = f" ({'–'.join(dict.fromkeys([years[0], years[-1]]))})" if years else ""
        tier = ", tier C" if (group["tier"] == "C").all() else ""
        parts.append(f"{publisher}{span}{tier}")
    return "Source: " + "; ".join(parts) + "."
