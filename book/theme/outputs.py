"""What a code cell shows: charts, tables, pictures, text. The code itself waits folded."""

import json
import re
from functools import partial

from markdown_it import MarkdownIt
from markupsafe import Markup

from . import foreign, svg
from .context import Context
from .files import spreadsheet
from .nodes import CHART, MACROS, RENDERERS, TEMPLATES
from .pixels import alone, png
from .text import PATTERNS, Node, ThemeError, han


def _output(body: Context, node: Node) -> Markup:
    """Render one output in its richest form; a poorer one would say something else."""
    stored = node["jupyter_data"]
    if stored["output_type"] == "error":
        return MACROS.failure(body, stored, node["cell"].get("tags", []))
    if stored["output_type"] == "stream":
        return MACROS.pre(body.book.stored(stored if "path" in stored else stored["text"]))
    if node.get("chart"):
        return _chart(body, node)
    data = stored.get("data", {})
    kind = next((k for k in _FORMS if k in data and (k != "text/plain" or len(data) == 1)), None)
    if kind is None:
        others = ", ".join(kind for kind in data if kind != "text/plain") or "nothing"
        raise ThemeError(
            f"a cell shows {others}, which a page cannot; show a chart, a table, a picture or text"
        )
    try:
        return _FORMS[kind](body, node, kind)
    except (ValueError, TypeError, AttributeError) as error:
        raise ThemeError(f"a cell holds damaged {kind}: {error}; run it again") from error


def _stored(body: Context, node: Node, kind: str) -> str:
    return body.book.stored(node["jupyter_data"]["data"][kind])


def _html(body: Context, node: Node, kind: str) -> Markup:
    def kept(found: re.Match[str]) -> str:
        suffix = foreign.MEDIA[found[2].lower()]
        return found[1] + body.page.root + body.decoded(found[3], suffix)

    given = foreign.DATA.sub(kept, _stored(body, node, kind))
    safe = foreign.clean(given, f"out-{body.next('html')}-")
    if gone := foreign.lost(given, safe):
        raise ThemeError(
            f"a cell shows HTML with {', '.join(gone)}, which is lost on a page; publish it as a "
            "chart, or show a table, text, or a picture with its alternative text"
        )
    return _placed(body, safe)


def _placed(body: Context, html: str) -> Markup:
    """Lead links such as `#claim-a01` to the page that has this place; give tables their heads."""
    own = {f"#{name}" for name in re.findall(r'\sid="([^"]+)"', html)}

    def lead(match: re.Match[str]) -> str:
        return match[0] if match[1] in own else f'href="{body.address(match[1])}"'

    # Only in tags: a text may hold anything that looks like a link.
    html = PATTERNS["tag"].sub(lambda tag: re.sub(r'(?<=\s)href="([^"]+)"', lead, tag[0]), html)
    html = re.sub(r"<th[^>]*>\s*(?:&nbsp;)?\s*</th>", "<td></td>", html)
    html = re.sub(r"<thead>.*?</thead>", lambda part: _scoped("col", part[0]), html, flags=re.S)
    html = re.sub(r"</thead>.*?</table>", lambda part: _scoped("row", part[0]), html, flags=re.S)
    return MACROS.shown(body, han(Markup(html)))


def _scoped(scope: str, html: str) -> str:
    return re.sub(r"<th(?![^>]*scope=)(?=[\s>])", f'<th scope="{scope}"', html)


def _media(body: Context, node: Node, kind: str) -> Markup:
    """Show a picture, a film or a sound, which the engine may have put into a file."""
    item = node["jupyter_data"]["data"][kind]
    if isinstance(item, dict) and "path" in item:
        address = body.stored(item["path"], shown=True)
    else:
        address = body.decoded(body.book.stored(item), foreign.MEDIA.get(kind, "svg"))
    return MACROS.media(body, node, kind, address)


def _json(body: Context, node: Node, kind: str) -> Markup:
    text = json.dumps(json.loads(_stored(body, node, kind)), ensure_ascii=False, indent=2)
    return MACROS.listing(body, {}, {"lang": "json", "value": text})


def _markdown(body: Context, node: Node, kind: str) -> Markup:
    # HTML in it stays text.
    html = MarkdownIt("js-default").render(_stored(body, node, kind))
    return _placed(body, foreign.clean(html))


def _text(body: Context, node: Node, kind: str) -> Markup:
    return MACROS.pre(_stored(body, node, kind))


#: What a page can show, the richest first: type → how.
_FORMS = {
    "text/html": _html,
    "text/latex": _text,
    **dict.fromkeys(("image/svg+xml", *foreign.MEDIA), _media),
    "text/markdown": _markdown,
    "application/json": _json,
    "text/plain": _text,
}


def _chart(body: Context, node: Node) -> Markup:
    """Render a published chart with everything that belongs to it, and write its downloads."""
    it, book, files = node["chart"], body.book, body.files
    home = book.figures[f"fig-{it.id}"]
    place = f"{home.page.url}charts/{it.id}"
    own = body.id({"html_id": f"fig-{it.id}"})
    again = "" if own else f"-{body.next(it.id)}"
    try:
        drawings = {
            name: svg.inline(drawing, f"{it.id}{again}-{name[0]}", it.title, it.alt)
            for name, drawing in (("narrow", it.narrow), ("wide", it.wide))
        }
        whole = alone("poster.svg", it, it.wide, book)
    except ThemeError as error:
        raise ThemeError(f"chart {it.id!r}: {error}") from error
    about = TEMPLATES.get_template("csv-metadata.json").render(chart=it, book=book)
    written = {
        "PNG": files.write(f"{place}.png", png(whole, 2, files)),
        "SVG": files.write(f"{place}.svg", whole),
        "CSV": files.write(f"{place}.csv", spreadsheet(it.csv)),
        "what its columns mean": files.write(f"{place}.csv-metadata.json", about),
    }
    given = {"chart": it, "home": home, "drawings": drawings, "files": written, "book": book}
    page = TEMPLATES.get_template("embed.html").render(given, static=files.static)
    files.write(f"charts/{it.id}/index.html", page)
    link, root = body.place(f"fig-{it.id}"), body.page.root
    return CHART(**given, own=own, root=root, link=link, code=node.get("code", ""))


_ALL = RENDERERS | {"output": _output, "chart": _chart}
#: Makes what renders the nodes of a page of a book.
context = partial(Context, renderers=_ALL)
