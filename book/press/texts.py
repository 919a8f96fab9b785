"""The prose of chapters and pages, the parts of it that are computed, and where its links lead."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import jinja2

from nqpf.errors import DatasetError, UnknownIdError
from press import notebooks
from press.workshop import Workshop

#: A link to a number or a claim: its text, the address of the page if there is one, what, the id.
LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)#(num|claim)-([A-Za-z0-9_-]+)\)")
#: The folders of a project whose files may be published; the theme holds pages to the same.
PUBLIC = ("book", "notebooks", "data")


def pieces(shop: Workshop, path: Path, kind: str = "markdown") -> Iterator[tuple[str, str]]:
    """Give the pieces of prose, or of code, of a chapter or page with the place for a message."""
    name = shop.relative(path)
    if path.suffix == ".ipynb":
        for place, cell in enumerate(notebooks.read(shop, path).cells, start=1):
            if cell.cell_type == kind:
                yield f"{name}, cell {place}", cell.source
    elif kind == "markdown":
        yield name, path.read_text(encoding="utf-8")


def templates(folder: str, **options: Any) -> jinja2.Environment:  # noqa: ANN401
    """Give the templates of a folder, with options of Jinja; they refuse what is not there."""
    place = jinja2.FileSystemLoader(Path(__file__).parent / "templates" / folder)
    options |= {"trim_blocks": True, "lstrip_blocks": True, "undefined": jinja2.StrictUndefined}
    return jinja2.Environment(loader=place, **options)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Read a pattern of `patterns.toml`, which says what each is for."""
    file = Path(__file__).with_name("patterns.toml")
    lines = tomllib.loads(file.read_text(encoding="utf-8"))[name]
    return re.compile("|".join(lines), re.MULTILINE | re.DOTALL)


def blank(match: re.Match[str]) -> str:
    """Put spaces in place of what was matched: what follows keeps its line and column."""
    return re.sub(r"\S", " ", match[0])


def line(text: str, at: int) -> int:
    """Give the line in which a position of a text stands, from 1."""
    return text.count("\n", 0, at) + 1


def linked(text: str) -> list[str]:
    """List the numbers that a text links to."""
    return [link[4] for link in LINK.finditer(text) if link[3] == "num"]


def computed(shop: Workshop, link: re.Match[str]) -> str:
    """Write a link to a number or claim anew; UnknownIdError, DatasetError: it cannot be."""
    if link[3] == "num":
        said, page, anchor = shop.text(link[4]), "numbers", f"num-{link[4]}"
    else:  # article, paragraph and verdict
        claim = shop.claims[link[4].upper()]
        said, page, anchor = claim.label, "evidence", f"claim-{claim.id.lower()}"
    home = shop.settings.address and f"{shop.settings.address}{page}/"
    return f"[{said}]({home}#{anchor})"


def rewrite(text: str, shop: Workshop) -> str:
    """Set every link to a number or a claim to what is computed; the check names what cannot be."""

    def new(link: re.Match[str]) -> str:
        try:
            return computed(shop, link)
        except (UnknownIdError, DatasetError):
            return link[0]

    return LINK.sub(new, text)


def escapes(path: Path, address: str, project: Path) -> bool:
    """Tell whether a path on a page leads out of what is published; https: and anchors do not."""
    try:
        parts = urlsplit(address)
        drive = len(parts.scheme) == 1  # of Windows
        if not parts.path or parts.netloc or (parts.scheme not in ("", "file") and not drive):
            return False
        target = (path.parent / unquote(parts.path)).resolve()
    except (OSError, ValueError, RuntimeError):  # no address, or no path of this system
        return True
    return drive or not any(target.is_relative_to((project / name).resolve()) for name in PUBLIC)
