"""Small things about text: Chinese runs, plain text of a node, file names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup, escape

#: A run of Han characters with the punctuation that belongs to it.
HAN = re.compile(
    r"[\u3400-\u9fff\uf900-\ufaff](?:[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef·]*"
    r"[\u3400-\u9fff\uf900-\ufaff])?"
)
#: One HTML tag; a quoted attribute may hold any character.
TAG = re.compile(r"""(<(?:[^>"']|"[^"]*"|'[^']*')*>)""")

Node = dict[str, Any]


def han(text: str) -> Markup:
    """Escape a text and mark its Chinese runs, so that they get the right font and voice."""
    parts, at = [], 0
    for run in HAN.finditer(text):
        parts += [escape(text[at : run.start()]), _zh(escape(run[0]))]
        at = run.end()
    return Markup("").join([*parts, escape(text[at:])])


def han_html(html: str) -> Markup:
    """Mark the Chinese runs between the tags of sanitised HTML."""
    pieces = TAG.split(html)
    pieces[::2] = [HAN.sub(lambda run: _zh(Markup(run[0])), text) for text in pieces[::2]]
    return Markup("".join(pieces))


def _zh(run: Markup) -> Markup:
    return Markup('<span lang="zh">{}</span>').format(run)


def plain(node: Node) -> str:
    """Return the text of a node without its markup, spaces made single."""
    return " ".join("".join(_texts(node)).split())


def _texts(node: Node) -> Iterator[str]:
    if node.get("type") in ("footnoteReference", "captionNumber"):
        return
    if "value" in node and node.get("type") not in ("code", "comment"):
        yield node["value"]
    for child in node.get("children", []):
        yield from _texts(child)
        if child.get("type") in ("paragraph", "heading", "listItem", "tableCell"):
            yield " "


def shorten(text: str, limit: int = 200) -> str:
    """Cut a text at a word before `limit` characters and mark the cut."""
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def unhashed(name: str) -> str:
    """Drop the content hash that the engine puts into file names: the address stays the same."""
    return re.sub(r"-[0-9a-f]{32}(?=\.)", "", name)
