"""The claims of the source documents, with verdicts that answer to the data.

A verdict is a row of `seeds/claims.csv`: what we say, why, what it rests on, where the book
discusses it, and what would change it. Where the verdict hangs on figures, its condition is
written over named numbers, ``hightech-growth-2025 = 9.4``, and is recomputed.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from nqpf import tables
from nqpf.errors import DatasetError

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
SYMBOLS = {verdict: symbol for verdict, (symbol, _) in VERDICTS.items()}
#: Tier of the weakest source → how firm the evidence is.
CONFIDENCE = {"A": "high", "B": "medium", "C": "low", "": "none"}
DOCUMENT_COLUMNS = ["id", "file", "sha256", "publisher", "title", "date", "address", "paragraphs"]


@dataclass(frozen=True)
class Claim:
    """One claim.

    Attributes:
        figures: the figures of its paragraph, as they stand there, joined by `` | ``.
        rests_on: ids with their kind, such as ``series:gii_rank``, ``number:gii-rank-2025`` or
            ``event:term-first-used``, joined by spaces.
        anchor: the label of the section that treats it.
        condition: an expression over named numbers; true if the verdict is right.
        overturn: the observation that would change the verdict.
    """

    id: str
    document: str
    paragraph: int
    theme: str
    kind: str
    figures: str
    statement: str
    verdict: str
    why: str
    rests_on: str
    anchor: str
    condition: str
    overturn: str

    @property
    def evidence(self) -> list[tuple[str, str]]:
        """What it rests on: (kind, id)."""
        return [tuple(item.partition(":")[::2]) for item in self.rests_on.split()]

    @property
    def badge(self) -> str:
        """The verdict as symbol and word: meaning never hangs on one alone."""
        return f"{SYMBOLS.get(self.verdict, '?')} {self.verdict}"

    @property
    def label(self) -> str:
        """The id with its verdict, as a claim box shows it."""
        return f"{self.id} {self.badge}"


COLUMNS = [column.name for column in fields(Claim)]


def read_claims(folder: Path) -> dict[str, Claim]:
    """Read the register, by id.

    Raises:
        DatasetError: naming file and line.
    """
    found: dict[str, Claim] = {}
    rows = tables.read(folder / "claims.csv", COLUMNS)
    for line, row in enumerate(rows.to_dict("records"), start=2):
        where = f"seeds/claims.csv, line {line}"
        if not row["paragraph"].isdecimal():
            raise DatasetError(f"{where}, column paragraph: {row['paragraph']!r} is no number")
        if row["id"] in found:
            raise DatasetError(f"{where}, column id: the id {row['id']} stands twice")
        known = {name: row[name] for name in COLUMNS}
        found[row["id"]] = Claim(**known | {"paragraph": int(row["paragraph"])})
    return found


def read_documents(folder: Path) -> pd.DataFrame:
    """Read the source documents, indexed by id.

    Raises:
        DatasetError: naming file and line.
    """
    return tables.read(folder / "documents.csv", DOCUMENT_COLUMNS).set_index("id")
