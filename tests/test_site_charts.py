"""The charts of the built pages: what is drawn, said and offered is what the notebook holds."""

import csv
import io
import re
import xml.etree.ElementTree as ET

import pytest
from html_pages import CHAPTERS, Page, chapter

from press import chapters, paths

THEMES = [stem for stem in CHAPTERS if re.match(r"0[1-4]_", stem)]


def figures(page: Page):
    return page.soup.find_all("figure", class_="chart")


def faces(stem: str) -> list[dict]:
    notebook = chapters.read(paths.NOTEBOOKS / f"{stem}.ipynb")
    return [face for _, face in chapters.charts(notebook)]


def test_there_are_four_theme_chapters():
    assert len(THEMES) == 4


@pytest.mark.parametrize("stem", THEMES)
def test_a_chapter_shows_all_its_charts_at_least_five(site, stem):
    shown = [figure["id"] for figure in figures(chapter(site, stem))]
    assert shown == [f"fig-{face['id']}" for face in faces(stem)]
    assert len(shown) >= 5


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_chart_is_described_in_a_full_sentence(site, stem):
    for figure, face in zip(figures(chapter(site, stem)), faces(stem), strict=True):
        drawings = figure.find_all("svg", attrs={"role": "img"})
        assert [d.parent["class"] for d in drawings] == [["plot", "narrow"], ["plot", "wide"]] or [
            d.parent["class"] for d in drawings
        ] == [["plot", "wide"], ["plot", "narrow"]], figure["id"]
        for drawing in drawings:
            name, described = drawing["aria-labelledby"].split()
            assert drawing.find(id=name).get_text() == face["title"]
            words = drawing.find(id=described).get_text()
            assert words == face["alt"]
            assert words.endswith((".", "?")), f"{figure['id']}: {words!r} is no sentence"
            assert len(words.split()) >= 12, f"{figure['id']}: {words!r} says too little"
        assert figure.find(class_="finding").get_text() == face["finding"]


#: What the middle of an alternative text may be: what is shown, and how far it reaches.
RANGES = (
    r".+, \d{4}.*; values from (?P<least>\S+) to (?P<most>\S+)\.",
    r"\d+ dated events, (?P<first>\d{4}\S*) to (?P<last>\S+)\.",
    r"\d+ tiles(; [^:;]+: \d+)+\.",
    r"[^:;]+: \d+(; [^:;]+: \d+)+\.",
)
FORMS = "Line chart|Small multiples of lines|Dot plot|Bar chart|Slope chart|Tile chart|Timeline"
FORMS += "|Chart of single points"


def value(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_alternative_text_names_form_subject_range_and_finding(stem):
    for chart in faces(stem):
        whole = re.fullmatch(
            rf"(?:{FORMS}) of (?P<subject>.+?)\. (?P<range>\S.*) {re.escape(chart['finding'])}",
            chart["alt"],
        )
        assert whole, f"{chart['id']}: {chart['alt']!r}"
        reach = next(filter(None, (re.search(rf"{r}$", whole["range"]) for r in RANGES)), None)
        assert reach, f"{chart['id']}: {whole['range']!r} names no range"
        ends = reach.groupdict()
        if "least" in ends:
            rows = csv.DictReader(io.StringIO(chart["csv"]))
            drawn = [float(row["value"]) for row in rows if row["value"]]
            for told, true in ((ends["least"], min(drawn)), (ends["most"], max(drawn))):
                assert value(told) == pytest.approx(true, rel=0.005), f"{chart['id']}: {told}"


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_chart_names_its_source(site, stem):
    for figure in figures(chapter(site, stem)):
        words = figure.find(class_="source").get_text()
        assert re.fullmatch(r"Source: \S.+\.", words, re.DOTALL), f"{figure['id']}: {words!r}"


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_chart_offers_exactly_what_it_draws(site, stem):
    page = chapter(site, stem)
    for figure, face in zip(figures(page), faces(stem), strict=True):
        files = {}
        for link in figure.find_all("a", download=True):
            path, _ = page.target(link["href"])
            files[path.suffix] = path.read_bytes()
        assert files[".csv"].decode("utf-8-sig") == face["csv"], f"{figure['id']}: another table"
        assert files[".png"].startswith(b"\x89PNG"), figure["id"]
        assert ET.fromstring(files[".svg"]).tag.endswith("svg"), figure["id"]
        rows = list(csv.reader(io.StringIO(face["csv"])))
        table = figure.find("table")
        shown = [
            [cell.get_text() for cell in row.find_all("td")] for row in table.tbody.find_all("tr")
        ]
        assert len(shown) == len(rows) - 1, f"{figure['id']}: rows are missing from the table"
        assert all(th.get("scope") == "col" for th in table.thead.find_all("th"))
        assert table.caption.get_text()


@pytest.mark.parametrize("stem", CHAPTERS)
def test_charts_are_numbered_in_order(site, stem):
    labels = [figure.find(class_="no").get_text() for figure in figures(chapter(site, stem))]
    number = int(stem[:2])
    before = f"{number}." if number else ""  # the overview has no number of its own
    assert labels == [f"Figure {before}{n}" for n in range(1, len(labels) + 1)]


@pytest.mark.parametrize("stem", THEMES)
def test_a_chapter_has_the_form_that_readers_know(site, stem):
    page = chapter(site, stem)
    titles = [h.get_text().rstrip("# ") for h in page.soup.find_all("h2")]
    assert titles[0] == "What the data show", titles
    assert titles[-2:] == ["What would change this reading", "Sources"], titles
    findings = page.soup.find(id="what-the-data-show").find_next("ul").find_all("li")
    assert 3 <= len(findings) <= 5, f"{len(findings)} findings"
    for finding in findings:
        assert finding.find("a", class_="num"), (
            f"a finding without a number: {finding.get_text()!r}"
        )
    assert page.soup.find(class_="claimbox").get_text().strip().startswith("Claim")
    assert page.soup.find("a", download=True, href=re.compile(r"\.ipynb$")), "no notebook to take"


def test_chart_ids_are_unique_in_the_book():
    ids = [face["id"] for stem in CHAPTERS for face in faces(stem)]
    assert len(ids) == len(set(ids))
