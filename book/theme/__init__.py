"""The page theme: what the book engine parsed becomes static HTML.

    from theme import render
    render(Path("_build/site"), Path("_build/html"))

The theme knows nothing of the book's subject: titles, texts and options come from the parsed site.
`pages` reads it, `nodes` and `outputs` turn its nodes into HTML, `svg` cleans the charts, `extras`
writes what stands beside the pages.
"""

from .errors import ThemeError
from .site import render

__all__ = ["ThemeError", "render"]
