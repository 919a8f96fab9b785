"""What stands beside the pages: cards, site map, robots, headers, 404, metadata for machines."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from .errors import ThemeError
from .nodes import Body
from .outputs import TEMPLATES
from .pages import Book, Page, flow, is_section, walk
from .text import Node, plain

if TYPE_CHECKING:
    from .site import Files

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'"
)
#: Anchors whose text is shown in a card beside the links to them.
CARDS = ("num-", "claim-")


def write(book: Book, files: Files, base: str | None) -> None:
    """Write every file that is not a page."""
    files.write(
        "cards.json", json.dumps(cards(book, files), ensure_ascii=False, sort_keys=True) + "\n"
    )
    files.write("404.html", _not_found(book, files, base))
    files.write("_headers", _headers())
    robots = "User-agent: *\nAllow: /\n"
    if base:
        files.write("sitemap.xml", _sitemap(book, base))
        robots += f"Sitemap: {base}sitemap.xml\n"
        if changes := book.options.get("changes_page"):
            files.write("feed.xml", _feed(book, book.page(changes), files, base))
    files.write("robots.txt", robots)


def cards(book: Book, files: Files) -> dict[str, dict[str, str]]:
    """Return the card of every named number and claim: anchor → title and HTML.

    Links in a card lead from the root of the site; the script adds the way up.
    """
    found: dict[str, dict[str, str]] = {}
    for page in book.pages:
        body = Body(replace(page, url=""), book, files)
        nodes = list(flow(page.body))
        for at, node in enumerate(nodes):
            for target, row in _targets(node):
                anchor = target["html_id"]
                if target["type"] == "heading":
                    text = "".join(body.node(n) for n in _below(nodes, at))
                elif row:
                    text = "".join(f"<p>{body.inside(cell)}</p>" for cell in row["children"])
                else:
                    text = str(body.node(target))
                title = plain(target) if target["type"] == "heading" else ""
                found[anchor] = {"title": title, "html": _without_anchors(text)}
    return found


def _targets(node: Node) -> list[tuple[Node, Node | None]]:
    """Return the nodes that a card is made of, each with the table row that it stands in."""
    found, row = [], None
    for inner in walk([node]):
        if inner["type"] == "tableRow":
            row = inner
        if str(inner.get("html_id", "")).startswith(CARDS) and inner["type"] != "captionNumber":
            found.append((inner, row))
    return found


def _below(nodes: list[Node], at: int) -> list[Node]:
    rest = nodes[at + 1 :]
    end = next((i for i, n in enumerate(rest) if n["type"] == "heading"), len(rest))
    # A card holds a few lines; a table or chart under the same heading stays on its page.
    return [
        n for n in rest[:end] if n["type"] in ("paragraph", "list", "definitionList", "blockquote")
    ]


def _without_anchors(html: str) -> str:
    # The page of the register holds these anchors already.
    return html.replace(' id="', ' data-id="')


def edit_address(page: Page, book: Book) -> str | None:
    """Return where the source of a page is edited, if the repository is known."""
    github = book.project.get("github")
    return f"{github}/edit/{_branch(book)}/{_path(page, book)}" if github else None


def binder_address(page: Page, book: Book) -> str | None:
    """Return where the notebook behind a page runs in the browser, if Binder can fetch it."""
    url = urlsplit(book.project.get("github") or "")
    chapter = page.source.endswith(".ipynb")
    if not (book.options.get("launch_binder") and chapter and url.hostname == "github.com"):
        return None
    name = url.path.strip("/").removesuffix(".git")
    branch = quote(_branch(book), safe="")  # Binder takes a slash for the end of the branch
    return f"https://mybinder.org/v2/gh/{name}/{branch}?urlpath=lab/tree/{_path(page, book)}"


def _branch(book: Book) -> str:
    return book.options.get("branch", "main")


def _path(page: Page, book: Book) -> str:
    """Return the file of a page as an address inside the repository."""
    folder = book.options.get("folder", "book")
    return quote(posixpath.normpath(posixpath.join(folder, page.source)))


def report_address(page: Page, book: Book) -> str | None:
    """Return where a problem with a page is reported, if the repository is known."""
    github = book.project.get("github")
    return f"{github}/issues/new?title={quote(page.title + ': ')}" if github else None


def licences(book: Book) -> list[tuple[str, str, str]]:
    """Return the licences of the project: (what it is for, name, address)."""
    given = book.project.get("license") or {}
    return [
        (kind, licence.get("name") or licence["id"], licence.get("url", ""))
        for kind, licence in given.items()
        if isinstance(licence, dict)
    ]


def about(page: Page, book: Book, files: Files, base: str | None) -> str:
    """Return what a page is about as JSON-LD, safe inside a script element."""
    first = page is book.pages[0]
    report: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": book.title if first else page.title,
        "description": page.description,
        "inLanguage": "en",
        "isAccessibleForFree": True,
    }
    for _, name, address in licences(book)[:1]:
        report["license"] = address or name
    if keywords := book.project.get("keywords"):
        report["keywords"] = keywords
    if authors := book.project.get("authors"):
        report["author"] = [
            {"@type": "Person", "name": a["name"]} for a in authors if a.get("name")
        ]
    if base:
        report["url"] = base + page.url
    if not first:
        report["isPartOf"] = {"@type": "Report", "name": book.title} | (
            {"url": base} if base else {}
        )
    graph = [report]
    if page.slug == book.options.get("data_page"):
        graph.append(_dataset(page, book, files, base, report))
    return json.dumps(graph if len(graph) > 1 else report, ensure_ascii=False).replace(
        "<", "\\u003c"
    )


def _dataset(
    page: Page, book: Book, files: Files, base: str | None, report: dict[str, Any]
) -> dict:
    links = [n["url"] for n in walk(page.body) if n["type"] == "link" and n.get("static")]
    types = {"csv": "text/csv", "json": "application/json"}
    shared = {
        k: report[k] for k in ("description", "license", "keywords", "url", "author") if k in report
    }
    return shared | {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"{book.title}: {page.title}",
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": types[link.rpartition(".")[2]],
                "contentUrl": (base or "") + files.stored(link),
            }
            for link in dict.fromkeys(links)
            if link.rpartition(".")[2] in types
        ],
    }


def _not_found(book: Book, files: Files, base: str | None) -> str:
    # Served for any missing address at any depth, so its links start at the root of the host.
    root = urlsplit(base).path if base else ""
    return TEMPLATES.get_template("404.html").render(
        book=book,
        page=None,
        root=root,
        static=files.static,
        csp=CONTENT_SECURITY_POLICY,
        licences=licences(book),
    )


def _headers() -> str:
    return (
        "/*\n"
        f"  Content-Security-Policy: {CONTENT_SECURITY_POLICY}; frame-ancestors 'self'\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
        "  Permissions-Policy: camera=(), geolocation=(), microphone=()\n"
        "  Cross-Origin-Opener-Policy: same-origin\n"
        "/static/*\n"
        "  Cache-Control: public, max-age=31536000, immutable\n"
    )


def _feed(book: Book, page: Page, files: Files, base: str) -> str:
    """Return the page of changes as an Atom feed, one entry for each dated heading.

    Raises:
        ThemeError: a heading of that page does not begin with a date.
    """
    body, nodes, entries = Body(page, book, files), list(flow(page.body)), []
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
        entries.append(
            {
                "date": dated[1],
                "title": dated[2],
                "address": f"{base}{page.url}#{node['html_id']}",
                "text": text,
            }
        )
    return TEMPLATES.get_template("feed.xml").render(book=book, base=base, entries=entries)


def _sitemap(book: Book, base: str) -> str:
    rows = "".join(f"<url><loc>{base}{page.url}</loc></url>\n" for page in book.pages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )
