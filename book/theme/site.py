"""Write the whole site: every page, its files, and what stands beside the pages."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from . import extras, sharing
from .errors import ThemeError
from .nodes import Body
from .outputs import TEMPLATES
from .pages import Book, Page
from .text import unhashed

STATIC = Path(__file__).parent / "static"


def render(
    site: Path, out: Path, *, base_url: str | None = None, only: Collection[str] | None = None
) -> list[Path]:
    """Render a parsed site as static HTML.

    Args:
        site: the folder that the engine wrote, with `config.json`, `content/` and `public/`.
        out: the folder to write to; files that are there already are replaced, none is removed.
        base_url: where the site will be published, for addresses that must be complete (canonical
            links, site map, sharing pictures); without it these are left out.
        only: for a preview, the sources of the pages to render; everything else is left out.

    Returns:
        Every file written, sorted.

    Raises:
        ThemeError: something cannot be rendered truthfully; the message names page and place.
    """
    book = Book(site)
    files = Files(book, out)
    base = base_url.rstrip("/") + "/" if base_url else None
    for page in book.pages:
        if only is None or page.source in only:
            files.write(f"{page.url}index.html", _page(page, book, files, base))
    if only is None:
        extras.write(book, files, base)
    return sorted(files.written)


def _page(page: Page, book: Book, files: Files, base: str | None) -> str:
    body = Body(page, book, files)
    before, after = book.neighbours(page)
    return TEMPLATES.get_template("page.html").render(
        book=book,
        page=page,
        root=page.root,
        lede=body.lede(),
        content=body.html(),
        before=before,
        after=after,
        static=files.static,
        csp=extras.CONTENT_SECURITY_POLICY,
        canonical=base and base + page.url,
        picture=base and sharing.picture(page, book, files, base),
        about=Markup(extras.about(page, book, files, base)),
        notebook=_notebook(page, book, files),
        data_page=book.page(book.options.get("data_page", ""))
        if book.options.get("data_page")
        else None,
        edit=extras.edit_address(page, book),
        binder=extras.binder_address(page, book),
        report=extras.report_address(page, book),
        licences=extras.licences(book),
    )


def _notebook(page: Page, book: Book, files: Files) -> str | None:
    """Copy the notebook behind a page to it; return its file name."""
    for export in page.meta.get("exports", []):
        if export["format"] == "ipynb":
            files.write(page.url + export["filename"], book.public(export["url"]).read_bytes())
            return export["filename"]
    return None


class Files:
    """Everything that is written, each file under an address that stays the same."""

    def __init__(self, book: Book, out: Path) -> None:
        self._book, self._out = book, out
        self.written: set[Path] = set()

    def write(self, address: str, content: str | bytes) -> str:
        """Write one file; return its address relative to the root of the site."""
        path = self._out / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.written.add(path)
        return address

    def stored(self, address: str) -> str:
        """Copy a file that a page links to; return its address relative to the root.

        Raises:
            ThemeError: there is no such file, or two different ones share a name.
        """
        content = self._book.public(address).read_bytes()
        target = f"files/{unhashed(Path(address).name)}"
        path = self._out / target
        if path in self.written and path.read_bytes() != content:
            raise ThemeError(f"two different files are called {path.name}; rename one")
        return self.write(target, content)

    def picture(self, path: Path, page: Page, alt: str) -> Markup:
        """Copy a picture; return its element, with its size where the format tells it."""
        address = self.stored("/" + path.name)
        head = path.read_bytes()[:24]
        size = Markup()
        if head.startswith(b"\x89PNG"):
            width, height = struct.unpack(">II", head[16:24])
            size = Markup(' width="{}" height="{}"').format(width, height)
        return Markup('<img src="{}{}" alt="{}"{} loading="lazy">').format(
            page.root, address, alt, size
        )

    @cached_property
    def static(self) -> dict[str, str]:
        """Style sheet and scripts: name → address, named by their content."""
        return {
            path.name: self.write(f"static/{path.stem}.{_digest(content)}{path.suffix}", content)
            for path in sorted(STATIC.iterdir())
            if (content := _lean(path))
        }


def _lean(path: Path) -> bytes:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        text = re.sub(r"\s+", " ", text)
        text = re.sub(r" ?([{};,>]) ?", r"\1", text).replace(";}", "}").replace(": ", ":")
    return text.strip().encode()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]
