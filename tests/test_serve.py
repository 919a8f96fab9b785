"""The live preview shows what is saved, and keeps the last good book when a save is broken."""

import contextlib
import http.client
import json
import re
import socket
import time
import urllib.error
import urllib.request
from html import unescape

import kitehouse
import psutil
import pytest
from kitehouse import CHAPTER, edit

#: Seconds; a test fails after them, none is ever measured.
PATIENCE = 120


def until(read, wanted, what):
    """Wait until a reading satisfies a condition."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = read()
        if wanted(found):
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not seen; last was {str(found)[:3000]!r}")


class Preview:
    """A running `press serve` over the small book."""

    def __init__(self, root, log):
        self.root, self.log = root, log
        with log.open("w") as out:
            self.process = kitehouse.start(root, "serve", "--port", "0", stdout=out)
        said = until(self.said, lambda text: "http://" in text, "the address")
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", said)[1])

    def said(self):
        return self.log.read_text(encoding="utf-8")

    def ask(self, path, method="GET", host="127.0.0.1"):
        """Ask for a path as it stands; give status and text."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, path, headers={"Host": host})
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text, answer.headers

    def page(self, path=""):
        return self.ask(f"/{path}")[1]

    def state(self):
        """Read what a browser reads that shows a page."""
        return json.loads(self.page("_live/state.json"))

    def problem(self):
        return self.state()["problem"]

    def shows(self, path, wanted):
        return until(lambda: self.page(path), lambda html: wanted in html, f"{wanted!r} on /{path}")

    def proved(self, times):
        done = "the whole book is built"
        until(self.said, lambda text: text.count(done) >= times, f"build number {times}")


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    server = Preview(kitehouse.make(folder / "kites"), folder / "log.txt")
    status, text, _ = server.ask("/")
    assert (status, "Building" in text) == (404, True), "there is no book yet, and it says so"
    server.proved(1)
    yield server
    family = psutil.Process(server.process.pid).children(recursive=True)
    assert family, "an engine should be at work"
    server.process.terminate()
    server.process.wait(timeout=60)
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive, f"serve left processes behind: {alive}"
    assert "Traceback" not in server.said()


def test_a_word_saved_on_a_page_is_shown_before_the_book_is_built(live):
    edit(live.root / "book/index.md", "There were", "There, they say, were")
    live.shows("", "There, they say, were")
    built = live.root / "book/_build/html/index.html"
    # Between two books there is none for an instant: that is a reading to repeat, not a failure.
    until(lambda: _text(built), lambda text: "they say" in (text or ""), "the whole book")


def _text(file):
    """Read a file that may be swapped away meanwhile: None for that instant."""
    with contextlib.suppress(FileNotFoundError):
        return file.read_text(encoding="utf-8")
    return None


def test_a_word_saved_in_a_chapter_is_shown(live):
    edit(live.root / CHAPTER, "How many kites are there?", "How many kites fly?")
    live.shows("kites/", "How many kites fly?")


def test_browsers_hear_of_something_new(live):
    before = live.state()["version"]
    edit(live.root / "book/methodology.md", "How.", "How, then.")
    until(live.state, lambda state: state["version"] != before, "a new version")
    live.shows("methodology/", "How, then.")


def test_a_broken_chapter_shows_the_error_and_keeps_the_page(live):
    good = (live.root / CHAPTER).read_bytes()
    (live.root / CHAPTER).write_text("{ this is no notebook", encoding="utf-8")
    until(live.problem, lambda text: "02_kites.ipynb" in text, "the problem")
    assert "How many kites" in live.page("kites/")
    (live.root / CHAPTER).write_bytes(good)
    until(live.problem, lambda text: not text, "the end of the problem")


def test_a_link_to_nowhere_shows_the_error_and_goes_when_it_is_put_right(live):
    edit(live.root / "book/index.md", "kites:", "kites [here](#nowhere):")
    until(live.problem, lambda text: "book/index.md:3" in text, "the warning of the engine")
    edit(live.root / "book/index.md", "kites [here](#nowhere):", "kites:")
    until(live.problem, lambda text: not text, "the end of the problem")


def test_a_changed_value_reaches_the_registers(live):
    edit(live.root / "data/series.csv", "Kites counted", "Kites seen")
    live.shows("data/", "Definition: Kites seen")
    until(live.problem, lambda text: "press seal" in text, "the call for a word")
    kitehouse.do(live.root, "seal", "--why", "They were seen, not counted.")
    until(live.problem, lambda text: not text, "the whole book")
    edit(live.root / "book/data.md", "# The data", "# The dataset")
    html = live.shows("data/", "The dataset")
    assert "Definition: Kites seen" in html, "the engine still goes by the data of before"


