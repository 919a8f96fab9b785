"""The nodes of a page become HTML: plain elements, macros of `nodes.html`, functions for links."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from .context import Context
from .foreign import clean
from .text import Node, han, plain

#: Types of node that are just an HTML element: type=tag.class
ELEMENTS = """
    cardTitle=p.door-title definitionDescription=dd definitionList=dl definitionTerm=dt delete=s
    div=div emphasis=em footer=div.door-foot glossary=div.glossary grid-item=div
    header=div.door-head keyboard=kbd legend=div.legend smallcaps=span.smallcaps span=span
    strong=strong subscript=sub summary=summary superscript=sup underline=u
    """
#: Letters from which a cell of a table is a sentence rather than a value.
SENTENCE = 50
_MATHML = re.compile(r"<math.*?</math>", re.S)
_LOOKS = re.compile(r' style="[^"]*"')
_PREFIX = re.compile(r"\b((?:pic|nan|micr|mill|cent|dec|hect|kil|meg|gig|ter|pet)[aoi]) ")


def element(tag: str, *content: str, **attributes: str | None) -> Markup:
    """Return an HTML element; attributes that are None are left out, `class_` stands for class."""
    given = Markup().join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(tag, given, Markup().join(content))


def _wrap(body: Context, node: Node, tag: str, name: str = "", **more: str | None) -> Markup:
    own = {"id": body.id(node), "class_": body.names(name, node)}
    return element(tag, body.inside(node), **own, **more)


def _paragraph(body: Context, node: Node) -> Markup:
    made = _wrap(body, node, "p") + Markup("\n")
    return made if made.striptags() or re.search("<(?:img|video|audio)", made) else Markup()


def _blockquote(body: Context, node: Node) -> Markup:
    opening = node["children"][0].get("children") if node["children"] else None
    first = plain(opening[0]).split() if opening and opening[0]["type"] == "strong" else []
    box = first and first[0].rstrip(":") in body.book.words("boxes")
    return _wrap(body, node, "div", "claimbox") if box else _wrap(body, node, "blockquote")


def _list(body: Context, node: Node) -> Markup:
    start = str(node.get("start") or 1)
    tag = "ol" if node.get("ordered") else "ul"
    return _wrap(body, node, tag, start=start if tag == "ol" and start != "1" else None)


def _list_item(body: Context, node: Node) -> Markup:
    children = node["children"]
    # A first paragraph without an anchor of its own is only the parser's wrapping.
    if children and children[0]["type"] == "paragraph" and not children[0].get("html_id"):
        children = [*children[0]["children"], *children[1:]]
    if node.get("checked") is None:
        return _wrap(body, node | {"children": children}, "li")
    word, box = ("done", "☑ ") if node["checked"] else ("to do", "☐ ")
    mark = element("span", box, role="img", aria_label=word)
    return element("li", mark, *map(body.node, children), class_="task")


def _link(body: Context, node: Node) -> Markup:
    url, written = node.get("url", ""), node.get("urlSource")
    anchor = (body.book.below_address(url) or "").partition("#")[2]
    return element(
        "a",
        body.inside(node) or escape(written or url),
        href=body.address(url, written),
        title=node.get("title"),
        class_=body.kind(anchor) or node.get("class"),
        download="" if node.get("static") else None,
    )


def _cross_reference(body: Context, node: Node) -> Markup:
    anchor = node.get("html_id") or node.get("identifier", "")
    if not node.get("resolved"):
        raise body.error(f"a reference to {anchor!r} finds no target; define it or mend the link")
    way = body.address(node["url"]) if node.get("remote") and node.get("url") else ""
    text = escape(body.numbered(node) or body.inside(node))
    return element("a", text, href=f"{way}#{anchor}", class_=body.kind(anchor))


def _inline_expression(body: Context, node: Node) -> Markup:
    stored = (node.get("result") or {}).get("data", {}).get("text/plain")
    if not node.get("children") and stored is None:
        raise body.error(f"the expression {node['value']!r} has no stored value; write it out")
    return body.inside(node) or han(body.book.stored(stored).strip("'\""))


def _raw(body: Context, node: Node) -> Markup:
    if node.get("lang") in ("tex", "latex", "typst"):
        return Markup()  # meant for another format of the book
    if node.get("lang") != "html":
        raise body.error(f"raw text for {node.get('lang')!r}; a page can only show html")
    return Markup(clean(node["value"]))


def _include(body: Context, node: Node) -> Markup:
    body.inside_project(node["file"])
    return body.inside(node)


def _unknown(body: Context, node: Node) -> Markup:
    what = "directive" if node["type"] == "mystDirective" else "role"
    raise body.error(f"the {what} {{{node['name']}}} is not known; mend its name or leave it out")


def coloured(node: Node) -> Markup:
    """Return the highlighted text of a code node, with the lines that it numbers or stresses."""
    try:
        lexer = get_lexer_by_name(node.get("lang") or "text", stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    form = HtmlFormatter(nowrap=True, hl_lines=node.get("emphasizeLines") or [])
    text = highlight(node["value"], lexer, form).replace("\n</span>", "</span>\n").rstrip("\n")
    if not node.get("showLineNumbers"):
        return Markup(text)
    lines = enumerate(text.split("\n"), node.get("startingLineNumber") or 1)
    return Markup("\n".join(f'<span class="ln" data-n="{n}"></span>{line}' for n, line in lines))


def _mathml(node: Node) -> Markup:
    found = _MATHML.search(node.get("html", ""))
    # The formula writer of the engine escapes its input; what it adds for looks is in the way.
    return Markup(_LOOKS.sub("", found[0])) if found else element("code", node["value"])


def _chemistry(value: str) -> Markup:
    text = re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"<sub>\1</sub>", str(escape(value)))
    return Markup(re.sub(r"\^\{?([\d]*[-+−])\}?", r"<sup>\1</sup>", text))


def _heads(table: Node) -> int:
    """Return how many rows of a table are its head."""
    rows = [all(cell.get("header") for cell in row["children"]) for row in table["children"]]
    return rows.index(False) if False in rows else len(rows)


def _labels(table: Node, heads: int) -> list[str]:
    """Return the titles of the columns of a table of sentences, which a phone shows as entries."""
    titles, *rows = ([plain(cell) for cell in row["children"]] for row in table["children"])
    wordy = any(len(cell) >= SENTENCE for row in rows for cell in row)
    return titles if heads == 1 and len(titles) > 2 and wordy else []


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
TEMPLATES.filters |= {
    "chemistry": _chemistry,
    "child": lambda node, kind: next((n for n in node["children"] if n["type"] == kind), None),
    "clean": lambda html: Markup(clean(html)),
    "coloured": coloured,
    "combine": lambda one, other: one | other,
    "han": han,
    "heads": _heads,
    "labels": _labels,
    "mathml": _mathml,
    "plain": plain,
    "unit": lambda node: _PREFIX.sub(r"\1", node.get("alt") or " ".join(node["units"])),
}
MACROS = TEMPLATES.get_template("nodes.html").module

RENDERERS = {name: macro for name, macro in vars(MACROS).items() if name[0] != "_"}
for _kind, _, _form in (pair.partition("=") for pair in ELEMENTS.split()):
    _tag, _, _class = _form.partition(".")
    RENDERERS[_kind] = partial(_wrap, tag=_tag, name=_class)
RENDERERS |= {
    "blockquote": _blockquote,
    "crossReference": _cross_reference,
    "include": _include,
    "inlineExpression": _inline_expression,
    "link": _link,
    "list": _list,
    "listItem": _list_item,
    "mystDirective": _unknown,
    "mystRole": _unknown,
    "paragraph": _paragraph,
    "raw": _raw,
    "text": lambda body, node: han(node["value"]),
}
