"""One document of all parts: read on a screen without a network, and printed as PDF."""

import base64
import hashlib
import re
from itertools import groupby

from pathlib import Path

import jinja2
from lxml.builder import E

from press.editions.parts import Part
from press.workshop import Workshop


STYLE = Path(__file__).parents[2] / "theme" / "static" / "style.css"


def note(part: Part) -> list[str]:
    """Mark the number links of a part with the numbers of endnotes; list what they lead to.

    Paper cannot be clicked, so what a reader of a screen finds behind a link stands at the end.
    """
    notes: dict[str, int] = {}
    for link in part.article.xpath(".//a[contains(@href, '#num-')]"):
        number = notes.setdefault(link.get("href").partition("#num-")[2], len(notes) + 1)
        mark = E.a(str(number), href=f"{part.name}.xhtml#note-{part.name}-{number}")
        raised = E.sup(mark, {"class": "paper-only"})
        raised.tail, link.tail = link.tail, None
        link.addnext(raised)
    return list(notes)


def write(jinja: jinja2.Environment, shop: Workshop, parts: list[Part]) -> str:
    """Write the document with everything that it needs in it."""
    # A register says all of it in its own entries.
    noted = {p.name: note(p) for p in parts if not p.article.xpath(".//*[@class='entry']")}
    groups = [(name, list(found)) for name, found in groupby(parts, lambda part: part.group)]
    style = STYLE.read_text(encoding="utf-8")
    style += jinja.get_template("paper.css").render(parts=parts)
    policy = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made = jinja.get_template("book.html").render(
        parts=parts, groups=groups, noted=noted, style=style, policy=f"sha256-{policy}"
    )
    return re.sub(r'(?<= href=")[\w-]+\.xhtml(?=#)', "", made)
