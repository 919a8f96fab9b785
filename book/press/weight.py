"""What a page costs a reader: a server that compresses as hosts do, a browser that counts."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

#: Kinds of files that a host compresses; pictures and fonts are small already.
TEXTS = {".html", ".css", ".js", ".json", ".svg", ".csv", ".xml", ".txt", ".ipynb"}
#: Adds up how much the page moves by itself while it loads.
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
READ_ON = "window.scrollTo(0, document.body.scrollHeight)"


@dataclass(frozen=True)
class Weight:
    """What one visit to a page costs.

    Attributes:
        page: its address below the root of the site.
        transferred: bytes over the wire, with headers, of everything that the page asks for.
        requests: how many files it asks for.
        shift: cumulative layout shift, 0 for a page that stands still.
    """

    page: str
    transferred: int
    requests: int
    shift: float


class Compressing(SimpleHTTPRequestHandler):
    """Serves a folder, texts compressed with gzip."""

    def do_GET(self) -> None:
        """Answer one request."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        body = path.read_bytes()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Cache-Control", "max-age=600")
        if path.suffix in TEXTS:
            body = zipped(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # a browser may leave early
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing about single requests."""


def zipped(content: bytes) -> bytes:
    """Compress as hosts commonly do; the same content gives the same bytes."""
    return gzip.compress(content, 6, mtime=0)


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site on this machine alone; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=site))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def chromium() -> str | None:
    """Find the browser: the one named in CHROMIUM, else one that is installed."""
    found = (shutil.which(name) for name in ("chromium", "google-chrome", "chrome"))
    return os.environ.get("CHROMIUM") or next(filter(None, found), None)


def weigh(address: str, pages: list[str], browser: str) -> Iterator[Weight]:
    """Visit each page on a phone with an empty cache, to its end.

    Args:
        address: where the site is served.
        pages: addresses below it.
        browser: the program of a Chromium.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        for page in pages:
            context = chrome.new_context(viewport={"width": 360, "height": 740})
            context.add_init_script(SHIFTS)
            tab = context.new_page()
            sizes: list[int] = []
            wire = context.new_cdp_session(tab)
            wire.send("Network.enable")
            wire.on(
                "Network.loadingFinished", lambda e, to=sizes: to.append(e["encodedDataLength"])
            )
            tab.goto(address + page, wait_until="networkidle")
            tab.evaluate(READ_ON)
            tab.wait_for_load_state("networkidle")
            yield Weight(page, int(sum(sizes)), len(sizes), tab.evaluate("window.shifts"))
            context.close()
        chrome.close()
