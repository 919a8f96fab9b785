"""What a code cell shows: charts, tables, pictures, text. The code itself waits folded."""

from __future__ import annotations

import json
import re

from markupsafe import Markup

from . import figures, foreign, svg
from .book import chart_of
from .context import Context
from .errors import ThemeError
from .files import spreadsheet
from .nodes import MACROS, TEMPLATES, element
from .pixels import png
from .text import TAG, Node, han, han_html, joined, printed


def _block(body: Context, node: Node) -> Markup:
    """Render a cell, or a part of a page that its author set apart."""
    if node.get("kind") == "notebook-code":
        inside, word = _cell(body, node), "Cell"
    else:
        inside, word = body.inside(node), "More"
        own = body.id(node) if "label" in node else None
        if own or node.get("class"):
            inside = element("div", inside, id=own, class_=node.get("class"))
    return MACROS.hidden(word, inside) if node.get("visibility") == "hide" else inside


def _cell(body: Context, node: Node) -> Markup:
    """Render a code cell: what it shows, then its code, folded."""
    frame = next((c for c in node["children"] if c["type"] == "container"), None)
    parts = (frame or node)["children"]
    code = next((c for c in parts if c["type"] == "code" and c["value"].strip()), None)
    groups = [c for c in parts if c["type"] == "outputs"]
    shown = [o for group in groups for o in group["children"]]
    chart = chart_of(shown[0]) if len(shown) == 1 and not frame else None
    folded = MACROS.folded(code) if code else Markup()
    named = node.get("label") and node.get("html_id") != f"fig-{chart and chart.id}"
    anchor = element("div", id=body.id(node)) if named else ""
    if chart:
        return anchor + _chart(body, shown[0], folded)
    made = body.node(frame) if frame else Markup().join(map(body.node, groups))
    fold = (
        Markup('<div class="cell" data-pagefind-ignore>{}</div>').format(folded) if folded else ""
    )
    return anchor + made + fold + Markup("\n")


def _outputs(body: Context, node: Node) -> Markup:
    made = Markup().join(_output(body, child) for child in node["children"])
    return MACROS.hidden("Output", made) if node.get("visibility") == "hide" and made else made


def is_silent(node: Node) -> bool:
    """Whether a node is a code cell that shows nothing."""
    parts = [c for c in node.get("children", []) if c["type"] in ("outputs", "container")]
    return node.get("kind") == "notebook-code" and not any(c["children"] for c in parts)


def _output(body: Context, node: Node) -> Markup:
    """Render one output in its richest form; a poorer one would say something else."""
    stored = node["jupyter_data"]
    if stored["output_type"] == "error":
        return _error(body, node)
    if stored["output_type"] == "stream":
        return _pre(body.book.stored(stored) if "path" in stored else joined(stored["text"]))
    if chart_of(node):
        return _chart(body, node, Markup())
    data = stored.get("data", {})
    for form, render in _FORMS.items():
        found = next((kind for kind in data if re.fullmatch(form, kind)), None)
        if found and (found != "text/plain" or len(data) == 1):
            return render(body, node, found)
    others = ", ".join(kind for kind in data if kind != "text/plain") or "nothing"
    raise body.error(
        f"a cell shows {others}, which a page cannot; show a chart, a table, a picture or text"
    )


def _error(body: Context, node: Node) -> Markup:
    stored = node["jupyter_data"]
    name = f"{stored.get('ename')}: {stored.get('evalue')}"
    if "raises-exception" not in node["cell"].get("tags", []):
        raise body.error(
            f"a cell stored the error {name}; run it again, or tag the cell raises-exception where "
            "the error is what it shows"
        )
    lines = stored.get("traceback") or name
    return _pre(lines if isinstance(lines, str) else "\n".join(lines), "out error")


def _pre(text: str, kind: str = "out") -> Markup:
    return element("pre", han(printed(text)), class_=kind, tabindex="0") + Markup("\n")


def _stored(body: Context, node: Node, kind: str) -> str:
    return body.book.stored(node["jupyter_data"]["data"][kind])


def _html(body: Context, node: Node, kind: str) -> Markup:
    def store(content: str, suffix: str) -> str:
        return body.page.root + body.files.named(figures.decoded(body, content), suffix)

    given = foreign.styled(foreign.unpacked(_stored(body, node, kind), store))
    safe = foreign.clean(given, f"out-{body.next('html')}-")
    if gone := foreign.lost(given, safe):
        raise body.error(
            f"a cell shows HTML with {', '.join(gone)}, which is lost on a page; publish it as a "
            "chart, or show a table, text, or a picture with its alternative text"
        )
    return _tabled(body, _linked(body, safe))


def _linked(body: Context, html: str) -> str:
    """Lead links such as `#claim-a01` to the page of the book that has this place."""
    own = {f"#{name}" for name in re.findall(r'\sid="([^"]+)"', html)}

    def lead(match: re.Match[str]) -> str:
        return match[0] if match[1] in own else f'href="{body.address(match[1])}"'

    # Only in tags: a text may hold anything that looks like a link.
    return TAG.sub(lambda tag: re.sub(r'(?<=\s)href="([^"]+)"', lead, tag[0]), html)


