"""Nodes of text and structure become HTML: a table of plain elements, a function for the others."""

from __future__ import annotations

import re
from functools import partial

from markupsafe import Markup, escape

from .context import Context, classes, element
from .foreign import clean
from .tables import table
from .text import Node, han, plain

#: Types of node that are just an HTML element: type → tag, class.
ELEMENTS: dict[str, tuple[str, str | None]] = {
    "cardTitle": ("p", "door-title"),
    "definitionDescription": ("dd", None),
    "definitionList": ("dl", None),
    "definitionTerm": ("dt", None),
    "delete": ("s", None),
    "div": ("div", None),
    "emphasis": ("em", None),
    "footer": ("div", "door-foot"),
    "glossary": ("div", "glossary"),
    "grid-item": ("div", None),
    "header": ("div", "door-head"),
    "keyboard": ("kbd", None),
    "legend": ("div", "legend"),
    "smallcaps": ("span", "smallcaps"),
    "span": ("span", None),
    "strong": ("strong", None),
    "subscript": ("sub", None),
    "summary": ("summary", None),
    "superscript": ("sup", None),
    "underline": ("u", None),
}

#: Symbols of the International System, by the names that the engine gives.
_SYMBOLS = dict(
    pair.split(":")
    for pair in """
    pico:p nano:n micro:µ milli:m centi:c deci:d hecto:h kilo:k mega:M giga:G tera:T peta:P exa:E
    metre:m meter:m gram:g second:s ampere:A kelvin:K mole:mol candela:cd hertz:Hz newton:N pascal:Pa
    joule:J watt:W coulomb:C volt:V farad:F ohm:Ω siemens:S tesla:T henry:H lumen:lm lux:lx
    becquerel:Bq gray:Gy sievert:Sv minute:min hour:h day:d degree:° degreeCelsius:°C litre:L liter:L
    tonne:t electronvolt:eV percent:% per:/ squared:² cubed:³ square:² cubic:³
    """.split()
)


def wrap(
    body: Context, node: Node, tag: str, class_: str | None = None, **more: str | None
) -> Markup:
    """Render a node as an element that keeps its id and class."""
    names = classes(class_, node.get("class"))
    return element(tag, body.inside(node), id=body.id(node), class_=names, **more)


def heading(body: Context, node: Node) -> Markup:
    """Render a heading with its number, if the book numbers them, and a link to itself."""
    title, anchor = plain(node), body.id(node)
    body.passing(title)
    number = node.get("enumerator")
    entry = anchor and anchor.partition("-")[0] in body.book.words("cards")
    link = Markup(
        ' <a class="anchor" href="#{}" aria-label="Link to {}" data-pagefind-ignore>#</a>'
    ).format(anchor, title)
    return Markup("{}\n").format(
        element(
            f"h{node['depth']}",
            element("span", number, " ", class_="secno") if number else "",
            body.inside(node),
            link if anchor else "",
            id=anchor,
            class_="entry-title" if entry else None,
        )
    )


def paragraph(body: Context, node: Node) -> Markup:
    made = wrap(body, node, "p")
    return (
        made + Markup("\n") if made.striptags() or "<img" in made or "<video" in made else Markup()
    )


def blockquote(body: Context, node: Node) -> Markup:
    opening = node["children"][0].get("children") if node["children"] else None
    strong = opening and opening[0]["type"] == "strong" and plain(opening[0]).split()
    if strong and strong[0].rstrip(":") in body.book.words("boxes"):
        return wrap(body, node, "div", "claimbox")
    return wrap(body, node, "blockquote")


def list_(body: Context, node: Node) -> Markup:
    start = str(node.get("start") or 1)
    if node.get("ordered"):
        return wrap(body, node, "ol", start=start if start != "1" else None)
    return wrap(body, node, "ul")


def list_item(body: Context, node: Node) -> Markup:
    children = node["children"]
    # A first paragraph without an anchor of its own is only the parser's wrapping.
    if children and children[0]["type"] == "paragraph" and not children[0].get("html_id"):
        children = [*children[0]["children"], *children[1:]]
    if node.get("checked") is None:
        return wrap(body, node | {"children": children}, "li")
    word, box = ("done", "☑") if node["checked"] else ("to do", "☐")
    mark = element("span", box, class_="box", role="img", aria_label=word)
    return element("li", mark, " ", *map(body.node, children), class_="task")


def link(body: Context, node: Node) -> Markup:
    url = node.get("url", "")
    if anchor := body.anchor(url):
        return _leading(body, node, anchor, body.place(anchor), body.inside(node))
    return element(
        "a",
        body.inside(node) or escape(node.get("urlSource", url)),
        href=body.address(url, node.get("urlSource")),
        title=node.get("title"),
        class_=node.get("class"),
        download="" if node.get("static") else None,
    )


