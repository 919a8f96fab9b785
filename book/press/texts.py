"""The prose of chapters and pages, and the parts of it that are computed."""

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from nqpf.errors import DatasetError, UnknownIdError
from press import notebooks
from press.workshop import Workshop

#: A link to a number: its text, the address of the page if there is one, the id.
NUMBER = re.compile(r"\[([^\]]*)\]\(([^()\s]*)#num-([A-Za-z0-9_-]+)\)")
CLAIM = re.compile(r"\[([^\]]*)\]\(([^()\s]*)#claim-([A-Za-z0-9_-]+)\)")


def pieces(shop: Workshop, path: Path) -> Iterator[tuple[str, str]]:
    """Give the pieces of prose of a chapter or page with the place to name in a message."""
    name = shop.relative(path)
    if path.suffix == ".md":
        yield name, path.read_text(encoding="utf-8")
        return
    for place, cell in enumerate(notebooks.read(shop, path).cells, start=1):
        if cell.cell_type == "markdown":
            yield f"{name}, cell {place}", cell.source


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


def number_link(shop: Workshop, name: str) -> str:
    """Write the link to a number, complete where the address of the book is known.

    Raises UnknownIdError, DatasetError: there is no such number, or it cannot be computed.
    """
    home = shop.settings.address and f"{shop.settings.address}numbers/"
    return f"[{shop.text(name)}]({home}#num-{name})"


def claim_link(shop: Workshop, name: str) -> str:
    """Write the link to a claim: article, paragraph and verdict.

    Raises UnknownIdError: there is no such claim.
    """
    home = shop.settings.address and f"{shop.settings.address}evidence/"
    claim = shop.claim(name)
    return f"[{claim.label}]({home}#claim-{claim.id.lower()})"


def rewrite(text: str, shop: Workshop) -> str:
    """Set every link to a number or a claim to what is computed.

    What cannot be computed is left for the check, which names it.
    """

    def by(link: Callable[[Workshop, str], str]) -> Callable[[re.Match[str]], str]:
        def new(match: re.Match[str]) -> str:
            try:
                return link(shop, match[3])
            except (UnknownIdError, DatasetError):
                return match[0]

        return new

    return CLAIM.sub(by(claim_link), NUMBER.sub(by(number_link), text))
