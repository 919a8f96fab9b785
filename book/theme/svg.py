"""A drawing becomes a small SVG that acts on nothing and follows the page's colours.

What comes in was drawn for paper, with style attributes, which a strict content-security policy
forbids, font names and six decimals. What comes out has presentation attributes and the font of the
page. A chart holds no colour but those of the stylesheet; a guest keeps its own, on white.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from operator import truediv
from xml.etree import ElementTree as ET

from .files import ALLOWED, STATIC
from .text import DECLARATION, HAN, ThemeError, language

SVG = "http://www.w3.org/2000/svg"

_ALLOWED = {name: set(words.split()) for name, words in ALLOWED["svg"].items()}
_WEIGHTS = ALLOWED["weights"]
_NUMBER = re.compile(r"-?\d*\.?\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"url\(['\"]?#([^'\")]+)['\"]?\)")
#: No slash, colon, quote or semicolon: no value can be an address or a declaration.
_VALUE = re.compile(r"[\w\s.,()%+#-]*")
_PICTURE = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+")
_IDLE_ROTATION = re.compile(r"^rotate\(-?0(?:\.0+)? [^)]*\)$")
_DEPTH = 64  # no drawing nests deeper; a file that does is made to exhaust its reader


def palette() -> dict[str, tuple[str, str]]:
    """Return the colours of the stylesheet: name → (light, dark), as lower-case hex values."""
    colour = r"--([a-z]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)"
    sheet = (STATIC / "style.css").read_text(encoding="utf-8")
    return {name: (light, dark) for name, light, dark in re.findall(colour, sheet)}


def inline(source: str, prefix: str, title: str, description: str) -> str:
    """Clean a drawing for use inside a page; each of its ids begins with `prefix`.

    ThemeError: no SVG, an element that a chart has no use for, or a colour outside the palette.
    """
    root = _clean(source, prefix)
    del root.attrib["width"], root.attrib["height"]
    root.attrib |= {"role": "img", "aria-labelledby": f"{prefix}-t {prefix}-d"}
    _insert(root, "desc", description, id=f"{prefix}-d")
    _insert(root, "title", title, id=f"{prefix}-t")
    return _write(root)


def placed(source: str, prefix: str, x: float, y: float, width: float, height: float) -> str:
    """Clean a drawing, as `inline` does, for a place in another drawing."""
    root = _clean(source, prefix)
    place = {"x": x, "y": y, "width": width, "height": height}
    root.attrib |= {side: f"{value:g}" for side, value in place.items()}
    return _write(root)


def guest(source: str) -> str:
    """Clean a drawing that was not made for these pages: it keeps its colours, on white paper."""
    root = _clean(source, "g", guest=True)
    fonts = "system-ui, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
    root.attrib |= {"xmlns": SVG, "font-family": fonts}
    x, y, width, height = root.get("viewBox", "").split()
    _insert(root, "rect", x=x, y=y, width=width, height=height, fill="#ffffff")
    return _write(root) + "\n"


def box(source: str) -> list[float]:
    """Return the box of a drawing: left, top, width, height."""
    return _box(_parsed(source))


def proportion(source: str) -> float:
    """Return the width of a drawing by its height."""
    return truediv(*box(source)[2:])


def _insert(root: ET.Element, tag: str, text: str | None = None, **attributes: str) -> None:
    child = ET.Element(tag, attributes)
    child.text = text
    root.insert(0, child)


def _parsed(source: str) -> ET.Element:
    # No entity is needed, so a document type is only ever a way in.
    source = re.sub(r"<!DOCTYPE[^>\[]*>", "", source, count=1)
    if "<!DOCTYPE" in source or "<!ENTITY" in source:
        raise ThemeError("the SVG declares entities; write it without")
    depth, reader = 0, ET.iterparse(io.StringIO(source), ("start", "end"))
    try:
        for event, _ in reader:
            depth += 1 if event == "start" else -1
            if depth > _DEPTH:
                raise ThemeError(f"the SVG nests deeper than {_DEPTH} elements; draw it again")
    except (ET.ParseError, ValueError) as error:
        raise ThemeError(f"not well-formed SVG ({error}); draw it again") from error
    if _local(reader.root) != "svg":
        raise ThemeError("no SVG; draw it again")
    return reader.root


def _box(root: ET.Element) -> list[float]:
    given = root.get("viewBox") or f"0 0 {root.get('width')} {root.get('height')}"
    sides = list(map(float, re.findall(r"-?\d+(?:\.\d+)?", given)))
    if len(sides) != 4 or not all(side > 0 for side in sides[2:]):
        raise ThemeError(f"the SVG has no size (viewBox {given.strip()!r}); draw it again")
    return sides


def _clean(source: str, prefix: str, *, guest: bool = False) -> ET.Element:
    root = _parsed(source)
    x, y, width, height = (f"{side:g}" for side in _box(root))
    values = [value for node in root.iter() for value in node.attrib.values()]
    used = {value[1:] for value in values if value.startswith("#")}
    used |= {name for value in values for name in _REFERENCE.findall(value)}
    names = {old: f"{prefix}-{i}" for i, old in enumerate(sorted(used))}
    known = None if guest else {light for light, _ in palette().values()}
    _Cleaner(names, known).element(root, decimals=3 if guest else 1)
    _hoist(root)
    # What matplotlib says once in a style sheet for all elements, inherited from the root instead.
    box = {"viewBox": f"{x} {y} {width} {height}", "width": width, "height": height}
    root.attrib = box | {"stroke-linejoin": "round"}
    return root


@dataclass(frozen=True)
class _Cleaner:
    """What is kept of an element: its names made unique, its colours known."""

    names: Mapping[str, str]
    known: set[str] | None

    def element(self, node: ET.Element, *, decimals: int, marker: bool = False) -> None:
        node.tag = _local(node)
        guests = set() if self.known else _ALLOWED["guests"]
        if node.tag not in _ALLOWED["elements"] | guests:
            raise ThemeError(f"<{node.tag}> has no place in a drawing; draw lines, shapes and text")
        given = node.attrib | _declarations(node.attrib.pop("style", ""))
        kept = dict(filter(None, (self.attribute(*pair, decimals) for pair in given.items())))
        # Each use of a marker carries its colours; here they would hide those of the page.
        colours = ("fill", "stroke") if marker else ()
        node.attrib = {name: kept[name] for name in kept if not name.startswith(colours)}
        words = node.tag in ("text", "tspan")
        if words and (run := HAN.search(node.text or "")):
            node.set("lang", language(run[0]))
        node.text = node.text if words else None
        # A marker is drawn once at the origin, a few points wide: a tenth of a point would show.
        inner = max(decimals, 2) if node.tag in ("defs", "pattern") else decimals
        node[:] = [child for child in node if _local(child) not in _ALLOWED["dropped"]]
        for child in node:
            alone = self.known and _local(child) == "path" and node.tag == "defs"
            self.element(child, decimals=inner, marker=bool(alone))
            child.tail = child.tail if words else None

    def attribute(self, name: str, value: str, decimals: int) -> tuple[str, str] | None:
        name = name.rpartition("}")[2]
        if name not in _ALLOWED["attributes"]:
            return None
        if name == "id":
            return (name, self.names[value]) if value in self.names else None
        if name == "href":
            if value[:1] == "#":
                return name, f"#{self.names[value[1:]]}"
            if self.known is None and _PICTURE.fullmatch(value):
                return name, value
            raise ThemeError(f"a drawing may not point outside ({value[:60]})")
        if found := _REFERENCE.fullmatch(value):
            return name, f"url(#{self.names[found[1]]})"
        if not _VALUE.fullmatch(value) or "url(" in value.lower():
            raise ThemeError(f"{name}={value[:60]!r} has no place in a drawing; draw it again")
        if name == "transform" and _IDLE_ROTATION.match(value):
            return None
        if name in _ALLOWED["coordinates"] or name == "transform":
            return name, _rounded(value, max(decimals, 2 * (name == "transform")))
        if name in ("fill", "stroke", "stop-color") and value != "none" and self.known:
            value = value.lower()
            if value not in self.known:
                raise ThemeError(
                    f"colour {value} is not in the palette of the stylesheet, so it has no dark "
                    "value; use a colour of the palette or add it to style.css"
                )
        return name, value


def _local(node: ET.Element) -> str:
    space, _, name = str(node.tag).rpartition("}")
    return name if space in ("", f"{{{SVG}") else "foreign"


def _declarations(style: str) -> dict[str, str]:
    found = {}
    for name, value in DECLARATION.findall(style):
        if name == "font":
            words, size, *_ = [*re.split(r"([\d.]+)px", value, maxsplit=1), ""]
            found |= {"font-size": size} if size else {}
            for word in words.split() if size else ():
                found["font-style" if word in ("italic", "oblique") else "font-weight"] = word
        else:
            found[name] = value.removesuffix("px") if name == "font-size" else value
    weight = found.get("font-weight")
    return found | ({"font-weight": _WEIGHTS[weight]} if weight in _WEIGHTS else {})


def _rounded(value: str, decimals: int) -> str:
    def short(number: re.Match[str]) -> str:
        # Adding zero makes -0 an ordinary one.
        return str(round(float(number[0]), decimals) + 0.0).removesuffix(".0")

    value = _NUMBER.sub(short, value)
    return re.sub(r" ?([MLHVCSQTAZmlhvcsqtaz]) ?", r"\1", " ".join(value.split()))


def _hoist(node: ET.Element) -> None:
    """Remove groups that group nothing: no attribute of their own, or no content."""
    children: list[ET.Element] = []
    for child in node:
        _hoist(child)
        bare = child.tag == "g" and not child.attrib
        if len(child) or child.tag not in ("g", "defs"):
            children += child if bare else [child]
    node[:] = children


def _write(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode").replace(" />", "/>")
