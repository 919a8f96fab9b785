"""Write the whole site: every page, its files, and what stands beside the pages."""

from collections.abc import Collection
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from . import machines
from .body import content
from .book import Book, Page
from .files import Files
from .nodes import TEMPLATES
from .outputs import context
from .pixels import sharing
from .text import walk


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
        lede=body.inside(page.lede),
        abstract=body.inside(page.meta.get("parts", {}).get("abstract", {}).get("mdast")),
        content=content(body),
        picture=book.base and sharing(page, book, files),
        downloads=_downloads(page, book, files),
        notebook=_notebook(page, book, files),
    )


def _filled(template: str, book: Book, files: Files, **values: object) -> str:
    return TEMPLATES.get_template(template).render(
        book=book, base=book.base, static=files.static, **values
    )


def _downloads(page: Page, book: Book, files: Files) -> list[str]:
    """Return the addresses of the tables on the page that describes the data."""
    if page.slug != book.options.get("data_page"):
        return []
    links = [n["url"] for n in walk(page.body) if n["type"] == "link" and n.get("static")]
    tables = [link for link in dict.fromkeys(links) if link.endswith((".csv", ".json"))]
    return [files.stored(book.public(link)) for link in tables]


def _notebook(page: Page, book: Book, files: Files) -> str | None:
    """Copy the notebook behind a page to it; return its file name."""
    for export in page.meta.get("exports", []):
        if export["format"] == "ipynb":
            files.write(page.url + export["filename"], book.public(export["url"]).read_bytes())
            return export["filename"]
    return None
