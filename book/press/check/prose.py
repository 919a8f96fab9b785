"""The figures in the prose: each is a link to its named number, or it does not belong there."""

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nqpf.errors import DatasetError, UnknownIdError
from press import texts
from press.links import PUBLIC, escapes
from press.rules import Problem
from press.workshop import Workshop

_FIGURE = re.compile(r"\d[\d.,]*")
_FINDINGS = re.compile(r"^## What the data show\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def problems(shop: Workshop) -> list[Problem]:
    """Check the figures, the links and the findings of all chapters and pages."""
    found = []
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            found += _number_problems(shop, where, text)
            found += _finding_problems(shop, where, text)
            found += _address_problems(shop, path, where, text)
            if text.startswith("\ufeff"):
                found.append(Problem("line-ends", where, "begins with a byte order mark"))
            if mark := re.search(r"^(?:<{7}|>{7}) ", text, re.MULTILINE):
                place = f"{where}, line {texts.line(text, mark.start())}"
                found.append(Problem("merge-conflict", place, "the marks of a merge conflict"))
            if texts.pattern("formula").search(text):
                found.append(Problem("formula", where, "a formula between dollar signs"))
                continue
            found += [
                Problem("bare-figure", f"{where}, line {line}", f"no link: “…{words}…”")
                for line, words in bare_figures(text, shop.settings.names)
            ]
    return found


def _number_problems(shop: Workshop, where: str, text: str) -> Iterator[Problem]:
    """Compare every number link with the value computed from the dataset."""
    for match in texts.NUMBER.finditer(text):
        place = f"{where}, line {texts.line(text, match.start())}"
        try:
            link = texts.number_link(shop, match[3])
        except UnknownIdError as error:
            yield Problem("number-unknown", place, f"{match[0]}: {error}")
        except DatasetError:
            continue  # the number itself is named as broken
        else:
            if match[0] != link:
                yield Problem("number-text", place, f"the text says {match[0]}, not {link}")


def bare_figures(text: str, names: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """List figures that are no number links, as (line, surrounding words).

    Args:
        text: Markdown.
        names: patterns of proper names that may hold a digit.
    """
    left = texts.CLAIM.sub(texts.blank, texts.NUMBER.sub(texts.blank, text))
    for hidden in (texts.pattern("not_figures"), *map(re.compile, names)):
        left = hidden.sub(texts.blank, left)
    return [
        (
            texts.line(text, match.start()),
            " ".join(text[max(0, match.start() - 25) : match.end() + 25].split()),
        )
        for match in _FIGURE.finditer(left)
    ]


def _finding_problems(shop: Workshop, where: str, text: str) -> Iterator[Problem]:
    """Check that no finding hangs on tier C alone without saying so."""
    section = _FINDINGS.search(text)
    for item in re.findall(r"^- (.+)$", section[1], re.MULTILINE) if section else ():
        with contextlib.suppress(KeyError, ValueError):  # a broken number has been named
            rows = [shop.rows(match[3]) for match in texts.NUMBER.finditer(item)]
            weakest = {max((row["tier"] for row in own), default="A") for own in rows}
            if weakest == {"C"} and not re.search(r"tier C|secondary", item):
                yield Problem("finding-tier-c", where, f"rests on tier C alone: {item[:80]!r}")


def _address_problems(shop: Workshop, path: Path, where: str, text: str) -> Iterator[Problem]:
    """Check that links, pictures and includes lead to files of the project that are there."""
    roots = [shop.root / name for name in PUBLIC]
    for found in texts.pattern("address").findall(texts.pattern("code").sub("", text)):
        address = "".join(found)
        with contextlib.suppress(ValueError):  # an address that is none `escapes`
            parts = urlsplit(address)
            if parts.scheme in ("javascript", "data", "vbscript", "file"):
                what = f"{address!r} is an address that no page may have"
                yield Problem("dead-link", where, what)
                continue
            there = os.path.isfile(path.parent / unquote(parts.path))  # noqa: PTH113 - never raises
            dead = parts.path and not (parts.scheme or parts.netloc or there)
        if escapes(path, address, roots):
            yield Problem("link-outside", where, f"{address!r} leads out of the project")
        elif dead:
            yield Problem("dead-link", where, f"{address!r}: there is no such file")
