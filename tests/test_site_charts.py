"""The charts of the built pages: what is drawn, said and offered is what the notebook holds."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from functools import cache

import pytest
from html_pages import CHAPTERS, ROOT, Page, chapter

THEMES = [stem for stem in CHAPTERS if not re.match(r"00_|.*_claims", stem)]

#: What the middle of an alternative text may be: what is shown, and how far it reaches.
RANGES = (
    r".+, \d{4}.*; values from (?P<least>\S+) to (?P<most>\S+)\.",
    r"\d+ events, (?P<first>\d{4}\S*) to (?P<last>\S+)\.",
    r"\d+ tiles(; [^:;]+: \d+)+\.",
    r"[^:;]+: \d+(; [^:;]+: \d+)+\.",
)
FORMS = "Line chart|Chart of single points|Dot plot|Bar chart|Stacked bar|Tile chart|Timeline"


@cache
def faces(stem: str) -> list[dict]:
    notebook = json.loads((ROOT / f"notebooks/{stem}.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    data = [one for output in outputs for one in output.get("data", {}).items()]
    return [face for kind, face in data if kind.endswith(".chart+json")]


def figures(page: Page) -> list:
    return page.soup.find_all("figure", class_="chart")


@pytest.mark.parametrize("stem", CHAPTERS)
def test_a_chapter_shows_its_charts_in_order(site, stem):
    shown = figures(chapter(site, stem))
    assert [figure["id"] for figure in shown] == [f"fig-{face['id']}" for face in faces(stem)]
    assert len(shown) >= 5 or stem not in THEMES
    before = f"{int(stem[:2])}." if int(stem[:2]) else ""  # the overview has no number of its own
    labels = [figure.find(class_="no").get_text() for figure in shown]
    assert labels == [f"Figure {before}{n}" for n in range(1, len(labels) + 1)]


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_chart_says_what_its_notebook_says(site, stem):
    for figure, face in zip(figures(chapter(site, stem)), faces(stem), strict=True):
        drawings = figure.find_all("svg", attrs={"role": "img"})
        assert {d.parent["class"][1] for d in drawings} == {"wide", "narrow"}, figure["id"]
        for drawing in drawings:
            name, described = drawing["aria-labelledby"].split()
            assert drawing.find(id=name).get_text() == face["title"]
            assert drawing.find(id=described).get_text() == face["alt"]
        assert figure.find(class_="finding").get_text() == face["finding"]
        assert figure.find(class_="source").get_text() == face["source"]
        assert re.fullmatch(r"Source: \S.+\.", face["source"], re.DOTALL), figure["id"]


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
def test_every_chart_offers_exactly_what_it_draws(site, stem):
    page = chapter(site, stem)
    for figure, face in zip(figures(page), faces(stem), strict=True):
        links = [page.target(a["href"])[0] for a in figure.find_all("a", download=True)]
        files = {path.suffix: path.read_bytes() for path in links}
        assert sorted(files) == [".csv", ".json", ".png", ".svg"]
        table = files[".csv"].decode("utf-8")
        assert table[0] == "\ufeff", "spreadsheets take it for another encoding"
        assert table[1:] == face["csv"], f"{figure['id']}: another table"
        assert files[".png"].startswith(b"\x89PNG"), figure["id"]
        assert ET.fromstring(files[".svg"]).tag.endswith("svg"), figure["id"]
        rows = list(csv.DictReader(io.StringIO(face["rows"])))
        assert len(rows) == len(list(csv.reader(io.StringIO(face["csv"])))) - 1
        cells = {td["data-at"]: td for td in figure.table.find_all("td", attrs={"data-at": True})}
        assert len(cells) == len({(row["wide"], row["narrow"]) for row in rows}), figure["id"]
        for row in rows:
            cell = cells[f"{row['wide']} {row['narrow']}"]
            beside = cell.parent.get_text(" ") + figure.table.thead.get_text(" ")
            said = (
                cell.get_text(" ").split(" ")[0],
                row["name"] in beside,
                row["period"] in beside,
            )
            assert said == (row["value"].split(" ")[0], True, True), f"{figure['id']}: {row}"
            assert row["note"] in cell.get_text(), f"{figure['id']}: {row}"
        assert len(figure.select(".origins li")) == len(face["about"]["sources"])
        assert all(th.get("scope") == "col" for th in figure.table.thead.find_all("th"))
        assert figure.table.caption.get_text()


@pytest.mark.parametrize("stem", THEMES)
def test_a_chapter_has_the_form_that_readers_know(site, stem):
    page = chapter(site, stem)
    titles = [h.get_text().rstrip("# ") for h in page.soup.select("h2[id]")]
    assert titles[0] == "What the data show", titles
    assert titles[-2:] == ["What would change this reading", "Sources"], titles
    findings = page.soup.find(class_="findings").find_all("li")
    assert 3 <= len(findings) <= 5, f"{len(findings)} findings"
    silent = [one.get_text() for one in findings if not one.find("a", class_="num")]
    assert len(silent) <= 1, f"without a number: {silent}"
    assert page.soup.find(class_="claimbox").get_text().strip().startswith("Claim")
    assert page.soup.find("a", download=True, href=re.compile(r"\.ipynb$")), "no notebook to take"
