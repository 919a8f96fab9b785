"""Publish a chart: a drawing with what it says, what it shows and where that is from.

`publish` takes a drawing (see `nqpf.forms`), an id and one sentence of finding, and gives an
output that is at once a wide and a narrow SVG, an alternative text computed from the data with a
digest of the plotted values, and a CSV of exactly what is drawn with the line that names its
sources.
"""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from nqpf.palette import LOOK, MIME, PALETTE

CHART_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

#: Widths in inches. A page shows the wide drawing at about 680 px and the narrow one at about
#: 330 px, so one point is 1.35 px in both and 9 pt text stays legible.
WIDE, NARROW = 7.0, 3.4

#: The letters of the pages, so that a label is as wide in a page as it was measured here.
for face in sorted(Path(__file__).with_name("fonts").glob("*.ttf")):
    fontManager.addfont(face)

STYLE = {key: PALETTE.get(value, value) for key, value in LOOK["style"].items()}
_FIRST = ["series", "geo", "period", "value", "status", "source"]


@dataclass(frozen=True, eq=False)
class Drawing:
    """What a form gives to `publish`; Jupyter shows it as it is.

    The frame holds exactly the rows that are drawn, with columns series, geo, economy, period,
    value, status and source (several ids joined by spaces where a value is computed).
    """

    form: str  # what kind of chart, as an alternative text names it ("Line chart")
    frame: pd.DataFrame = field(repr=False)
    axis: str  # what is measured, with its unit
    paint: Callable[[Figure, bool], None] = field(repr=False)  # the flag: the narrow variant
    heights: tuple[float, float] = (3.4, 3.2)  # inches, wide and narrow
    summary: str = ""  # what is drawn, in words; by default it is read off the frame
    source: str = ""  # where it is from, if not from observations of the dataset

    def figure(self, *, narrow: bool = False) -> Figure:
        """Paint one variant."""
        with mpl.rc_context(STYLE):
            figure = Figure(figsize=(NARROW if narrow else WIDE, self.heights[narrow]))
            self.paint(figure, narrow)
            return figure

    def svg(self, *, narrow: bool = False) -> str:
        """Draw one variant as SVG, the same bytes every time."""
        with mpl.rc_context(STYLE), io.StringIO() as out:
            self.figure(narrow=narrow).savefig(
                out, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
            )
            return out.getvalue()

    def _repr_svg_(self) -> str:
        return self.svg()


@dataclass(frozen=True, eq=False)
class Chart:
    """A published chart; Jupyter shows it through its MIME bundle."""

    face: dict[str, object]  # what it says: id, form, title, finding, alt, source, series, csv
    drawing: Drawing  # what it shows

    def __repr__(self) -> str:
        # the notebook test compares this text, so it changes with every drawn value
        digest = hashlib.sha256(str(self.face["csv"]).encode()).hexdigest()[:16]
        return f"{self.face['alt']}\n{self.face['source']}\nvalues: {digest}"

    @cached_property
    def _bundle(self) -> dict[str, object]:
        face = self.face | {"narrow": self.drawing.svg(narrow=True)}
        return {"text/plain": repr(self), "image/svg+xml": self.drawing.svg(), MIME: face}

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, object], dict[str, object]]:
        return self._bundle, {"image/svg+xml": {"alt": self.face["alt"]}}


def publish(chart_id: str, drawing: Drawing, finding: str, sources: pd.DataFrame) -> Chart:
    """Give a drawing everything that a reader may ask of it.

    Args:
        chart_id: kebab-case, unique in the book; the cell's label is `fig-<chart_id>`.
        drawing: from one of the forms.
        finding: one full sentence; figures in it come from named numbers.
        sources: publisher, date and tier of each source, indexed by id.

    Raises:
        ValueError: the id is not kebab-case, the finding is no sentence, or a drawn row names no
            source.
    """
    if not CHART_ID.fullmatch(chart_id):
        raise ValueError(f"chart {chart_id!r}: an id is small letters and digits joined by hyphens")
    if not finding.rstrip().endswith((".", "?")) or len(finding.split()) < 6:
        raise ValueError(f"chart {chart_id!r}: the finding must be a full sentence with a stop")
    drawn = {one for ids in drawing.frame.get("series", ()) for one in ids.split()}
    if mixed := sorted(name for name in drawn if f"{name}_revised" in drawn):
        raise ValueError(
            f"chart {chart_id!r} sets {mixed[0]} beside its revision; draw one of them"
        )
    frame, summary = drawing.frame, drawing.summary or describe(drawing.frame)
    face = {
        "id": chart_id,
        "form": drawing.form,
        "title": drawing.axis,
        "finding": finding,
        "alt": f"{drawing.form} of {drawing.axis}. {summary} {finding}",
        "source": drawing.source or source_line(frame, sources),
        "series": sorted(drawn),
        "csv": csv(frame),
    }
    return Chart(face, drawing)


def csv(frame: pd.DataFrame) -> str:
    """Write the drawn rows: the first columns that every table has, then what tells rows apart."""
    if not set(_FIRST) & set(frame):
        return frame.to_csv(index=False, lineterminator="\n")
    shown = frame[[c for c in (*_FIRST, "name", "event", "label") if c in frame]].copy()
    if "value" in shown:
        shown["value"] = [f"{v:.6g}" if abs(v) < 1e6 else f"{v:.10g}" for v in shown["value"]]
    return shown.to_csv(index=False, lineterminator="\n")


def describe(frame: pd.DataFrame) -> str:
    """Say in words what is drawn: who, when, from what value to what."""
    periods = frame.sort_values("when", kind="stable")["period"].tolist()
    span = periods[0] if periods[0] == periods[-1] else f"{periods[0]} to {periods[-1]}"
    names = list(dict.fromkeys(frame["economy"]))
    who = ", ".join(names) if len(names) <= 6 else f"{len(names)} economies"
    low, high = (_short(frame["value"].agg(end)) for end in ("min", "max"))
    return f"{who}, {span}; values from {low} to {high}."


def _short(value: float) -> str:
    return f"{value:{',.0f' if abs(value) >= 100 else '.3g'}}".replace("-", "−")


def source_line(frame: pd.DataFrame, sources: pd.DataFrame) -> str:
    """Name the publishers of the drawn rows, with years; ValueError for a row without source."""
    if (frame["source"].astype(str).str.strip() == "").any():
        raise ValueError("every drawn row needs a source; one has none")
    ids = dict.fromkeys(i for cell in frame["source"] for i in cell.split())
    parts = []
    for publisher, group in sources.loc[list(ids)].groupby("publisher", sort=False):
        years = sorted({d[:4] for d in group["date"] if d})
        span = f" ({years[0]}–{years[-1]})" if len(years) > 1 else f" ({years[0]})" if years else ""
        tier = ", tier C" if (group["tier"] == "C").all() else ""
        parts.append(f"{publisher}{span}{tier}")
    return "Source: " + "; ".join(parts) + "."
