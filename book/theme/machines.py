"""What stands beside the pages, for machines: cards, site map, feed, headers."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from .body import context
from .book import Book, Page, flow, is_section, walk
from .errors import ThemeError
from .files import Files
from .nodes import TEMPLATES
from .text import Node, plain

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data:; media-src 'self'; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
HEADERS = f"""/*
  Content-Security-Policy: {CONTENT_SECURITY_POLICY}; frame-ancestors 'self'
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Cross-Origin-Opener-Policy: same-origin
/static/*
  Cache-Control: public, max-age=31536000, immutable
"""


def write(book: Book, files: Files, base: str | None) -> None:
    """Write every file that is not a page.

    Args:
        book: all pages.
        files: where they go.
        base: the complete address of the site, if it is known.

    Raises:
        ThemeError: a heading of the page of changes does not begin with a date.
    """
    shown = json.dumps(cards(book, files), ensure_ascii=False, sort_keys=True)
    files.write("cards.json", shown + "\n")
    files.write("_headers", HEADERS)
    robots = "User-agent: *\nAllow: /\n"
    if base:
        places = TEMPLATES.get_template("sitemap.xml").render(book=book, base=base)
        files.write("sitemap.xml", places)
        robots += f"Sitemap: {base}sitemap.xml\n"
        if page := book.page(book.options.get("changes_page") or " "):
            entries = _changes(book, page, files)
            feed = TEMPLATES.get_template("feed.xml")
            files.write("feed.xml", feed.render(book=book, base=base, page=page, entries=entries))
    files.write("robots.txt", robots)


def cards(book: Book, files: Files) -> dict[str, dict[str, str]]:
    """Return the card of every place of a kind that has cards: anchor → title and HTML.

    Links in a card lead from the root of the site; the script adds the way up.
    """
    found: dict[str, dict[str, str]] = {}
    for page in book.pages:
        body = context(replace(page, url=""), book, files)
        nodes = list(flow(page.body))
        for at, node in enumerate(nodes):
            for target, row in _targets(node, book.words("cards")):
                if target["type"] == "heading":
                    text = "".join(body.node(n) for n in _below(nodes, at))
                elif row:
                    text = "".join(f"<p>{body.inside(cell)}</p>" for cell in row["children"])
                else:
                    text = str(body.node(target))
                title = plain(target) if target["type"] == "heading" else ""
                # The page of the register holds these anchors already.
                found[target["html_id"]] = {"title": title, "html": re.sub(' id="[^"]*"', "", text)}
    return found


def _targets(node: Node, kinds: list[str]) -> list[tuple[Node, Node | None]]:
    """Return the nodes that a card is made of, each with the table row that it stands in."""
    found, row = [], None
    for inner in walk([node]):
        row = inner if inner["type"] == "tableRow" else row
        kind, dash, _ = str(inner.get("html_id", "")).partition("-")
        if dash and kind in kinds and inner["type"] not in ("captionNumber", "crossReference"):
            found.append((inner, row))
    return found


def _below(nodes: list[Node], at: int) -> list[Node]:
    rest = nodes[at + 1 :]
    end = next((i for i, n in enumerate(rest) if n["type"] == "heading"), len(rest))
    # A card holds a few lines; a table or chart under the same heading stays on its page.
    return [
        n for n in rest[:end] if n["type"] in ("paragraph", "list", "definitionList", "blockquote")
    ]


def _changes(book: Book, page: Page, files: Files) -> list[dict[str, str]]:
    """Return an entry of the feed for each dated heading of the page of changes."""
    body, nodes, entries = context(page, book, files), list(flow(page.body)), []
    for at, node in enumerate(nodes):
        if not is_section(node):
            continue
        dated = re.fullmatch(r"(\d{4}-\d\d-\d\d): (.+)", plain(node))
        if not dated:
            raise ThemeError(
                f"page {page.slug!r}: the heading {plain(node)!r} must begin with a date, "
                "as in '2026-01-31: What changed'"
            )
        text = "".join(body.node(n) for n in _below(nodes, at))
        entry = {"date": dated[1], "title": dated[2], "anchor": node["html_id"], "text": text}
        entries.append(entry)
    return entries
