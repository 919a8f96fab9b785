"""Tables: a head where rows are headers, aligned cells, room to scroll inside themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from .text import Node, plain

if TYPE_CHECKING:
    from .nodes import Body

_ALIGNED = {"right": "right", "center": "center"}


def table(body: Body, node: Node, caption: Markup | None = None) -> Markup:
    """Render a table node.

    Args:
        body: the page that it stands on.
        node: the table; its `html_id` and `class` are kept.
        caption: rendered text above it.
    """
    rows = node["children"]
    heads = 0
    while heads < len(rows) and all(cell.get("header") for cell in rows[heads]["children"]):
        heads += 1
    head = Markup().join(_row(body, row, "col") for row in rows[:heads])
    return body.scroller(
        element(
            "table",
            element("caption", caption) if caption else "",
            element("thead", head) if head else "",
            element("tbody", *(_row(body, row, "row") for row in rows[heads:])),
            id=node.get("html_id"),
            class_=node.get("class"),
        )
    )


def element(tag: str, *content: str, **attributes: str | None) -> Markup:
    """Return an HTML element; attributes that are None are left out, `class_` stands for class."""
    given = Markup().join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(tag, given, Markup().join(content))


def _row(body: Body, row: Node, scope: str) -> Markup:
    return element("tr", *(_cell(body, cell, scope) for cell in row["children"]))


def _cell(body: Body, cell: Node, scope: str) -> Markup:
    # A paragraph without an anchor of its own is only the parser's wrapping.
    inside = (
        body.inside(child)
        if child["type"] == "paragraph" and not child.get("html_id")
        else body.node(child)
        for child in cell["children"]
    )
    header = bool(cell.get("header") and plain(cell))
    spans = {k: str(cell[k]) for k in ("colspan", "rowspan") if int(cell.get(k, 1)) > 1}
    return element(
        "th" if header else "td",
        *inside,
        scope=scope if header else None,
        class_=_ALIGNED.get(cell.get("align", "")),
        id=cell.get("html_id"),
        **spans,
    )
