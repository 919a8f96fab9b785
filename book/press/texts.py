"""The prose of chapters and pages, and the parts of it that are computed."""

import re
from collections.abc import Iterator
from pathlib import Path

from nqpf.errors import DatasetError, UnknownIdError
from press import notebooks
from press.workshop import Workshop

#: A link to a number: its text, the address of the page if there is one, the id.
NUMBER = re.compile(r"\[([^\]]*)\]\(([^()\s]*)#num-([A-Za-z0-9_-]+)\)")
CLAIM = re.compile(r"\[([^\]]*)\]\(([^()\s]*)#claim-([A-Za-z0-9_-]+)\)")
#: The claim box of a chapter; its links show the verdict.
BOX = re.compile(r"^> \*\*Claims?\b.*(?:\n>.*)*", re.MULTILINE)


def pieces(shop: Workshop, path: Path) -> Iterator[tuple[str, str]]:
    """Give the pieces of prose of a chapter or page with the place to name in a message."""
    name = shop.relative(path)
    if path.suffix == ".md":
        yield name, path.read_text(encoding="utf-8")
        return
    for place, cell in enumerate(notebooks.read(shop, path).cells, start=1):
        if cell.cell_type == "markdown":
            yield f"{name}, cell {place}", cell.source


def whole(shop: Workshop, path: Path) -> str:
    """Give all prose of a chapter or page."""
    return "\n".join(text for _, text in pieces(shop, path))


def line(text: str, at: int) -> int:
    """Give the line in which a position of a text stands, from 1."""
    return text.count("\n", 0, at) + 1


def number_link(shop: Workshop, name: str) -> str:
    """Write the link to a number, complete where the address of the book is known.

    Raises:
        UnknownIdError, DatasetError: there is no such number, or it cannot be computed.
    """
    home = f"{shop.settings.address}numbers/" if shop.settings.address else ""
    return f"[{shop.text(name)}]({home}#num-{name})"


def claim_link(shop: Workshop, name: str) -> str:
    """Write the link to a claim as a box shows it, with the verdict.

    Raises:
        UnknownIdError: there is no such claim.
    """
    home = f"{shop.settings.address}evidence/" if shop.settings.address else ""
    return f"[{shop.claim(name).label}]({home}#claim-{name.lower()})"


def rewrite(text: str, shop: Workshop) -> str:
    """Set every number link, and the claim links of boxes, to what is computed.

    What cannot be computed is left for the check, which names it.
    """

    def number(match: re.Match[str]) -> str:
        try:
            return number_link(shop, match[3])
        except (UnknownIdError, DatasetError):
            return match[0]

    def claim(match: re.Match[str]) -> str:
        try:
            return claim_link(shop, match[3])
        except UnknownIdError:
            return match[0]

    return BOX.sub(lambda box: CLAIM.sub(claim, box[0]), NUMBER.sub(number, text))
