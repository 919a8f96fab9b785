"""The parts as books: one document, for a screen without a network and for paper, and an e-book."""

import base64
import hashlib
import re
from pathlib import Path

import jinja2
from lxml.builder import E

from press.editions.parts import Part, drop, inside

STYLE = Path(__file__).parents[2] / "theme" / "static" / "style.css"
#: What needs a large screen or paper; of a chart, an e-book has the form for narrow screens.
LARGE = "cell paper-only tools wide"


def written(jinja: jinja2.Environment, parts: list[Part], registers: list[str]) -> str:
    """Write the document with everything that it needs in it; registers need no endnotes."""
    noted = {part.name: _note(part) for part in parts if part.name not in registers}
    style = STYLE.read_text(encoding="utf-8") + jinja.get_template("paper.css").render()
    font = re.compile(r"(?<=url\()fonts/[\w.-]+(?=\))")
    style = font.sub(lambda name: inside(STYLE.parent / name[0]), style)
    policy = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made = jinja.get_template("book.html").render(noted=noted, style=style, policy=policy)
    return re.sub(r'(?<= href=")[\w-]+\.xhtml(?=#)', "", made)


def _note(part: Part) -> dict[str, str]:
    """Mark the number links of a part, as paper cannot be clicked: {number: its entry}."""
    notes: dict[str, str] = {}
    for link in part.article.xpath(".//a[contains(@href, '-num-')]"):
        entry = link.get("href")
        notes.setdefault(entry.partition("-num-")[2], entry)
        place = [*notes.values()].index(entry) + 1
        mark = E.a(str(place), href=f"{part.name}.xhtml#note-{part.name}-{place}")
        raised = E.sup(mark, {"class": "paper-only"})
        raised.tail, link.tail = link.tail, None
        link.addnext(raised)
    return notes


def e_book(jinja: jinja2.Environment, parts: list[Part]) -> dict[str, str]:
    """Give the files of the e-book, the one first that must be; cuts the articles to size."""
    for part in parts:
        drop(part.article, LARGE)
    files = {"mimetype": "application/epub+zip"}
    files["META-INF/container.xml"] = jinja.get_template("container.xml").render()
    for name in ("package.opf", "nav.xhtml", "style.css", "cover.svg"):
        files[f"EPUB/{name}"] = jinja.get_template(name).render()
    for part in parts:
        files[f"EPUB/{part.name}.xhtml"] = jinja.get_template("part.xhtml").render(part=part)
    return files
