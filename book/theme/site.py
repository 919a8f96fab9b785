"""Write the whole site: every page, its files, and what stands beside the pages."""

from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from . import machines
from .book import Book, Page
from .files import Files
from .nodes import TEMPLATES
from .outputs import context
from .pixels import sharing
from .text import Node, flow, is_section, walk


def render(
    site: Path, out: Path, *, base_url: str | None = None, only: Collection[str] | None = None,
    kept: Path | None = None,
) -> list[Path]:  # fmt: skip
    """Render the folder that the engine wrote as static HTML; return every file written, sorted.

    `base_url` is where the site will be published, complete or as a path; else the site option
    `address` is. Without a complete one there are no canonical links, site map or feed. `only` are
    the sources of the pages that a preview renders. Files that are in `out` already are replaced,
    none is removed. Pictures are kept for the next time in `kept`, by default beside `out`.
    ThemeError: something cannot be rendered truthfully, and where.
    """
    book, files = Book(site), Files(out, kept or out.with_name("pictures"))
    address = book.options.get("address", "")
    base = urljoin(address, base_url or address).rstrip("/") + "/"
    book.base = base if urlsplit(base).scheme else None
    for page in book.pages:
        if only is None or page.source in only:
            files.write(f"{page.url}index.html", _page(page, book, files))
    if only is None:
        # Served for a missing address at any depth, so its links start at the root of the host.
        root = urlsplit(base).path if base_url or address else ""
        lost = TEMPLATES.get_template("404.html")
        files.write("404.html", lost.render(book=book, files=files, page=None, root=root))
        machines.write(book, files)
        for left in set(files.kept.glob("*")) - files.pictures:
            left.unlink()
    return sorted(files.written)


def _page(page: Page, book: Book, files: Files) -> str:
    return TEMPLATES.get_template("page.html").render(
        book=book,
        files=files,
        body=context(page, book, files),
        page=page,
        root=page.root,
        groups=_groups(page),
        picture=book.base and sharing(page, book, files),
    )


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
