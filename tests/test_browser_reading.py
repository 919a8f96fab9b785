"""How the book reads in a browser: its letters, cards, ledger, registers, search and keys."""

import gzip
import json
import re

import pytest
from browsing import CHAPTER, PAGES, PHONE, violations
from html_pages import ROOT

pytestmark = pytest.mark.browser

DESK = {"viewport": {"width": 1280, "height": 900}}
MOVED = """() => new Promise(done => {
    let moved = 0;
    new PerformanceObserver(list => list.getEntries().forEach(e => { moved += e.value; }))
        .observe({type: 'layout-shift', buffered: true});
    document.fonts.ready.then(() => setTimeout(() => done(moved), 400));
})"""


@pytest.mark.parametrize("look", [{"viewport": PHONE}, DESK], ids=["phone", "desk"])
def test_the_letters_are_those_of_the_book_and_nothing_moves(reader, address, look):
    one = reader(**look)
    page = one.open(address + CHAPTER)
    # Letters that arrive late on a busy machine move lines by a tenth of this.
    assert page.evaluate(MOVED) < 0.01
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert {name.strip('"') for name in loaded} >= {"Book Sans", "Book Serif"}
    for place, family in (("article section > p", "Book Serif"), (".plot svg text", "Book Sans")):
        text = page.locator(place).first
        assert family in text.evaluate("e => getComputedStyle(e).fontFamily.split(',')[0]")
    fonts = [url for url in one.requests if url.endswith(".woff2")]
    assert len(fonts) == len(set(fonts)), "a face is fetched twice: its preload is in vain"


