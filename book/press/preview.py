"""The web server of the live preview: the last good book, newer pages on top, and a live wire.

Every page gets one script more, from the same origin, so the book's content-security policy
stays as strict as in the published site.
"""

from __future__ import annotations

import json
import sys
import threading
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

LIVE = "/_preview/live.js"
EVENTS = "/_preview/events"
TAG = f'<script src="{LIVE}" defer></script>'.encode()
SCRIPT = (Path(__file__).parent / "templates" / "live.js").read_bytes()
WAITING = (
    b"<!doctype html><html lang=en><title>Preview</title>" + TAG + b"<h1>Not built yet</h1>"
    b"<p>The page appears here when the book has been built.</p></html>"
)


class State:
    """What the open browsers should know: which state the book is in, and what is wrong.

    Attributes:
        layers: folders that are searched for a page, the newest first.
    """

    def __init__(self, layers: list[Path]) -> None:
        self.layers = layers
        self._changed = threading.Condition()
        self._version = 0
        self._problem = ""

    def reload(self) -> None:
        """Let every browser load its page again."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def problem(self, text: str) -> None:
        """Show a problem above the last good page; an empty text takes it away."""
        with self._changed:
            self._problem = text
            self._changed.notify_all()

    def now(self) -> tuple[int, str]:
        """Give the version of the book and the problem at this moment."""
        with self._changed:
            return self._version, self._problem

    def after(self, known: tuple[int, str], patience: float) -> tuple[int, str]:
        """Wait until something differs from what a browser knows, or patience is at an end."""
        with self._changed:
            self._changed.wait_for(lambda: (self._version, self._problem) != known, patience)
            return self._version, self._problem

    def find(self, address: str) -> Path | None:
        """Find the file behind an address; never outside the layers."""
        name = unquote(urlsplit(address).path).lstrip("/")
        for layer in self.layers:
            file = (layer / name).resolve()
            if file.is_dir():
                file /= "index.html"
            if file.is_file() and file.is_relative_to(layer.resolve()):
                return file
        return None


class Handler(SimpleHTTPRequestHandler):
    """Serves files of the layers, the script and the wire."""

    def __init__(self, *args: object, state: State, **kwargs: object) -> None:
        self._state = state
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Answer one request."""
        path = urlsplit(self.path).path
        if path == EVENTS:
            self._wire()
            return
        if path == LIVE:
            self._send(HTTPStatus.OK, "text/javascript", SCRIPT)
            return
        file = self._state.find(self.path)
        if file and file.name == "index.html" and not path.endswith(("/", ".html")):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{path}/")
            self.end_headers()
        elif file:
            self._send(HTTPStatus.OK, self.guess_type(str(file)), file.read_bytes())
        else:
            lost = self._state.find("/404.html")
            self._send(HTTPStatus.NOT_FOUND, "text/html", lost.read_bytes() if lost else WAITING)

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        if kind == "text/html" and TAG not in body:
            body = body.replace(b"</head>", TAG + b"</head>", 1)
        self.send_response(status)
        text = kind.startswith("text/")
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _wire(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        known = self._state.now()
        self._tell("problem", known[1])
        while True:  # until the browser leaves, which ends in a ConnectionError
            current = self._state.after(known, patience=15)
            if current[0] != known[0]:
                self._tell("reload", "")
            if current[1] != known[1]:
                self._tell("problem", current[1])
            if current == known:
                self.wfile.write(b":\n\n")  # a sign of life
            known = current

    def _tell(self, event: str, text: str) -> None:
        self.wfile.write(f"event: {event}\ndata: {json.dumps(text)}\n\n".encode())
        self.wfile.flush()

    def end_headers(self) -> None:
        """Forbid every cache: what is shown is what was saved."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing about single requests."""


class Server(ThreadingHTTPServer):
    """Serves each request in a thread of its own; a browser that leaves is no error."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Report what went wrong, unless only the browser has gone."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


def start(state: State, port: int) -> Server:
    """Serve in the background on this machine alone.

    Args:
        state: what to serve.
        port: 0 takes any free one.

    Raises:
        OSError: the port is taken.
    """
    server = Server(("127.0.0.1", port), partial(Handler, state=state))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
