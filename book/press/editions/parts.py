"""The pages of the built site as the parts of one book, each a piece of well-formed HTML.

What only a screen needs is left out: buttons, downloads, the way through the site. A link inside
the book is written `name.xhtml#anchor`, and an anchor of several pages gets the name of its page.
"""

import base64
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import html5lib
from lxml import etree

#: Classes of what no edition shows.
SCREEN_ONLY = "anchor contents crumbs filter js-only page-foot paper-only toc-fold".split()
#: Attributes that name anchors, and elements that HTML leaves empty.
NAMING = {"id", "aria-labelledby", "aria-describedby", "headers", "for"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Part:
    """One page: its address, its title in the contents, their part that it is in, its article."""

    address: str
    title: str
    group: str
    article: etree._Element

    @property
    def name(self) -> str:
        """What the page is called in addresses, such as `ai-push`."""
        return self.address.rpartition("/")[0] or "index"

    @property
    def numbered(self) -> bool:
        """Whether the page is a numbered chapter."""
        return bool(self.article.xpath("p[@class='eyebrow']"))

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The headings of the second level: (anchor, title)."""
        return [(found.get("id"), text(found)) for found in self.article.xpath(".//h2[@id]")]

    @property
    def html(self) -> str:
        """The article as HTML that is well-formed XML too."""
        return markup(self.article)


def read(site: Path, without: str) -> list[Part]:
    """Read the pages of a built site in reading order, but for one named page."""
    first = _parsed(site / "index.html")
    base = first.xpath("string(//link[@rel='canonical']/@href)")
    parts = {}
    for link in first.xpath("//nav[@class='side']//a"):
        group = "".join(link.xpath("ancestor::li[@class='part']/text()")).strip()
        address, title = link.get("href"), " ".join(link.itertext())
        article = _parsed(site / address).xpath("//main/article")[0]
        _clean(article)
        parts[address] = Part(address, title, group, article)
    parts.pop(f"{without}/index.html", None)
    anchors = [(part, anchor) for part in parts.values() for anchor in part.article.xpath(".//@id")]
    shared = Counter(anchor for _, anchor in anchors)
    own = {
        (part.name, anchor): f"{part.name}-{anchor}" if shared[anchor] > 1 else anchor
        for part, anchor in anchors
    }
    for part in parts.values():
        _name(part, own)
        _lead(part, parts, own, site, base)
    return list(parts.values())


def text(element: etree._Element) -> str:
    """Return the text of an element, spaces made single."""
    return " ".join("".join(element.itertext()).split())


def markup(element: etree._Element) -> str:
    """Write an element so that a reader of HTML and one of XML see the same."""
    for inner in element.iter():
        if not len(inner) and not inner.text and inner.tag not in VOID:
            inner.text = ""  # else it is written <p/>, which HTML takes for an opening tag
    return etree.tostring(element, encoding="unicode", with_tail=False)


def drop(article: etree._Element, path: str) -> None:
    """Remove what a path finds, and keep the text behind it."""
    for element in article.xpath(path):
        element.tag = "_gone"
    etree.strip_elements(article, "_gone", with_tail=False)


def classed(names: list[str]) -> str:
    """Write the path to elements of some classes."""
    tests = (f"contains(concat(' ', @class, ' '), ' {name} ')" for name in names)
    return f".//*[{' or '.join(tests)}]"


def _parsed(page: Path) -> etree._Element:
    text = page.read_bytes()
    return html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False).getroot()


def _clean(article: etree._Element) -> None:
    etree.strip_elements(article, etree.Comment, with_tail=False)
    drop(article, classed(SCREEN_ONLY))
    drop(article, ".//*[self::button or self::dialog or self::form or @data-copy]")
    drop(article, classed(["tools"]) + "//a[@download]")
    for element in article.iter():
        name = etree.QName(element)
        if name.namespace:  # written without prefix, as HTML does
            element.tag = name.localname
            if name.localname in ("svg", "math"):
                element.set("xmlns", name.namespace)
        for key in [key for key in element.attrib if key.startswith("data-pagefind")]:
            del element.attrib[key]
    etree.cleanup_namespaces(article)


def _name(part: Part, own: dict[tuple[str, str], str]) -> None:
    """Give every anchor its name in the book, wherever it is named on its page."""

    def here(anchor: str) -> str:
        return own.get((part.name, anchor), anchor)

    for element in part.article.iter():
        for key, value in element.attrib.items():
            if key in NAMING:
                element.set(key, " ".join(map(here, value.split())))
            elif "url(#" in value:
                element.set(key, re.sub(r"(?<=url\(#)[^)]+", lambda m: here(m[0]), value))
    part.article.set("id", f"page-{part.name}")


def _lead(
    part: Part, parts: dict[str, Part], own: dict[tuple[str, str], str], site: Path, base: str
) -> None:
    """Lead every link to its place in the book, and take the pictures in."""
    for element in part.article.xpath(".//*[@src]"):
        file = site / urljoin(part.address, element.get("src"))
        content = base64.b64encode(file.read_bytes()).decode()
        element.set("src", f"data:{guess_type(file.name)[0]};base64,{content}")
    for link in part.article.xpath(".//a[@href]"):
        to, _, anchor = urljoin(part.address, link.get("href")).partition("#")
        link.attrib.pop("download", None)
        if to in parts:
            name = parts[to].name
            link.set("href", f"{name}.xhtml#{own.get((name, anchor), anchor) or f'page-{name}'}")
        elif base or urlsplit(to).scheme:
            link.set("href", urljoin(base, link.get("href") if urlsplit(to).scheme else to))
        else:  # a file of a site whose address nobody knows
            link.tag = "span"
            del link.attrib["href"]
