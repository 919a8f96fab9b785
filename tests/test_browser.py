"""What a reader does with the site, in a real browser."""

import re

import pytest
from browsing import CHAPTER, PAGES, PHONE, WIDER, served

pytestmark = pytest.mark.browser


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
    assert page.evaluate(paper) == chosen, "the choice is forgotten after a reload"
    page.goto(address + PAGES[-1])
    assert page.evaluate(paper) == chosen, "the choice is forgotten on the next page"
    assert one.errors == []


def test_a_disclosure_opens(reader, address):
    page = reader().open(address + CHAPTER)
    details = page.locator("figure.chart details.data").first
    table = details.locator("table")
    assert not table.is_visible()
    details.locator("> summary").click()
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
    # A browser takes no letters in advance from a folder, and all the same those it needs.
    early = ("Access to font at", "Failed to load resource", f"{site.as_uri()}/static/")
    assert [error for error in one.errors if not error.startswith(early)] == []
    loaded = "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    assert "Book Serif" in str(page.evaluate(loaded))


def words(text: str, most: int = 7) -> str:
    """The first words of a text, as a reader would type them."""
    return " ".join(re.findall(r"[^\W\d_]{2,}", text)[:most])


SOUGHT = {
    "a Chinese term": ("glossary/index.html", "article p > [lang=zh]"),
    "a finding": (CHAPTER, ".findings li"),
    "a figure": ("traditional-renewal/index.html", "figure.chart .finding"),
    "a claim": ("evidence/index.html", "h3[id=claim-a17] + p"),
}


@pytest.mark.parametrize("sought", SOUGHT)
def test_the_search_finds(reader, address, sought):
    path, place = SOUGHT[sought]
    one = reader()
    # not inner_text: a browser has none for what it has not laid out yet
    text = one.open(address + path).locator(place).first.text_content()
    page = one.open(address)
    asked = len(one.requests)
    assert not any("pagefind" in url for url in one.requests), "search is loaded before its use"
    page.keyboard.press("/")
    field = page.locator("dialog input[type=search]")
    field.wait_for(state="visible")
    page.keyboard.type(words(text))
    hit = page.locator(f"dialog a[href*='/{path.split('/')[0]}/']").first
    hit.wait_for(state="visible", timeout=10_000)
    assert len(one.requests) > asked
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('dialog ol a')"), "no way by keyboard"
    hit.click()
    page.wait_for_url(f"**/{path.split('/')[0]}/**")
    assert one.errors == []
    assert one.abroad(address) == []


def test_the_search_closes_by_keyboard_and_gives_the_focus_back(reader, address):
    page = reader().open(address)
    page.locator("button[data-search]").focus()
    page.keyboard.press("Enter")
    page.locator("dialog").wait_for(state="visible")
    page.keyboard.press("Escape")
    assert not page.locator("dialog").is_visible()
    assert page.evaluate("document.activeElement.matches('button[data-search]')")


@pytest.mark.parametrize("way", ["mouse", "keyboard", "finger"])
def test_a_number_shows_where_it_comes_from(reader, address, way):
    one = reader(has_touch=way == "finger", viewport={"width": 1280, "height": 800})
    page = one.open(address + CHAPTER)
    link, card = page.locator("article a.num").first, page.locator("#card")
    shown = link.inner_text()
    if way == "mouse":
        link.hover()
    elif way == "finger":
        link.tap()
    else:
        link.focus()
        page.keyboard.press("Enter")
    card.wait_for(state="visible")
    assert shown in card.inner_text()
    assert card.locator("a").last.get_attribute("href").endswith(link.get_attribute("href")[3:])
    assert link.get_attribute("aria-describedby") == "card"
    box = card.bounding_box()
    assert box["x"] >= 0, "the card leaves the screen"
    assert box["x"] + box["width"] <= 1280, "the card leaves the screen"
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert page.url == address + CHAPTER, "the page was left"
    assert one.errors == []


def test_the_ledger_filters_and_sorts_by_keyboard(reader, address):
    one = reader(viewport={"width": 768, "height": 1024})
    page = one.open(address + "claims/index.html")
    rows = page.locator("table.ledger tbody tr").locator("visible=true")
    whole = rows.count()
    field = page.locator(".filter input")
    field.focus()
    page.keyboard.type("robot")
    assert 0 < rows.count() < whole
    assert all("robot" in text.lower() for text in rows.all_inner_texts())
    assert page.locator(".filter output").inner_text() == f"{rows.count()} of {whole}"
    field.fill("")
    choice = page.locator(".filter select[aria-label*=Verdict]")
    choice.focus()
    page.keyboard.press("ArrowDown")
    chosen = choice.input_value()
    assert chosen
    assert all(chosen in text for text in rows.all_inner_texts())
    choice.select_option("")
    assert rows.count() == whole
    head = page.locator("table.ledger thead th").first
    orders = []
    for order in ("ascending", "descending"):
        head.locator("button").focus()
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == order
        orders.append([text.split()[0] for text in rows.all_inner_texts()])
    assert orders[0] == orders[1][::-1] == sorted(orders[0])
    assert one.errors == []


def test_the_site_works_below_a_path_of_its_host(reader, site, tmp_path):
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "book").symlink_to(site, target_is_directory=True)
    with served(tmp_path) as host:
        home = f"{host}some/book/"
        one = reader(viewport={"width": 1280, "height": 800})
        page = one.open(home + CHAPTER)
        page.locator("article a.num").first.hover()
        page.locator("#card").wait_for(state="visible")
        page.keyboard.press("/")
        page.keyboard.type("robots")
        page.locator("dialog ol a").first.click()
        page.wait_for_load_state()
        assert page.url.startswith(home)
        assert one.errors == []
        assert one.abroad(home) == [], "a link leads above the book"
