"""Figures and what stands in them: pictures, films, tables, listings, charts shown again."""

import base64
import binascii
import re
from mimetypes import guess_type

from markupsafe import Markup
from PIL import Image, UnidentifiedImageError

from . import svg
from .context import Context
from .nodes import MACROS
from .text import Node, ThemeError


def image(body: Context, node: Node) -> Markup:
    """Render a picture; a film or a sound becomes a player without any script."""
    url, written = node.get("url", ""), node.get("urlSource") or node.get("url", "")
    what = f"picture {written!r}"
    if not url.startswith("/") or url == "/undefined":
        odd = ", with a name of plain letters, digits and hyphens" if "%" in url else ""
        raise body.error(f"{what} is not part of the site; store it beside the page{odd}")
    if not node.get("alt", "").strip('" '):
        raise body.error(f"{what} has no alternative text; describe what it shows")
    tag = str(guess_type(url)[0]).partition("/")[0]
    if tag in ("video", "audio"):
        return MACROS.player(tag, body.page.root + body.stored(url, written), node["alt"])
    if not url.endswith(".svg"):
        return picture(body, body.stored(url, written), node["alt"], node)
    body.inside_project(written)
    try:
        source = body.book.public(url).read_text(encoding="utf-8")
    except (ThemeError, UnicodeDecodeError) as error:
        raise body.error(f"{what}: {error}") from error
    return picture(body, drawn(body, source, what), node["alt"], node)


def drawn(body: Context, source: str, what: str) -> str:
    """Write a drawing that was not made for these pages, cleaned; return its address."""
    try:
        return body.files.named(svg.guest(source).encode(), "svg")
    except ThemeError as error:
        raise body.error(f"{what}: {error}") from error


def picture(body: Context, address: str, alt: str, given: Node) -> Markup:
    """Return the element of a picture that is written, with its size.

    Its author may have given a width (`60px` or `50%`), align, title and class.
    """
    width, height = _size(body, address)
    asked = re.fullmatch(r"(\d+(?:\.\d+)?)(px|%|)", str(given.get("width") or "").strip())
    tenths = asked and asked[2] == "%" and max(1, min(10, round(float(asked[1]) / 10)))
    if asked and not tenths:
        width, height = round(float(asked[1])), round(height * float(asked[1]) / width)
    look = f"w{tenths} " if tenths else ""
    names, address = look + given.get("align", ""), body.page.root + address
    return MACROS.picture(body, given, names, address, alt, width, height)


def _size(body: Context, address: str) -> tuple[int, int]:
    path = body.files.path(address)
    try:
        if path.suffix == ".svg":
            size = re.search(r' width="([^"]+)" height="([^"]+)"', path.read_text("utf-8"))
            return round(float(size[1])), round(float(size[2]))
        with Image.open(path) as opened:
            return opened.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise body.error(f"{path.name} is no picture that a browser shows; save it anew") from error


def decoded(body: Context, text: str) -> bytes:
    """Return what a notebook stores as base64."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise body.error("a cell holds a picture or sound that is damaged; run it again") from error
