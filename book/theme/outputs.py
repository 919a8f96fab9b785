"""What a code cell shows: charts, tables, pictures, text. The code itself waits folded."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from markupsafe import Markup

from . import figures, foreign, svg
from .book import chart_of
from .context import TEMPLATES, Context, element
from .errors import ThemeError
from .files import spreadsheet
from .raster import png
from .text import TAG, Node, han, han_html, joined, printed

_HIDDEN = Markup('<details class="more"><summary>{}</summary>{}</details>\n')
#: Types that say less than any other: shown only where nothing else is stored.
_PLAIN = "text/plain"


def block(body: Context, node: Node) -> Markup:
    """Render a cell, or a part of a page that its author set apart."""
    if node.get("kind") == "notebook-code":
        inside, word = cell(body, node), "Cell"
    else:
        inside, word = body.inside(node), "More"
        own = "label" in node and body.id(node)
        if own or node.get("class"):
            inside = element("div", inside, id=own or None, class_=node.get("class"))
    return _HIDDEN.format(word, inside) if node.get("visibility") == "hide" else inside


def cell(body: Context, node: Node) -> Markup:
    """Render a code cell: what it shows, then its code, folded.

    Raises:
        ThemeError: the cell stored an error, or an output that a page cannot show.
    """
    frame = next((c for c in node["children"] if c["type"] == "container"), None)
    parts = (frame or node)["children"]
    code = next((c for c in parts if c["type"] == "code" and c["value"].strip()), None)
    groups = [c for c in parts if c["type"] == "outputs"]
    folded = code and Markup(
        '<details class="code"><summary>Code</summary>'
        '<pre tabindex="0"><code>{}</code></pre></details>'
    ).format(figures.coloured(code))
    shown = [o for group in groups for o in group["children"]]
    chart = chart_of(shown[0]) if len(shown) == 1 else None
    named = node.get("label") and node.get("html_id") != f"fig-{chart and chart.id}"
    anchor = Markup('<div id="{}"></div>').format(body.id(node)) if named else ""
    if chart and not frame:
        return Markup("{}{}").format(anchor, chart_figure(body, shown[0], folded or Markup()))
    made = body.node(frame) if frame else Markup().join(map(body.node, groups))
    fold = (
        Markup('<div class="cell" data-pagefind-ignore>{}</div>').format(folded) if folded else ""
    )
    return Markup("{}{}{}\n").format(anchor, made, fold)


def outputs(body: Context, node: Node) -> Markup:
    """Render what a cell shows."""
    made = Markup().join(output(body, child) for child in node["children"])
    return _HIDDEN.format("Output", made) if node.get("visibility") == "hide" and made else made


def is_silent(node: Node) -> bool:
    """Whether a node is a code cell that shows nothing."""
    parts = [c for c in node.get("children", []) if c["type"] in ("outputs", "container")]
    return node.get("kind") == "notebook-code" and not any(c["children"] for c in parts)


def output(body: Context, node: Node) -> Markup:
    """Render one output in its richest form.

    Raises:
        ThemeError: the output is an error that was not asked for, or its richest form is none that
            a page can show; a poorer form in its place would say something else.
    """
    stored = node["jupyter_data"]
    kind = stored["output_type"]
    if kind == "error":
        return _error(body, node)
    if kind == "stream":
        return _pre(body.book.stored(stored) if "path" in stored else joined(stored["text"]))
    if chart_of(node):
        return chart_figure(body, node, Markup())
    data = stored.get("data", {})
    for form, render in _FORMS.items():
        found = next((name for name in data if re.fullmatch(form, name)), None)
        if found and (form != _PLAIN or len(data) == 1):
            return render(body, node, found)
    others = ", ".join(name for name in data if name != _PLAIN) or "nothing"
    raise body.error(
        f"a cell shows {others}, which a page cannot; show a chart, a table, a picture or text"
    )


def _error(body: Context, node: Node) -> Markup:
    stored = node["jupyter_data"]
    name = f"{stored.get('ename')}: {stored.get('evalue')}"
    if "raises-exception" not in node["cell"].get("tags", []):
        raise body.error(
            f"a cell stored the error {name}; run it again, or tag the cell raises-exception if the "
            "error is what it shows"
        )
    lines = stored.get("traceback") or name
    return _pre(lines if isinstance(lines, str) else "\n".join(lines), "out error")


def _pre(text: str, kind: str = "out") -> Markup:
    return element("pre", han(printed(text)), class_=kind, tabindex="0") + Markup("\n")


def _text(body: Context, node: Node, kind: str) -> str:
    return body.book.stored(node["jupyter_data"]["data"][kind])


def _html(body: Context, node: Node, kind: str) -> Markup:
    given = _text(body, node, kind)

    def store(content: bytes, suffix: str) -> str:
        return body.page.root + body.files.named(content, suffix)

    html = foreign.styled(foreign.unpacked(given, store))
    safe = foreign.clean(html, f"out-{body.next('html')}-")
    without = [tag for tag in re.findall(r"<img\b[^>]*>", safe) if not re.search('alt="[^"]', tag)]
    gone = foreign.lost(given, safe) or (["img without alt"] if without else [])
    if gone:
        raise body.error(
            f"a cell shows HTML with {', '.join(gone)}, which is lost on a page; publish it as a "
            "chart, or show a table, text, or a picture with its alternative text"
        )
    return _tabled(body, _linked(body, safe))


def _linked(body: Context, html: str) -> str:
    """Lead links such as `#claim-a01` to the page of the book that has this place.

    Raises:
        ThemeError: no page has it, or the link is relative to a page that is not known.
    """
    own = set(re.findall(r'\sid="([^"]+)"', html))

    def lead(match: re.Match[str]) -> str:
        place = match[1].removeprefix("#")
        if match[1].startswith("#") and place in own:
            return match[0]
        if match[1].startswith("#") and place not in body.book.anchors:
            raise body.error(f"a cell links to #{place}, which no page has; mend the link")
        return f'href="{body.address(match[1])}"'

    # Only in tags: a text may hold anything that looks like a link.
    return TAG.sub(lambda tag: re.sub(r'(?<=\s)href="([^"]+)"', lead, tag[0]), html)


def _tabled(body: Context, html: str) -> Markup:
    html = re.sub(r"<th[^>]*>\s*(?:&nbsp;)?\s*</th>", "<td></td>", html)
    head, mark, rest = html.partition("</thead>")
    head = re.sub(r"<th(?![^>]*scope=)(?=[\s>])", '<th scope="col"', head) if mark else head
    rest = re.sub(r"<th(?![^>]*scope=)(?=[\s>])", '<th scope="row"', rest)
    safe = han_html(head + mark + rest)
    return body.scroller(safe) if "<table" in html else element("div", safe, class_="out")


def _described(body: Context, node: Node, kind: str) -> str:
    """Return the alternative text of a picture: from the output, else from its cell."""
    about = node["jupyter_data"].get("metadata", {})
    own = about.get(kind) if isinstance(about.get(kind), dict) else {}
    alt = about.get("alt") or own.get("alt") or node["cell"].get("alt")
    if not isinstance(alt, str) or not alt.strip():
        raise body.error(
            "a cell shows a picture without alternative text; write `#| alt: What it shows` as the "
            "first line of the cell, or display(…, metadata={'alt': 'What it shows'})"
        )
    return alt


def _picture(body: Context, node: Node, kind: str) -> Markup:
    alt, data = _described(body, node, kind), node["jupyter_data"]["data"]
    own = node["jupyter_data"].get("metadata", {}).get(kind)
    width = own.get("width") if isinstance(own, dict) else None
    return figures.picture(body, _file(body, data[kind], kind), alt, {"width": str(width or "")})


def _file(body: Context, item: dict[str, Any], kind: str) -> str:
    """Return the address of something stored as bytes."""
    if "path" in item:
        return body.files.stored(body.book.public(item["path"]))
    return body.files.named(
        figures.decoded(body, item.get("content", "")), "." + kind.split("/")[1]
    )


def _drawing(body: Context, node: Node, kind: str) -> Markup:
    alt = _described(body, node, kind)
    try:
        drawn = svg.guest(_text(body, node, kind))
    except ThemeError as error:
        raise body.error(str(error)) from error
    return figures.picture(body, body.files.named(drawn.encode(), ".svg"), alt, {"class": "plate"})


def _media(body: Context, node: Node, kind: str) -> Markup:
    tag = kind.split("/")[0]
    address = body.page.root + _file(body, node["jupyter_data"]["data"][kind], kind)
    return Markup('<{0} controls preload="metadata" src="{1}"></{0}>\n').format(tag, address)


def _latex(body: Context, node: Node, kind: str) -> Markup:
    tex = _text(body, node, kind)
    made = foreign.formula(tex)
    return (
        element("div", Markup(made), class_="math", tabindex="0") if made else _pre(tex, "out tex")
    )


def _markdown(body: Context, node: Node, kind: str) -> Markup:
    return _tabled(body, _linked(body, foreign.markdown(_text(body, node, kind))))


def _json(body: Context, node: Node, kind: str) -> Markup:
    value = json.loads(_text(body, node, kind))
    code = {"lang": "json", "value": json.dumps(value, ensure_ascii=False, indent=2)}
    return figures.listing(body, code)


#: What a page can show, the richest first: type → how.
_FORMS: dict[str, Callable[[Context, Node, str], Markup]] = {
    "text/html": _html,
    "text/latex": _latex,
    r"image/svg\+xml": _drawing,
    r"image/(png|jpeg|gif|webp)": _picture,
    r"(audio|video)/[\w.+-]+": _media,
    "text/markdown": _markdown,
    "application/json": _json,
    _PLAIN: lambda body, node, kind: _pre(_text(body, node, kind)),
}


def chart_figure(body: Context, node: Node, code: Markup) -> Markup:
    """Render a published chart with everything that belongs to it, and write its downloads.

    Raises:
        ThemeError: its drawing cannot be cleaned.
    """
    chart = node["chart"]
    home = body.book.figures[f"fig-{chart.id}"]
    place = f"{home.page.url}charts/{chart.id}"
    again = body.id({"html_id": f"fig-{chart.id}"}) is None
    drawings = {}
    try:
        for name, drawing in (("narrow", chart.narrow), ("wide", chart.wide)):
            prefix = f"{chart.id}-{name[0]}{body.next(f'again {chart.id}{name}') if again else ''}"
            drawings[name] = Markup(svg.inline(drawing, prefix, chart.title, chart.alt))
        whole = svg.standalone(chart.wide, chart.title, chart.alt)
    except ThemeError as error:
        raise body.error(f"chart {chart.id!r}: {error}") from error
    downloads = {
        "CSV": body.files.write(f"{place}.csv", spreadsheet(chart.csv)),
        "SVG": body.files.write(f"{place}.svg", whole),
        "PNG": body.files.once(f"{place}.png", lambda: png(whole)),
    }
    header, rows = chart.table()
    page = TEMPLATES.get_template("chart.html").render(
        chart=chart,
        again=again,
        label=f"Figure {home.number}",
        files={kind: body.page.root + way for kind, way in downloads.items() if way},
        drawings=drawings,
        header=header,
        rows=rows,
        code=code,
    )
    return Markup(page)


RENDERERS = {"block": block, "outputs": outputs}
