"""The claims of the source documents, with verdicts that answer to the data.

A verdict is a row of `seeds/claims.csv`; its condition, ``growth-2025 = 9.4``, is computed.
"""

from dataclasses import dataclass
from pathlib import Path

from nqpf.errors import Register
from nqpf.settings import WORDS
from nqpf.tables import Package

#: Verdict → symbol, strongest support first.
VERDICTS: dict[str, str] = WORDS["verdicts"]


@dataclass(frozen=True)
class Claim:
    """One claim; a letter in its place tells several claims of one paragraph apart."""

    id: str
    document: str
    paragraph: int
    theme: str
    kind: str
    figures: str  # of its paragraph, as they stand there, joined by " | "
    statement: str
    verdict: str
    why: str
    rests_on: str  # ids with their kind, joined by spaces: "series:gii_rank event:term-first-used"
    anchor: str  # the label of the section that treats it
    condition: str  # an expression over named numbers; true if the verdict is right
    overturn: str  # the observation that would change the verdict
    place: str = ""  # year of the document and paragraph, such as "2026 ¶17"

    @property
    def evidence(self) -> list[tuple[str, str]]:
        """What it rests on: (kind, id)."""
        return [tuple(item.partition(":")[::2]) for item in self.rests_on.split()]

    @property
    def badge(self) -> str:
        """The verdict as symbol and word: meaning never hangs on one alone."""
        return f"{VERDICTS.get(self.verdict, '?')} {self.verdict}"

    @property
    def label(self) -> str:
        """The place with its verdict, as a claim box shows it."""
        return f"{self.place} {self.badge}"


def read_claims(folder: Path) -> dict[str, Claim]:
    """Read the register, by id; DatasetError names file and line."""
    package = Package(folder)
    rows = package.read("claims")
    numbered = rows["paragraph"].str.fullmatch(r"[0-9]{1,9}")
    package.refuse("claims", rows["paragraph"], numbered, "is no number")
    years = package.read("documents").set_index("id")["date"].str[:4]
    rows["paragraph"] = rows["paragraph"].astype(int)
    rows["place"] = rows["document"].map(years).fillna("?") + " ¶" + rows["paragraph"].astype(str)
    same = rows.groupby("place")["place"]
    letters = same.cumcount().map(lambda n: chr(ord("a") + n))
    rows["place"] += letters.where(same.transform("size") > 1, "")
    return Register("claim", {row["id"]: Claim(**row) for row in rows.to_dict("records")})
