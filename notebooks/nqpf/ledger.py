"""The claims as a frame to draw and as a table to read."""

from __future__ import annotations

import html
from collections.abc import Mapping

import pandas as pd

from nqpf.claims import SYMBOLS, Claim
from nqpf.palette import PALETTE
from nqpf.project import Project

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
SOURCE = "Source: the register of claims of this book, seeds/claims.csv."
#: How `forms.tiles` shows the verdicts.
TILES = {"by": "verdict", "symbols": SYMBOLS, "colours": COLOURS, "source": SOURCE}
_HEAD = ("Claim", "Theme", "Kind", "Verdict", "Confidence", "Why", "Where")


def frame(book: Project, names: Mapping[str, str], by: str = "theme") -> pd.DataFrame:
    """Tabulate the claims: claim, theme or document, kind, verdict, confidence.

    Args:
        book: the project.
        names: display names of themes or documents, in the order of the rows.
        by: ``"theme"`` or ``"document"``.
    """
    order = list(names)
    claims = sorted(book.claims.values(), key=lambda c: (order.index(getattr(c, by)), c.id))
    rows = [(c.id, names[getattr(c, by)], c.kind, c.verdict, book.confidence(c)) for c in claims]
    return pd.DataFrame(rows, columns=["claim", by, "kind", "verdict", "confidence"])


class Ledger:
    """The claims as a table that Jupyter shows, and that a page can make sortable."""

    def __init__(self, book: Project, themes: Mapping[str, str], caption: str) -> None:
        self._book, self._themes, self._caption = book, themes, caption

    def __repr__(self) -> str:
        return "\n".join(f"{c.id} {c.badge}: {c.statement}" for c in self._book.claims.values())

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
        body = "".join(map(self._row, self._book.claims.values()))
        return (
            f'<table class="ledger"><caption>{html.escape(self._caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _row(self, claim: Claim) -> str:
        anchor = claim.id.lower()
        cells = (
            self._themes[claim.theme],
            claim.kind,
            claim.badge,
            f"{self._book.confidence(claim)} confidence",
            html.escape(claim.why),
            f'<a href="#{claim.anchor}">chapter</a>, paragraph {claim.paragraph}',
        )
        return (
            f'<tr id="ledger-{anchor}"><th scope="row"><a href="#claim-{anchor}">{claim.id}</a> '
            f"{html.escape(claim.statement)}</th>"
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
        )
