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

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
#: What may hold a digit without being a figure of the book.
_NOT_FIGURES = (
    r"^(`{3,}).*?^\1",  # code blocks
    r"`[^`\n]*`",  # code
    r"^\([a-z0-9-]+\)=$",  # MyST targets
    r"\]\([^)]*\)",  # link addresses
    r"<[^>]*>",
    r"\b[A-Z]\d{2}\b",  # claim ids
    r"\b20\d\d-\d\d-\d\d\b",  # dates
    r"\b(?:19|20)\d\d(?:[–-](?:(?:19|20)\d\d|\d\d))?s?\b",  # years
    rf"\b\d{{1,2}} (?:{_MONTHS})\b",
    r"\b[3-6][DG]\b",  # 3D, 5G, 6G
    r"\bCO2\b|\bCO₂",
    r"\bMP[34]\b|\bCC BY(?:-ND|-SA)? 4\.0\b|\bPython(?: ≥)? 3(?:\.\d+)?\b|\bISO \d+\b",
    r"^\s*\d+\. ",  # numbered lists
)
_FIGURE = re.compile(r"\d[\d.,]*")
_FINDINGS = re.compile(r"^## What the data show\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
#: Where an address stands: links, definitions of links, HTML, downloads, directives.
_ADDRESS = re.compile(
    r"""\]\(\s*<([^>\n]+)>|\]\(\s*([^)<\s]+)|^\[[^]^\n]+\]:\s*(\S+)|\b(?:src|href)=["']([^"']+)"""
    r"""|\{download\}`(?:[^`<]*<)?([^`>]+)"""
    r"""|^[:`]{3,}\{(?:include|literalinclude|figure|image)\} +(\S+)""",
    re.MULTILINE,
)


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
            if re.search(r"\$\$.+?\$\$|(?<![\w\\])\$[^\s$][^$\n]*[\\^_][^$\n]*\$", text, re.DOTALL):
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


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def bare_figures(text: str, names: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """List figures that are no number links, as (line, surrounding words).

    Args:
        text: Markdown.
        names: patterns of proper names that may hold a digit.
    """
    left = texts.CLAIM.sub(_blank, texts.NUMBER.sub(_blank, text))
    for pattern in (*_NOT_FIGURES, *names):
        hidden = re.compile(pattern, re.MULTILINE | re.DOTALL)
        left = hidden.sub(lambda m: re.sub(r"\S", " ", m[0]), left)
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
            weakest = {shop.value(match[3]).tier for match in texts.NUMBER.finditer(item)}
            if weakest == {"C"} and not re.search(r"tier C|secondary", item):
                yield Problem("finding-tier-c", where, f"rests on tier C alone: {item[:80]!r}")


def _address_problems(shop: Workshop, path: Path, where: str, text: str) -> Iterator[Problem]:
    """Check that links, pictures and includes lead to files of the project that are there."""
    roots = [shop.root / name for name in PUBLIC]
    code = r"^(`{3,}|~{3,})(?!\{).*?^\1|(?<![`}])`[^`\n]+`"
    for found in _ADDRESS.findall(re.sub(code, "", text, flags=re.MULTILINE | re.DOTALL)):
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
