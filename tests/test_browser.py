"""The site in a real browser, at the width of a phone."""

import http.server
import threading
from functools import partial

import pytest
from html_pages import CHAPTERS, slug, toc

pytestmark = pytest.mark.browser

PAGES = [f"{slug(name)}/index.html".lstrip("/") for name in toc()]
CHAPTER = next((f"{slug(stem)}/index.html" for stem in CHAPTERS if stem[:2] == "01"), "")
PHONE = {"width": 360, "height": 740}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(site):
    """The site behind a web server on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Reader:
    """A page of the browser that notes every error and every request."""

    def __init__(self, chromium, **options):
        self.context = chromium.new_context(viewport=PHONE, **options)
        self.page = self.context.new_page()
        self.errors, self.requests = [], []
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, address: str):
        self.page.goto(address, wait_until="load")
        return self.page


@pytest.fixture
def reader(chromium):
    made = []

    def make(**options) -> Reader:
        made.append(Reader(chromium, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()


WIDER = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.body.querySelectorAll('*')]
        .filter(e => e.getBoundingClientRect().right > width + 1)
        .filter(e => !e.closest('.scroll, pre, table'))
        .map(e => e.outerHTML.slice(0, 120)).slice(0, 5).concat(['page is wider than the screen']);
}"""


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_the_page_whole_quietly_and_alone(reader, address, path):
    one = reader()
    page = one.open(address + path)
    assert page.evaluate(WIDER) == []
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert one.errors == []
    abroad = [url for url in one.requests if not url.startswith((address, "data:"))]
    assert abroad == [], "the page asks other hosts"
    assert page.locator("h1").is_visible()


def test_a_phone_shows_the_narrow_drawings_and_a_desk_the_wide_ones(reader, address):
    page = reader().open(address + CHAPTER)
    plots = page.locator("figure.chart").first.locator(".plot")
    for width, seen in ((360, "narrow"), (1280, "wide")):
        page.set_viewport_size({"width": width, "height": 800})
        for plot in plots.all():
            assert plot.is_visible() == (seen in plot.get_attribute("class")), f"at {width} px"
        box = plots.locator("visible=true").locator("svg").bounding_box()
        assert box["width"] > 200, "the drawing has no size"
        assert box["height"] > 80, "the drawing has no size"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colour_switch_works_and_is_kept(reader, address, scheme):
    one = reader(color_scheme=scheme)
    page = one.open(address + CHAPTER)
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    ink = "getComputedStyle(document.querySelector('article p')).color"
    seen = {page.evaluate(paper)}
    switch = page.locator("button[data-scheme]")
    assert switch.is_visible()
    for _ in range(2):
        switch.click()
        seen.add(page.evaluate(paper))
        assert page.evaluate(paper) != page.evaluate(ink)
    assert len(seen) == 2, f"three positions of the switch should show two papers, not {seen}"
    chosen = page.evaluate(paper)
    page.reload()
    assert page.evaluate(paper) == chosen, "the choice is forgotten"
    assert one.errors == []


def test_a_disclosure_opens(reader, address):
    page = reader().open(address + CHAPTER)
    details = page.locator("figure.chart details.data").first
    table = details.locator("table")
    assert not table.is_visible()
    details.locator("summary").click()
    assert table.is_visible()
    assert page.evaluate(WIDER) == [], "an open table widens the page"


def test_everything_can_be_read_without_scripts(reader, address):
    one = reader(java_script_enabled=False)
    page = one.open(address + CHAPTER)
    assert page.locator("h1").is_visible()
    assert page.locator("figure.chart svg").locator("visible=true").count() >= 5
    assert page.locator("button[data-scheme]").is_visible() is False, "a button that does nothing"
    page.locator("figure.chart details.data summary").first.click()
    assert page.locator("figure.chart details.data table").first.is_visible()
    page.locator("header details.menu summary").click()
    page.locator("header details.menu a").last.click()
    page.wait_for_load_state()
    assert page.url == address + PAGES[-1]


def test_a_number_leads_to_its_entry(reader, address):
    # without motion the page stands at its target at once
    page = reader(java_script_enabled=False, reduced_motion="reduce").open(address + CHAPTER)
    link = page.locator("article a.num").first
    shown, name = link.inner_text(), link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_load_state()
    assert page.url == f"{address}numbers/index.html#{name}"
    entry = page.locator(f"[id={name}] + ul")
    assert shown in entry.inner_text()
    assert entry.bounding_box()["y"] < PHONE["height"], "the page did not scroll to the entry"


def test_the_site_works_from_a_folder(reader, site):
    one = reader()
    page = one.open((site / CHAPTER).as_uri())
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.vh')).position") == "absolute"
    ), "the style sheet was not found"
    page.locator("article a.num").first.click()
    page.wait_for_load_state()
    page.goto((site / "index.html").as_uri())
    page.locator("main a[href*='index.html']").first.click()
    page.wait_for_load_state()
    assert page.locator("h1").is_visible()
    assert all(url.startswith((site.as_uri(), "data:")) for url in one.requests)
    assert one.errors == []


def test_the_search_finds_a_page(reader, address):
    one = reader()
    page = one.open(address)
    page.keyboard.press("/")
    field = page.locator("input[type=search]")
    field.wait_for(state="visible")
    field.fill("robots")
    hit = page.locator("dialog ol a").first
    hit.wait_for(state="visible", timeout=10_000)
    assert "robot" in page.locator("dialog").inner_text().lower()
    assert one.errors == []
    assert all(url.startswith((address, "data:", "blob:")) for url in one.requests)


def test_the_browser_tests_can_fail(reader, tmp_path):
    """A page with every fault that the tests above look for."""
    (tmp_path / "bad.html").write_text(
        "<body><div style='width:900px'>wide</div><img src='https://other.example/x.png'>"
        "<script>console.error('loud')</script></body>",
        encoding="utf-8",
    )
    one = reader(offline=True)
    page = one.open((tmp_path / "bad.html").as_uri())
    assert page.evaluate(WIDER) != []
    assert "loud" in one.errors
    assert any("other.example" in url for url in one.requests)
