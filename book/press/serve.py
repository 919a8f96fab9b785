"""Live preview: rebuild what a save concerns, reload the browser, survive a broken save."""

from __future__ import annotations

import subprocess
import sys

from livereload import Server

from press import paths
from press.build import BuildError, build


def _rebuild() -> None:
    """Refresh and build in a fresh process, so that edited modules count."""
    for step in ("refresh", "build"):
        if subprocess.run([sys.executable, "-m", "press", step], check=False).returncode:
            print("The last good book stays; save again when it is mended.")
            return


def serve(port: int) -> None:
    """Serve the site and rebuild on every save; stops with Ctrl-C."""
    try:
        build()
    except BuildError as error:
        print(error)
    server = Server()
    for pattern in (
        "notebooks/*.ipynb", "notebooks/nqpf/*.py", "notebooks/nqpf/register/*.py", "data/*",
        "seeds/*", "book/*.md", "book/*.yml", "book/theme/**/*.*",
    ):  # fmt: skip
        server.watch(str(paths.ROOT / pattern), _rebuild)
    server.serve(port=port, root=str(paths.HTML), open_url_delay=None)
