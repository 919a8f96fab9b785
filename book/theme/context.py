"""What every renderer of a node is given: the page, the book, the way to render what is inside."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .book import Book, Page
from .errors import ThemeError
from .files import Files
from .text import Node, han, plain

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
TEMPLATES.filters |= {
    "han": han,
    "child": lambda node, kind: next((n for n in node["children"] if n["type"] == kind), None),
}

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_FOLLOWED = {"http", "https", "mailto", "tel", "ftp"}


def element(tag: str, *content: str, **attributes: str | None) -> Markup:
    """Return an HTML element; attributes that are None are left out, `class_` stands for class."""
    given = Markup().join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(tag, given, Markup().join(content))


def classes(*names: str | None) -> str | None:
    """Return the names of classes as an attribute, None if there is none."""
    return " ".join(filter(None, names)) or None


class Context:
    """Renders the nodes of one page.

    Attributes:
        page: the page.
        book: the book that it belongs to.
        files: where pictures and downloads go.
        notes: definitions of footnotes, in the order in which they were met.
        uses: footnote → how often the text refers to it.
        listed: whether a bibliography was placed by the author.
    """

    def __init__(
        self,
        page: Page,
        book: Book,
        files: Files,
        renderers: Mapping[str, Callable[[Context, Node], Markup]],
    ) -> None:
        self.page, self.book, self.files = page, book, files
        self.notes: list[Node] = []
        self.uses: Counter[str] = Counter()
        self.listed = False
        self._renderers = renderers
        self._ids: set[str] = set()
        self._count: Counter[str] = Counter()
        self._heading = page.title

    def error(self, what: str) -> ThemeError:
        """Make the error for something on this page, after the heading that was passed last."""
        return ThemeError(f"page {self.page.slug!r}, under {self._heading!r}: {what}")

    def passing(self, heading: str) -> None:
        """Note the heading under which the next nodes stand."""
        self._heading = heading

    def node(self, node: Node) -> Markup:
        """Render one node with everything in it.

        Raises:
            ThemeError: nothing renders this type of node, or what it holds.
        """
        renderer = self._renderers.get(node["type"])
        if renderer is None:
            raise self.error(
                f"the theme cannot show {node['type']!r}; write it differently, or add it to "
                "book/theme/nodes.py"
            )
        return renderer(self, node)

    def inside(self, node: Node, *, but: str = "") -> Markup:
        """Render what a node contains, but for children of one type."""
        return Markup().join(self.node(n) for n in node.get("children", []) if n["type"] != but)

    def id(self, node: Node) -> str | None:
        """Return the id of a node, once; a place that is shown again has none."""
        given = node.get("html_id")
        # The engine makes these up anew in every build, and nothing links to them.
        if not given or given in self._ids or ("indexEntries" in node and given[:6] == "index-"):
            return None
        self._ids.add(given)
        return given

    def next(self, kind: str) -> int:
        """Count things of one kind on this page."""
        self._count[kind] += 1
        return self._count[kind]

    def scroller(self, content: Markup) -> Markup:
        """Let wide content scroll inside itself, by touch, wheel and keyboard."""
        label = f"Table {self.next('table')}: {self._heading}"
        return element(
            "div", content, class_="scroll", tabindex="0", role="region", aria_label=label
        )

    def address(self, url: str, source: str | None = None) -> str:
        """Return the address of a link as it stands on this page.

        Args:
            url: as the engine left it.
            source: as the author wrote it.

        Raises:
            ThemeError: nothing is there, it must not be followed, or it leads out of the project.
        """
        scheme = _SCHEME.match(url)
        if url.startswith("//"):
            return f"https:{url}"
        if scheme:
            if scheme[1].lower() not in _FOLLOWED:
                raise self.error(
                    f"a link to {url[:60]!r}: {scheme[1]}: is not followed; use https:, mailto: or "
                    "tel:, a page or a file"
                )
            return self._own(url) or url
        path, hash_, anchor = url.partition("#")
        if not path.startswith("/"):
            if anchor in self.book.anchors and not path:
                return self.place(anchor)
            raise self.error(
                f"a link to {source or url!r} leads nowhere: there is no such page, file or place; "
                "mend it"
            )
        target = self.book.page(path)
        if target:
            return f"{self.page.root}{target.url}index.html{hash_}{anchor}"
        return self.page.root + self.stored(path, source)

    def stored(self, url: str, source: str | None = None) -> str:
        """Copy a file that the engine took in; return its address from the root of the site.

        Raises:
            ThemeError: there is no such file, or it is no part of the project.
        """
        if source and not _SCHEME.match(source):
            self.inside_project(source)
        try:
            return self.files.stored(self.book.public(url))
        except ThemeError as error:
            raise self.error(f"{source or url}: {error}") from error

    def inside_project(self, source: str) -> None:
        """Refuse a file outside the repository, or one that is hidden in it.

        Raises:
            ThemeError: the file, named as the author wrote it, is no part of the project.
        """
        here = posixpath.join(self.book.folder, posixpath.dirname(self.page.source))
        way = posixpath.normpath(posixpath.join(here, source.partition("#")[0]))
        if (
            any(part.startswith((".", "/")) or ":" in part for part in way.split("/"))
            or way[0] == "/"
        ):
            raise self.error(f"{source!r} is no file of this project; only what is in it is shown")

    def place(self, anchor: str) -> str:
        """Return the address of a labelled place of the book."""
        home = self.book.anchors[anchor]
        way = "" if home is self.page else f"{self.page.root}{home.url}index.html"
        return f"{way}#{anchor}"

    def anchor(self, url: str) -> str | None:
        """Return the labelled place that a complete address of this book names, else None."""
        base = self.book.options.get("address", "").rstrip("/") + "/"
        anchor = url.partition("#")[2]
        return (
            anchor if url.startswith(base) and base != "/" and anchor in self.book.anchors else None
        )

    def _own(self, url: str) -> str | None:
        """Lead an address below the one where the book is published inside the site."""
        base = self.book.options.get("address", "").rstrip("/") + "/"
        if base == "/" or not f"{url}/".startswith(base):
            return None
        if anchor := self.anchor(url):
            return self.place(anchor)
        path, hash_, _ = url.removeprefix(base[:-1]).partition("#")
        page = self.book.page(path.removesuffix("index.html"))
        if hash_ or (page is None and path.endswith("/")):
            raise self.error(f"a link to {url!r}: the book has no such page or place; mend it")
        return f"{self.page.root}{page.url}index.html" if page else None
