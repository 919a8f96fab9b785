"""The tests of the site fail on a page with the fault that each of them guards against."""

# ruff: noqa: E501 - a table of cases is read row by row

import shutil
from pathlib import Path

import html_pages
import pytest
import test_site
import test_site_charts

SMALL = "methodology/index.html"
BIG = f"{html_pages.slug(test_site_charts.THEMES[0])}/index.html"


@pytest.fixture(scope="module")
def broken_site(site, tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("broken") / "html"
    return shutil.copytree(site, copy, ignore=shutil.ignore_patterns("pagefind"))


@pytest.fixture
def broken(broken_site, site):
    """Break one page and give it as the tests take pages; mend it afterwards."""
    touched = []

    def make(name: str, old: str, new: str) -> dict:
        path = broken_site / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}; choose another fault"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        touched.append(name)
        html_pages.page.cache_clear()
        one = html_pages.page(broken_site.resolve(), path.resolve())
        return {one.path: one}

    yield make
    for name in touched:
        shutil.copy(site / name, broken_site / name)
    html_pages.page.cache_clear()


@pytest.mark.parametrize(
    ("test", "old", "new"),
    [
        ("every_internal_link_and_anchor_resolves", 'href="../glossary/', 'href="../glosary/'),
        ("every_internal_link_and_anchor_resolves", 'href="#_main"', 'href="#_mean"'),
        ("no_link_depends_on_a_server", '<a href="../glossary/index.html"', '<a href="../glossary/"'),
        ("no_link_depends_on_a_server", '<a href="../glossary/index.html"', '<a href="/glossary/index.html"'),
        ("no_page_requests_anything_from_another_host", "</main>", '<img src="//a.example/x.png"></main>'),
        ("no_page_requests_anything_from_another_host", "</head>", '<link rel="preload" href="https://a.example/x.css"></head>'),
        ("a_strict_policy_stands_on_every_page_and_holds", "<h1", '<h1 style="color:red"'),
        ("a_strict_policy_stands_on_every_page_and_holds", "<h1", '<h1 onclick="x()"'),
        ("a_strict_policy_stands_on_every_page_and_holds", "</main>", "<script>x()</script></main>"),
        ("a_strict_policy_stands_on_every_page_and_holds", "</main>", "<style>p{}</style></main>"),
        ("a_strict_policy_stands_on_every_page_and_holds", "</main>", '<a href="javascript:x()">x</a></main>'),
        ("a_strict_policy_stands_on_every_page_and_holds", "script-src ", "script-src 'unsafe-inline' "),
        ("headings_form_an_outline", "</h1>", "</h1><h1>Again</h1>"),
        ("headings_form_an_outline", "</h1>", "</h1><h3>Deep</h3>"),
        ("every_page_introduces_itself", 'lang="en"', ""),
        ("every_page_introduces_itself", '<meta name="description"', '<meta name="other"'),
        ("ids_are_unique", "</main>", '<p id="_main"></p></main>'),
        ("every_picture_says_what_it_shows", "</main>", '<img src="x.png"></main>'),
        ("no_mark_of_the_source_text_is_left", "</main>", "<p>[x](#num-x)</p></main>"),
    ],
)  # fmt: skip
def test_a_broken_page_fails(broken, test, old, new):
    every = broken(SMALL, old, new)
    with pytest.raises(AssertionError):
        getattr(test_site, f"test_{test}")(every)


def test_a_missing_page_fails(broken_site):
    page = broken_site / "glossary" / "index.html"
    aside = page.rename(page.with_suffix(".aside"))
    with pytest.raises(AssertionError, match=r"no page: \['glossary.md'\]"):
        test_site.test_every_entry_of_the_contents_gave_a_page(broken_site)
    aside.rename(page)


STEM = test_site_charts.THEMES[0]


@pytest.mark.parametrize(
    ("test", "old", "new"),
    [
        ("a_chapter_shows_its_charts_in_order", '<figure class="chart"', "<figure"),
        ("a_chapter_shows_its_charts_in_order", "Figure 1.1<", "Figure 1.2<"),
        ("every_chart_says_what_its_notebook_says", "<desc", "<desc>x</desc><desk"),
        ("every_chart_says_what_its_notebook_says", 'class="finding">', 'class="finding">Not: '),
        ("every_chart_says_what_its_notebook_says", 'class="source">Source: ', 'class="source">From '),
        ("every_chart_offers_exactly_what_it_draws", "<tbody>", '<tbody><tr><td data-at="1">1</td></tr>'),
        ("a_chapter_has_the_form_that_readers_know", 'What would change this reading <a', 'More <a'),
    ],
)  # fmt: skip
def test_a_broken_chapter_fails(broken, broken_site, test, old, new):
    broken(BIG, old, new)
    with pytest.raises((AssertionError, AttributeError, KeyError, ValueError)):
        getattr(test_site_charts, f"test_{test}")(broken_site, STEM)


def test_a_changed_download_fails(broken_site, site):
    path = next((broken_site / BIG).parent.glob("charts/*.csv"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("reported", "estimate", 1) + "\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="another table"):
        test_site_charts.test_every_chart_offers_exactly_what_it_draws(broken_site, STEM)
    path.write_text(text, encoding="utf-8", newline="")


def test_a_wrong_number_fails(broken, broken_site, report):
    every = broken(BIG, 'class="num">', 'class="num">x')
    numbers = html_pages.page(broken_site.resolve(), broken_site.resolve() / "numbers/index.html")
    with pytest.raises(AssertionError, match="is not"):
        test_site.test_every_number_link_lands_on_its_entry(every | {numbers.path: numbers}, report)
