"""Figures and what stands in them: pictures, films, listings, formulas, captions."""

from __future__ import annotations

import base64
import binascii
import re

from markupsafe import Markup, escape
from PIL import Image, UnidentifiedImageError
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from . import svg
from .book import chart_of
from .context import TEMPLATES, Context, classes, element
from .errors import ThemeError
from .foreign import clean
from .tables import table
from .text import Node, han

MACROS = TEMPLATES.get_template("nodes.html").module
_MATHML = re.compile(r"<math.*?</math>", re.S)
_FILM = re.compile(r"\.(?:mp4|webm|ogv|mov)$", re.I)
_SOUND = re.compile(r"\.(?:mp3|ogg|oga|wav|m4a|flac)$", re.I)


def container(body: Context, node: Node) -> Markup:
    """Render a figure, a table, a listing or a quotation with its caption."""
    inner = {child["type"]: child for child in node["children"]}
    shown = inner.get("outputs")
    if shown and any(map(chart_of, shown["children"])):
        # A chart brings its own caption, number and source line.
        anchor = body.id(node) if node.get("html_id") not in body.book.figures else None
        return Markup('<div id="{}"></div>').format(anchor) * bool(anchor) + body.node(shown)
    if "table" in inner:
        caption = _caption(body, inner["caption"]) if "caption" in inner else None
        return table(
            body, inner["table"] | {k: node[k] for k in ("html_id", "class") if k in node}, caption
        )
    if shown:
        return _figure(
            body, node | {"children": [n for n in node["children"] if n["type"] != "code"]}
        )
    if "code" in inner:
        caption = _caption(body, inner["caption"]) if "caption" in inner else Markup()
        code = inner["code"]
        return MACROS.listing(body, node, coloured(code), caption, code.get("filename", ""))
    if node.get("kind") == "quote":
        return MACROS.quotation(body, node)
    return _figure(body, node)


def _figure(body: Context, node: Node) -> Markup:
    image = next((n for n in node["children"] if n["type"] == "image"), {})
    many = any(n.get("subcontainer") for n in node["children"]) and "several"
    names = classes("picture", image.get("align"), many or None, node.get("class"))
    return element("figure", body.inside(node), id=body.id(node), class_=names)


def caption(body: Context, node: Node) -> Markup:
    return element("figcaption", _caption(body, node))


def _caption(body: Context, node: Node) -> Markup:
    return Markup(" ").join(map(body.inside, node["children"]))


def caption_number(body: Context, node: Node) -> Markup:
    figure = body.book.figures.get(node.get("html_id", ""))
    template = node.get("template") or ""
    own = figure and "%s" in template
    text = escape(template.replace("%s", figure.number)) if own else body.inside(node)
    return element("span", text, " ", class_="no")


def image(body: Context, node: Node) -> Markup:
    """Render a picture; a film or a sound becomes a player without any script."""
    url, written = node.get("url", ""), node.get("urlSource") or node.get("url", "")
    if not url.startswith("/") or url == "/undefined":
        odd = (
            " a name of plain letters, digits and hyphens"
            if re.search(r"%|[^\x21-\x7e]", url)
            else ""
        )
        raise body.error(
            f"picture {written!r} is not part of the site; store it beside the page"
            + (f" under{odd}" if odd else "")
        )
    if not node.get("alt", "").strip('" '):
        raise body.error(f"picture {written!r} has no alternative text; describe what it shows")
    if _FILM.search(url) or _SOUND.search(url):
        tag = "video" if _FILM.search(url) else "audio"
        address = body.page.root + body.stored(url, written)
        return Markup(
            '<{0} controls preload="metadata" src="{1}" aria-label="{2}"></{0}>\n'
        ).format(tag, address, node["alt"])
    if url.endswith(".svg"):
        body.inside_project(written)
        try:
            drawn = svg.guest(body.book.public(url).read_text(encoding="utf-8"))
        except (ThemeError, UnicodeDecodeError) as error:
            raise body.error(f"picture {written!r}: {error}") from error
        return picture(body, body.files.named(drawn.encode(), ".svg"), node["alt"], node)
    return picture(body, body.stored(url, written), node["alt"], node)


