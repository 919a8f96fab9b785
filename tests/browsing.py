"""What the browser tests share: the built book, a server, a reader who notices, what is looked for.

`conftest.py` takes the fixtures over.
"""

import http.server
import os
import shutil
import threading
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import pytest
from filelock import FileLock
from html_pages import CHAPTERS, ROOT, slug, toc
from nothing_skipped import need

PAGES = [f"{slug(name)}/index.html".lstrip("/") for name in toc()]
CHAPTER = next((f"{slug(stem)}/index.html" for stem in CHAPTERS if stem[:2] == "01"), "")
PHONE = {"width": 360, "height": 740}
#: Rules of WCAG 2.2 A and AA, and what axe recommends beyond them.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

WIDER = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll('*')]
        .filter(e => e.getBoundingClientRect().right > width + 1)
        .filter(e => !e.closest('.scroll, pre, table'))
        .map(e => e.outerHTML.slice(0, 120)).slice(0, 5).concat(['page is wider than the screen']);
}"""

# The box of a text holds room above and below its letters; what may not meet is the ink.
CROWDED = """() => {
    const pen = document.createElement('canvas').getContext('2d');
    const ink = text => {
        const box = text.getBoundingClientRect(), style = getComputedStyle(text);
        pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const m = pen.measureText(text.textContent);
        const room = box.height / (m.fontBoundingBoxAscent + m.fontBoundingBoxDescent);
        if (/rotate/.test(text.getAttribute('transform') || '')) return box;
        return {left: box.left, right: box.right,
            top: box.top + (m.fontBoundingBoxAscent - m.actualBoundingBoxAscent) * room,
            bottom: box.bottom - (m.fontBoundingBoxDescent - m.actualBoundingBoxDescent) * room};
    };
    const found = [];
    for (const drawing of document.querySelectorAll('.plot svg')) {
        const frame = drawing.getBoundingClientRect();
        if (!frame.width) continue;
        const chart = drawing.closest('[id]').id;
        const texts = [...drawing.querySelectorAll('text')].filter(t => t.textContent.trim())
            .map(t => [t.textContent.trim(), ink(t)]);
        texts.forEach(([words, a], place) => {
            if (a.left < frame.left - 1 || a.right > frame.right + 1
                || a.top < frame.top - 1 || a.bottom > frame.bottom + 1)
                found.push(`${chart}: ${words} leaves the drawing`);
            for (const [others, b] of texts.slice(place + 1))
                if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
                    found.push(`${chart}: ${words} meets ${others}`);
        });
    }
    return found;
}"""

AXE = """([rules, most]) => axe.run(
    {include: document, exclude: [...document.querySelectorAll('.entry')].slice(most)},
    {runOnly: rules, resultTypes: ['violations']}
).then(result => result.violations.flatMap(v => v.nodes.map(
    n => `${v.id} at ${n.target.join(' ')}: ${n.failureSummary}`)))"""


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The built book, built once for all workers of a run."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    with FileLock(folder / "site.lock"):
        if not (folder / "site" / "html").exists():
            from press.build import build
            from press.workshop import Workshop

            build(Workshop(ROOT), folder / "site" / "html")
    return folder / "site" / "html"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def served(folder: Path):
    """A folder behind a web server on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def address(site):
    """The site behind a web server on this machine."""
    with served(site) as found:
        yield found


@pytest.fixture(scope="module")
def chromium():
    """One browser for the tests of a file; its event loop must not outlive them."""
    sync_api = pytest.importorskip("playwright.sync_api")
    program = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    need(program, "there is no Chromium on this machine; install it or name it in CHROMIUM")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium):
    """Open a page of the browser, with options of its own: `reader(color_scheme="dark")`."""
    made = []

    def make(**options) -> Reader:
        made.append(Reader(chromium, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()


class Reader:
    """A page of the browser that notes every error, failure, dialog and request."""

    def __init__(self, chromium, **options):
        self.context = chromium.new_context(**{"viewport": PHONE} | options)
        self.page = self.context.new_page()
        self.errors, self.requests = [], []
        note = self.errors.append
        self.page.on("console", lambda m: m.type == "error" and note(m.text))
        self.page.on("pageerror", lambda error: note(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", lambda r: r.status >= 400 and note(f"{r.url}: {r.status}"))
        self.page.on(
            "dialog", lambda dialog: (note(f"a dialog: {dialog.message}"), dialog.dismiss())
        )
        self.page.on("request", lambda request: self.requests.append(request.url))

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # the reader went on before it had come
            self.errors.append(f"{request.url}: {request.failure}")

    def open(self, address: str):
        self.errors.clear()
        self.requests.clear()
        self.page.goto(address, wait_until="load")
        return self.page

    def abroad(self, address: str) -> list[str]:
        """The requests that did not go to an address or stay in the page."""
        return [url for url in self.requests if not url.startswith((address, "data:", "blob:"))]


@cache
def axe() -> str:
    """The rules of axe-core as one script."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page, most: int = 10_000) -> list[str]:
    """What axe-core objects to on a page as it is shown now, at most so many entries of a register.

    A register has hundreds of entries of one form, and axe takes its time for each.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    return page.evaluate(AXE, [RULES, most])
