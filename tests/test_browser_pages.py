"""Every page at three widths in both colour schemes, in a real browser and before axe-core."""

import pytest
from browsing import CROWDED, PAGES, WIDER, Reader, violations
from html_pages import slug, toc

from press import paths

pytestmark = pytest.mark.browser

WIDTHS = {360: 740, 768: 1024, 1280: 800}
#: A picture shows the page down to here; the longest register goes on for twenty screens.
DEPTH = 9000
#: What a browser leaves out as long as it is off the screen belongs into a picture.
PAINT = """depth => [...document.querySelectorAll('.entry')]
    .filter(entry => entry.getBoundingClientRect().top < depth)
    .forEach(entry => { entry.style.contentVisibility = 'visible'; })"""


@pytest.fixture(scope="module")
def readers(chromium):
    """One context a scheme, used for all pages."""
    made = {scheme: Reader(chromium, color_scheme=scheme) for scheme in ("light", "dark")}
    yield made
    for reader in made.values():
        reader.context.close()


def keep(page, name: str, width: int) -> None:
    """Keep a picture of the page beside the built book."""
    folder = paths.BUILD / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.evaluate(PAINT, DEPTH)
    height = min(page.evaluate("document.documentElement.scrollHeight"), DEPTH)
    page.screenshot(
        path=folder / f"{name}.jpeg", type="jpeg", quality=60, full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": height},
    )  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*PAGES, "404.html"])
def test_a_page_is_whole_quiet_and_accessible_at_every_width(readers, address, path, scheme):
    reader = readers[scheme]
    reader.page.set_viewport_size({"width": 360, "height": 740})
    page = reader.open(address + path)
    assert page.locator("h1").is_visible()
    problems = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        found = page.evaluate(WIDER) + page.evaluate(CROWDED)
        if (width, scheme) == (360, "light"):
            found += violations(page)
        elif width != 768:
            found += violations(page, most=20)
        problems += [f"{width} px: {problem}" for problem in found]
        keep(page, f"{path.split('/')[0].removesuffix('.html')}-{width}-{scheme}", width)
    assert problems == []
    assert reader.errors == []
    assert reader.abroad(address) == [], "the page asks other hosts"


def test_every_page_of_the_book_is_looked_at():
    assert len(PAGES) == len({slug(name) for name in toc()}) >= 12


BAD = """<!doctype html><html lang="en"><title>Bad</title><body style="font: 16px sans-serif">
<div style="width:900px">wide</div><img src="https://other.example/x.png">
<p style="color:#ccc;background:#fff">pale</p>
<figure id="fig-bad" class="plot"><svg viewBox="0 0 100 100" width="100" height="100">
<text x="10" y="50">one</text><text x="15" y="54">two</text><text x="90" y="80">outside</text>
</svg></figure><script>console.error("loud"); alert("dialog")</script>"""


def test_what_is_looked_for_would_be_found(chromium, tmp_path):
    """A page with every fault that the tests above look for."""
    (tmp_path / "bad.html").write_text(BAD, encoding="utf-8")
    reader = Reader(chromium, offline=True)
    page = reader.open((tmp_path / "bad.html").as_uri())
    assert "page is wider than the screen" in page.evaluate(WIDER)
    assert page.evaluate(CROWDED) == [
        "fig-bad: one meets two",
        "fig-bad: outside leaves the drawing",
    ]
    found = " ".join(violations(page))
    assert "color-contrast" in found
    assert "image-alt" in found
    assert "landmark-one-main" in found, "no best practices"
    assert "loud" in reader.errors
    assert "a dialog: dialog" in reader.errors
    assert any("x.png" in error for error in reader.errors)
    assert any("other.example" in url for url in reader.abroad("file:"))
    reader.context.close()