def picture(body: Context, address: str, alt: str, given: Node) -> Markup:
    """Return the element of a picture that is written, with its size where that can be read.

    Args:
        body: the page that it stands on.
        address: from the root of the site.
        alt: its alternative text.
        given: what its author asked for: width (`60px` or `50%`), align, title, class.

    Raises:
        ThemeError: the file is no picture.
    """
    width, height = _size(body, address)
    asked = re.fullmatch(r"(\d+(?:\.\d+)?)(px|%|)", str(given.get("width") or "").strip())
    share = (
        f"w{max(1, min(10, round(float(asked[1]) / 10)))}" if asked and asked[2] == "%" else None
    )
    if asked and not share and width:
        width, height = round(float(asked[1])), round(height * float(asked[1]) / width)
    return element(
        "img",
        src=body.page.root + address,
        alt=alt,
        title=given.get("title"),
        class_=classes(share, given.get("align"), given.get("class")),
        width=str(width) if width else None,
        height=str(height) if width else None,
        loading="lazy",
    ).removesuffix("</img>")


def _size(body: Context, address: str) -> tuple[int, int]:
    path = body.files.path(address)
    if path.suffix == ".svg":
        size = re.search(r'width="([\d.]+)" height="([\d.]+)"', path.read_text(encoding="utf-8"))
        return (round(float(size[1])), round(float(size[2]))) if size else (0, 0)
    try:
        with Image.open(path) as opened:
            return opened.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise body.error(f"{path.name} is no picture that a browser shows; save it anew") from error


def decoded(body: Context, text: str) -> bytes:
    """Return what a notebook stores as base64.

    Raises:
        ThemeError: it is something else.
    """
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise body.error("a cell holds a picture or sound that is damaged; run it again") from error


def listing(body: Context, node: Node) -> Markup:
    return MACROS.listing(body, node, coloured(node), name=node.get("filename", ""))


def mermaid(body: Context, node: Node) -> Markup:
    # Drawing it would take a large script; its source reads well enough.
    code = {"lang": "text", "value": node["value"]}
    return MACROS.listing(body, node, coloured(code), name="Diagram, as Mermaid source")


def coloured(node: Node) -> Markup:
    """Return the highlighted text of a code node, with the lines that it numbers or stresses."""
    try:
        lexer = get_lexer_by_name(node.get("lang") or "text", stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    stressed = node.get("emphasizeLines") or []
    text = highlight(node["value"], lexer, HtmlFormatter(nowrap=True, hl_lines=stressed))
    if not node.get("showLineNumbers"):
        return Markup(text.rstrip("\n"))
    start = node.get("startingLineNumber") or 1
    lines = enumerate(
        text.rstrip("\n").replace("\n</span>", "</span>\n").rstrip("\n").split("\n"), start
    )
    return Markup("\n".join(f'<span class="ln" data-n="{n}"></span>{line}' for n, line in lines))


def formula(body: Context, node: Node) -> Markup:
    return MACROS.equation(body, node, mathml(body, node))


def mathml(body: Context, node: Node) -> Markup:
    found = _MATHML.search(node.get("html", ""))
    if not found:
        return element("code", node["value"])
    # The formula writer of the engine escapes its input; what it adds for looks is in the way.
    return Markup(re.sub(r' style="[^"]*"', "", found[0]))


def references(body: Context, node: Node | None = None) -> Markup:
    """Render the sources that a page cites, or on a page without any those of the whole book."""
    cited = body.page.cited
    if node is not None:
        body.listed = True
        cited = cited or {k: v for page in body.book.pages for k, v in page.cited.items()}
    sources = [
        (key, Markup(clean(source["html"]))) for key, source in sorted(cited.items(), key=_order)
    ]
    return MACROS.references(body, sources) if sources else Markup()


def _order(entry: tuple[str, dict]) -> str:
    return re.sub(r"<[^>]*>", "", entry[1]["html"]).casefold()


RENDERERS = {
    name: getattr(MACROS, name)
    for name in "admonition aside card details exercise grid iframe proof solution tabSet".split()
} | {
    "bibliography": references,
    "caption": caption,
    "captionNumber": caption_number,
    "code": listing,
    "container": container,
    "image": image,
    "inlineMath": mathml,
    "math": formula,
    "mermaid": mermaid,
}
