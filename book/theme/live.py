"""Pages as they are written, for `jupyter book start` and for the preview of a workshop.

The engine parses what is saved and says so on the WebSocket of its content server; the pages that
changed are rendered then, and the browsers load them again. Each page gets one script more, from
the same origin, so its policy stays as strict as in the published site.
"""

import asyncio
import json
import logging
import mimetypes
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from tornado.websocket import websocket_connect

from .site import render
from .text import ThemeError

SCRIPT = Path(__file__).with_name("live.js")
TAG = b'<script src="/_live/live.js" defer></script>'
WAITING = b"<!doctype html><html lang=en><head><title>Building</title></head><p>Building the book."


class Live:
    """A book that is shown while it is written: the pages parsed in `site`, rendered in `html`."""

    def __init__(self, site: Path, html: Path) -> None:
        self.site, self.html = site, html
        self.browsers: set[_Events] = set()
        self.state = {"version": secrets.token_hex(4), "problem": ""}
        self._parsed: dict[Path, bytes] = {}

    def listen(self, port: int) -> int:
        """Serve to this machine alone; give the port (0: any free one). OSError: it is taken."""
        logging.getLogger("tornado").setLevel(logging.CRITICAL)
        app = Application(live=self)
        known = r"127\.0\.0\.1|localhost"  # a page that comes by another name is sent away
        app.add_handlers(known, [(r"/_live/events", _Events), (r"/(.*)", _Files)])
        sockets = bind_sockets(port, "127.0.0.1")
        HTTPServer(app).add_sockets(sockets)
        return sockets[0].getsockname()[1]

    def say(self, problem: str, *, new: bool = False) -> None:
        """Tell the browsers of a problem, or of none, and whether there is something new."""
        version = secrets.token_hex(4) if new else self.state["version"]
        self.state = {"version": version, "problem": problem}
        for browser in self.browsers:
            browser.tell(self.state)

    async def update(self) -> None:
        """Render the pages that the engine has parsed anew."""
        config = self.site / "config.json"
        try:
            files = [config, *self.site.joinpath("content").rglob("*.json")]
            parsed = {file: file.read_bytes() for file in files}
            new = [file for file in files if parsed[file] != self._parsed.get(file)]
            pages = (json.loads(parsed[file]) for file in new if file != config)
            places = {page["location"].lstrip("/") for page in pages}
            render(self.site, self.html, only=places if self._parsed else None)
            if new:
                self.say("", new=True)
            if self._parsed and config in new:  # a title, which every page shows
                await asyncio.sleep(0.5)  # the page that was saved comes first
                render(self.site, self.html)
            self._parsed = parsed
        except (ThemeError, OSError, ValueError) as error:
            self.say(str(error))

    def settle(self, built: Path) -> None:
        """Show a whole site that was built elsewhere."""
        pages = {file: self.html / file.relative_to(built) for file in built.rglob("*.html")}
        same = all(b.is_file() and a.read_bytes() == b.read_bytes() for a, b in pages.items())
        shutil.copytree(built, self.html, dirs_exist_ok=True)
        self.say("", new=not same)

    async def follow(self, address: str) -> None:
        """Update whenever the content server says so, until it goes. OSError: there is none."""
        socket = await websocket_connect(f"ws://{address}/socket")
        await self.update()
        while await socket.read_message():
            await self.update()

    def find(self, path: str) -> Path | None:
        """Find the file behind an address; never outside of the site."""
        try:
            file = (self.html / path).resolve()
            file = file / "index.html" if file.is_dir() else file
            return file if file.is_relative_to(self.html.resolve()) and file.is_file() else None
        except (OSError, ValueError):  # a name that no file can have
            return None


class _Files(RequestHandler):
    """Serves the files of the book; pages with the script that loads them again."""

    def get(self, path: str) -> None:
        live = self.settings["live"]
        file = SCRIPT if path == "_live/live.js" else live.find(path)
        if file and file.name == "index.html" and path and not path.endswith(("/", ".html")):
            return self.redirect(f"/{path.strip('/')}/")
        if not file:
            self.set_status(404)
            file = live.find("404.html")
        kind = mimetypes.guess_type(file or "404.html")[0]
        body = file.read_bytes() if file else WAITING
        if kind == "text/html":
            body = body.replace(b"</head>", TAG + b"</head>", 1)
        self.set_header("Content-Type", kind or "application/octet-stream")
        self.set_header("Cache-Control", "no-store")
        self.finish(body)

    head = get


class _Events(RequestHandler):
    """Tells a browser what changes, for as long as it listens."""

    async def get(self) -> None:
        self.set_header("Content-Type", "text/event-stream")
        self.gone = asyncio.Event()
        self.settings["live"].browsers.add(self)
        self.tell(self.settings["live"].state)
        await self.gone.wait()

    def tell(self, state: dict[str, str]) -> None:
        self.write(f"data: {json.dumps(state)}\n\n")
        self.flush()

    def on_connection_close(self) -> None:
        self.settings["live"].browsers.discard(self)
        self.gone.set()


async def start() -> None:
    """Serve what the engine that started this parses, until it ends."""
    with tempfile.TemporaryDirectory() as folder:
        live = Live(Path.cwd().parent / "_build" / "site", Path(folder))
        port = live.listen(int(os.environ["PORT"]))
        print(f"http://127.0.0.1:{port}", flush=True)  # the engine waits for an address
        await live.follow(f"{os.environ['HOST']}:{os.environ['CONTENT_CDN_PORT']}")
