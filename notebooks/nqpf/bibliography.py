"""The sources of a chapter as a list, with the date of the latest."""

from __future__ import annotations

import html

import pandas as pd


class Bibliography:
    """A list of sources that Jupyter shows as HTML, with the date of the latest."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        self.as_of = f"Data as of {rows['date'].max()}, the date of the latest source."

    def __repr__(self) -> str:
        return self.as_of + "".join(
            "\n"
            f"{r.publisher}: {r.title or r.Index}{f', {r.date}' if r.date else ''} (tier {r.tier})"
            for r in self.rows.itertuples()
        )

    def _repr_html_(self) -> str:
        items = []
        for row in self.rows.itertuples():
            title = html.escape(row.title or row.Index)
            if row.address:
                title = f'<a href="{html.escape(row.address)}">{title}</a>'
            date = f", {row.date}" if row.date else ""
            name = html.escape(row.publisher)
            items.append(f"<li>{name}: {title}{date} (tier {row.tier})</li>")
        head = f"<summary>The {len(items)} sources of the charts</summary>"
        return f"<p>{self.as_of}</p><details>{head}<ul>{''.join(items)}</ul></details>"
