"""The nodes of a page become HTML: the macros of `nodes.html` and the filters that they use."""

import re
from collections import defaultdict
from mimetypes import guess_type
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from .foreign import clean
from .text import PATTERNS, Node, han, is_section, plain, printed


def _coloured(node: Node) -> Markup:
    """Return the highlighted text of a code node, with the lines that it stresses."""
    try:
        lexer = get_lexer_by_name(node.get("lang") or "text", stripnl=False)
    except ClassNotFound:
        lexer = get_lexer_by_name("text", stripnl=False)
    form = HtmlFormatter(nowrap=True, hl_lines=node.get("emphasizeLines") or [])
    text = highlight(node["value"], lexer, form).replace("\n</span>", "</span>\n")
    return Markup(text.rstrip("\n"))


def _chemistry(value: str) -> Markup:
    text = re.sub(r"(?<=[A-Za-z)\]])(\d+)", r"<sub>\1</sub>", str(escape(value)))
    return Markup(re.sub(r"\^\{?([\d]*[-+−])\}?", r"<sup>\1</sup>", text))


def _heads(table: Node) -> int:
    """Return how many rows of a table are its head."""
    rows = [all(cell.get("header") for cell in row["children"]) for row in table["children"]]
    return rows.index(False) if False in rows else len(rows)


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_FILTERS = (_chemistry, _coloured, han, _heads, plain, printed)
TEMPLATES.filters |= {function.__name__.strip("_"): function for function in _FILTERS}
TEMPLATES.filters |= {
    "bibtex": lambda text: re.sub(r"([%&#_$])", r"\\\1", re.sub(r"[\\{}]", "", text)),
    "by_type": lambda node: defaultdict(dict, {n["type"]: n for n in reversed(node["children"])}),
    "clean": lambda html: Markup(clean(html)),
    # The formula writer of the engine escapes its input; what it adds for looks is in the way.
    "mathml": lambda node: Markup(
        PATTERNS["looks"].sub("", "".join(PATTERNS["mathml"].findall(node.get("html", ""))))
    ),
    "media": lambda address: str(guess_type(address)[0]).partition("/")[0],
    "unit": lambda node: PATTERNS["prefix"].sub(r"\1", node.get("alt") or " ".join(node["units"])),
}
TEMPLATES.tests |= {
    "section": is_section,
    "table": lambda name: name.endswith((".csv", ".json")),
}
MACROS = TEMPLATES.get_template("nodes.html").module
CHART = TEMPLATES.get_template("chart.html").module.chart

RENDERERS = {name.replace("_", "-"): macro for name, macro in vars(MACROS).items()}
