"""Charts that travel: for a download, and as the picture beside a link to a page elsewhere.

The letters are those of the pages, so that every machine makes the same bytes. Where resvg is not
installed there are no pictures.
"""

import textwrap
from functools import lru_cache
from importlib.util import find_spec

from . import svg
from .book import Book, Page
from .charts import Chart
from .files import STATIC, Files
from .nodes import TEMPLATES
from .text import ThemeError, walk

#: Width and height that every network shows without cutting, the white around, the drawing.
SIZE, MARGIN, PLOT = (1200, 630), 48, 600
#: Size of the headline of such a picture, up to so many characters.
HEADLINE = {90: 40, 140: 34, 1000: 27}
#: Width of a letter by its height, on average, with some room.
LETTER, BOLD = 0.57, 0.64
#: Height by width up to which a narrow drawing is legible in such a picture.
TALL = 1.25


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


def poster(chart: Chart, book: Book) -> str:
    """Return the wide drawing as an SVG that says alone what, where, when and from whom."""
    *_, wide, tall = svg.box(chart.wide)
    size, small, edge = 13, 9, 12
    finding = textwrap.wrap(chart.finding, int(wide / size / BOLD))
    source = [*textwrap.wrap(chart.source, int(wide / small / LETTER)), _signature(chart, book)]
    top = edge + len(finding) * size * 1.25
    foot = top + tall + 2 * small
    return _filled(
        chart, svg.placed(chart.wide, "c", edge, top, wide, tall), finding, source,
        width=wide + 2 * edge, height=foot + len(source) * small * 1.3,
        x=edge, top=edge + size, foot=foot, size=size, small=small,
    )  # fmt: skip


def sharing(page: Page, book: Book, files: Files) -> dict[str, str] | None:
    """Write the picture of a page, its lead chart or that of the book; return address and text."""
    chart = next(filter(None, (_lead(place) for place in (page, *book.pages))), None)
    if chart is None:
        return None
    home = book.figures[f"fig-{chart.id}"].page
    try:
        drawn = png(_card(chart, book), scale=1)
    except ThemeError as error:
        raise ThemeError(f"page {home.slug!r}: chart {chart.id!r}: {error}") from error
    address = f"{home.url}charts/{chart.id}-sharing.png"
    return {"address": files.write(address, drawn), "alt": chart.alt} if drawn else None


def _lead(page: Page) -> Chart | None:
    """Return the first chart about as broad as its place: a tall one would be hard to read."""
    shown = list(filter(None, (node.get("chart") for node in walk(page.body))))
    for chart in shown:
        *_, width, height = svg.box(chart.narrow)
        if height <= TALL * width:
            return chart
    return shown[0] if shown else None


def _card(chart: Chart, book: Book) -> str:
    """Return an SVG of `SIZE`: what the chart says beside its narrow drawing, as large as fits."""
    (width, height), small, room = SIZE, 18, SIZE[0] - PLOT - 3 * MARGIN
    size = next(size for most, size in HEADLINE.items() if len(chart.finding) <= most)
    finding = textwrap.wrap(chart.finding, int(room / size / BOLD), max_lines=10, placeholder=" …")
    letters = int(room / small / LETTER)
    source = textwrap.wrap(chart.source, letters, max_lines=4, placeholder=" …")
    source += textwrap.wrap(_signature(chart, book), letters, break_on_hyphens=False)
    at = (width - PLOT - MARGIN, MARGIN, PLOT, height - 2 * MARGIN)
    return _filled(
        chart, svg.placed(chart.narrow, "c", *at), finding, source, width=width, height=height,
        x=MARGIN, top=MARGIN + size, foot=height - MARGIN + small - len(source) * small * 1.3,
        size=size, small=small,
    )  # fmt: skip


def _signature(chart: Chart, book: Book) -> str:
    """Name the book, what its data are as of, and where the chart is, as far as it is known."""
    dated = book.options.get("data_as_of")
    address = book.base and f"{book.base.partition('//')[2]}charts/{chart.id}/"
    return " · ".join(filter(None, (book.title, dated and f"data as of {dated}", address)))


def _filled(chart: Chart, drawing: str, finding: list[str], source: list[str], **at: float) -> str:
    given = {"chart": chart, "drawing": drawing, "finding": finding, "source": source}
    return TEMPLATES.get_template("poster.svg").render(given | at)
