"""The page theme: what the book engine parsed becomes static HTML; see `render`.

It knows nothing of the book's subject: titles, texts and options come from the parsed site. `book`
reads that; `nodes` and `outputs` make HTML of its nodes, in the `context` of their page; `foreign`
and `svg` clean what was made elsewhere; `pixels` draws pictures; `site` writes all, by `files`.
"""

from .site import render
from .text import ThemeError

__all__ = ["ThemeError", "render"]
