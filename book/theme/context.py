"""What renders the nodes of a page: the page, the book, what was met so far, where links lead."""

import base64
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup
from PIL import Image

from . import svg
from .book import Book, Page
from .files import Files
from .text import ALLOWED, PATTERNS, Node, ThemeError, plain

_FOLLOWED = {"http", "https", "mailto", "tel", "ftp"}


class Context:
    """Renders the nodes of one page; pictures and downloads go to `files`.

    It keeps the last `heading`, the `notes`, the `count` of each kind, the files `taken` along.
    """

    def __init__(self, page: Page, book: Book, files: Files, renderers: Mapping[str, Any]) -> None:
        self.page, self.book, self.files, self._renderers = page, book, files, renderers
        self.heading = page.title
        self.notes: list[Node] = []
        self.taken: list[str] = []
        self.count: Counter[str] = Counter()
        self._ids: set[str] = set()

    def refuse(self, what: str) -> None:
        """Raise an error; for templates."""
        raise ThemeError(what)

    def node(self, node: Node) -> Markup:
        """Render one node with everything in it; ThemeError: it cannot be shown, says where."""
        if node["type"] == "heading":
            self.heading = plain(node)
        try:
            if node["type"] not in self._renderers:
                self.refuse(f"the theme cannot show {node['type']!r}; write it differently")
            return self._renderers[node["type"]](self, node)
        except ThemeError as error:
            error.place = error.place or f"page {self.page.slug!r}, under {self.heading!r}: "
            raise

    def inside(self, node: Node | None, *, but: str = "") -> Markup:
        """Render what a node contains, but for children of one type."""
        children = node.get("children", []) if node else []
        return self.nodes(child for child in children if child["type"] != but)

    def nodes(self, nodes: Iterable[Node]) -> Markup:
        """Render several nodes."""
        return Markup().join(map(self.node, nodes))

    def next(self, kind: str) -> int:
        """Count one more of a kind on this page."""
        self.count[kind] += 1
        return self.count[kind]

    def id(self, node: Node) -> str | None:
        """Return the id of a node, once: a place that is shown again has none."""
        given = node.get("html_id")
        # The engine makes these up anew in every build, and nothing links to them.
        if not given or given in self._ids or ("indexEntries" in node and given[:6] == "index-"):
            return None
        self._ids.add(given)
        return given

    def numbered(self, node: Node) -> str | None:
        """Return the caption of a figure, or a reference to it, with the number of this book."""
        figure = self.book.figures.get(node.get("html_id", ""))
        template = plain({"value": node.get("template") or ""})
        caption = node["type"] == "captionNumber"
        # Left empty by the author, the engine fills in its own name or number of the target.
        default = ("", template, template.replace("%s", node.get("enumerator") or ""))
        if not figure or ("%s" not in template if caption else plain(node) not in default):
            return None
        return (template if "%s" in template else "Figure %s").replace("%s", figure.number)

    def sources(self) -> list[tuple[str, str]]:
        """Return what a page cites, or a page of sources without citations the whole book."""
        every = {key: one for page in self.book.pages for key, one in page.cited.items()}
        found = ((key, one["html"]) for key, one in (self.page.cited or every).items())
        return sorted(found, key=lambda entry: re.sub(r"<[^>]*>", "", entry[1]).casefold())

    def address(self, url: str, written: str | None = None) -> str:
        """Return the address here of a link; ThemeError: nothing is there, or it leads outside."""
        if url.startswith("//"):
            return f"https:{url}"
        home = self.book.options.get("address", "").rstrip("/")
        whole = bool(home) and url.startswith(f"{home}/")  # the published book
        if not whole and (scheme := PATTERNS["scheme"].match(url)):
            if scheme[1].lower() in _FOLLOWED:
                return url
            known = "use https:, mailto: or tel:, a page or a file"
            raise ThemeError(f"a link to {url[:60]!r}: {scheme[0]} is not followed; {known}")
        path, hash_, anchor = url.removeprefix(home if whole else "").partition("#")
        if (whole or not path) and anchor in self.book.anchors:
            return self.place(anchor)
        path, mark, query = path.partition("?")
        if mark:  # the engine leaves a link with a query as it is written
            sources = {posixpath.basename(page.source): page.slug for page in self.book.pages}
            path = f"/{sources.get(posixpath.basename(path), path)}" if path else path
        if not path.startswith("/"):
            where = "leads nowhere: there is no such page, file or place; mend it"
            raise ThemeError(f"a link to {written or url!r} {where}")
        target = self.book.page(path.removesuffix("index.html"))
        if whole and (hash_ or (target is None and path.endswith("/"))):
            raise ThemeError(f"a link to {url!r}: the book has no such page or place; mend it")
        if target:
            return f"{self.page.root}{target.url}index.html{mark}{query}{hash_}{anchor}"
        return url if whole else self.page.root + self.stored(path, written)

    def stored(self, url: str, written: str | None = None, *, shown: bool = False) -> str:
        """Copy a file of the project, clean a drawing that is shown; return its address."""
        if written and not PATTERNS["elsewhere"].match(written):
            self.inside_project(written)
        try:
            file = self.book.public(url)
            if shown and file.suffix == ".svg":
                return self.decoded(file.read_text(encoding="utf-8"), "svg")
            self.taken.append(self.files.stored(file))
        except (ThemeError, UnicodeDecodeError) as error:
            raise ThemeError(f"{written or url!r}: {error}") from error
        return self.taken[-1]

    def decoded(self, text: str, suffix: str) -> str:
        """Write a drawing, cleaned, or what is stored as base64; ValueError: it is damaged."""
        if suffix == "svg":
            return self.files.named(svg.guest(text).encode(), suffix)
        return self.files.named(base64.b64decode("".join(text.split()), validate=True), suffix)

    def shape(self, address: str, asked: object) -> dict[str, Any]:
        """Return width and height of a picture as asked in pixels; a share (`50%`) is a `class`."""
        path = self.files.path(address)
        try:
            if path.suffix == ".svg":
                width, height = map(round, svg.box(path.read_text(encoding="utf-8"))[2:])
            else:
                with Image.open(path) as opened:
                    width, height = opened.size
        except (OSError, Image.DecompressionBombError) as error:
            what = f"{path.name} is no picture that a browser shows; save it anew"
            raise ThemeError(what) from error
        given = re.fullmatch(r"(\d+(?:\.\d+)?)(px|%|)", str(asked or "").strip())
        tenths = given and given[2] == "%" and max(1, min(10, round(float(given[1]) / 10)))
        if given and not tenths:
            width, height = round(float(given[1])), round(height * float(given[1]) / width)
        return {"class": f"w{tenths}" if tenths else None, "width": width, "height": height}

    def inside_project(self, written: str) -> str:
        """Refuse a file outside the folders that are published, or one that is hidden in them."""
        named = unquote(written.partition("#")[0]).replace("\\", "/")
        way = posixpath.normpath(posixpath.join(self.book.path(self.page), "..", named))
        public = way.split("/")[0] in ALLOWED["folders"].split()
        if not public or ":" in named or "/." in way:
            known = f"only what lies in {ALLOWED['folders']} is shown"
            raise ThemeError(f"{written!r} is no public file of this project; {known}")
        return ""

    def place(self, anchor: str) -> str:
        """Return the address of a labelled place of the book."""
        home = self.book.anchors[anchor]
        return f"{'' if home is self.page else f'{self.page.root}{home.url}index.html'}#{anchor}"
