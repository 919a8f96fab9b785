"""The figures in the prose: each is a link to its named number, or it does not belong there."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nqpf.errors import DatasetError, UnknownIdError
from press import texts
from press.links import escapes
from press.rules import Problem
from press.workshop import Workshop

_FIGURE = re.compile(r"\d[\d.,]*")
#: What no text may hold: rule, which is the name of its pattern, and what is said of it.
_REFUSED = {
    "line-ends": "begins with a byte order mark",
    "merge-conflict": "the marks of a merge conflict",
    "formula": "a formula between dollar signs",
}


def problems(shop: Workshop) -> Iterator[Problem]:
    """Check the figures and the links of all chapters and pages."""
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            yield from _link_problems(shop, where, text)
            yield from _address_problems(shop, path, where, text)
            for rule, what in _REFUSED.items():
                if mark := texts.pattern(rule).search(text):
                    yield Problem(rule, f"{where}, line {texts.line(text, mark.start())}", what)
            for line, words in bare_figures(text, shop.settings.names):
                yield Problem("bare-figure", f"{where}, line {line}", f"no link: “…{words}…”")


def _link_problems(shop: Workshop, where: str, text: str) -> Iterator[Problem]:
    """Compare every link to a number or a claim with what is computed for it."""
    for pattern, unknown, differs in (
        (texts.NUMBER, "number-unknown", "number-text"),
        (texts.CLAIM, "claim-unknown", "claim-text"),
    ):
        for match in pattern.finditer(text):
            place = f"{where}, line {texts.line(text, match.start())}"
            try:
                wanted = texts.computed(shop, match)
            except UnknownIdError as error:
                yield Problem(unknown, place, f"{match[0]}: {error}")
            except DatasetError:
                continue  # the number itself is named as broken
            else:
                if match[0] != wanted:
                    yield Problem(differs, place, f"the text says {match[0]}, not {wanted}")


def bare_figures(text: str, names: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """List figures that are no number links, as (line, surrounding words).

    Args:
        text: Markdown.
        names: patterns of proper names that may hold a digit.
    """
    left = texts.CLAIM.sub(texts.blank, texts.NUMBER.sub(texts.blank, text))
    hidden = (texts.pattern("formula"), texts.pattern("not_figures"), *map(re.compile, names))
    for one in hidden:
        left = one.sub(texts.blank, left)
    return [
        (
            texts.line(text, match.start()),
            " ".join(text[max(0, match.start() - 25) : match.end() + 25].split()),
        )
        for match in _FIGURE.finditer(left)
    ]


def _address_problems(shop: Workshop, path: Path, where: str, text: str) -> Iterator[Problem]:
    """Check that links, pictures and includes lead to files of the project that are there."""
    for found in texts.pattern("address").findall(texts.pattern("code").sub("", text)):
        address = "".join(found)
        if escapes(path, address, shop.root):
            yield Problem("link-outside", where, f"{address!r} leads out of the project")
            continue
        parts = urlsplit(address)
        there = os.path.isfile(path.parent / unquote(parts.path))  # noqa: PTH113 - never raises
        if parts.scheme in ("javascript", "data", "vbscript"):
            yield Problem("dead-link", where, f"{address!r} is an address that no page may have")
        elif parts.path and not (parts.scheme or parts.netloc or there):
            yield Problem("dead-link", where, f"{address!r}: there is no such file")
