"""What stands beside the pages, for machines: cards, site map, feed, headers."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile

from .book import Book, Page
from .context import Context
from .files import Files
from .nodes import TEMPLATES
from .outputs import context
from .text import Node, ThemeError, flow, is_section, plain

#: What a card or an entry of the feed shows of the text below a heading.
_FEW = ("paragraph", "list", "definitionList", "blockquote", "details")


def write(book: Book, files: Files) -> None:
    """Write every file that is not a page."""
    shown = json.dumps(dict(_cards(book, files)), ensure_ascii=False, sort_keys=True)
    files.write("cards.json", shown + "\n")
    names, given = ["_headers", "robots.txt"], {"book": book, "base": book.base}
    changes = book.page(book.options.get("changes_page") or " ")
    if book.base:
        names.append("sitemap.xml")
    if book.base and changes:
        names.append("feed.xml")
        given |= {"page": changes, "entries": list(_changes(book, changes, files))}
    for name in names:
        files.write(name, TEMPLATES.get_template(name).render(given))


def _below(body: Context, wanted: Callable[[Node], bool]) -> Iterator[tuple[Node, str]]:
    """Yield headings with the few lines below them; a table or chart stays on its page."""
    nodes = list(flow(body.page.body))
    for at, node in enumerate(nodes):
        if node["type"] == "heading" and wanted(node):
            rest = takewhile(lambda n: n["type"] != "heading", nodes[at + 1 :])
            yield node, "".join(body.node(n) for n in rest if n["type"] in _FEW)


def _cards(book: Book, files: Files) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield anchor, title, HTML and page of each heading of a kind that has cards.

    Links in a card lead from the root of the site; the script adds the way up.
    """
    kinds = tuple(f"{kind}-" for kind in book.words("cards"))
    for page in book.pages:
        body = context(replace(page, url=""), book, files)
        for heading, text in _below(body, lambda node: node.get("html_id", "").startswith(kinds)):
            # The page of the register holds the anchors already.
            html = re.sub(' id="[^"]*"', "", text)
            place = f"{page.url}index.html"
            yield heading["html_id"], {"title": plain(heading), "html": html, "page": place}


def _changes(book: Book, page: Page, files: Files) -> Iterator[dict[str, str]]:
    """Yield an entry of the feed for each heading of the page of changes, up to the last date."""
    dated = re.compile(r"(\d{4}-\d\d-\d\d): (.+)").fullmatch
    found = [(*pair, dated(plain(pair[0]))) for pair in _below(context(page, book, files), is_section)]
    last = max((place for place, (*_, entry) in enumerate(found, 1) if entry), default=len(found))
    for heading, text, entry in found[:last]:
        if not entry:
            raise ThemeError(
                f"page {page.slug!r}: the heading {plain(heading)!r} must begin with a date, "
                "as in '2026-01-31: What changed'"
            )
        anchor = heading["html_id"]
        yield {"date": entry[1], "title": entry[2], "anchor": anchor, "text": text}