def test_labels_are_as_wide_as_they_were_measured(reader, address):
    """A label that ends a line, drawn with the file that matplotlib measures with."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    page = reader(**DESK).open(address + CHAPTER)
    page.evaluate("document.fonts.ready")
    face = FontProperties(fname=ROOT / "notebooks" / "nqpf" / "fonts" / "sans-regular.ttf")
    for words in ("South Korea", "Percent of GDP, 2024", "1,234.5 → 99"):
        drawn = page.evaluate(
            """words => { const pen = document.createElement('canvas').getContext('2d');
                pen.font = '100px "Book Sans"'; return pen.measureText(words).width; }""",
            words,
        )
        box = TextPath((0, 0), words, size=100, prop=face).get_extents()
        assert drawn == pytest.approx(box.width, abs=20), words  # room beside the outer letters


@pytest.fixture
def chapter(reader, address):
    """A chapter on a desk."""
    return reader(**DESK).open(address + CHAPTER)


def test_tab_opens_no_card_and_enter_does(chapter):
    link, card = chapter.locator("article a.num").nth(1), chapter.locator("#card")
    link.focus()
    chapter.wait_for_timeout(400)
    assert card.count() == 0 or not card.is_visible(), "a card opens without being asked for"
    chapter.keyboard.press("Enter")
    card.wait_for(state="visible")
    assert card.evaluate("e => e.contains(document.activeElement)"), "the card has no focus"
    assert violations(chapter) == []
    for _ in range(12):
        chapter.keyboard.press("Tab")
        if not card.is_visible():
            break
        assert card.evaluate("e => e.contains(document.activeElement)")
    assert not card.is_visible(), "no way out of the card by Tab"
    assert link.evaluate("e => e === document.activeElement"), "the place is lost"


def test_a_card_is_in_the_order_of_a_reader(chapter):
    link, card = chapter.locator("article a.num").first, chapter.locator("#card")
    link.focus()
    chapter.keyboard.press("Enter")
    card.wait_for(state="visible")
    shown = card.inner_text()
    order = [link.inner_text(), "How it is computed", "Open the full entry"]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)
    assert card.locator("a[href^=http]:not([href*='127.0.0.1'])").first.is_visible(), "no way out"
    assert "tier" not in shown, "jargon"
    card.locator("summary").click()
    assert card.locator("details li").first.is_visible()
    assert "[" not in card.inner_text(), "an internal name"
    card.get_by_label("Close").click()
    assert not card.is_visible()


@pytest.mark.parametrize("end", ["upper", "lower"])
def test_on_a_phone_a_card_never_covers_its_number(reader, address, end):
    page = reader(has_touch=True, viewport=PHONE).open(address + CHAPTER)
    link = page.locator(".findings a.num").nth(2)
    at = 0.2 if end == "upper" else 0.8
    link.evaluate("(e, at) => scrollBy(0, e.getBoundingClientRect().top - innerHeight * at)", at)
    link.tap()
    card = page.locator("#card")
    card.wait_for(state="visible")
    number, sheet = link.bounding_box(), card.bounding_box()
    below = sheet["y"] + sheet["height"]
    assert number["y"] + number["height"] <= sheet["y"] or below <= number["y"]
    assert sheet["width"] == PHONE["width"]
    card.get_by_label("Close").tap()
    card.wait_for(state="hidden")


def test_a_term_leads_to_the_glossary_by_the_same_card(chapter, address):
    terms = chapter.locator("article a.term")
    assert terms.count() >= 2
    names = [name.lower() for name in terms.all_inner_texts()]
    assert len(names) == len(set(names)), "a term is linked twice"
    assert chapter.locator("a a, .chart a.term, .out a.term, h2 a.term").count() == 0
    terms.first.hover()
    card = chapter.locator("#card")
    card.wait_for(state="visible")
    assert names[0] == card.locator(".card-title").inner_text().lower()
    terms.first.click()
    chapter.wait_for_url("**/glossary/**")
    assert chapter.locator(":target").inner_text().lower().startswith(names[0])


def test_a_link_to_a_verdict_shows_the_ledger_filtered(reader, address):
    one = reader(**DESK)
    page = one.open(address + "at-a-glance/index.html")
    link = page.locator("article a[href*='verdict=partly']")
    link.click()
    page.wait_for_url("**verdict=partly**")
    rows = page.locator("table.ledger tbody tr").locator("visible=true")
    assert page.locator(".filter output").inner_text().startswith(f"{rows.count()} of ")
    assert all("◐ partly" in text for text in rows.all_inner_texts())
    assert page.locator(".filter").bounding_box()["y"] < 300, "the ledger is not shown"
    page.locator(".filter select[aria-label*=Theme]").select_option("The AI push")
    page.locator(".filter input").fill("dollar")
    kept = page.evaluate("location.search")
    assert "q=dollar" in kept
    assert "theme=The+AI+push" in kept
    shown = rows.all_inner_texts()
    page.reload()
    assert rows.all_inner_texts() == shown, "the filter is lost on a reload"
    page.locator(".filter input").fill("")
    assert "q=" not in page.evaluate("location.search")
    assert one.errors == []


def test_a_tile_leads_to_the_ledger(reader, address):
    page = reader(**DESK).open(address + "at-a-glance/index.html")
    tile = page.locator(".plot.wide text.way", has_text="◐").first
    tile.scroll_into_view_if_needed()
    box = tile.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**verdict=partly**")


def test_a_verdict_has_a_word_and_a_colour(reader, address):
    page = reader(**DESK).open(address + "claims/index.html")
    tones = page.eval_on_selector_all(
        "table.ledger strong",
        "all => all.map(e => [e.innerText, getComputedStyle(e).backgroundColor])",
    )
    assert len({words for words, _ in tones}) == len(dict(tones)) >= 5
    colours = {dict(tones)[words] for words in dict(tones)}
    assert len(colours) >= len(dict(tones)) - 1, "verdicts share a colour"
    order = list(dict.fromkeys(words for words, _ in tones))
    assert order.index("◐ partly") < order.index("● holds") < order.index("❝ statement")


@pytest.mark.parametrize("name", ["numbers", "data", "sources", "evidence"])
def test_a_long_register_has_a_box(reader, address, name):
    one = reader(**DESK)
    page = one.open(f"{address}{name}/index.html?q=robot")
    kept, whole = map(int, page.locator(".filter output").inner_text().split(" of "))
    assert 0 < kept < whole
    starts = page.locator("article :is(h3, section > p)[id]").locator("visible=true")
    assert starts.count() == kept
    page.locator(".filter input").fill("")
    assert page.locator(".filter output").inner_text() == f"{whole} of {whole}"
    assert page.evaluate("location.search") == ""
    page.locator(".filter input").fill("no such words")
    headings = page.locator("article section:has(h3[id], > p[id]) > h2")
    assert headings.count() > 0
    assert headings.locator("visible=true").count() == 0, "empty headings"
    assert one.errors == []


@pytest.mark.parametrize("name", ["numbers", "data", "sources", "evidence", "claims"])
@pytest.mark.parametrize("look", [{"viewport": PHONE}, DESK], ids=["phone", "desk"])
def test_the_box_of_a_register_moves_nothing(reader, address, name, look):
    page = reader(**look).open(f"{address}{name}/index.html")
    assert page.locator(".filter output").inner_text()
    assert page.evaluate(MOVED) == 0


def test_without_scripts_a_register_has_no_box(reader, address):
    page = reader(java_script_enabled=False).open(f"{address}numbers/index.html")
    assert not page.locator(".filter").is_visible()


SEARCHES = {
    # the word itself or what else is meant, and nothing that only begins alike
    "EV": r"\bev(\b|_)|electric|new.energy",
    "semiconductor": r"semiconductor|\bchips?\b|integrated.circuit",
    "TFP": r"(\b|_)tfp(\b|_)|total.factor.productivity",
    "overcapacity": r"overcapacity|involution|capacity|idle",
}


@pytest.fixture
def sought(reader, address):
    """Search in the browser: what is asked gives the status, and the results as texts."""
    page = reader(**DESK).open(address)
    page.keyboard.press("/")
    field = page.locator("dialog.search input")
    field.wait_for(state="visible")

    def search(words: str) -> tuple[str, list[str], list[str]]:
        field.fill(words)
        page.locator(".search-status", has_text=f"“{words}”").wait_for(timeout=10_000)
        results = page.locator(".search-results > li")
        titles = page.locator(".search-results > li > a").all_inner_texts()
        return page.locator(".search-status").inner_text(), titles, results.all_inner_texts()

    return search


@pytest.mark.parametrize("words", SEARCHES)
def test_a_search_knows_what_else_is_meant(sought, words):
    status, titles, texts = sought(words)
    assert "No exact match" not in status
    assert titles
    for text in texts:
        assert re.search(SEARCHES[words], text, re.I), f"{words} in {text!r}"


def test_a_search_shows_chapters_before_registers(sought):
    _, titles, texts = sought("robot density")
    registers = ["The data", "The sources", "Every number", "Claims in full", "What changed"]
    last = [title in registers for title in titles]
    assert last == sorted(last)
    assert any(last)
    assert not all(last)
    assert "Robot density" in texts[titles.index("Every number")].splitlines()[1]


def test_a_search_says_when_nothing_is_exact(sought):
    status, titles, _ = sought("deepseak")
    assert status.startswith("No exact match")
    assert titles
    assert sought("xyzzy")[0] == "No page with “xyzzy”"


def test_a_search_finds_chinese_inside_a_word(sought):
    status, titles, _ = sought("产率")
    assert "inside" in status
    assert "Labour productivity" in titles


def test_the_keys_are_told(reader, address):
    one = reader(**DESK)
    page = one.open(address + CHAPTER)
    page.keyboard.press("?")
    keys = page.locator("dialog.keys")
    keys.wait_for(state="visible")
    told = keys.inner_text()
    assert "Search" in told
    assert "In a chart: its values one by one" in told
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not keys.is_visible()
    page.locator("button[data-keys]").click()
    assert keys.is_visible()
    assert one.errors == []


def test_a_phone_keeps_the_section_and_the_way_up(reader, address):
    page = reader(viewport=PHONE, reduced_motion="reduce").open(address + CHAPTER)
    bar, section = page.locator(".bar"), page.locator("article > section").nth(3)
    section.evaluate("e => scrollTo(0, e.offsetTop + 60)")
    title = section.locator("h2").evaluate("e => e.firstChild.data.trim()")
    bar.locator("summary", has_text=title).wait_for(timeout=5_000)
    assert bar.bounding_box()["y"] == pytest.approx(0, abs=1)
    bar.locator("summary").click()
    bar.locator("nav a").last.click()
    assert not bar.locator("nav").is_visible(), "the list stays in the way"
    heading = page.locator(":target")
    assert heading.bounding_box()["y"] >= bar.bounding_box()["height"] - 1, "the bar covers it"
    bar.locator(".up").click()
    page.wait_for_function("scrollY < 200")
    page.set_viewport_size(DESK["viewport"])
    assert not bar.is_visible(), "a desk has the list beside the text"


def test_the_heaviest_page_keeps_to_its_budget(reader, site, address):
    """The heaviest chapter with its letters, compressed as a host would."""
    one = reader(**DESK)
    worst = 0
    for path in (p for p in PAGES if (site / p).read_text("utf-8").count('class="chart"')):
        one.open(address + path)
        files = {url.removeprefix(address).partition("?")[0] for url in one.requests}
        assert len(files) <= 8, f"{path}: {sorted(files)}"
        sizes = [
            len(data if file.endswith(".woff2") else gzip.compress(data))
            for file in files
            if (data := (site / (file or "index.html")).read_bytes())
        ]
        worst = max(worst, sum(sizes))
    assert 0 < worst <= 150_000


def test_the_reading_time_follows_the_words(reader, address):
    page = reader(**DESK).open(address + CHAPTER)
    minutes = int(page.locator(".byline", has_text="minutes to read").inner_text().split()[0])
    words = page.evaluate(
        "[...document.querySelectorAll('article :is(h2, p, li)')]"
        ".filter(e => !e.closest('.chart, .out, .scroll, .bar, .crumbs, li p'))"
        ".map(e => e.textContent).join(' ').split(/\\s+/).length"
    )
    assert minutes == pytest.approx(words / 220, abs=2)


def test_the_terms_of_a_page_are_data_and_no_script(site):
    text = (site / CHAPTER).read_text("utf-8")
    given = text.partition('id="_terms">')[2].partition("</script>")[0]
    assert len(json.loads(given)["terms"]) > 20
