"""The claims as a frame to draw and as a table to read."""

import html
from collections.abc import Mapping

import pandas as pd

from nqpf.claims import VERDICTS, Claim
from nqpf.project import Project
from nqpf.settings import LOOK, PALETTE, WORDS

#: How `forms.tiles` shows the verdicts; the symbol says the same as the fill.
TILES = {
    "by": "verdict",
    "symbols": VERDICTS,
    "colours": {verdict: PALETTE[colour] for verdict, colour in LOOK["verdicts"].items()},
    "source": "Source: the register of claims of this book, seeds/claims.csv.",
}


def frame(book: Project, names: Mapping[str, str], by: str = "theme") -> pd.DataFrame:
    """Tabulate the claims by theme or document, in the order of the names, which are displayed."""
    order = list(names)
    claims = sorted(book.claims.values(), key=lambda c: (order.index(getattr(c, by)), c.id))
    rows = [(c.id, names[getattr(c, by)], c.kind, c.verdict) for c in claims]
    return pd.DataFrame(rows, columns=["claim", by, "kind", "verdict"])


class Ledger:
    """The claims as a table that Jupyter shows and a page lets readers filter and sort.

    The verdicts come in the order of look.toml, and under each the claims with figures first.
    """

    def __init__(self, book: Project, themes: Mapping[str, str], caption: str) -> None:
        order = list(LOOK["verdicts"])
        claims = book.claims.values()
        self._claims = sorted(claims, key=lambda c: (order.index(c.verdict), not c.figures))
        self._rows = pd.DataFrame([_row(book, themes, claim) for claim in self._claims])
        self._caption = caption

    def __repr__(self) -> str:
        return "\n".join(f"{claim.label}: {claim.statement}" for claim in self._claims)

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            shape = {"index": False, "border": 0, "justify": "start", "escape": False}
            table = self._rows.to_html(classes="ledger", **shape)
        caption = f"<caption>{html.escape(self._caption)}</caption>"
        return table.replace("<thead>", f"{caption}<thead>", 1)


def _row(book: Project, themes: Mapping[str, str], claim: Claim) -> dict[str, str]:
    article = book.documents.loc[claim.document, "address"]
    more = {"theme": themes[claim.theme], "badge": claim.badge, "article": article}
    more["anchor_id"] = claim.id.lower()
    told = {name: html.escape(str(text)) for name, text in (vars(claim) | more).items()}
    return {column: form.format_map(told) for column, form in WORDS["ledger"].items()}
