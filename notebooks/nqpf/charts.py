"""Publish a chart: one object with four faces.

`publish` takes a drawing (see `nqpf.forms`), an id and one sentence of finding, and gives an
output that is at once an SVG in a wide and a narrow variant, a PNG for viewers that show no SVG,
an alternative text computed from the data with a digest of the plotted values, and a CSV of
exactly what is drawn with the line that names its sources.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from PIL import Image

from nqpf import dataset
from nqpf.dataset import GEO_NAMES, Dataset

MIME = "application/vnd.nqpf.chart+json"

#: Every colour that a chart may use. The page theme gives each a value for its dark scheme.
PALETTE = {
    "ink": "#1f2328",
    "muted": "#59636e",
    "grid": "#d8dee4",
    "paper": "#ffffff",
    "china": "#b3261e",
    "usa": "#1f5fa8",
    "japan": "#7a5195",
    "korea": "#0f766e",
    "germany": "#8a6100",
    "india": "#a8470f",
    "world": "#4d5761",
    "eu": "#3b5bdb",
    "soft": "#f3d9d6",
    "softer": "#e7ebef",
}
GEO_COLOURS = {
    "CHN": PALETTE["china"],
    "USA": PALETTE["usa"],
    "JPN": PALETTE["japan"],
    "KOR": PALETTE["korea"],
    "DEU": PALETTE["germany"],
    "IND": PALETTE["india"],
    "WLD": PALETTE["world"],
    "EU27": PALETTE["eu"],
    "EUK": PALETTE["eu"],
    "EUR": PALETTE["eu"],
}

#: Widths in inches. A page shows the wide drawing at about 680 px and the narrow one at about
#: 330 px, so one point is 1.35 px in both and 9 pt text stays legible.
WIDE, NARROW = 7.0, 3.4

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "nqpf",
    "font.family": ["DejaVu Sans"],
    "font.size": 9.5,
    "text.color": PALETTE["ink"],
    "axes.edgecolor": PALETTE["grid"],
    "axes.labelcolor": PALETTE["muted"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": PALETTE["grid"],
    "grid.linewidth": 0.7,
    "xtick.color": PALETTE["muted"],
    "ytick.color": PALETTE["muted"],
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "lines.solid_capstyle": "round",
    "figure.constrained_layout.use": True,
}


@dataclass(frozen=True)
class Drawing:
    """What a form gives to `publish`.

    Attributes:
        form: what kind of chart, as an alternative text names it ("Line chart").
        frame: exactly the rows that are drawn; with columns series, geo, period, value, status and
            source (several ids joined by spaces where a value is computed).
        axis: what is measured, with its unit.
        paint: draws on an empty figure; the flag says that it is the narrow variant.
        heights: inches, wide and narrow.
        summary: what is drawn, in words; by default it is read off the frame.
        source: where it is from, if not from observations of the dataset.
    """

    form: str
    frame: pd.DataFrame
    axis: str
    paint: Callable[[Figure, bool], None]
    heights: tuple[float, float] = (3.4, 3.2)
    summary: str = ""
    source: str = ""


class Chart:
    """A published chart; Jupyter shows it through its MIME bundle."""

    def __init__(self, bundle: dict[str, object]) -> None:
        self._bundle = bundle

    def __repr__(self) -> str:
        return str(self._bundle["text/plain"])

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return self._bundle


def publish(chart_id: str, drawing: Drawing, finding: str, data: Dataset | None = None) -> Chart:
    """Make the four faces of a chart.

    Args:
        chart_id: kebab-case, unique in the book; the cell's label is `fig-<chart_id>`.
        drawing: from one of the forms.
        finding: one full sentence; figures in it come from named numbers.
        data: the dataset, where not the shared one.

    Raises:
        ValueError: the finding is no sentence, or a drawn row names no source.
    """
    data = dataset.load() if data is None else data
    if not finding.rstrip().endswith((".", "?")) or len(finding.split()) < 6:
        raise ValueError(
            f"chart {chart_id!r}: the finding must be a full sentence ending in a stop"
        )
    table = csv(drawing.frame)
    digest = hashlib.sha256(table.encode()).hexdigest()[:16]
    summary = drawing.summary or describe(drawing.frame)
    alt = f"{drawing.form} of {drawing.axis}. {summary} {finding}"
    wide, narrow = render(drawing, narrow=False), render(drawing, narrow=True)
    face = {
        "id": chart_id,
        "form": drawing.form,
        "title": drawing.axis,
        "finding": finding,
        "alt": alt,
        "source": drawing.source or source_line(drawing.frame, data),
        "series": sorted({s for ids in drawing.frame.get("series", ()) for s in ids.split()}),
        "csv": table,
        "svg": {"wide": wide, "narrow": narrow},
    }
    return Chart(
        {
            "text/plain": f"{alt}\n{face['source']}\nvalues: {digest}",
            "image/svg+xml": wide,
            "image/png": _png(drawing),
            MIME: face,
        }
    )


def render(drawing: Drawing, *, narrow: bool) -> str:
    """Draw one variant as SVG, the same bytes every time."""
    with mpl.rc_context(STYLE), io.StringIO() as out:
        _paint(drawing, narrow).savefig(
            out, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
        return out.getvalue()


def _paint(drawing: Drawing, narrow: bool) -> Figure:
    figure = Figure(figsize=(NARROW if narrow else WIDE, drawing.heights[narrow]))
    drawing.paint(figure, narrow)
    return figure


def _png(drawing: Drawing) -> str:
    """Draw the wide variant as a PNG of few colours: a fallback must not weigh a notebook down."""
    with mpl.rc_context(STYLE), io.BytesIO() as raw, io.BytesIO() as small:
        _paint(drawing, narrow=False).savefig(raw, format="png", dpi=130, facecolor="white")
        image = Image.open(raw).convert("RGB").quantize(48, dither=Image.Dither.NONE)
        image.save(small, format="PNG", optimize=True)
        return base64.b64encode(small.getvalue()).decode("ascii")


def csv(frame: pd.DataFrame) -> str:
    """Write the drawn rows: the first columns that every table has, then what the form added."""
    first = ["series", "geo", "period", "value", "status", "source"]
    if not set(first) & set(frame):
        return frame.to_csv(index=False, lineterminator="\n")
    shown = frame[[c for c in first if c in frame]].copy()
    for column in ("name", "event", "label"):
        if column in frame:
            shown[column] = frame[column]
    if "value" in shown:
        shown["value"] = [f"{v:.6g}" if abs(v) < 1e6 else f"{v:.10g}" for v in shown["value"]]
    return shown.to_csv(index=False, lineterminator="\n")


def describe(frame: pd.DataFrame) -> str:
    """Say in words what is drawn: who, when, from what value to what."""
    periods = frame.sort_values("when", kind="stable")["period"].tolist()
    span = periods[0] if periods[0] == periods[-1] else f"{periods[0]} to {periods[-1]}"
    geos = list(dict.fromkeys(frame["geo"]))
    names = [GEO_NAMES.get(g, g) for g in geos]
    who = ", ".join(names) if len(names) <= 6 else f"{len(names)} economies"
    if "value" not in frame:
        return f"{len(frame)} dated events, {span}."
    low, high = frame["value"].min(), frame["value"].max()
    return f"{who}, {span}; values from {_short(low)} to {_short(high)}."


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}".replace("-", "−")


def source_line(frame: pd.DataFrame, data: Dataset) -> str:
    """Name the publishers of the drawn rows with the years of what they published.

    Raises:
        ValueError: a row without a source.
    """
    ids = dict.fromkeys(i for cell in frame["source"] for i in str(cell).split())
    if not ids or (frame["source"].astype(str).str.strip() == "").any():
        raise ValueError("every drawn row needs a source; one has none")
    rows = data.sources.loc[list(ids)]
    parts = []
    for publisher, group in rows.groupby("publisher", sort=False):
        years = sorted({d[:4] for d in group["date"] if d})
        span = f" ({years[0]}–{years[-1]})" if len(years) > 1 else f" ({years[0]})" if years else ""
        tier = ", tier C" if (group["tier"] == "C").all() else ""
        parts.append(f"{publisher}{span}{tier}")
    return "Source: " + "; ".join(parts) + "."
