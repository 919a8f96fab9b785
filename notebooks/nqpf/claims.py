"""The claims of the two articles, with verdicts that answer to the data.

A verdict is a row of `seeds/claims.csv`: what we say, why, what it rests on, where the book
discusses it, and what would change it. Where the verdict hangs on figures, its condition is
written over named numbers, ``hightech-growth-2025 = 9.4``, and is recomputed.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from nqpf import numbers
from nqpf.charts import PALETTE
from nqpf.dataset import Dataset, UnknownIdError

FOLDER = Path(__file__).resolve().parents[2] / "seeds"

#: Verdict → symbol and meaning, strongest support first.
VERDICTS = {
    "holds": ("●", "independent data agree"),
    "traced": ("◉", "an official source says the same, nothing independent found"),
    "partly": ("◐", "true on one measure, not on another, or with a condition of scope"),
    "challenged": ("✕", "available data point the other way"),
    "unverifiable": ("?", "no data can decide"),
    "target": ("◇", "about the future, tracked against its path"),
    "statement": ("❝", "a view, a definition or a call to action"),
}
CONFIDENCE = {"A": "high", "B": "medium", "C": "low"}
_TERM = re.compile(r"(\S+)\s+(=|!=|<=|>=|<|>)\s+(\S+)")


class ConditionError(ValueError):
    """A condition that cannot be read; the message says how one is written."""


@dataclass(frozen=True)
class Claim:
    """One claim.

    Attributes:
        rests_on: ids with their kind, such as ``series:gii_rank``, ``number:gii-rank-2025`` or
            ``event:term-first-used``.
        anchor: the label of the section that treats it.
        condition: comparisons of named numbers joined by "and"; true if the verdict is right.
        overturn: the observation that would change the verdict.
    """

    id: str
    document: str
    paragraph: int
    theme: str
    kind: str
    statement: str
    verdict: str
    why: str
    rests_on: tuple[str, ...]
    anchor: str
    condition: str
    overturn: str

    @property
    def badge(self) -> str:
        """The verdict as symbol and word: meaning never hangs on one alone."""
        return f"{VERDICTS[self.verdict][0]} {self.verdict}"

    @property
    def label(self) -> str:
        """The id with its verdict, as a claim box shows it."""
        return f"{self.id} {self.badge}"


@cache
def load(folder: Path = FOLDER) -> dict[str, Claim]:
    """Read the register, by id."""
    with (folder / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: Claim(
                *(row[c] for c in ("id", "document")),
                int(row["paragraph"]),
                *(row[c] for c in ("theme", "kind", "statement", "verdict", "why")),
                tuple(row["rests_on"].split()),
                *(row[c] for c in ("anchor", "condition", "overturn")),
            )
            for row in csv.DictReader(file)
        }


def get(claim_id: str) -> Claim:
    """Look a claim up, in either case.

    Raises:
        UnknownIdError: there is none of this id.
    """
    found = load()
    if claim_id.upper() not in found:
        raise UnknownIdError("claim", claim_id, found)
    return found[claim_id.upper()]


def agrees(condition: str, data: Dataset) -> bool:
    """Compute a condition; an empty one is true.

    ``=`` means equal to as many decimals as the figure on its right shows.

    Raises:
        ConditionError: it is not written as ``name = 9.4 and name < name``.
        UnknownIdError: a name that is not in the register.
    """
    return all(_compare(term, data) for term in condition.split(" and ") if term.strip())


def _compare(term: str, data: Dataset) -> bool:
    match = _TERM.fullmatch(term.strip())
    if not match:
        raise ConditionError(f"{term.strip()!r} is not written like 'hightech-growth-2025 = 9.4'")
    left, right = _operand(match[1], data), _operand(match[3], data)
    decimals = len(match[3].partition(".")[2]) if re.fullmatch(r"-?[\d.]+", match[3]) else 9
    same = round(left - right, 9) == 0 or abs(left - right) <= 0.5 * 10**-decimals
    return {
        "=": same,
        "!=": not same,
        "<": left < right,
        ">": left > right,
        "<=": left <= right,
        ">=": left >= right,
    }[match[2]]


def _operand(text: str, data: Dataset) -> float:
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return numbers.get(text).value(data)


def tiers(claim: Claim, data: Dataset) -> list[str]:
    """List the tiers of the sources that a verdict rests on."""
    found: set[str] = set()
    for item in claim.rests_on:
        kind, _, name = item.partition(":")
        if kind == "number":
            found |= set(data.sources.loc[numbers.get(name).sources(data), "tier"])
        elif kind == "series":
            rows = data.observations[data.observations["series"] == name]
            current = rows[rows["status"] != "superseded"]
            found |= {current["tier"].mode().iloc[0]}
        elif kind == "event":
            found.add(str(data.sources.loc[data.events.loc[name, "source"], "tier"]))
    return sorted(found)


def confidence(claim: Claim, data: Dataset) -> str:
    """Say how firm the evidence is: that of its weakest tier, or "none" without evidence."""
    found = tiers(claim, data)
    return CONFIDENCE[found[-1]] if found else "none"


#: Fill of a verdict in a chart; the symbol says the same.
COLOURS = {
    "holds": PALETTE["korea"],
    "traced": PALETTE["usa"],
    "partly": PALETTE["germany"],
    "challenged": PALETTE["china"],
    "unverifiable": PALETTE["muted"],
    "target": PALETTE["japan"],
    "statement": PALETTE["softer"],
}
SYMBOLS = {verdict: symbol for verdict, (symbol, _) in VERDICTS.items()}
SOURCE = "Source: the register of claims of this book, seeds/claims.csv."


def frame(data: Dataset, names: Mapping[str, str], by: str = "theme") -> pd.DataFrame:
    """Tabulate the claims: claim, theme or document, kind, verdict, confidence.

    Args:
        data: the dataset, for the tiers of the evidence.
        names: display names of themes or documents, in the order of the rows.
        by: ``"theme"`` or ``"document"``.
    """
    data.reads.add("seeds:claims.csv")
    order = list(names)
    return pd.DataFrame(
        [
            (c.id, names[getattr(c, by)], c.kind, c.verdict, confidence(c, data))
            for c in sorted(load().values(), key=lambda c: (order.index(getattr(c, by)), c.id))
        ],
        columns=["claim", by, "kind", "verdict", "confidence"],
    )


class Ledger:
    """The claims as a table that Jupyter shows, and that a page can make sortable."""

    HEAD = ("Claim", "Theme", "Kind", "Verdict", "Confidence", "Why", "Where")

    def __init__(self, data: Dataset, themes: Mapping[str, str]) -> None:
        data.reads.add("seeds:claims.csv")
        self._rows = [
            (claim, themes[claim.theme], confidence(claim, data)) for claim in load().values()
        ]

    def __repr__(self) -> str:
        return "\n".join(f"{c.id} {c.badge}: {c.statement}" for c, _, _ in self._rows)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in self.HEAD)
        body = "".join(self._row(*row) for row in self._rows)
        return (
            '<table class="ledger"><caption>Every claim of the two articles, with our verdict'
            f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    @staticmethod
    def _row(claim: Claim, theme: str, firm: str) -> str:
        link = f'<a href="#claim-{claim.id.lower()}">{claim.id}</a>'
        where = f'<a href="#{claim.anchor}">chapter</a>, paragraph {claim.paragraph}'
        cells = (
            theme,
            claim.kind,
            claim.badge,
            f"{firm} confidence",
            html.escape(claim.why),
            where,
        )
        return (
            f'<tr id="ledger-{claim.id.lower()}"><th scope="row">{link} '
            f"{html.escape(claim.statement)}</th>"
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
        )