def cross_reference(body: Context, node: Node) -> Markup:
    anchor = node.get("html_id") or node.get("identifier", "")
    if not node.get("resolved"):
        raise body.error(f"a reference to {anchor!r} finds no target; define it or mend the link")
    url = node.get("url") if node.get("remote") else None
    text, figure = body.inside(node), body.book.figures.get(anchor)
    template = " ".join((node.get("template") or "").split())
    # Left empty by the author, the engine fills in its own name or number of the target.
    if figure and plain(node) in ("", template, template.replace("%s", node.get("enumerator", ""))):
        named = template if "%s" in template else "Figure %s"
        text = escape(named.replace("%s", figure.number))
    return _leading(body, node, anchor, f"{body.address(url) if url else ''}#{anchor}", text)


def _leading(body: Context, node: Node, anchor: str, href: str, text: Markup) -> Markup:
    """Return a link to a labelled place; its class tells the kinds of places apart."""
    kind = "fig" if anchor in body.book.figures else anchor.partition("-")[0]
    known = kind if kind in ("fig", *body.book.words("cards")) else None
    return element("a", text, href=href, class_=known, title=node.get("title"))


def cite_group(body: Context, node: Node) -> Markup:
    shown = Markup("; ").join(map(body.node, node["children"]))
    return Markup("({})").format(shown) if node.get("kind") == "parenthetical" else shown


def cite(body: Context, node: Node) -> Markup:
    key = node.get("identifier", "")
    if key not in body.page.cited:
        raise body.error(f"the source {node.get('label', key)!r} is in no bibliography; add it")
    return element("a", body.inside(node), href=f"#cite-{key}", class_="cite")


def footnote_reference(body: Context, node: Node) -> Markup:
    name = node["identifier"]
    body.uses[name] += 1
    place = f"-{body.uses[name]}" if body.uses[name] > 1 else ""
    return Markup(
        '<sup class="fn"><a href="#fn-{0}" id="fnref-{0}{1}" aria-label="Note {2}">{2}</a></sup>'
    ).format(name, place, node.get("enumerator", "*"))


def footnote_definition(body: Context, node: Node) -> Markup:
    body.notes.append(node)
    return Markup()


def si(body: Context, node: Node) -> Markup:
    symbols = "".join(_SYMBOLS.get(unit, f" {unit}") for unit in node["units"])
    unit = element("abbr", symbols.strip(), title=node.get("alt") or " ".join(node["units"]))
    return Markup("{}\N{NO-BREAK SPACE}{}").format(node["number"], unit)


def chemical_formula(body: Context, node: Node) -> Markup:
    text = re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"<sub>\1</sub>", str(escape(node["value"])))
    return Markup(re.sub(r"\^\{?([\d]*[-+−])\}?", r"<sup>\1</sup>", text))


def inline_expression(body: Context, node: Node) -> Markup:
    stored = (node.get("result") or {}).get("data", {}).get("text/plain")
    if not node.get("children") and stored is None:
        raise body.error(f"the expression {node['value']!r} has no stored value; write it out")
    return body.inside(node) or han(body.book.stored(stored).strip("'\""))


def raw(body: Context, node: Node) -> Markup:
    kind = node.get("lang")
    if kind in ("tex", "latex", "typst"):
        return Markup()  # meant for another format of the book
    if kind != "html":
        raise body.error(f"raw text for {kind!r}; a page can only show html")
    return Markup(clean(node["value"]))


def include(body: Context, node: Node) -> Markup:
    body.inside_project(node["file"])
    return body.inside(node)


def unknown(body: Context, node: Node) -> Markup:
    what = "directive" if node["type"] == "mystDirective" else "role"
    raise body.error(f"the {what} {{{node['name']}}} is not known; mend its name or leave it out")


def silent(body: Context, node: Node) -> Markup:
    return Markup()


RENDERERS = {
    kind: partial(wrap, tag=tag, class_=name) for kind, (tag, name) in ELEMENTS.items()
} | {
    "abbreviation": lambda body, node: wrap(body, node, "abbr", title=node.get("title")),
    "blockquote": blockquote,
    "break": lambda body, node: Markup("<br>"),
    "chemicalFormula": chemical_formula,
    "cite": cite,
    "citeGroup": cite_group,
    "comment": silent,
    "crossReference": cross_reference,
    "embed": lambda body, node: body.inside(node),
    "footnoteDefinition": footnote_definition,
    "footnoteReference": footnote_reference,
    "heading": heading,
    "html": lambda body, node: Markup(clean(node["value"])),
    "include": include,
    "inlineCode": lambda body, node: element("code", han(node["value"])),
    "inlineExpression": inline_expression,
    "link": link,
    "list": list_,
    "listItem": list_item,
    "mystDirective": unknown,
    "mystRole": unknown,
    "mystTarget": silent,
    "paragraph": paragraph,
    "raw": raw,
    "si": si,
    "table": table,
    "text": lambda body, node: han(node["value"]),
    "thematicBreak": lambda body, node: Markup("<hr>\n"),
}
