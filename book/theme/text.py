"""What every module uses: the error; text and nodes, Chinese, order, file names, terminals."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

#: What passes of what was written elsewhere, and patterns, each with what it is for.
ALLOWED = tomllib.loads(Path(__file__).with_name("allowed.toml").read_text(encoding="utf-8"))
PATTERNS = {name: re.compile(text) for name, text in ALLOWED["patterns"].items()}

Node = dict[str, Any]


class ThemeError(Exception):
    """A page cannot be rendered truthfully; the message names page, `place` and mend."""

    place = ""

    def __str__(self) -> str:
        return self.place + super().__str__()


def language(run: str) -> str:
    """Return the language of a run of East Asian text: kana make it Japanese."""
    return "ja" if PATTERNS["kana"].search(run) else "zh"


def han(text: str) -> Markup:
    """Escape a text that is no Markup; mark Chinese runs, so that they get right font and voice."""
    pieces = PATTERNS["tag"].split(escape(text))
    marked = '<span lang="{}">{}</span>'.format
    pieces[::2] = [
        PATTERNS["han"].sub(lambda run: marked(language(run[0]), run[0]), p) for p in pieces[::2]
    ]
    return Markup("".join(pieces))


def printed(text: str) -> str:
    """Return what a terminal would show in the end: no colours, only the last state of a line."""
    lines = PATTERNS["ansi"].sub("", text.replace("\r\n", "\n")).rstrip("\n").split("\n")
    return "\n".join(
        PATTERNS["control"].sub("", line.rstrip("\r").rpartition("\r")[2]) for line in lines
    )


def plain(node: Node) -> str:
    """Return the text of a node without its markup, spaces made single."""
    return " ".join("".join(_texts(node)).split())


def _texts(node: Node) -> Iterator[str]:
    if node.get("type") in ("footnoteReference", "captionNumber"):
        return
    if "value" in node and node.get("type") not in ("code", "comment", "raw"):
        yield node["value"]
    for child in node.get("children", []):
        yield from _texts(child)
        if child.get("type") in ("paragraph", "heading", "listItem", "tableCell"):
            yield " "


def unhashed(name: str) -> str:
    """Drop the content hash that the engine puts into file names: the address stays the same."""
    return re.sub(r"-[0-9a-f]{32}(?=\.|$)", "", name)


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Yield every node, depth first."""
    for node in nodes:
        yield node
        yield from walk(node.get("children", []))


def flow(nodes: list[Node]) -> Iterator[Node]:
    """Yield the nodes of a page in reading order, Markdown cells dissolved, others kept."""
    for node in nodes:
        raw = "raw_mimetype" in node.get("data", {})
        whole = raw or node.get("kind") == "notebook-code" or node.get("visibility") == "hide"
        if node["type"] == "block" and not whole:
            yield from flow(node.get("children", []))
        else:
            yield node


def is_section(node: Node) -> bool:
    """Whether a node opens a section of the page."""
    return node["type"] == "heading" and node["depth"] == 2
