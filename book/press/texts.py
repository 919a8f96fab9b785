"""Stand-in until the texts of numbers and claims have a module of their own."""

from __future__ import annotations

import re

from nqpf.errors import DatasetError, UnknownIdError
from press.workshop import Workshop

NUMBER = re.compile(r"\[([^\]]*)\]\(#num-([A-Za-z0-9_-]+)\)")
CLAIM = re.compile(r"\[([^\]]*)\]\(#claim-([A-Za-z0-9_-]+)\)")
BOX = re.compile(r"^> \*\*Claims? .*?\*\*", re.MULTILINE | re.DOTALL)


def rewrite(text: str, shop: Workshop) -> str:
    """Set the links to numbers, and those of claim boxes, to their computed texts."""

    def number(match: re.Match[str]) -> str:
        try:
            return f"[{shop.text(match[2])}](#num-{match[2]})"
        except (UnknownIdError, DatasetError):
            return match[0]

    def claim(match: re.Match[str]) -> str:
        known = shop.claims.get(match[2].upper())
        return f"[{known.label}](#claim-{match[2]})" if known else match[0]

    return BOX.sub(lambda box: CLAIM.sub(claim, box[0]), NUMBER.sub(number, text))
