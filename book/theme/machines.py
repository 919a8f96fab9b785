"""What stands beside the pages, for machines: cards, site map, feed, headers."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import dropwhile, takewhile

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
    changes = book.page(book.options.get("changes_page") or " ")
    names = ["_headers", "robots.txt"] + ["sitemap.xml"] * bool(book.base)
    given = {"book": book, "base": book.base, "page": changes}
    if book.base and changes:
        names.append("feed.xml")
        given["entries"] = list(_changes(changes, context(changes, book, files)))
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


def _changes(page: Page, body: Context) -> Iterator[dict[str, str]]:
    """Yield an entry of the feed for each dated heading of a page, the oldest first.

    Below the oldest may stand something else; ThemeError: a heading above it has no date.
    """
    dated = re.compile(r"(?P<date>\d{4}-\d\d-\d\d): (?P<title>.+)").fullmatch
    found = [(heading, dated(plain(heading)), text) for heading, text in _below(body, is_section)]
    for heading, entry, text in dropwhile(lambda one: not one[1], reversed(found)):
        if not entry:
            raise ThemeError(
                f"page {page.slug!r}: the heading {plain(heading)!r} must begin with a date, "
                "as in '2026-01-31: What changed'"
            )
        yield entry.groupdict() | {"anchor": heading["html_id"], "text": text}