def test_a_changed_style_is_shown(live):
    edit(live.root / "book/theme/templates/base.html", "Skip to content", "Jump to content")
    live.shows("", "Jump to content")


def test_a_broken_contents_file_is_survived(live):
    toc = live.root / "book" / "myst.yml"
    good = toc.read_text(encoding="utf-8")
    for broken in (good.replace("project:", "project: ["), "site:\n"):
        toc.write_text(broken, encoding="utf-8")
        until(live.problem, lambda text: "config file book/myst.yml" in text, "the problem")
        assert "The kite book" in live.page()
        live.process.poll()
        assert live.process.returncode is None, "the preview goes on"
    toc.write_text(good, encoding="utf-8")
    until(live.problem, lambda text: not text, "the end of the problem")
    edit(live.root / "book/index.md", "they say", "people say")
    live.shows("", "people say")


def test_the_page_is_as_strict_as_the_published_one(live):
    html = live.page()
    published = (live.root / "book/_build/html/index.html").read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="?Content-Security-Policy"? content="([^"]*)"', published)[1]
    assert policy in html
    assert "script-src 'self'" in unescape(policy)
    assert html.count("/_live/live.js") == 1
    assert "_live" not in published, "the preview's script leaked into the built site"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/numbers/", 200),
        ("/numbers", 301),
        ("/_live/live.js", 200),
        ("/../index.md", 403),
        ("/%2e%2e/%2e%2e/index.md", 403),
        ("//etc/hostname", 403),
        ("/..%2findex.md", 403),
        ("/a%00b", 404),
        (f"/{'x' * 5000}", 404),
        ("http://[::1/x", 404),
    ],
)
def test_every_request_has_an_answer(live, path, status):
    found, text, _ = live.ask(path)
    assert found == status
    assert "(#num-" not in text


def test_a_foreign_name_and_a_foreign_method_are_refused(live):
    assert live.ask("/", host="evil.example")[0] == 404
    assert live.ask("/_live/state.json", host="evil.example:80")[0] == 404
    assert live.ask("/", host=f"localhost:{live.port}")[0] == 200
    assert live.ask("/", method="POST")[0] == 405


def test_a_request_for_the_head_is_answered_without_a_body(live):
    status, text, headers = live.ask("/numbers/", method="HEAD")
    assert (status, text) == (200, "")
    assert int(headers["Content-Length"]) == len(live.page("numbers/").encode())


def test_only_this_machine_is_served(live):
    taken = [c.laddr for c in psutil.Process(live.process.pid).net_connections("tcp")]
    assert {address.ip for address in taken if address.port == live.port} == {"127.0.0.1"}


def test_a_port_that_is_taken_is_a_sentence(live):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = str(held.getsockname()[1])
        code, said = kitehouse.run(live.root, "serve", "--port", port)
    assert code == 1
    assert len(said.strip().splitlines()) == 1


def test_the_engine_alone_shows_the_pages(tmp_path):
    root = kitehouse.make(tmp_path / "kites")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    engine = kitehouse.native_start(root, "start", "--port", str(port))
    address = f"http://127.0.0.1:{port}/"

    def page():
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            return ""

    try:
        until(page, lambda html: "The kite book" in html, "the first page")
        edit(root / "book/index.md", "There were", "There, they say, were")
        until(page, lambda html: "they say" in html, "the saved word")
    finally:
        family = psutil.Process(engine.pid).children(recursive=True)
        engine.terminate()
        for process in family:
            if "jupyter-book" in " ".join(process.cmdline()):
                process.terminate()
        engine.wait(timeout=30)
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive, f"the engine left its page server behind: {alive}"


@pytest.mark.browser
def test_the_browser_reloads_and_shows_the_problem(live, chromium):
    page = chromium.new_page()
    errors = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"http://127.0.0.1:{live.port}/")
    edit(live.root / "book/index.md", "The kite book", "The great kite book")
    page.wait_for_selector("h1:has-text('great')", timeout=PATIENCE * 1000)
    edit(live.root / "book/index.md", "kites:", "kites [here](#nowhere):")
    page.wait_for_selector("#live-problem", timeout=PATIENCE * 1000)
    assert "nowhere" in page.inner_text("#live-problem")
    edit(live.root / "book/index.md", "kites [here](#nowhere):", "kites:")
    page.wait_for_selector("#live-problem", state="detached", timeout=PATIENCE * 1000)
    page.close()
    assert not [error for error in errors if "Security" in error], "it breaks the book's policy"
