"""The parsed nodes of a page become HTML: one small method for each type of node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from . import outputs
from .errors import ThemeError
from .pages import Book, Page, flow, is_section
from .text import Node, han, plain

if TYPE_CHECKING:
    from .render import Files

_HIGHLIGHT = HtmlFormatter(nowrap=True)
_MATHML = re.compile(r"<math.*?</math>", re.S)
_SAFE_LINK = re.compile(r"(https?:|mailto:|#)", re.I)
_STORED_FILE = re.compile(r"/[^?#]*-?[0-9a-f]{32}\.\w+$")


class Body:
    """Renders one page.

    Attributes:
        page: the page.
        book: the book that it belongs to.
        files: where pictures and downloads go.
    """

    def __init__(self, page: Page, book: Book, files: Files) -> None:
        self.page, self.book, self.files = page, book, files
        self.notes: list[Node] = []
        self._tables = 0
        self._heading = page.title

    def html(self) -> Markup:
        """Render the whole page below its title.

        Raises:
            ThemeError: a type of node without a rendering, or a link that leads nowhere; the message
                names the page.
        """
        lede, parts, opened = self.page.lede, [], False
        for node in flow(self.page.body):
            if is_section(node):
                parts.append(Markup("</section>\n") if opened else Markup())
                key = node["html_id"] == "what-the-data-show"
                parts.append(Markup('<section class="findings">') if key else Markup("<section>"))
                opened = True
            if node is lede:
                parts.append(Markup('<p class="lede">{}</p>\n').format(self.inside(node)))
            else:
                parts.append(self.node(node))
        parts.append(Markup("</section>\n") if opened else Markup())
        return Markup().join(parts) + self._footnotes()

    def error(self, what: str) -> ThemeError:
        """Make the error for something on this page, near the heading that was passed last."""
        return ThemeError(f"page {self.page.slug!r}, under {self._heading!r}: {what}")

    def node(self, node: Node) -> Markup:
        """Render one node with everything in it."""
        name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node["type"]).lower()
        method = getattr(self, f"on_{name}", None)
        if method is None:
            raise self.error(
                f"no rendering for the node type {node['type']!r}; write it differently or add "
                f"on_{name} to nodes.py"
            )
        return method(node)

    def inside(self, node: Node) -> Markup:
        """Render what a node contains."""
        return Markup().join(self.node(child) for child in node.get("children", []))

    def wrap(self, node: Node, tag: str, **attributes: str | None) -> Markup:
        """Render a node as an HTML element that keeps its anchor and class."""
        given = {"id": node.get("html_id"), "class": node.get("class")}
        given |= {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()}
        text = Markup().join(
            Markup(' {}="{}"').format(k, v) for k, v in given.items() if v is not None
        )
        return Markup("<{}{}>{}</{}>").format(Markup(tag), text, self.inside(node), Markup(tag))

    # Structure

    def on_root(self, node: Node) -> Markup:
        return self.inside(node)

    def on_block(self, node: Node) -> Markup:
        if node.get("kind") == "notebook-code":
            return outputs.cell(self, node)
        return self.inside(node)

    def on_heading(self, node: Node) -> Markup:
        self._heading = plain(node)
        return Markup(
            '<h{0} id="{1}">{2} <a class="anchor" href="#{1}" aria-label="Link to {3}"'
            " data-pagefind-ignore>#</a></h{0}>\n"
        ).format(node["depth"], node.get("html_id", ""), self.inside(node), self._heading)

    def on_paragraph(self, node: Node) -> Markup:
        inside = self.inside(node)
        return self.wrap(node, "p") + Markup("\n") if inside.strip() else Markup()

    def on_blockquote(self, node: Node) -> Markup:
        if re.match(r"Claims?\b", plain(node)) and _opens_strong(node):
            return self.wrap(node, "div", class_="claimbox")
        return self.wrap(node, "blockquote")

    def on_list(self, node: Node) -> Markup:
        if not node.get("ordered"):
            return self.wrap(node, "ul")
        start = node.get("start", 1)
        return self.wrap(node, "ol", start=None if start == 1 else str(start))

    def on_list_item(self, node: Node) -> Markup:
        # A paragraph that is alone in its item is only the parser's wrapping.
        only = node["children"]
        if only and only[0]["type"] == "paragraph" and not only[0].get("html_id"):
            node = node | {"children": [*only[0]["children"], *only[1:]]}
        if node.get("checked") is not None:
            mark = {"type": "text", "value": "☑ " if node["checked"] else "☐ "}
            node = node | {"children": [mark, *node["children"]]}
        return self.wrap(node, "li")

    def on_definition_list(self, node: Node) -> Markup:
        return self.wrap(node, "dl")

    def on_definition_term(self, node: Node) -> Markup:
        return self.wrap(node, "dt")

    def on_definition_description(self, node: Node) -> Markup:
        return self.wrap(node, "dd")

    def on_glossary(self, node: Node) -> Markup:
        return self.wrap(node, "div", class_="glossary")

    def on_thematic_break(self, node: Node) -> Markup:
        return Markup("<hr>\n")

    def on_admonition(self, node: Node) -> Markup:
        kind = node.get("kind", "note")
        return self.wrap(node, "div", class_=f"note {kind}", role="note")

    def on_admonition_title(self, node: Node) -> Markup:
        return self.wrap(node, "p", class_="note-title")

    def on_details(self, node: Node) -> Markup:
        return self.wrap(node, "details", class_="more")

    def on_summary(self, node: Node) -> Markup:
        return self.wrap(node, "summary")

    def on_div(self, node: Node) -> Markup:
        return self.wrap(node, "div")

    def on_grid(self, node: Node) -> Markup:
        return self.wrap(node, "div", class_="grid")

    def on_card(self, node: Node) -> Markup:
        if not node.get("url"):
            return self.wrap(node, "div", class_="door")
        return self.wrap(node, "a", class_="door", href=self.address(node["url"]))

    def on_card_title(self, node: Node) -> Markup:
        return self.wrap(node, "p", class_="door-title")

    def on_footer(self, node: Node) -> Markup:
        return self.wrap(node, "div", class_="door-foot")

    def on_comment(self, node: Node) -> Markup:
        return Markup()

    on_myst_target = on_comment

    # Text

    def on_text(self, node: Node) -> Markup:
        return han(node["value"])

    def on_strong(self, node: Node) -> Markup:
        return self.wrap(node, "strong")

    def on_emphasis(self, node: Node) -> Markup:
        return self.wrap(node, "em")

    def on_delete(self, node: Node) -> Markup:
        return self.wrap(node, "s")

    def on_superscript(self, node: Node) -> Markup:
        return self.wrap(node, "sup")

    def on_subscript(self, node: Node) -> Markup:
        return self.wrap(node, "sub")

    def on_keyboard(self, node: Node) -> Markup:
        return self.wrap(node, "kbd")

    def on_span(self, node: Node) -> Markup:
        return self.wrap(node, "span")

    def on_abbreviation(self, node: Node) -> Markup:
        return self.wrap(node, "abbr", title=node.get("title"))

    def on_break(self, node: Node) -> Markup:
        return Markup("<br>")

    def on_inline_code(self, node: Node) -> Markup:
        return Markup("<code>{}</code>").format(han(node["value"]))

    def on_code(self, node: Node) -> Markup:
        return Markup('<pre tabindex="0"><code>{}</code></pre>\n').format(coloured(node))

    def on_inline_math(self, node: Node) -> Markup:
        return _mathml(node)

    def on_math(self, node: Node) -> Markup:
        return Markup('<div class="math" tabindex="0">{}</div>\n').format(_mathml(node))

    def on_html(self, node: Node) -> Markup:
        return Markup(nh3.clean(node["value"]))  # noqa: S704 - sanitised in this line

    # Links

    def on_link(self, node: Node) -> Markup:
        href = self.address(node.get("url", ""))
        download = Markup(" download") if node.get("static") else Markup()
        if href is None:
            return self.inside(node)
        return Markup('<a href="{}"{}>{}</a>').format(href, download, self.inside(node))

    def on_cross_reference(self, node: Node) -> Markup:
        anchor = node.get("html_id") or node.get("identifier", "")
        if not node.get("resolved", True):
            raise self.error(f"a reference to {anchor!r} finds no target; define it or mend the link")
        kind = next((k for k in ("num", "claim", "fig") if anchor.startswith(f"{k}-")), None)
        way = self.address(node["url"]) if node.get("remote") and node.get("url") else ""
        text = self.inside(node)
        figure = self.book.figures.get(anchor.removeprefix("fig-")) if kind == "fig" else None
        # Left empty by the author, the engine fills in its own name for the kind of target.
        if figure and plain(node) in ("", node.get("template")):
            text = escape(figure.label)
        mark = Markup(' class="{}"').format(kind) if kind else Markup()
        return Markup('<a{} href="{}#{}">{}</a>').format(mark, way, anchor, text)

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

    def on_footnote_reference(self, node: Node) -> Markup:
        return Markup(
            '<sup class="fn"><a href="#fn-{0}" id="fnref-{0}" aria-label="Note {1}">{1}</a></sup>'
        ).format(node["identifier"], node.get("enumerator", "*"))

    def on_footnote_definition(self, node: Node) -> Markup:
        self.notes.append(node)
        return Markup()

    def _footnotes(self) -> Markup:
        if not self.notes:
            return Markup()
        items = Markup().join(
            Markup('<li id="fn-{0}">{1} <a href="#fnref-{0}" aria-label="Back to the text">↩</a></li>')
            .format(n["identifier"], Markup("<br>").join(self.inside(c) for c in n["children"]))
            for n in self.notes
        )
        return Markup('<section class="footnotes" aria-label="Notes"><ol>{}</ol></section>').format(items)

    # Pictures and tables

    def on_container(self, node: Node) -> Markup:
        if any(child["type"] == "outputs" for child in node["children"]):
            # A chart shown again brings its own caption, number and source line.
            return Markup().join(
                self.node(c) for c in node["children"] if c["type"] == "outputs"
            )
        if any(child["type"] == "table" for child in node["children"]):
            return self._table_with_caption(node)
        return self.wrap(node, "figure", class_="picture")

    def on_caption(self, node: Node) -> Markup:
        return Markup("<figcaption>{}</figcaption>").format(self._caption(node))

    def on_legend(self, node: Node) -> Markup:
        return self.wrap(node, "div", class_="legend")

    def on_caption_number(self, node: Node) -> Markup:
        return Markup('<span class="no">{}</span> ').format(plain({"children": node["children"]}))

    def on_image(self, node: Node) -> Markup:
        url = node.get("url", "")
        if not url.startswith("/"):
            raise self.error(f"picture {url!r} is not part of the site; store it beside the page")
        if not node.get("alt"):
            raise self.error(f"picture {url!r} has no alternative text; describe what it shows")
        return self.files.picture(self.book.public(url), self.page, node["alt"])

    def _caption(self, node: Node) -> Markup:
        return Markup(" ").join(
            self.inside(c) if c["type"] == "paragraph" else self.node(c) for c in node["children"]
        )

    def _table_with_caption(self, node: Node) -> Markup:
        caption = next((c for c in node["children"] if c["type"] == "caption"), None)
        table = next(c for c in node["children"] if c["type"] == "table")
        own = {k: node[k] for k in ("html_id", "class") if k in node}
        return self._table(table | own, self._caption(caption) if caption else None)

    def on_table(self, node: Node) -> Markup:
        return self._table(node, None)

    def _table(self, node: Node, caption: Markup | None) -> Markup:
        rows = node["children"]
        heads = 0
        while heads < len(rows) and all(c.get("header") for c in rows[heads]["children"]):
            heads += 1
        head = Markup().join(self._row(row, "col") for row in rows[:heads])
        body = Markup().join(self._row(row, "row") for row in rows[heads:])
        inner = Markup("{}{}<tbody>{}</tbody>").format(
            Markup("<caption>{}</caption>").format(caption) if caption else "",
            Markup("<thead>{}</thead>").format(head) if head else "",
            body,
        )
        return self.scroller(
            Markup("<table{}{}>{}</table>").format(
                Markup(' id="{}"').format(node["html_id"]) if node.get("html_id") else "",
                Markup(' class="{}"').format(node["class"]) if node.get("class") else "",
                inner,
            )
        )

    def _row(self, row: Node, scope: str) -> Markup:
        cells = []
        for cell in row["children"]:
            align = {"right": ' class="r"', "center": ' class="c"'}.get(cell.get("align", ""), "")
            spans = "".join(
                f' {k}="{int(cell[k])}"' for k in ("colspan", "rowspan") if int(cell.get(k, 1)) > 1
            )
            header = cell.get("header") and plain(cell)
            tag, kind = ("th", f' scope="{scope}"') if header else ("td", "")
            inside = Markup().join(
                self.inside(c) if c["type"] == "paragraph" and not c.get("html_id") else self.node(c)
                for c in cell["children"]
            )
            opening = Markup(f"<{tag}{kind}{align}{spans}>")  # noqa: S704 - made of constants
            cells.append(opening + inside + Markup(f"</{tag}>"))  # noqa: S704
        return Markup("<tr>{}</tr>").format(Markup().join(cells))

    def scroller(self, content: Markup) -> Markup:
        """Let wide content scroll inside itself, by touch, wheel and keyboard."""
        self._tables += 1
        return Markup(
            '<div class="scroll" tabindex="0" role="region" aria-label="Table {}: {}">{}</div>\n'
        ).format(self._tables, self._heading, content)

    # Outputs of code cells

    def on_outputs(self, node: Node) -> Markup:
        return Markup().join(outputs.output(self, child) for child in node["children"])


def coloured(node: Node) -> Markup:
    """Return the highlighted text of a code node."""
    try:
        lexer = get_lexer_by_name(node.get("lang") or "text")
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    return Markup(highlight(node["value"], lexer, _HIGHLIGHT).rstrip("\n"))  # noqa: S704 - Pygments escapes


def _opens_strong(node: Node) -> bool:
    first = node["children"][0] if node["children"] else {}
    return bool(first.get("children")) and first["children"][0]["type"] == "strong"


def _mathml(node: Node) -> Markup:
    found = _MATHML.search(node.get("html", ""))
    if not found:
        return Markup("<code>{}</code>").format(node["value"])
    # The engine's formula writer escapes its input; only its inline styles are in the way.
    return Markup(re.sub(r' style="[^"]*"', "", found[0]))  # noqa: S704
