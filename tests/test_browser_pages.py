"""Every page in a real browser and before axe-core: light on a phone, dark on a desk."""

import pytest
from browsing import CROWDED, PAGES, PHONE, WIDER, Reader, violations
from html_pages import slug, toc

pytestmark = pytest.mark.browser

LOOKS = {
    "phone": {"viewport": PHONE, "color_scheme": "light"},
    "desk": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
TABLET = {"width": 768, "height": 1024}


@pytest.fixture(scope="module")
def readers(chromium):
    """One context a look, used for all pages."""
    made = {look: Reader(chromium, **options) for look, options in LOOKS.items()}
    yield made
    for reader in made.values():
        reader.context.close()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", [*PAGES, "404.html"])
def test_a_page_is_whole_quiet_and_accessible(readers, address, path, look):
    reader = readers[look]
    reader.page.set_viewport_size(LOOKS[look]["viewport"])
    page = reader.open(address + path)
    assert page.locator("h1").is_visible()
    problems = page.evaluate(WIDER) + page.evaluate(CROWDED) + violations(page, most=9)
    if look == "phone":
        page.set_viewport_size(TABLET)
        problems += [f"on a tablet: {one}" for one in page.evaluate(WIDER) + page.evaluate(CROWDED)]
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
