"""The claims as a frame to draw and as a table to read."""

import html
from collections.abc import Mapping

import pandas as pd

from nqpf.claims import SYMBOLS, Claim
from nqpf.palette import LOOK, PALETTE
from nqpf.project import Project

#: Fill of a verdict in a chart; the symbol says the same.
COLOURS = {verdict: PALETTE[colour] for verdict, colour in LOOK["verdicts"].items()}
SOURCE = "Source: the register of claims of this book, seeds/claims.csv."
#: How `forms.tiles` shows the verdicts.
TILES = {"by": "verdict", "symbols": SYMBOLS, "colours": COLOURS, "source": SOURCE}
#: What readers ask for first stands on top.
_ORDER = (
    "challenged", "partly", "unverifiable", "target", "holds", "official only", "statement",
)  # fmt: skip
_HEAD = ("Claim", "Theme", "Kind", "Verdict", "Why", "Where")


def frame(book: Project, names: Mapping[str, str], by: str = "theme") -> pd.DataFrame:
    """Tabulate the claims by theme or document, in the order of the names, which are displayed."""
    order = list(names)
    claims = sorted(book.claims.values(), key=lambda c: (order.index(getattr(c, by)), c.id))
    rows = [(c.id, names[getattr(c, by)], c.kind, c.verdict) for c in claims]
    return pd.DataFrame(rows, columns=["claim", by, "kind", "verdict"])


class Ledger:
    """The claims as a table, by verdict, that Jupyter shows and that a page can make sortable."""

    def __init__(self, book: Project, themes: Mapping[str, str], caption: str) -> None:
        self._book, self._themes, self._caption = book, themes, caption
        self._claims = sorted(book.claims.values(), key=lambda c: _ORDER.index(c.verdict))

    def __repr__(self) -> str:
        return "\n".join(f"{claim.label}: {claim.statement}" for claim in self._claims)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
        body = "".join(map(self._row, self._claims))
        return (
            f'<table class="ledger"><caption>{html.escape(self._caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _row(self, claim: Claim) -> str:
        anchor = claim.id.lower()
        address = html.escape(self._book.documents.loc[claim.document, "address"])
        cells = (
            self._themes[claim.theme],
            claim.kind,
            claim.badge,
            html.escape(claim.why),
            f'<a href="#{claim.anchor}">chapter</a>, <a href="{address}">article</a>',
        )
        link = f'<a href="#claim-{anchor}">{claim.place}</a> {html.escape(claim.statement)}'
        row = "".join(f"<td>{cell}</td>" for cell in cells)
        return f'<tr id="ledger-{anchor}"><th scope="row">{link}</th>{row}</tr>'
