"""The live preview shows what is saved, and keeps the last good book when a save is broken."""

import json
import re
import time
import urllib.error
import urllib.request
from html import unescape

import psutil
import pytest
import workshop

from press import preview

#: Seconds; a test fails after them, none is ever measured.
PATIENCE = 180


def until(read, wanted, what):
    """Wait until a reading satisfies a condition."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = read()
        if wanted(found):
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not seen; last was {str(found)[:3000]!r}")


class Preview:
    """A running `press serve` over the small book."""

    def __init__(self, root, log):
        self.root, self.log = root, log
        with log.open("w") as out:
            self.process = workshop.start(root, "serve", "--port", "0", stdout=out)
        said = until(self.said, lambda text: "http://" in text, "the address")
        self.address = re.search(r"http://\S+/", said)[0]

    def said(self):
        return self.log.read_text(encoding="utf-8")

    def page(self, path=""):
        try:
            with urllib.request.urlopen(self.address + path, timeout=30) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def problem(self):
        """Ask the wire, as a browser that has just opened the page."""
        with urllib.request.urlopen(self.address + "_preview/events", timeout=30) as wire:
            assert wire.readline() == b"event: problem\n"
            return json.loads(wire.readline().removeprefix(b"data: "))

    def edit(self, name, old, new):
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {name}"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="")

    def shows(self, path, wanted):
        return until(lambda: self.page(path), lambda html: wanted in html, f"{wanted!r} on /{path}")

    def built(self, times):
        """Wait until the whole book was built so many times."""
        count = "the whole book is built"
        until(self.said, lambda text: text.count(count) >= times, f"build number {times}")


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    server = Preview(workshop.kites(folder / "kites"), folder / "log.txt")
    server.built(1)
    yield server
    family = [psutil.Process(server.process.pid)]
    family += family[0].children(recursive=True)
    server.process.terminate()
    server.process.wait(timeout=60)
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive, f"serve left processes behind: {alive}"


def test_a_word_saved_on_a_page_is_shown(live):
    assert "The kite book" in live.page()
    live.edit("book/index.md", "Kites rose by", "Kites, they say, rose by")
    live.shows("", "Kites, they say, rose by")


def test_a_word_saved_in_a_chapter_is_shown(live):
    live.edit("notebooks/02_ai_push.ipynb", "How many kites are there?", "How many kites fly?")
    live.shows("ai-push/", "How many kites fly?")
    assert "book/index.md: shown after" in live.said()
    assert "notebooks/02_ai_push.ipynb: shown after" in live.said()


def test_a_broken_chapter_shows_the_error_and_keeps_the_page(live):
    chapter = live.root / "notebooks" / "02_ai_push.ipynb"
    good = chapter.read_bytes()
    chapter.write_text("{ this is no notebook", encoding="utf-8")
    said = until(live.problem, lambda text: "02_ai_push.ipynb" in text, "the problem")
    assert "The last good book stays" in until(
        live.problem, lambda text: "last good book" in text, "the whole build's refusal"
    ), said
    assert "02_ai_push.ipynb" in live.said(), "the terminal does not name the broken file"
    assert "How many kites" in live.page("ai-push/")
    chapter.write_bytes(good)
    until(live.problem, lambda text: not text, "the end of the problem")


def test_a_link_to_nowhere_shows_the_error_and_goes_when_mended(live):
    live.edit("book/index.md", "strings.", "strings [here](#nowhere).")
    until(live.problem, lambda text: "nowhere" in text, "the warning of the engine")
    live.edit("book/index.md", "strings [here](#nowhere).", "strings.")
    until(live.problem, lambda text: not text, "the end of the problem")


def test_a_changed_value_reaches_the_prose_and_the_chart(live):
    live.edit("data/observations.csv", "kites,CHN,2023,150,", "kites,CHN,2023,170,")
    live.shows("", "70%")  # 170 ÷ 100 − 1
    live.shows("ai-push/", "Kites in China rose by 70% in three years.")


def test_a_changed_style_is_shown(live):
    live.edit("book/theme/templates/base.html", "Skip to content", "Jump to content")
    live.shows("", "Jump to content")


def test_a_broken_contents_file_is_survived(live):
    toc = live.root / "book" / "myst.yml"
    good = toc.read_text(encoding="utf-8")
    toc.write_text(good.replace("project:", "project: ["), encoding="utf-8")
    until(live.problem, bool, "the problem")
    assert "The kite book" in live.page()
    toc.write_text(good, encoding="utf-8")
    until(live.problem, lambda text: not text, "the end of the problem")
    live.edit("book/index.md", "they say", "people say")
    live.shows("", "people say")


def test_the_page_is_as_strict_as_the_published_one(live):
    html = live.page()
    published = (live.root / "book" / "_build" / "html" / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="?Content-Security-Policy"? content="([^"]*)"', published)[1]
    assert policy in html
    assert "script-src 'self'" in unescape(policy)
    assert html.count(preview.LIVE) == 1
    assert preview.LIVE not in published, "the preview's script leaked into the built site"


@pytest.mark.parametrize(
    "path", ["../index.md", "%2e%2e/%2e%2e/index.md", "//etc/hostname", "..%2findex.md"]
)
def test_nothing_outside_the_site_is_served(live, path):
    html = live.page(path)
    assert "<html" in html
    assert "(#num-" not in html


@pytest.mark.browser
def test_the_browser_reloads_and_shows_the_problem(live, chromium):
    page = chromium.new_page()
    errors = []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else 0
    )
    page.goto(live.address)
    live.edit("book/index.md", "The kite book", "The great kite book")
    page.wait_for_selector("h1:has-text('great')", timeout=PATIENCE * 1000)
    live.edit("book/index.md", "strings.", "strings [here](#nowhere).")
    page.wait_for_selector("#preview-problem", timeout=PATIENCE * 1000)
    assert "nowhere" in page.inner_text("#preview-problem")
    live.edit("book/index.md", "strings [here](#nowhere).", "strings.")
    page.wait_for_selector("#preview-problem", state="detached", timeout=PATIENCE * 1000)
    page.close()
    assert not [e for e in errors if "Security" in e], "the preview breaks the book's policy"