def _tabled(body: Context, html: str) -> Markup:
    html = re.sub(r"<th[^>]*>\s*(?:&nbsp;)?\s*</th>", "<td></td>", html)
    head, mark, rest = html.partition("</thead>")
    head = re.sub(r"<th(?![^>]*scope=)(?=[\s>])", '<th scope="col"', head) if mark else head
    rest = re.sub(r"<th(?![^>]*scope=)(?=[\s>])", '<th scope="row"', rest)
    safe = han_html(head + mark + rest)
    return MACROS.scroller(body, safe) if "<table" in html else element("div", safe, class_="out")


def _described(body: Context, node: Node, kind: str) -> tuple[str, Node]:
    """Return the alternative text of a picture, from the output or its cell, and its width."""
    about = node["jupyter_data"].get("metadata") or {}
    own = about.get(kind) if isinstance(about.get(kind), dict) else {}
    alt = about.get("alt") or own.get("alt") or node["cell"].get("alt")
    if not isinstance(alt, str) or not alt.strip():
        raise body.error(
            "a cell shows a picture without alternative text; write `#| alt: What it shows` as the "
            "first line of the cell, or display(…, metadata={'alt': 'What it shows'})"
        )
    return alt, {"width": str(own.get("width") or "")}


def _file(body: Context, node: Node, kind: str) -> str:
    """Return the address of something that is stored as bytes."""
    item = node["jupyter_data"]["data"][kind]
    if isinstance(item, dict) and "path" in item:
        return body.stored(item["path"])
    suffix = foreign.MEDIA[kind.partition("/")[2]]
    return body.files.named(figures.decoded(body, body.book.stored(item)), suffix)


def _picture(body: Context, node: Node, kind: str) -> Markup:
    alt, asked = _described(body, node, kind)
    return figures.picture(body, _file(body, node, kind), alt, asked)


def _drawing(body: Context, node: Node, kind: str) -> Markup:
    alt, asked = _described(body, node, kind)
    address = figures.drawn(body, _stored(body, node, kind), "a drawing of a cell")
    return figures.picture(body, address, alt, asked | {"class": "plate"})


def _media(body: Context, node: Node, kind: str) -> Markup:
    return MACROS.player(kind.split("/")[0], body.page.root + _file(body, node, kind))


def _latex(body: Context, node: Node, kind: str) -> Markup:
    tex = _stored(body, node, kind)
    made = foreign.formula(tex)
    return element("div", Markup(made), class_="math", tabindex="0") if made else _pre(tex)


def _markdown(body: Context, node: Node, kind: str) -> Markup:
    return _tabled(body, _linked(body, foreign.markdown(_stored(body, node, kind))))


def _json(body: Context, node: Node, kind: str) -> Markup:
    text = json.dumps(json.loads(_stored(body, node, kind)), ensure_ascii=False, indent=2)
    return MACROS.listing(body, {}, {"lang": "json", "value": text})


#: What a page can show, the richest first: type → how.
_FORMS = {
    "text/html": _html,
    "text/latex": _latex,
    r"image/svg\+xml": _drawing,
    r"image/(?:png|jpeg|gif|webp)": _picture,
    r"(?:audio|video)/(?:x-wav|wav|mpeg|mp3|ogg|mp4|webm)": _media,
    "text/markdown": _markdown,
    "application/json": _json,
    "text/plain": lambda body, node, kind: _pre(_stored(body, node, kind)),
}


def _chart(body: Context, node: Node, code: Markup) -> Markup:
    """Render a published chart with everything that belongs to it, and write its downloads."""
    chart = node["chart"]
    home = body.book.figures[f"fig-{chart.id}"]
    place = f"{home.page.url}charts/{chart.id}"
    own = body.id({"html_id": f"fig-{chart.id}"})
    again = "" if own else f"-{body.next(chart.id)}"
    try:
        drawings = {
            name: Markup(
                svg.inline(drawing, f"{chart.id}{again}-{name[0]}", chart.title, chart.alt)
            )
            for name, drawing in (("narrow", chart.narrow), ("wide", chart.wide))
        }
        whole = svg.standalone(chart.wide, chart.title, chart.alt)
    except ThemeError as error:
        raise body.error(f"chart {chart.id!r}: {error}") from error
    downloads = {
        "CSV": body.files.write(f"{place}.csv", spreadsheet(chart.csv)),
        "SVG": body.files.write(f"{place}.svg", whole),
        "PNG": body.files.once(f"{place}.png", lambda: png(whole)),
    }
    header, rows = chart.table()
    figure = TEMPLATES.get_template("chart.html").render(
        chart=chart,
        own=own,
        label=f"Figure {home.number}",
        files={kind: body.page.root + way for kind, way in downloads.items() if way},
        drawings=drawings,
        header=header,
        rows=rows,
        code=code,
    )
    return Markup(figure)


RENDERERS = {"block": _block, "outputs": _outputs}
