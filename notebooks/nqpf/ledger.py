"""The claims as a frame to draw and as a table to read."""

from __future__ import annotations

import html
from collections.abc import Mapping

import pandas as pd

from nqpf.claims import Claim
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
_HEAD = ("Claim", "Theme", "Kind", "Verdict", "Confidence", "Why", "Where")


def frame(book: Project, names: Mapping[str, str], by: str = "theme") -> pd.DataFrame:
    """Tabulate the claims: claim, theme or document, kind, verdict, confidence.

    Args:
        book: the project.
        names: display names of themes or documents, in the order of the rows.
        by: ``"theme"`` or ``"document"``.
    """
    order = list(names)
    rows = [
        {
            "claim": claim.id,
            by: names[getattr(claim, by)],
            "kind": claim.kind,
            "verdict": claim.verdict,
            "confidence": book.confidence(claim),
        }
        for claim in sorted(book.claims.values(), key=lambda c: (order.index(getattr(c, by)), c.id))
    ]
    return pd.DataFrame(rows)


class Ledger:
    """The claims as a table that Jupyter shows, and that a page can make sortable."""

    def __init__(self, book: Project, caption: str) -> None:
        self._book, self._caption = book, caption

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
        link = f'<a href="#claim-{claim.id.lower()}">{claim.id}</a>'
        cells = (
            self._book.settings.themes[claim.theme].title,
            claim.kind,
            claim.badge,
            f"{self._book.confidence(claim)} confidence",
            html.escape(claim.why),
            f'<a href="#{claim.anchor}">chapter</a>, paragraph {claim.paragraph}',
        )
        return (
            f'<tr id="ledger-{claim.id.lower()}"><th scope="row">{link} '
            f"{html.escape(claim.statement)}</th>"
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
        )
