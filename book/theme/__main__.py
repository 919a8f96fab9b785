"""The engine's render command: `jupyter book build --html` runs it in the folder of the theme.

The engine names the folder to fill in BUILD_DIRECTORY and has the parsed site beside it; BASE_URL,
as everywhere in Jupyter Book, is where the site will be published.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # The engine starts this file by its name, so Python does not know the package around it.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from theme import ThemeError, render

    out = Path(os.environ["BUILD_DIRECTORY"])
    try:
        written = render(out.parent / "site", out, base_url=os.environ.get("BASE_URL"))
    except ThemeError as error:
        sys.exit(f"the theme cannot render a page: {error}")
    print(f"{len(written)} files in {out}")
