"""What a code cell shows: charts, tables, text. The code itself waits behind a disclosure."""

from __future__ import annotations

import base64
import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nh3
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import nodes, svg
from .errors import ThemeError
from .text import Node, han, han_html

if TYPE_CHECKING:
    from .nodes import Body
    from .pages import Book

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
TEMPLATES.filters["han"] = han

_TAGS = set(
    """
    a abbr b br caption cite code col colgroup dd del details div dl dt em h3 h4 h5 h6 hr i
    ins kbd li mark ol p pre q s small span strong sub summary sup table tbody td tfoot th
    thead time tr ul var
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_ATTRIBUTES = {
    "*": {"class", "id", "lang", "title"},
    "a": {"href"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope", "abbr"},
    "ol": {"start"},
    "time": {"datetime"},
}
_NUMERIC = re.compile(r"[-−+]?\d[\d,. ]*(?:e[-+]?\d+)?%?")


def cell(body: Body, node: Node) -> Markup:
    """Render a code cell: what it shows, then its code, folded.

    Raises:
        ThemeError: the cell stored an error, or an output that a page cannot show.
    """
    code = next((c for c in node["children"] if c["type"] == "code"), None)
    shown = [o for c in node["children"] if c["type"] == "outputs" for o in c["children"]]
    folded = Markup()
    if code and code["value"].strip() and code.get("visibility") != "remove":
        folded = Markup(
            '<details class="code"><summary>Code</summary>'
            '<pre tabindex="0"><code>{}</code></pre></details>'
        ).format(nodes.coloured(code))
    faces = [face for face in map(body.book.chart, shown) if face]
    if len(faces) == 1 == len(shown):
        return chart(body, faces[0], shown[0], folded)
    anchor = node.get("label") and Markup('<div id="{}"></div>').format(node["html_id"])
    parts = [output(body, item) for item in shown]
    return Markup('{}{}<div class="cell" data-pagefind-ignore>{}</div>\n').format(
        anchor or "", Markup().join(parts), folded
    )


def is_silent(node: Node) -> bool:
    """Whether a node is a code cell that shows nothing."""
    return node["type"] == "block" and not any(
        c["type"] == "outputs" and c["children"] for c in node["children"]
    )


def output(body: Body, node: Node) -> Markup:
    """Render one output, in the richest form that a page can show.

    Raises:
        ThemeError: as `cell`.
    """
    stored = node["jupyter_data"]
    kind = stored["output_type"]
    if kind == "error":
        raise body.error(
            f"a cell stored the error {stored.get('ename')}: {stored.get('evalue')}; run it again"
        )
    if kind == "stream":
        return _pre(stored["text"])
    face = body.book.chart(node)
    if face:
        return chart(body, face, node, Markup())
    data = stored["data"]
    if "text/html" in data:
        return _table(body, _linked(body, clean(body.book.stored(data["text/html"]))))
    if "image/png" in data:
        alt = stored.get("metadata", {}).get("alt")
        if not alt:
            raise body.error(
                "a cell shows a picture without alternative text; publish it as a chart"
            )
        return body.files.picture(body.book.public(data["image/png"]["path"]), body.page, alt)
    if "text/plain" in data:
        return _pre(body.book.stored(data["text/plain"]))
    raise body.error(
        f"a cell shows {', '.join(data)}, which a page cannot; show text, HTML or a chart"
    )


def clean(html: str) -> str:
    """Return HTML without anything that acts: scripts, handlers, styles, foreign addresses."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes={"data-"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def _linked(body: Body, html: str) -> str:
    """Lead links such as `#claim-a01` to the page of the book that has this place.

    Raises:
        ThemeError: no page has it.
    """
    own = set(re.findall(r'\sid="([^"]+)"', html))

    def lead(match: re.Match[str]) -> str:
        home = body.book.anchors.get(match[1])
        if home is None and match[1] not in own:
            raise body.error(f"a cell links to #{match[1]}, which no page has; mend the link")
        away = home is not None and home is not body.page and match[1] not in own
        return f'href="{body.page.root}{home.url}index.html#{match[1]}"' if away else match[0]

    return re.sub(r'href="#([^"]+)"', lead, html)


def _table(body: Body, html: str) -> Markup:
    html = re.sub(r"<th[^>]*>\s*</th>", "<td></td>", html)
    head, mark, rest = html.partition("</thead>")
    head = re.sub(r"<th(?![^>]*scope=)(?=[\s>])", '<th scope="col"', head) if mark else head
    rest = re.sub(r"<th(?![^>]*scope=)(?=[\s>])", '<th scope="row"', rest)
    safe = han_html(head + mark + rest)
    return (
        body.scroller(safe)
        if "<table" in html
        else Markup('<div class="out">{}</div>').format(safe)
    )


def _pre(text: str) -> Markup:
    return Markup('<pre class="out" tabindex="0">{}</pre>\n').format(han(text.rstrip("\n")))


def chart(body: Body, face: dict[str, Any], node: Node, code: Markup) -> Markup:
    """Render a published chart with everything that belongs to it, and write its downloads.

    Raises:
        ThemeError: a part of the chart is missing, or its drawing cannot be cleaned.
    """
    missing = [
        k for k in ("id", "title", "finding", "alt", "source", "csv", "svg") if not face.get(k)
    ]
    if missing:
        raise body.error(
            f"chart {face.get('id', '?')!r} has no {', '.join(missing)}; publish it again"
        )
    home = body.book.figures[face["id"]]
    folder = f"{home.page.url}charts/{face['id']}"
    try:
        files = _downloads(body, face, node, folder)
        drawings = {
            name: Markup(svg.inline(drawing, f"{face['id']}-{name[0]}", face["title"], face["alt"]))
            for name, drawing in face["svg"].items()
        }
    except ThemeError as error:
        raise body.error(str(error)) from error
    header, rows = _rows(face)
    return Markup(
        TEMPLATES.get_template("chart.html").render(
            face=face,
            label=home.label,
            files={kind: body.page.root + path for kind, path in files.items()},
            permalink=f"#fig-{face['id']}",
            drawings=drawings,
            header=header,
            rows=rows,
            code=code,
        )
    )


def _downloads(body: Body, face: dict[str, Any], node: Node, folder: str) -> dict[str, str]:
    written = {
        "CSV": body.files.write(f"{folder}.csv", face["csv"]),
        "SVG": body.files.write(
            f"{folder}.svg", svg.standalone(face["svg"]["wide"], face["title"], face["alt"])
        ),
    }
    if (raw := png(body.book, node)) is not None:
        written["PNG"] = body.files.write(f"{folder}.png", raw)
    return written


def png(book: Book, node: Node) -> bytes | None:
    """Return the picture that an output holds beside its richer forms, or None."""
    stored = node["jupyter_data"]["data"].get("image/png")
    if not stored:
        return None
    if "path" in stored:
        return book.public(stored["path"]).read_bytes()
    return base64.b64decode(stored["content"])


def _rows(face: dict[str, Any]) -> tuple[list[tuple[str, bool]], list[list[str]]]:
    """Return the header, each name with whether its column is numeric, and the rows."""
    names, *rows = list(csv.reader(io.StringIO(face["csv"])))
    columns = face.get("columns") or {}
    header = []
    for at, name in enumerate(names):
        filled = [row[at] for row in rows if row[at]]
        numeric = name != "period" and bool(filled) and all(map(_NUMERIC.fullmatch, filled))
        header.append((columns.get(name) or name.replace("_", " ").capitalize(), numeric))
    return header, rows
