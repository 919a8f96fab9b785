"""Pages as they are written, for `jupyter book start` and for the preview of a workshop.

The engine says on a WebSocket that it has parsed what was saved; the pages that changed are
rendered, and loaded again by a script of the same origin, which the strict policy allows.
"""

import asyncio
import json
import logging
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, StaticFileHandler
from tornado.websocket import websocket_connect

from .site import render
from .text import ThemeError

HERE = Path(__file__).parent
TAG = b'<script src="/_live/live.js" defer></script></head>'


class Live:
    """A book that is shown while it is written: the pages parsed in `site`, rendered in `html`."""

    def __init__(self, site: Path, html: Path) -> None:
        self.site, self.html = site, html
        self._said, self._parsed = {}, {}
        (html / "_live").mkdir(parents=True)
        shutil.copy(HERE / "live.html", html / "404.html")
        shutil.copy(HERE / "live.js", html / "_live")
        self.say(version="", fault="", problem="")

    def listen(self, port: int) -> int:
        """Serve to this machine alone; give the port (0: any free one). OSError: it is taken."""
        logging.getLogger("tornado").setLevel(logging.CRITICAL)
        files = {"path": str(self.html), "default_filename": "index.html"}
        app = Application()  # who comes by another name is sent away
        app.add_handlers(r"127\.0\.0\.1|localhost", [(r"/(?!.*%00)(.*)", _Files, files)])
        sockets = bind_sockets(port, "127.0.0.1")
        HTTPServer(app).add_sockets(sockets)
        return sockets[0].getsockname()[1]

    def say(self, **news: str) -> None:
        """Tell the browsers of another `version`, its `fault` or a `problem` of the whole book."""
        self._said |= news
        part = self.html / "_live" / "state.part"
        part.write_text(json.dumps(self._said), encoding="utf-8")
        part.replace(part.with_suffix(".json"))

    async def update(self) -> None:
        """Render the pages that the engine has parsed anew."""
        config = self.site / "config.json"
        try:
            files = [config, *self.site.joinpath("content").rglob("*.json")]
            parsed = {file: file.read_bytes() for file in files}
            new = [file for file in files if parsed[file] != self._parsed.get(file)]
            pages = (json.loads(parsed[file]) for file in new if file != config)
            saved = {page["location"].lstrip("/") for page in pages}
            self._render(saved if self._parsed else None)
            if new:
                self.say(version=secrets.token_hex(4), fault="")
            if self._parsed and config in new:  # a title, which every page shows
                await asyncio.sleep(0.5)  # the page that was saved comes first
                self._render(None)
            self._parsed = parsed
        except (ThemeError, OSError, ValueError) as error:
            self.say(fault=str(error))

    def _render(self, only: set[str] | None) -> None:
        for file in render(self.site, self.html, only=only):
            if file.suffix == ".html":
                file.write_bytes(file.read_bytes().replace(b"</head>", TAG, 1))

    async def follow(self, address: str) -> None:
        """Update whenever the content server says so, until it goes. OSError: there is none."""
        socket = await websocket_connect(f"ws://{address}/socket")
        await self.update()
        while await socket.read_message():
            await self.update()


class _Files(StaticFileHandler):
    """Serves the files of the book as they are now."""

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status: int, **_: Any) -> None:  # noqa: ANN401 - what went wrong
        self.set_header("Content-Type", "text/html")
        self.finish(Path(self.root, "404.html").read_bytes())


async def start() -> None:
    """Serve what the engine that started this parses, until it ends."""
    with tempfile.TemporaryDirectory() as folder:
        live = Live(Path.cwd().parent / "_build" / "site", Path(folder) / "html")
        port = live.listen(int(os.environ["PORT"]))
        print(f"http://127.0.0.1:{port}", flush=True)  # the engine waits for an address
        await live.follow(f"{os.environ['HOST']}:{os.environ['CONTENT_CDN_PORT']}")
