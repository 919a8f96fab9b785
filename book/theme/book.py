"""The parsed site as pages: order, neighbours, figure numbers, where a link leads."""

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

from .charts import Chart, stored_chart
from .files import below
from .text import Node, ThemeError, flow, is_section, plain, unhashed, walk

#: Types of node whose `html_id` does not stand on the page.
_UNSEEN = {"crossReference", "captionNumber", "outputs", "output"}


@dataclass
class Page:
    """One page: `url` is its folder ("" for the first), `part` that of the table of contents or "".

    A chapter has the `number` of its file `source`, such as `01_origin.ipynb`; `00_` has none. The
    `body` is without what a tag removes; `cited` are entries of the bibliography, by key.
    """

    slug: str
    url: str
    title: str
    part: str
    number: int | None
    source: str
    body: list[Node]
    meta: dict[str, Any] = field(repr=False)
    cited: dict[str, dict[str, Any]] = field(repr=False)

    @property
    def root(self) -> str:
        """The way from this page up to the root of the site."""
        return "../" * self.url.count("/")

    @property
    def lede(self) -> Node | None:
        """The first paragraph before any heading: what the page asks."""
        before = takewhile(lambda node: node["type"] != "heading", flow(self.body))
        return next((n for n in before if n["type"] == "paragraph" and plain(n)), None)

    @property
    def description(self) -> str:
        """What the page is about in a sentence or two, for listings and search engines."""
        text = self.meta.get("description") or plain(self.lede or {}) or self.title
        return shorten(text, 200, placeholder="…", break_on_hyphens=False)

    @property
    def charts(self) -> list[Chart]:
        """The charts of the page, in order."""
        return list({n["chart"].id: n["chart"] for n in walk(self.body) if n.get("chart")}.values())

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The headings of the second level: (anchor, title)."""
        return [(n["html_id"], plain(n)) for n in flow(self.body) if is_section(n)]


class Figure(NamedTuple):
    """Where a figure lives and its number there, such as 3, 1.3 or 1.3a."""

    page: Page
    number: str


class Book:
    """The whole parsed site: pages in reading order, where each figure and labelled place lives.

    The anchor of a figure that is a published chart is `fig-` and the id of the chart.
    """

    def __init__(self, site: Path) -> None:
        """Read what the engine wrote; ThemeError: a part is missing, a stored chart not whole."""
        self.site = site
        self.base: str | None = None  # the complete address of the published site, if known
        config = self._json(site / "config.json")
        self.project: dict[str, Any] = config["projects"][0]
        self.options: dict[str, Any] = config.get("options", {})
        self.title: str = config.get("title") or self.project.get("title", "")
        self.pages = list(self._pages())
        self._by_slug = {page.slug: page for page in self.pages}
        self.figures = dict(self._figures())
        self.anchors = {
            node["html_id"]: page
            for page in self.pages
            for node in walk(page.body)
            if node.get("html_id") and node["type"] not in _UNSEEN
            if node["type"] != "block" or "label" in node
        } | {anchor: figure.page for anchor, figure in self.figures.items()}

    def path(self, page: Page) -> str:
        """Return the source of a page inside the repository."""
        return posixpath.normpath(posixpath.join(self.options.get("folder", "book"), page.source))

    def words(self, option: str) -> list[str]:
        """Return the words of an option that lists several."""
        return str(self.options.get(option, "")).split()

    def _json(self, path: Path) -> Any:  # noqa: ANN401 - whatever the engine wrote
        if path.is_file():
            return json.loads(path.read_text(encoding="utf-8"))
        raise ThemeError(f"{path.name}: not in the parsed site; build it with the engine first")

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
            number = re.match(r"(\d+)_", posixpath.basename(source))
            page = Page(
                slug=slug,
                url="" if entry is first else f"{slug}/",
                title=parsed["frontmatter"].get("title") or entry.get("title") or self.title,
                part=part,
                number=int(number[1]) or None if number else None,
                source=source,
                body=_kept(parsed["mdast"]["children"]),
                meta=parsed["frontmatter"],
                cited=parsed.get("references", {}).get("cite", {}).get("data", {}),
            )
            self._read_outputs(page)
            yield page

    def _read_outputs(self, page: Page) -> None:
        """Give every output what its cell says about it, and the chart that it holds."""
        said: dict[str, Node] = {}
        for block in walk(page.body):
            if block.get("kind") == "notebook-code":
                said |= {n["id"]: block.get("data", {}) for n in walk([block]) if n.get("id")}
            for node in block["children"] if block["type"] == "outputs" else []:
                node["cell"] = said.get(block.get("id", ""), {})
                try:
                    node["chart"] = stored_chart(node["jupyter_data"].get("data", {}), self.stored)
                except ThemeError as error:
                    raise ThemeError(f"page {page.slug!r}: {error}") from error

    def _figures(self) -> Iterator[tuple[str, Figure]]:
        found: set[str] = set()
        # A chart lives where it is computed; a page that only shows it again refers to that.
        for page in sorted(self.pages, key=lambda p: not p.source.endswith(".ipynb")):
            count, before = 0, "" if page.number is None else f"{page.number}."
            for node in walk(page.body):
                chart = node.get("chart")
                anchor = f"fig-{chart.id}" if chart else _is_figure(node) and node.get("html_id")
                if anchor and anchor not in found:
                    found.add(anchor)
                    inner = node["enumerator"] if node.get("subcontainer") else ""
                    count += not inner
                    yield anchor, Figure(page, f"{before}{count}{inner}")

    def stored(self, item: Any) -> str:  # noqa: ANN401 - whatever a notebook holds
        """Return the text of an output that the engine keeps inline or, if long, in a file."""
        if isinstance(item, dict) and "path" in item:
            return self.public(item["path"]).read_text(encoding="utf-8")
        text = item.get("content", "") if isinstance(item, dict) else item
        text = "".join(map(str, text)) if isinstance(text, list) else text
        return text if isinstance(text, str) else json.dumps(text)

    def public(self, address: str) -> Path:
        """Return the file behind an address such as `/kites-0a….csv`, which must be there."""
        path = below(self.site / "public", address.removeprefix("/"))
        if not path.is_file():
            raise ThemeError(f"{unhashed(address)}: neither a page nor a file of the parsed site")
        return path

    def page(self, address: str) -> Page | None:
        """Return the page at an address of the engine, such as `/numbers` or `/`."""
        return self._by_slug.get(address.strip("/") or self.project["index"])

    def parts(self) -> list[tuple[str, list[Page]]]:
        """Return the pages after the first, grouped by part, in order."""
        return [(part, list(pages)) for part, pages in groupby(self.pages[1:], lambda p: p.part)]


def _is_figure(node: Node) -> bool:
    """Whether a node is a figure that has its home here and is no frame around a chart."""
    own = node["type"] == "container" and node.get("kind") == "figure"
    return own and not any(inner.get("chart") for inner in walk([node]))


def _kept(nodes: list[Node]) -> list[Node]:
    """Return the nodes that no tag removes."""
    kept = (node for node in nodes if node.get("visibility") != "remove")
    return [n | {"children": _kept(n["children"])} if "children" in n else n for n in kept]
