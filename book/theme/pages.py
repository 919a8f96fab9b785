"""The parsed site as pages: order, neighbours, figure numbers, where a link leads."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import ThemeError
from .text import Node, plain, shorten, unhashed

CHART = "application/vnd.nqpf.chart+json"


@dataclass
class Page:
    """One page of the book.

    Attributes:
        slug: its name in addresses.
        url: its folder below the root of the site, "" for the first page.
        part: title of the part of the table of contents that it stands in, or "".
        number: its chapter number, from a file name such as `01_origin.ipynb`; `00_` has none.
        source: its file, relative to the folder of the book.
        body: the parsed nodes.
    """

    slug: str
    url: str
    title: str
    part: str
    number: int | None
    source: str
    body: list[Node]
    meta: dict[str, Any] = field(repr=False)

    @property
    def root(self) -> str:
        """The way from this page up to the root of the site."""
        return "../" * self.url.count("/")

    @property
    def lede(self) -> Node | None:
        """The first paragraph before any heading: what the page asks."""
        for node in flow(self.body):
            if node["type"] == "heading":
                return None
            if node["type"] == "paragraph" and plain(node):
                return node
        return None

    @property
    def description(self) -> str:
        """What the page is about in a sentence or two, for listings and search engines."""
        given = self.meta.get("description") or (self.lede and plain(self.lede)) or self.title
        return shorten(given)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The headings of the second level: (anchor, title)."""
        return [(n["html_id"], plain(n)) for n in flow(self.body) if is_section(n)]


@dataclass(frozen=True)
class Figure:
    """Where a chart lives and what it is called there."""

    page: Page
    label: str


class Book:
    """The whole parsed site.

    Attributes:
        pages: in reading order, the first page first.
        figures: chart id → where it lives.
        anchors: the id of a labelled place → its page.
    """

    def __init__(self, site: Path) -> None:
        """Read the site that the engine wrote.

        Args:
            site: the folder with `config.json`, `content/` and `public/`.

        Raises:
            ThemeError: no parsed site there, or a page of the table of contents is missing.
        """
        self.site = site
        config = self._json(site / "config.json")
        self.project: dict[str, Any] = config["projects"][0]
        self.options: dict[str, Any] = config.get("options", {})
        self.title: str = config.get("title") or self.project.get("title", "")
        self.description: str = self.project.get("description", "")
        self.pages = list(self._pages())
        self._by_slug = {page.slug: page for page in self.pages}
        self.figures = self._figures()
        self.anchors = {
            node["html_id"]: page
            for page in self.pages
            for node in walk(page.body)
            if "html_id" in node and node["type"] != "crossReference"
        }

    def _json(self, path: Path) -> Any:  # noqa: ANN401 - whatever the engine wrote
        if not path.is_file():
            raise ThemeError(f"{path.name}: not in the parsed site; build it with the engine first")
        return json.loads(path.read_text(encoding="utf-8"))

    def _pages(self) -> Iterator[Page]:
        part = ""
        first = {"slug": self.project["index"], "level": 1}
        for entry in [first, *self.project["pages"]]:
            slug = entry.get("slug")
            if entry["level"] == 1:
                part = "" if slug else entry["title"]
            if not slug:
                continue
            parsed = self._json(self.site / "content" / f"{slug}.json")
            source = parsed["location"].lstrip("/")
            numbered = re.match(r"(\d+)_", posixpath.basename(source))
            yield Page(
                slug=slug,
                url="" if entry is first else f"{slug}/",
                title=parsed["frontmatter"].get("title") or entry.get("title") or self.title,
                part=part,
                number=int(numbered[1]) or None if numbered else None,
                source=source,
                body=parsed["mdast"]["children"],
                meta=parsed["frontmatter"],
            )

    def _figures(self) -> dict[str, Figure]:
        found: dict[str, Figure] = {}
        # A chart lives where it is computed; a page that only shows it again refers to that.
        for page in sorted(self.pages, key=lambda p: not p.source.endswith(".ipynb")):
            count = 0
            for node in walk(page.body):
                face = self.chart(node)
                if face and face["id"] not in found:
                    count += 1
                    label = (
                        f"Figure {count}"
                        if page.number is None
                        else f"Figure {page.number}.{count}"
                    )
                    found[face["id"]] = Figure(page, label)
        return found

    def chart(self, node: Node) -> dict[str, Any] | None:
        """Return the chart that an output node carries, or None."""
        if node["type"] != "output":
            return None
        stored = node["jupyter_data"].get("data", {}).get(CHART)
        return json.loads(self.stored(stored)) if stored else None

    def stored(self, item: dict[str, Any]) -> str:
        """Return the text of an output that the engine keeps inline or, if long, in a file."""
        if "content" in item:
            content = item["content"]
            return content if isinstance(content, str) else json.dumps(content)
        return self.public(item["path"]).read_text(encoding="utf-8")

    def public(self, address: str) -> Path:
        """Return the file behind an address such as `/observations-0a….csv`.

        Raises:
            ThemeError: the engine wrote no such file.
        """
        path = self.site / "public" / address.lstrip("/")
        if not path.is_file():
            raise ThemeError(f"{unhashed(address)}: neither a page nor a file of the parsed site")
        return path

    def page(self, address: str) -> Page | None:
        """Return the page at an address of the engine, such as `/numbers` or `/`."""
        return self._by_slug.get(address.strip("/") or self.project["index"])

    def parts(self) -> list[tuple[str, list[Page]]]:
        """Return the pages after the first, grouped by part, in order."""
        groups: list[tuple[str, list[Page]]] = []
        for page in self.pages[1:]:
            if not groups or groups[-1][0] != page.part:
                groups.append((page.part, []))
            groups[-1][1].append(page)
        return groups

    def neighbours(self, page: Page) -> tuple[Page | None, Page | None]:
        """Return the pages before and after a page."""
        at = self.pages.index(page)
        return (
            self.pages[at - 1] if at else None,
            self.pages[at + 1] if at + 1 < len(self.pages) else None,
        )


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Yield every node, depth first."""
    for node in nodes:
        yield node
        yield from walk(node.get("children", []))


def flow(nodes: list[Node]) -> Iterator[Node]:
    """Yield the nodes of a page in reading order, Markdown cells dissolved, code cells kept."""
    for node in nodes:
        if node["type"] == "block" and node.get("kind") != "notebook-code":
            yield from flow(node.get("children", []))
        else:
            yield node


def is_section(node: Node) -> bool:
    """Whether a node opens a section of the page."""
    return node["type"] == "heading" and node["depth"] == 2
