"""The commands of the engine, run in the folder of the theme: render the book, or show it live.

To build, it names a folder in BUILD_DIRECTORY and perhaps BASE_URL; to show it, PORT and others.
"""

import asyncio
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # The engine starts this file by its name, so Python does not know the package around it.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from theme import ThemeError, live, render

    try:
        if "BUILD_DIRECTORY" in os.environ:
            out = Path(os.environ["BUILD_DIRECTORY"])
            written = render(out.parent / "site", out, base_url=os.environ.get("BASE_URL"))
            print(f"{len(written)} files in {out}")
        else:
            asyncio.run(live.start())
    except (ThemeError, OSError) as error:
        sys.exit(f"the theme cannot render a page: {error}")
    except KeyboardInterrupt:
        pass
