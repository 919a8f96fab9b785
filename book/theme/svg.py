"""A drawing becomes a small SVG that acts on nothing and follows the page's colours.

What was drawn for paper has style attributes, which a strict policy forbids; here it gets those of
presentation. A chart holds no colour but those of the stylesheet; a guest keeps its own, on white.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree as ET

import nh3
from markupsafe import Markup

from .files import STATIC
from .nodes import TEMPLATES
from .text import ALLOWED, PATTERNS, ThemeError, language

_ALLOWED = {name: set(words.split()) for name, words in ALLOWED["svg"].items()}
_MACROS = TEMPLATES.get_template("drawings.svg").module


def palette() -> dict[str, tuple[str, str]]:
    """Return the colours of the stylesheet: name → (light, dark), as lower-case hex values."""
    colour = r"--([a-z]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)"
    sheet = (STATIC / "style.css").read_text(encoding="utf-8")
    return {name: (light, dark) for name, light, dark in re.findall(colour, sheet)}


class Drawing(NamedTuple):
    """A cleaned drawing: its `viewBox` and what stands inside."""

    view: str
    inner: Markup


def inline(source: str, prefix: str, title: str, description: str) -> Markup:
    """Clean a drawing for use inside a page, as `cleaned` does, and name it for everyone."""
    return _MACROS.inline(cleaned(source, prefix), prefix, title, description)


def guest(source: str) -> str:
    """Clean a drawing that was not made for these pages: it keeps its colours, on white paper."""
    return _MACROS.guest(cleaned(source, "g", guest=True))


def box(source: str) -> list[float]:
    """Return left, top, width, height of an SVG; ThemeError: it is none, or declares entities."""
    if "<!ENTITY" in source:  # none is needed, so they are only ever a way in
        raise ThemeError("the SVG declares entities; write it without")
    try:
        root = ET.fromstring(source)
    except (ET.ParseError, ValueError) as error:
        raise ThemeError(f"not well-formed SVG ({error}); draw it again") from error
    if root.tag.rpartition("}")[2] != "svg":
        raise ThemeError("no SVG; draw it again")
    given = root.get("viewBox") or f"0 0 {root.get('width')} {root.get('height')}"
    sides = list(map(float, re.findall(r"-?\d+(?:\.\d+)?", given)))
    if len(sides) != 4 or not all(side > 0 for side in sides[2:]):
        raise ThemeError(f"the SVG has no size (viewBox {given.strip()!r}); draw it again")
    return sides


@lru_cache(maxsize=512)  # a preview renders the same drawings again and again
def cleaned(source: str, prefix: str, *, guest: bool = False) -> Drawing:
    """Return a drawing without anything that acts; each of its ids begins with `prefix`.

    It is read as a browser reads it, so that nothing can hide between two ways of reading.
    ThemeError: what no drawing needs, an address, or (unless a guest) a colour outside the palette.
    """
    view = " ".join(f"{side:g}" for side in box(source))
    elements = _ALLOWED["elements"] | (_ALLOWED["guests"] if guest else set())
    if strange := set(re.findall(r"<([A-Za-z]\w*)[\s/>]", source)) - elements - _ALLOWED["dropped"]:
        raise ThemeError(f"<{min(strange)}> has no place in a drawing; draw lines, shapes, text")
    names = {
        old: f"{prefix}-{i}" for i, old in enumerate(sorted(set(PATTERNS["used"].findall(source))))
    }
    known = None if guest else {"none", *(light for light, _ in palette().values())}
    refused: list[str] = []

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag not in elements or name not in _ALLOWED["attributes"]:
            return None
        if name == "id":
            return names.get(value)
        if name == "href" and value[:1] == "#":
            return f"#{names.get(value[1:], prefix)}"
        if name == "href" and not (guest and PATTERNS["picture"].fullmatch(value)):
            refused.append(f"a drawing may not point outside ({value[:60]})")
        elif found := PATTERNS["reference"].fullmatch(value):
            return f"url(#{names.get(found[1], prefix)})"
        elif name != "href" and (not PATTERNS["value"].fullmatch(value) or "url(" in value.lower()):
            refused.append(f"{name}={value[:60]!r} has no place in a drawing; draw it again")
        elif name in _ALLOWED["coordinates"]:
            return _rounded(value, 3 if guest else 2 if name == "transform" else 1)
        elif name in ("fill", "stroke") and known and value.lower() not in known:
            refused.append(f"colour {value} is not in the palette, so it has no dark value")
        return value

    source = source if guest else PATTERNS["marker"].sub(r"\1", source)
    clean = nh3.clean(
        PATTERNS["styled"].sub(lambda m: m[1] + _attributes(m[3]) + m[2], source),
        tags=elements,
        attributes={"*": _ALLOWED["attributes"]},
        attribute_filter=attribute,
        clean_content_tags=_ALLOWED["dropped"],
        url_schemes={"data", "http", "https"},  # refused above, which is better than lost
        link_rel=None,
    )
    if refused:
        raise ThemeError(refused[0])
    inner = clean[clean.index(">", clean.index("<svg")) + 1 : clean.rindex("</svg>")]
    inner = inner.replace("&nbsp;", "\u00a0").replace("xlink:href=", "href=")
    inner = inner if guest else re.sub(r">\s+<", "><", inner)
    inner = re.sub(r"<(?:g|defs)/>", "", re.sub(r"(<(\w+)[^>]*)></\2>", r"\1/>", inner))
    return Drawing(view, Markup(PATTERNS["text"].sub(_in_its_language, inner)))


def _in_its_language(text: re.Match[str]) -> str:
    run = PATTERNS["han"].search(text[3])
    return f'<{text[1]} lang="{language(run[0])}"{text[2]}>{text[3]}' if run else text[0]


def _attributes(style: str) -> str:
    """Return the declarations of a style as attributes."""
    found = dict(PATTERNS["declaration"].findall(style))
    if font := PATTERNS["font"].match(found.pop("font", "")):
        found |= font.groupdict(default="")
    given = ((name.replace("_", "-"), value.removesuffix("px")) for name, value in found.items())
    return "".join(f' {name}="{value}"' for name, value in given if value)


def _rounded(value: str, decimals: int) -> str:
    def short(number: re.Match[str]) -> str:
        # Something a few points wide, such as a marker, would show a tenth of a point.
        near = max(decimals, 2) if abs(float(number[0])) < 10 else decimals
        # Adding zero makes -0 an ordinary one.
        return str(round(float(number[0]), near) + 0.0).removesuffix(".0")

    value = PATTERNS["number"].sub(short, value)
    return re.sub(r" ?([MLHVCSQTAZmlhvcsqtaz]) ?", r"\1", " ".join(value.split()))
