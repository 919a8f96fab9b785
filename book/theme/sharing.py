"""The picture that stands beside a link to a page elsewhere: its lead chart, whole, on white."""

from __future__ import annotations

from . import svg
from .book import Book, Page, chart_of, walk
from .charts import Chart
from .files import Files
from .raster import png

#: Width and height that every network shows without cutting, and the white around the chart.
SIZE, MARGIN = (1200, 630), 48
#: Width by height from which a chart fills the picture.
BROAD = 1.6


def picture(page: Page, book: Book, files: Files) -> dict[str, str] | None:
    """Write the sharing picture of a page.

    Args:
        page: where the picture will stand.
        book: all pages; a page without a chart of its own takes the first of the book.
        files: where it is written.

    Returns:
        Its address from the root of the site and what it shows, or None where there is no chart.
    """
    chart = next(filter(None, (_lead(place) for place in (page, *book.pages))), None)
    if chart is None:
        return None
    home = book.figures[f"fig-{chart.id}"].page
    address = files.once(f"{home.url}charts/{chart.id}-sharing.png", lambda: framed(chart))
    return address and {"address": address, "alt": chart.alt}


def _lead(page: Page) -> Chart | None:
    """Return the first chart about as broad as the picture: a tall one would be hard to read."""
    shown = list(filter(None, map(chart_of, walk(page.body))))
    return next((c for c in shown if svg.proportion(c.wide) >= BROAD), shown[0] if shown else None)


def framed(chart: Chart) -> bytes | None:
    """Return a PNG of `SIZE` with a chart in its middle, as large as fits, none of it cut."""
    width, height = (side - 2 * MARGIN for side in SIZE)
    inner = svg.standalone(
        chart.wide, chart.title, chart.alt, placed=(MARGIN, MARGIN, width, height)
    )
    frame = f'<svg xmlns="{svg.SVG}" width="{SIZE[0]}" height="{SIZE[1]}">{inner}</svg>'
    return png(frame, SIZE[0])
