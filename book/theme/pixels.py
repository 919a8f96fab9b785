"""Cleaned drawings as pixels: for downloads, and for the picture beside a link to a page elsewhere.

The letters are those of the pages, so that every machine makes the same bytes. Where resvg is not
installed there are no pictures.
"""

import re
from functools import lru_cache
from importlib.util import find_spec

from . import svg
from .book import Book, Page
from .charts import Chart
from .files import STATIC, Files
from .text import ThemeError, walk

#: Width and height that every network shows without cutting, and the white around the chart.
SIZE, MARGIN = (1200, 630), 48
#: Width by height from which a chart fills the picture.
BROAD = 1.6


@lru_cache(maxsize=256)  # a preview renders the same charts again and again
def png(drawing: str, scale: int = 2) -> bytes | None:
    """Return an SVG as PNG with `scale` pixels a point, None where nothing here can draw it."""
    if not find_spec("resvg_py"):
        return None
    import resvg_py

    drawn = resvg_py.svg_to_bytes(
        svg_string=drawing,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=sorted(map(str, STATIC.glob("fonts/*.ttf"))),
        sans_serif_family="Book Sans",
        zoom=scale,
    )
    return bytes(drawn)


def sharing(page: Page, book: Book, files: Files) -> dict[str, str] | None:
    """Write the picture of a page, its lead chart or that of the book; return address and text."""
    chart = next(filter(None, (_lead(place) for place in (page, *book.pages))), None)
    if chart is None:
        return None
    home = book.figures[f"fig-{chart.id}"].page
    try:
        drawn = _framed(chart)
    except ThemeError as error:
        raise ThemeError(f"page {home.slug!r}: chart {chart.id!r}: {error}") from error
    address = f"{home.url}charts/{chart.id}-sharing.png"
    return {"address": files.write(address, drawn), "alt": chart.alt} if drawn else None


def _lead(page: Page) -> Chart | None:
    """Return the first chart about as broad as the picture: a tall one would be hard to read."""
    shown = list(filter(None, (node.get("chart") for node in walk(page.body))))
    return next((c for c in shown if c.proportion >= BROAD), shown[0] if shown else None)


@lru_cache(maxsize=64)
def _framed(chart: Chart) -> bytes | None:
    """Return a PNG of `SIZE` with a chart in its middle, as large as fits, none of it cut."""
    width, height = SIZE
    whole = svg.standalone(chart.wide, chart.title, chart.alt)
    at = f' x="{MARGIN}" y="{MARGIN}" width="{width - 2 * MARGIN}" height="{height - 2 * MARGIN}"'
    inner = re.sub(r' width="[^"]+" height="[^"]+"', at, whole, count=1)
    return png(f'<svg xmlns="{svg.SVG}" width="{width}" height="{height}">{inner}</svg>', scale=1)
