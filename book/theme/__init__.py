"""The page theme: what the book engine parsed becomes static HTML.

    from theme import render
    render(Path("_build/site"), Path("_build/html"))

The theme knows nothing of the book's subject: titles, texts and options come from the parsed site.
`book` reads it; `nodes` and `outputs` turn its nodes into HTML, in the `context` of their page;
`foreign` and `svg` clean what was made elsewhere; `pixels` draws the pictures that travel; `site`
writes it all. Every file passes through `files`.
"""

from .site import render
from .text import ThemeError

__all__ = ["ThemeError", "render"]
