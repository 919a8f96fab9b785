"""The picture that stands beside a link to a page elsewhere: its lead chart, whole, on white."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from .outputs import png
from .pages import Book, Page, walk
from .text import Node

if TYPE_CHECKING:
    from .site import Files

#: Width and height that every network shows without cutting, and the white around the chart.
SIZE, MARGIN = (1200, 630), 48
#: Width by height from which a chart fills the picture.
BROAD = 1.6


def picture(page: Page, book: Book, files: Files, base: str) -> dict[str, str] | None:
    """Write the sharing picture of a page.

    Args:
        page: where the picture will stand.
        book: all pages; a page without a chart of its own takes the first of the book.
        files: where it is written.
        base: where the site will be published.

    Returns:
        Its complete address and what it shows, or None in a book without charts.
    """
    found = _lead(page, book)
    if found is None:
        return None
    home, node = found
    face, drawing = book.chart(node), png(book, node)
    if drawing is None:
        return None
    address = files.write(f"{home.url}charts/{face['id']}-sharing.png", framed(drawing))
    return {"address": base + address, "alt": face["alt"]}


def _lead(page: Page, book: Book) -> tuple[Page, Node] | None:
    """Return the chart to show, of a page or else of the book, and the page where it lives.

    It is the first that is about as broad as the picture: a tall one would be too small to read.
    """
    for place in (page, *book.pages):
        shown = [node for node in walk(place.body) if book.chart(node)]
        if shown:
            node = next((node for node in shown if _proportion(png(book, node)) >= BROAD), shown[0])
            return book.figures[book.chart(node)["id"]].page, node
    return None


def _proportion(drawing: bytes | None) -> float:
    if drawing is None:
        return 0.0
    width, height = Image.open(io.BytesIO(drawing)).size
    return width / height


def framed(drawing: bytes) -> bytes:
    """Return a PNG of `SIZE` with a drawing in its middle, as large as fits, none of it cut."""
    chart = Image.open(io.BytesIO(drawing)).convert("RGBA")
    room = [side - 2 * MARGIN for side in SIZE]
    scale = min(room[0] / chart.width, room[1] / chart.height)
    chart = chart.resize((round(chart.width * scale), round(chart.height * scale)), Image.LANCZOS)
    card = Image.new("RGB", SIZE, "white")
    card.paste(chart, tuple((SIZE[i] - chart.size[i]) // 2 for i in (0, 1)), chart)
    out = io.BytesIO()
    card.quantize(64, dither=Image.Dither.NONE).save(out, format="PNG", optimize=True)
    return out.getvalue()
