"""Write the whole site: every page, its files, and what stands beside them for machines."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import dropwhile, pairwise, takewhile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from .book import Book, Page
from .context import Context
from .files import Files
from .nodes import TEMPLATES
from .outputs import context
from .pixels import sharing
from .text import Node, ThemeError, flow, is_section, plain, walk

#: What a card or an entry of the feed shows of the text below a heading.
_FEW = ("paragraph", "list", "definitionList", "blockquote", "details")


def render(
    site: Path, out: Path, *, base_url: str | None = None, only: Collection[str] | None = None,
    kept: Path | None = None,
) -> list[Path]:  # fmt: skip
    """Render the folder that the engine wrote as static HTML; return every file written, sorted.

    `base_url` is where it will be published, complete or as a path, else the site option `address`;
    only a complete one gives canonical links, site map and feed. `only` are the sources of pages
    to preview; pictures are `kept`, by default beside `out`. ThemeError: it would not be true.
    """
    book, files = Book(site), Files(out, kept or out.with_name("pictures"))
    address = book.options.get("address", "")
    base = urljoin(address, base_url or address).rstrip("/") + "/"
    book.base = base if urlsplit(base).scheme else None

    def write(template: str, page: Page | None = None, **given: Any) -> None:  # noqa: ANN401
        text = TEMPLATES.get_template(template).render(given, book=book, files=files, page=page)
        files.write(f"{page.url}index.html" if template == "page.html" else template, text)

    for page in book.pages:
        if only is None or page.source in only:
            body, picture = context(page, book, files), book.base and sharing(page, book, files)
            shown = {"body": body, "root": page.root, "groups": _groups(page), "picture": picture}
            write("page.html", page, **shown)
    if only is None:
        # Served for a missing address at any depth, so its links start at the root of the host.
        write("404.html", root=urlsplit(base).path if base_url or address else "")
        cards = json.dumps(dict(_cards(book, files)), ensure_ascii=False, sort_keys=True)
        files.write("cards.json", cards + "\n")
        write("_headers")
        write("robots.txt")
        if book.base:
            write("sitemap.xml")
            if changes := book.page(book.options.get("changes_page") or " "):
                entries = [*_changes(changes, context(changes, book, files))]
                write("feed.xml", changes, entries=entries)
        for left in set(files.kept.glob("*")) - files.pictures:
            left.unlink()
    return sorted(files.written)


def _groups(page: Page) -> list[list[Node]]:
    """Return the nodes below the lede: those before the first section, then each section."""
    lede = page.lede
    nodes = [node for node in flow(page.body) if node is not lede]
    starts = [at for at, node in enumerate(nodes) if is_section(node)]
    groups = [nodes[start:end] for start, end in pairwise([0, *starts, len(nodes)])]
    # Code that only prepares would part the question from its answer; it follows the answer.
    code = [node for node in groups[0] if node.get("kind") == "notebook-code"]
    silent = [node for node in code if all(n["type"] != "output" for n in walk([node]))]
    groups[0] = [node for node in groups[0] if node not in silent]
    groups.insert(2, silent)
    return groups


def _below(body: Context, wanted: Callable[[Node], bool]) -> Iterator[tuple[Node, str]]:
    """Yield headings with the few lines below them; a table or chart stays on its page."""
    nodes = list(flow(body.page.body))
    for at, node in enumerate(nodes):
        if node["type"] == "heading" and wanted(node):
            rest = takewhile(lambda n: n["type"] != "heading", nodes[at + 1 :])
            yield node, "".join(body.node(n) for n in rest if n["type"] in _FEW)


def _cards(book: Book, files: Files) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield anchor, title, HTML (links from the root) and page of each heading that has a card."""
    kinds = tuple(f"{kind}-" for kind in book.words("cards"))
    for page in book.pages:
        body = context(replace(page, url=""), book, files)
        for heading, text in _below(body, lambda node: node.get("html_id", "").startswith(kinds)):
            # The page of the register holds the anchors already.
            html = re.sub(' id="[^"]*"', "", text)
            place = f"{page.url}index.html"
            yield heading["html_id"], {"title": plain(heading), "html": html, "page": place}


def _changes(page: Page, body: Context) -> Iterator[dict[str, str]]:
    """Yield a feed entry for each dated heading, the oldest first; ThemeError: one has no date."""
    dated = re.compile(r"(?P<date>\d{4}-\d\d-\d\d): (?P<title>.+)").fullmatch
    found = [(heading, dated(plain(heading)), text) for heading, text in _below(body, is_section)]
    for heading, entry, text in dropwhile(lambda one: not one[1], reversed(found)):
        if not entry:
            raise ThemeError(
                f"page {page.slug!r}: the heading {plain(heading)!r} must begin with a date, "
                "as in '2026-01-31: What changed'"
            )
        yield entry.groupdict() | {"anchor": heading["html_id"], "text": text}
