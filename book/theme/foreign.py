"""What was written elsewhere becomes HTML without anything that acts or imitates the page."""

import re

import nh3

from .text import ALLOWED, PATTERNS

#: The type of what is stored as bytes → how its file name ends.
MEDIA: dict[str, str] = ALLOWED["media"]

_HTML = ALLOWED["html"]
_TAGS, _CLASSES = set(_HTML["tags"].split()), set(_HTML["classes"].split())
_ATTRIBUTES = {tag: set(words.split()) for tag, words in _HTML["attributes"].items()}
#: A picture or sound inside HTML: what stands before its address, its type, itself as base64.
DATA = re.compile(rf"""(\ssrc\s*=\s*["'])data:({"|".join(MEDIA)});base64,([^"']*)""", re.I)


def clean(html: str, prefix: str = "") -> str:
    """Return HTML without what acts, loads or styles; its ids, and links to them, get a prefix."""
    own = set(re.findall(r"""\sid=["']?([^"'\s>]+)""", html)) if prefix else set()

    def attribute(tag: str, name: str, value: str) -> str | None:
        if name == "class":
            return " ".join(word for word in value.split() if word in _CLASSES) or None
        if name in ("id", "headers"):
            return " ".join(prefix + word for word in value.split())
        if name == "href" and value[:1] == "#" and value[1:] in own:
            return f"#{prefix}{value[1:]}"
        if name == "href" and value.startswith("//"):
            return f"https:{value}"
        return None if name == "src" and not PATTERNS["file"].fullmatch(value) else value

    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def lost(before: str, after: str) -> list[str]:
    """Return the kinds of elements that cleaning took away although they carried something."""
    gone = {tag.lower() for tag in PATTERNS["lost"].findall(before)}
    kept = {tag.lower() for tag in PATTERNS["shown"].findall(after)}
    if re.sub(r"<[^>]*>|\s|&nbsp;", "", after) or kept:
        # Beside something that can be read, a style sheet, a script or an icon is no loss.
        gone -= {"script", "style", "svg"}
    silent = PATTERNS["silent"].search(after)
    return sorted(gone - kept) or ["img without source or alternative text"] * bool(silent)
