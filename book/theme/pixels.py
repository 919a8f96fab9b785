"""Charts that travel: for a download, and as the picture beside a link to a page elsewhere.

The letters are those of the pages, so that every machine makes the same bytes.
"""

import hashlib
import os
from importlib.metadata import version

import resvg_py

from . import svg
from .book import Book, Page
from .charts import Chart
from .files import STATIC, Files
from .nodes import TEMPLATES
from .text import ThemeError

#: Height by width up to which a narrow drawing is legible in the picture beside a link.
TALL = 1.25


def png(drawing: str, scale: int, files: Files) -> bytes:
    """Return an SVG as PNG with `scale` pixels a point; what was drawn once is kept."""
    what = f"{version('resvg_py')} {files.static} {scale} {drawing}"
    kept = files.kept / f"{hashlib.sha256(what.encode()).hexdigest()}.png"
    if not kept.exists():
        fonts = sorted(map(str, STATIC.glob("fonts/*.ttf")))
        look = {"background": "#ffffff", "sans_serif_family": "Book Sans", "zoom": scale}
        letters = {"font_files": fonts, "skip_system_fonts": True}
        drawn = resvg_py.svg_to_bytes(svg_string=drawing, **look, **letters)
        files.kept.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")  # a build beside this one may draw the same
        part.write_bytes(bytes(drawn))
        part.replace(kept)
    files.pictures.add(kept)
    return kept.read_bytes()


def alone(template: str, chart: Chart, drawing: str, book: Book) -> str:
    """Return one of the drawings of a chart as an SVG that says what, where, when, from whom."""
    drawn = svg.cleaned(drawing, "c")
    return TEMPLATES.get_template(template).render(chart=chart, drawing=drawn, book=book)


def sharing(page: Page, book: Book, files: Files) -> dict[str, str] | None:
    """Write the picture of a page, its lead chart or that of the book; return address and text."""
    charts = next(filter(None, (place.charts for place in (page, *book.pages))), None)
    if charts is None:
        return None
    chart = min(charts, key=_tall)
    home = book.figures[f"fig-{chart.id}"].page
    try:
        drawn = png(alone("sharing.svg", chart, chart.narrow, book), 1, files)
    except ThemeError as error:
        raise ThemeError(f"page {home.slug!r}: chart {chart.id!r}: {error}") from error
    address = f"{home.url}charts/{chart.id}-sharing.png"
    return {"address": files.write(address, drawn), "alt": chart.alt}


def _tall(chart: Chart) -> float:
    """Tell how much taller than legible a chart is there; the first that is not leads its page."""
    *_, width, height = svg.box(chart.narrow)
    return max(TALL, height / width)
