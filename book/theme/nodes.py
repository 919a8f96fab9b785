"""The parsed nodes of a page become HTML: a table of plain elements, a method for other types."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from . import outputs
from .errors import ThemeError
from .pages import Book, Page, flow, is_section
from .tables import element, table
from .text import Node, han, plain

if TYPE_CHECKING:
    from .site import Files

#: Headings whose section is set apart: the answer in brief, or a list of big numbers.
PANELS = {
    "what-the-data-show": "findings",
    "findings-in-brief": "findings",
    "ten-numbers": "figures",
}

#: Entries under one heading from which a section is a register.
LONG_REGISTER = 12

#: Types of node that are just an HTML element: type → tag, class.
ELEMENTS: dict[str, tuple[str, str | None]] = {
    "admonitionTitle": ("p", "note-title"),
    "cardTitle": ("p", "door-title"),
    "definitionDescription": ("dd", None),
    "definitionList": ("dl", None),
    "definitionTerm": ("dt", None),
    "delete": ("s", None),
    "details": ("details", "more"),
    "div": ("div", None),
    "emphasis": ("em", None),
    "footer": ("div", "door-foot"),
    "glossary": ("div", "glossary"),
    "grid": ("div", "grid"),
    "keyboard": ("kbd", None),
    "legend": ("div", "legend"),
    "span": ("span", None),
    "strong": ("strong", None),
    "subscript": ("sub", None),
    "summary": ("summary", None),
    "superscript": ("sup", None),
}

_HIGHLIGHT = HtmlFormatter(nowrap=True)
_MATHML = re.compile(r"<math.*?</math>", re.S)
_SAFE_LINK = re.compile(r"(https?:|mailto:|#)", re.I)


class Body:
    """Renders one page.

    Attributes:
        page: the page.
        book: the book that it belongs to.
        files: where pictures and downloads go.
    """

    def __init__(self, page: Page, book: Book, files: Files) -> None:
        self.page, self.book, self.files = page, book, files
        self._notes: list[Node] = []
        self._tables = 0
        self._heading = page.title

    def lede(self) -> Markup:
        """Render the first paragraph, what the page asks."""
        lede = self.page.lede
        return element("p", self.inside(lede), class_="lede") if lede else Markup()

    def html(self) -> Markup:
        """Render the page below its lede.

        Raises:
            ThemeError: a type of node without a rendering, or a link that leads nowhere; the
                message names the page.
        """
        groups: list[list[Node]] = [[]]
        for node in flow(self.page.body):
            if is_section(node):
                groups.append([])
            if node is not self.page.lede:
                groups[-1].append(node)
        # Code that only prepares would part the question from its answer; it follows the answer.
        silent = [node for node in groups[0] if outputs.is_silent(node)]
        groups[0] = [node for node in groups[0] if node not in silent]
        groups.insert(2, silent)
        return Markup().join(map(self._section, groups)) + self._footnotes()

    def _section(self, nodes: list[Node]) -> Markup:
        if not nodes or not is_section(nodes[0]):
            return Markup().join(map(self.node, nodes))
        end, kind = len(nodes), None
        if nodes[0]["html_id"] in PANELS:
            # The panel holds the sentences; anything else under its heading stands below it.
            texts = ("heading", "paragraph", "list", "comment")
            end = next((i for i, node in enumerate(nodes) if node["type"] not in texts), end)
            kind = PANELS[nodes[0]["html_id"]]
        panel = element("section", *self._entries(nodes[:end]), class_=kind)
        return panel + Markup("\n").join(map(self.node, nodes[end:]))

    def _entries(self, nodes: list[Node]) -> list[Markup]:
        """Render the nodes of a section; the entries of a long register each as one block.

        A browser lays out such a block when it comes near the screen, which keeps a page of
        hundreds of entries as quick as a short one.
        """
        starts = [
            i for i, node in enumerate(nodes) if node["type"] == "heading" and node["depth"] == 3
        ]
        if len(starts) < LONG_REGISTER:
            return list(map(self.node, nodes))
        bounds = pairwise([*starts, len(nodes)])
        entries = [element("div", *map(self.node, nodes[a:b]), class_="entry") for a, b in bounds]
        return [*map(self.node, nodes[: starts[0]]), *entries]

    def error(self, what: str) -> ThemeError:
        """Make the error for something on this page, after the heading that was passed last."""
        return ThemeError(f"page {self.page.slug!r}, under {self._heading!r}: {what}")

    def node(self, node: Node) -> Markup:
        """Render one node with everything in it."""
        if node["type"] in ELEMENTS:
            tag, kind = ELEMENTS[node["type"]]
            return self._wrap(node, tag, class_=kind)
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node["type"]).lower()
        method = getattr(self, f"_on_{name}", None)
        if method is None:
            raise self.error(
                f"no rendering for the node type {node['type']!r}; write it differently or add "
                f"_on_{name} to nodes.py"
            )
        return method(node)

    def inside(self, node: Node) -> Markup:
        """Render what a node contains."""
        return Markup().join(map(self.node, node.get("children", [])))

    def scroller(self, content: Markup) -> Markup:
        """Let wide content scroll inside itself, by touch, wheel and keyboard."""
        self._tables += 1
        label = f"Table {self._tables}: {self._heading}"
        return element(
            "div", content, class_="scroll", tabindex="0", role="region", aria_label=label
        )

    def address(self, url: str) -> str | None:
        """Return the relative address for a link of the engine, None for one that is not safe.

        Raises:
            ThemeError: an address inside the site where nothing is.
        """
        if not url.startswith("/"):
            return url if _SAFE_LINK.match(url) else None
        path, hash_, anchor = url.partition("#")
        target = self.book.page(path)
        if target:
            return f"{self.page.root}{target.url}index.html{hash_}{anchor}"
        try:
            return self.page.root + self.files.stored(path)
        except ThemeError as error:
            raise self.error(str(error)) from error

    def _wrap(self, node: Node, tag: str, **attributes: str | None) -> Markup:
        own = {
            "id": node.get("html_id"),
            "class_": attributes.pop("class_", None) or node.get("class"),
        }
        return element(tag, self.inside(node), **own, **attributes)

    # Structure

    def _on_block(self, node: Node) -> Markup:
        return (
            outputs.cell(self, node) if node.get("kind") == "notebook-code" else self.inside(node)
        )

    def _on_outputs(self, node: Node) -> Markup:
        return Markup().join(outputs.output(self, child) for child in node["children"])

    def _on_heading(self, node: Node) -> Markup:
        self._heading = plain(node)
        anchor = node.get("html_id", "")
        link = Markup(
            ' <a class="anchor" href="#{}" aria-label="Link to {}" data-pagefind-ignore>#</a>'
        ).format(anchor, self._heading)
        return element(f"h{node['depth']}", self.inside(node), link, id=anchor) + Markup("\n")

    def _on_paragraph(self, node: Node) -> Markup:
        paragraph = self._wrap(node, "p")
        return (
            paragraph + Markup("\n") if paragraph.striptags() or "<img" in paragraph else Markup()
        )

    def _on_blockquote(self, node: Node) -> Markup:
        opening = node["children"][0].get("children") if node["children"] else None
        if opening and opening[0]["type"] == "strong" and re.match(r"Claims?\b", plain(opening[0])):
            return self._wrap(node, "div", class_="claimbox")
        return self._wrap(node, "blockquote")

    def _on_list(self, node: Node) -> Markup:
        start = str(node.get("start") or 1)
        if node.get("ordered"):
            return self._wrap(node, "ol", start=start if start != "1" else None)
        return self._wrap(node, "ul")

    def _on_list_item(self, node: Node) -> Markup:
        children = node["children"]
        # A first paragraph without an anchor of its own is only the parser's wrapping.
        if children and children[0]["type"] == "paragraph" and not children[0].get("html_id"):
            children = [*children[0]["children"], *children[1:]]
        if node.get("checked") is not None:
            children = [{"type": "text", "value": "☑ " if node["checked"] else "☐ "}, *children]
        return self._wrap(node | {"children": children}, "li")

    def _on_thematic_break(self, node: Node) -> Markup:
        return Markup("<hr>\n")

    def _on_admonition(self, node: Node) -> Markup:
        return self._wrap(node, "div", class_=f"note {node.get('kind', '')}".strip(), role="note")

    def _on_card(self, node: Node) -> Markup:
        href = self.address(node["url"]) if node.get("url") else None
        return self._wrap(node, "a" if href else "div", class_="door", href=href)

    def _on_comment(self, node: Node) -> Markup:
        return Markup()

    _on_myst_target = _on_comment

    # Text

    def _on_text(self, node: Node) -> Markup:
        return han(node["value"])

    def _on_abbreviation(self, node: Node) -> Markup:
        return self._wrap(node, "abbr", title=node.get("title"))

    def _on_break(self, node: Node) -> Markup:
        return Markup("<br>")

    def _on_inline_code(self, node: Node) -> Markup:
        return element("code", han(node["value"]))

    def _on_code(self, node: Node) -> Markup:
        return element("pre", element("code", coloured(node)), tabindex="0") + Markup("\n")

    def _on_inline_math(self, node: Node) -> Markup:
        return _mathml(node)

    def _on_math(self, node: Node) -> Markup:
        return element("div", _mathml(node), class_="math", id=node.get("html_id"), tabindex="0")

    def _on_html(self, node: Node) -> Markup:
        return Markup(outputs.clean(node["value"]))

    # Links

    def _on_link(self, node: Node) -> Markup:
        href = self.address(node.get("url", ""))
        if href is None:
            return self.inside(node)
        download = "" if node.get("static") else None
        return element("a", self.inside(node), href=href, download=download)

    def _on_cross_reference(self, node: Node) -> Markup:
        anchor = node.get("html_id") or node.get("identifier", "")
        if not node.get("resolved", True):
            raise self.error(
                f"a reference to {anchor!r} finds no target; define it or mend the link"
            )
        kind = anchor.partition("-")[0]
        way = self.address(node["url"]) if node.get("remote") and node.get("url") else ""
        text = self.inside(node)
        figure = self.book.figures.get(anchor.removeprefix("fig-")) if kind == "fig" else None
        # Left empty by the author, the engine fills in its own name for the kind of target.
        if figure and plain(node) in ("", node.get("template")):
            text = escape(figure.label)
        known = kind if kind in ("num", "claim", "fig") else None
        return element("a", text, href=f"{way}#{anchor}", class_=known)

    def _on_footnote_reference(self, node: Node) -> Markup:
        return Markup(
            '<sup class="fn"><a href="#fn-{0}" id="fnref-{0}" aria-label="Note {1}">{1}</a></sup>'
        ).format(node["identifier"], node.get("enumerator", "*"))

    def _on_footnote_definition(self, node: Node) -> Markup:
        self._notes.append(node)
        return Markup()

    def _footnotes(self) -> Markup:
        back = Markup(' <a href="#fnref-{}" aria-label="Back to the text">↩</a>')
        items = [
            element(
                "li",
                Markup("<br>").join(map(self.inside, note["children"])),
                back.format(note["identifier"]),
                id=f"fn-{note['identifier']}",
            )
            for note in self._notes
        ]
        notes = element("section", element("ol", *items), class_="footnotes", aria_label="Notes")
        return notes if items else Markup()

    # Pictures and tables

    def _on_container(self, node: Node) -> Markup:
        inner = {child["type"]: child for child in node["children"]}
        if "outputs" in inner:
            # A chart shown again brings its own caption, number and source line.
            return self.node(inner["outputs"])
        if "table" in inner:
            own = {key: node[key] for key in ("html_id", "class") if key in node}
            caption = self._caption(inner["caption"]) if "caption" in inner else None
            return table(self, inner["table"] | own, caption)
        return self._wrap(node, "figure", class_="picture")

    def _on_caption(self, node: Node) -> Markup:
        return element("figcaption", self._caption(node))

    def _caption(self, node: Node) -> Markup:
        return Markup(" ").join(map(self.inside, node["children"]))

    def _on_caption_number(self, node: Node) -> Markup:
        return element("span", self.inside(node), " ", class_="no")

    def _on_image(self, node: Node) -> Markup:
        url = node.get("url", "")
        if not url.startswith("/"):
            raise self.error(f"picture {url!r} is not part of the site; store it beside the page")
        if not node.get("alt"):
            raise self.error(f"picture {url!r} has no alternative text; describe what it shows")
        return self.files.picture(self.book.public(url), self.page, node["alt"])

    def _on_table(self, node: Node) -> Markup:
        return table(self, node)


def coloured(node: Node) -> Markup:
    """Return the highlighted text of a code node."""
    try:
        lexer = get_lexer_by_name(node.get("lang") or "text")
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    return Markup(highlight(node["value"], lexer, _HIGHLIGHT).rstrip("\n"))


def _mathml(node: Node) -> Markup:
    found = _MATHML.search(node.get("html", ""))
    if not found:
        return element("code", node["value"])
    # The formula writer of the engine escapes its input; what it adds for looks is in the way.
    return Markup(re.sub(r' style="[^"]*"', "", found[0]))
