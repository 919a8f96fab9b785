"""A matplotlib drawing becomes a small SVG that follows the page's light and dark colours.

What goes in was drawn for paper: it carries style attributes, which a strict content-security
policy forbids, font names, metadata and coordinates to six decimals. What comes out uses
presentation attributes only, takes its font from the page, and holds no colour that the stylesheet
does not know.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

from .errors import ThemeError
from .text import HAN

SVG = "http://www.w3.org/2000/svg"
HREF = "{http://www.w3.org/1999/xlink}href"
STYLESHEET = Path(__file__).parent / "static" / "style.css"

_DROPPED = {"metadata", "style", "title", "desc"}
_ELEMENTS = set(
    """
    svg g defs path use clipPath rect circle ellipse line polyline polygon text tspan pattern
    """.split()  # noqa: SIM905
)
_ATTRIBUTES = set(
    """
    id d x y x1 y1 x2 y2 cx cy r rx ry dx dy width height points transform viewBox href clip-path
    patternUnits patternTransform fill fill-opacity fill-rule stroke stroke-width stroke-opacity
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit opacity
    font-size font-weight font-style text-anchor dominant-baseline
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_COORDINATES = {"d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "points", "width", "height"}
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_IDLE_ROTATION = re.compile(r"^rotate\(-?0(?:\.0+)? [^)]*\)$")
_WEIGHTS = {"bold": "700", "semibold": "600", "medium": "500", "light": "300"}


def palette() -> dict[str, tuple[str, str]]:
    """Return the colours of the stylesheet: name → (light, dark), as lower-case hex values."""
    found = re.findall(
        r"--([a-z]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)",
        STYLESHEET.read_text(encoding="utf-8"),
    )
    return {name: (light, dark) for name, light, dark in found}


def inline(source: str, prefix: str, title: str, description: str) -> str:
    """Clean a drawing for use inside a page.

    Args:
        source: the SVG as matplotlib wrote it.
        prefix: put before every id, so that two drawings on one page never share one.
        title: short name of the drawing, for assistive technology.
        description: its full alternative text.

    Raises:
        ThemeError: no SVG, an element that a chart has no use for, or a colour outside the palette.
    """
    root = _clean(source, prefix)
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-t {prefix}-d")
    for tag, text in (("desc", description), ("title", title)):
        element = ET.Element(tag, {"id": f"{prefix}-{tag[0]}"})
        element.text = text
        root.insert(0, element)
    return _write(root)


def standalone(source: str, title: str, description: str) -> str:
    """Clean a drawing for download: light colours on white paper, readable anywhere.

    Raises:
        ThemeError: as `inline`.
    """
    root = _clean(source, "c")
    root.set("xmlns", SVG)
    root.set("font-family", "system-ui, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif")
    box = root.get("viewBox", "0 0 0 0").split()
    paper = {"width": box[2], "height": box[3], "fill": "#ffffff"}
    for tag, text, attributes in (
        ("rect", None, paper),
        ("desc", description, {}),
        ("title", title, {}),
    ):
        element = ET.Element(tag, attributes)
        element.text = text
        root.insert(0, element)
    return _write(root) + "\n"


def _clean(source: str, prefix: str) -> ET.Element:
    # The stylesheet names no entity, so a document type is only ever a way in.
    source = re.sub(r"<!DOCTYPE[^>\[]*>", "", source, count=1)
    if "<!DOCTYPE" in source or "<!ENTITY" in source:
        raise ThemeError(f"chart {prefix}: the SVG declares entities; write plain matplotlib SVG")
    try:
        root = ET.fromstring(source)
    except ET.ParseError as error:
        raise ThemeError(f"chart {prefix}: not well-formed SVG ({error}); draw it again") from error
    known = {light for light, _ in palette().values()}
    used = set(re.findall(r"(?:url\(|href=[\"'])#([^)\"']+)", source))
    names = {old: f"{prefix}-{i}" for i, old in enumerate(sorted(used))}
    _element(root, prefix, known, names)
    _hoist(root)
    # What matplotlib says once in a style sheet for all elements, inherited from the root instead.
    root.attrib = {
        "viewBox": root.get("viewBox", ""),
        "width": root.get("width", ""),
        "height": root.get("height", ""),
        "stroke-linejoin": "round",
    }
    return root


def _element(
    node: ET.Element,
    prefix: str,
    known: set[str],
    names: dict[str, str],
    *,
    decimals: int = 1,
    marker: bool = False,
) -> None:
    node.tag = node.tag.rpartition("}")[2]
    if node.tag not in _ELEMENTS:
        raise ThemeError(
            f"chart {prefix}: <{node.tag}> has no place in a chart; draw lines, shapes and text"
        )
    node.attrib = _attributes(node, prefix, known, names, decimals)
    node.tail = None
    if marker:
        # Each use of a marker carries its colours; here they would hide those of the page from it.
        node.attrib = {k: v for k, v in node.attrib.items() if not k.startswith(("fill", "stroke"))}
    if node.tag in ("text", "tspan"):
        if node.text and HAN.search(node.text):
            node.set("lang", "zh")
    else:
        node.text = None
    # A marker is drawn once at the origin and a few points wide: a tenth of a point would show.
    inner = 2 if node.tag in ("defs", "pattern") else decimals
    for child in list(node):
        if child.tag.rpartition("}")[2] in _DROPPED:
            node.remove(child)
        else:
            drawn = child.tag.rpartition("}")[2] == "path" and node.tag == "defs"
            _element(child, prefix, known, names, decimals=inner, marker=drawn)


def _attributes(
    node: ET.Element, prefix: str, known: set[str], names: dict[str, str], decimals: int
) -> dict[str, str]:
    given = dict(node.attrib)
    given |= _declarations(given.pop("style", ""))
    if HREF in given:
        given["href"] = given.pop(HREF)
    kept = {}
    for name, value in given.items():
        if name not in _ATTRIBUTES or (name == "id" and value not in names):
            continue
        if name == "id":
            kept[name] = names[value]
        elif name == "href":
            if not value.startswith("#"):
                raise ThemeError(f"chart {prefix}: a drawing may not point outside ({value})")
            kept[name] = "#" + names[value[1:]]
        elif name == "transform":
            if not _IDLE_ROTATION.match(value):
                kept[name] = _rounded(value, 2)
        elif name in _COORDINATES:
            kept[name] = _rounded(value, decimals)
        elif name == "clip-path" or value.startswith("url(#"):
            kept[name] = _REFERENCE.sub(lambda match: f"url(#{names[match[1]]})", value)
        elif name in ("fill", "stroke") and value != "none":
            kept[name] = _colour(value, prefix, known)
        else:
            kept[name] = value
    return kept


def _colour(value: str, prefix: str, known: set[str]) -> str:
    if value.lower() not in known:
        raise ThemeError(
            f"chart {prefix}: colour {value} is not in the palette of the stylesheet, so it has no "
            "dark value; use a colour of the palette or add it to style.css"
        )
    return value.lower()


def _rounded(value: str, decimals: int) -> str:
    value = _NUMBER.sub(lambda number: _short(number[0], decimals), value)
    return re.sub(r" ?([MLHVCSQTAZmlhvcsqtaz]) ?", r"\1", " ".join(value.split()))


def _declarations(style: str) -> dict[str, str]:
    found = {}
    for part in filter(None, (p.strip() for p in style.split(";"))):
        name, _, value = (s.strip() for s in part.partition(":"))
        if name == "font":
            words, size, _ = re.split(r"([\d.]+)px", value, maxsplit=1)
            found["font-size"] = size
            for word in words.split():
                found["font-style" if word in ("italic", "oblique") else "font-weight"] = word
        else:
            found[name] = value.removesuffix("px") if name == "font-size" else value
    weight = found.get("font-weight")
    if weight in _WEIGHTS:
        found["font-weight"] = _WEIGHTS[weight]
    return found


def _short(number: str, decimals: int) -> str:
    text = f"{float(number):.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _hoist(node: ET.Element) -> None:
    """Remove groups that group nothing: no attribute of their own, or no content."""
    children: list[ET.Element] = []
    for child in list(node):
        _hoist(child)
        if child.tag in ("g", "defs") and not len(child):
            continue
        if child.tag == "g" and not child.attrib:
            children.extend(child)
        else:
            children.append(child)
    node[:] = children


def _write(root: ET.Element) -> str:
    text = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return text.replace(" />", "/>")
