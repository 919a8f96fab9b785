"""The figures in the prose: each is a link to its named number, or it does not belong there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from nqpf import numbers
from nqpf.dataset import Dataset, DatasetError, UnknownIdError
from press import chapters, paths
from press.problems import Problem

LINK = re.compile(r"\[([^\]]*)\]\(#num-([A-Za-z0-9_-]+)\)")
CLAIM = re.compile(r"\[[^\]]*\]\(#claim-([A-Za-z0-9_-]+)\)")

#: What may hold a digit without being a figure of the book.
_NOT_FIGURES = [
    re.compile(pattern)
    for pattern in (
        r"^```.*?^```",  # code blocks
        r"`[^`]*`",  # code
        r"^\([a-z0-9-]+\)=$",  # MyST targets
        r"\]\([^)]*\)",  # link addresses
        r"<[^>]*>",
        r"\b[AB]\d{2}\b",  # claim ids
        r"\b20\d\d-\d\d-\d\d\b",  # dates
        r"\b(?:19|20)\d\d(?:[–-](?:(?:19|20)\d\d|\d\d))?s?\b",  # years
        r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October"
        r"|November|December)\b",
        r"\b\d{1,2}(?:st|nd|rd|th) (?:Five-Year Plan|Central Committee|Party Congress|Politburo)",
        r"\b[3-6][DG]\b",  # 3D, 5G, 6G
        r"\bCO2\b|\bCO₂",
        r"\bMP[34]\b|\bCC BY(?:-ND|-SA)? 4\.0\b|\bPython(?: ≥)? 3(?:\.\d+)?\b|\bISO \d+\b",
        r"^\s*\d+\. ",  # numbered lists
        r"\bSeedance 2\.0\b",
    )
]
_NOT_FIGURES = [re.compile(p.pattern, p.flags | re.MULTILINE | re.DOTALL) for p in _NOT_FIGURES]


def texts(path: Path) -> Iterator[tuple[str, str]]:
    """Give the pieces of prose of a chapter or page with the place to name in a message."""
    if path.suffix == ".md":
        yield paths.relative(path), path.read_text(encoding="utf-8")
        return
    for place, cell in enumerate(chapters.read(path).cells, start=1):
        if cell.cell_type == "markdown":
            yield f"{paths.relative(path)}, cell {place}", cell.source


def rewrite(text: str, data: Dataset) -> str:
    """Set every number link to its computed text; unknown numbers are left for the check."""

    def fresh(match: re.Match) -> str:
        try:
            return f"[{numbers.text(match[2], data)}](#num-{match[2]})"
        except (UnknownIdError, DatasetError):
            return match[0]

    return LINK.sub(fresh, text)


def link_problems(where: str, text: str, data: Dataset) -> list[Problem]:
    """Compare every number link with the value computed from the dataset."""
    found = []
    for match in LINK.finditer(text):
        line = f"{where}, line {text.count(chr(10), 0, match.start()) + 1}"
        try:
            computed = numbers.text(match[2], data)
        except UnknownIdError as error:
            found.append(
                Problem(
                    "number-unknown",
                    line,
                    f"{match[0]} names no number of the register. {error}",
                    "correct the name, or define it in notebooks/nqpf/register/",
                )
            )
            continue
        except DatasetError as error:
            found.append(
                Problem(
                    "number-broken",
                    line,
                    f"{match[0]} cannot be computed: {error}",
                    "restore the row it needs, or mend its formula in notebooks/nqpf/register/",
                )
            )
            continue
        if match[1] != computed:
            found.append(
                Problem(
                    "number-text",
                    line,
                    f"the text says {match[1]!r}, the dataset gives {computed!r} for {match[2]!r}",
                    "run make refresh, then read whether the sentence still holds",
                )
            )
    return found


def bare_figures(text: str) -> list[tuple[int, str]]:
    """List figures that are no number links, as (line, surrounding words)."""
    left = LINK.sub(lambda m: " " * len(m[0]), text)
    for pattern in _NOT_FIGURES:
        left = pattern.sub(lambda m: re.sub(r"\S", " ", m[0]), left)
    found = []
    for match in re.finditer(r"\d[\d.,]*", left):
        start, end = max(0, match.start() - 25), match.end() + 25
        words = " ".join(text[start:end].split())
        found.append((text.count("\n", 0, match.start()) + 1, words))
    return found


def bare_figure_problems(where: str, text: str) -> list[Problem]:
    """Find figures in prose that nobody computes."""
    return [
        Problem(
            "bare-figure",
            f"{where}, line {line}",
            f"a figure that is no link to a named number: “…{words}…”",
            "define the number in notebooks/nqpf/register/ and link it: [text](#num-name)",
        )
        for line, words in bare_figures(text)
    ]


def code_figure_problems(where: str, source: str) -> list[Problem]:
    """Find figures typed into the sentences of a code cell (findings, axis titles)."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        return [Problem("syntax", f"{where}, line {error.lineno}", str(error), "mend the code")]
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "publish"):
            continue
        for piece in [*node.args[2:], *(k.value for k in node.keywords if k.arg == "finding")]:
            for part in ast.walk(piece):
                typed = isinstance(part, ast.Constant) and isinstance(part.value, str)
                inside = any(
                    part in ast.walk(f.value)
                    for f in ast.walk(piece)
                    if isinstance(f, ast.FormattedValue)
                )
                if typed and not inside and bare_figures(part.value):
                    found.append(
                        Problem(
                            "bare-figure",
                            f"{where}, line {part.lineno}",
                            f"a figure typed into a finding: {part.value!r}",
                            'take it from the register: {n("name")}',
                        )
                    )
    return found
