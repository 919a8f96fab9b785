"""Write the whole site: every page, its files, and what stands beside the pages."""

from collections.abc import Collection
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from . import machines
from .book import Book, Page
from .files import Files
from .nodes import MACROS, TEMPLATES
from .outputs import context
from .pixels import sharing
from .text import Node, flow, is_section, walk


def render(
    site: Path, out: Path, *, base_url: str | None = None, only: Collection[str] | None = None
) -> list[Path]:
    """Render a parsed site as static HTML; return every file written, sorted.

    Args:
        site: the folder that the engine wrote, with `config.json`, `content/` and `public/`.
        out: the folder to write to; files that are there already are replaced, none is removed.
        base_url: where the site will be published, complete or as a path; else the site option
            `address`. Without a complete one there are no canonical links, site map or feed.
        only: for a preview, the sources of the pages to render; everything else is left out.

    Raises ThemeError: something cannot be rendered truthfully; the message names page and place.
    """
    book, files = Book(site), Files(out)
    address = book.options.get("address", "")
    base = urljoin(address, base_url or address).rstrip("/") + "/"
    book.base = base if urlsplit(base).scheme else None
    for page in book.pages:
        if only is None or page.source in only:
            files.write(f"{page.url}index.html", _page(page, book, files))
    if only is None:
        # Served for a missing address at any depth, so its links start at the root of the host.
        root = urlsplit(base).path if base_url or address else ""
        files.write("404.html", _filled("404.html", book, files, page=None, root=root))
        machines.write(book, files)
    return sorted(files.written)


def _page(page: Page, book: Book, files: Files) -> str:
    body = context(page, book, files)
    return _filled(
        "page.html",
        book,
        files,
        page=page,
        root=page.root,
        body=body,
        lede=body.inside(page.lede),
        abstract=body.inside(page.meta.get("parts", {}).get("abstract", {}).get("mdast")),
        content=MACROS.content(body, _groups(page)),
        picture=book.base and sharing(page, book, files),
    )


def _filled(template: str, book: Book, files: Files, **values: object) -> str:
    return TEMPLATES.get_template(template).render(
        book=book, base=book.base, static=files.static, **values
    )


def _groups(page: Page) -> list[list[Node]]:
    """Return the nodes below the lede: those before the first section, then each section."""
    groups: list[list[Node]] = [[]]
    for node in flow(page.body):
        if is_section(node):
            groups.append([])
        if node is not page.lede:
            groups[-1].append(node)
    # Code that only prepares would part the question from its answer; it follows the answer.
    code = [node for node in groups[0] if node.get("kind") == "notebook-code"]
    silent = [node for node in code if all(n["type"] != "output" for n in walk([node]))]
    groups[0] = [node for node in groups[0] if node not in silent]
    groups.insert(2, silent)
    return groups
