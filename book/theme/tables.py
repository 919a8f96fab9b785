"""Tables: a head where rows are headers, aligned cells, room to scroll inside themselves."""

from __future__ import annotations

from markupsafe import Markup

from .context import Context, element
from .text import Node, plain

_ALIGNED = {"right": "right", "center": "center"}
#: Letters from which a cell is a sentence rather than a value.
SENTENCE = 50


def table(body: Context, node: Node, caption: Markup | None = None) -> Markup:
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
    labels = _labels(rows, heads)
    return body.scroller(
        element(
            "table",
            element("caption", caption) if caption else "",
            element("thead", head) if head else "",
            element("tbody", *(_row(body, row, "row", labels) for row in rows[heads:])),
            id=body.id(node),
            class_=node.get("class") or ("wordy" if labels else None),
        )
    )


def _labels(rows: list[Node], heads: int) -> list[str]:
    """Return the titles of the columns of a table of sentences, which a phone shows as entries.

    Any other table keeps its columns at every width, and no labels are returned.
    """
    wordy = any(len(plain(cell)) >= SENTENCE for row in rows[heads:] for cell in row["children"])
    if heads != 1 or len(rows[0]["children"]) < 3 or not wordy:
        return []
    return [plain(cell) for cell in rows[0]["children"]]


def _row(body: Context, row: Node, scope: str, labels: list[str] | None = None) -> Markup:
    cells = row["children"]
    titles = labels if labels and len(labels) == len(cells) else [None] * len(cells)
    return element("tr", *(_cell(body, c, scope, t) for c, t in zip(cells, titles, strict=True)))


def _cell(body: Context, cell: Node, scope: str, label: str | None) -> Markup:
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
        id=body.id(cell),
        data_label=label,
        **spans,
    )
