"""What is published beside the site is whole, opens everywhere, and is the same each time."""

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import unicodedata
import zipfile
from collections import Counter

import frictionless
import pandas as pd
import pikepdf
import pypdf
import pytest
import yaml
from bs4 import BeautifulSoup
from html_pages import ROOT, toc
from nothing_skipped import need

from press import editions
from press.workshop import Workshop


@pytest.fixture(scope="module")
def made(site, tmp_path_factory):
    """A folder with every edition of the book."""
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    need(browser, "the PDF needs Chromium; install it or name it in CHROMIUM")
    folder = tmp_path_factory.mktemp("editions")
    for name, edition in editions.editions(Workshop(ROOT), site).items():
        (folder / name).write_bytes(edition)
    return folder


@pytest.fixture(scope="module")
def whole(made):
    return BeautifulSoup((made / "nqpf-book.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def book(made):
    """The e-book: {name: text}."""
    with zipfile.ZipFile(made / "nqpf-book.epub") as file:
        return {name: file.read(name).decode() for name in file.namelist()}


@pytest.fixture(scope="module")
def printed(made):
    return pypdf.PdfReader(made / "nqpf-book.pdf")


# One file


def test_the_one_file_holds_every_page_in_order_and_needs_no_network(made, reader, chromium):
    guest = reader()
    guest.context.set_offline(True)
    page = guest.open((made / "nqpf-book.html").as_uri())
    assert guest.errors == []
    assert len(guest.requests) == 1
    shown = page.locator("h1").all_inner_texts()
    assert len(shown) == len(toc()) - 1  # all but the downloads, which tell of this file
    assert page.locator(".plot svg").count() > 40
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "wider than a phone"
    assert page.locator("sup").first.is_hidden()


def test_every_link_and_name_in_the_one_file_has_its_place(whole):
    ids = Counter(tag["id"] for tag in whole.find_all(id=True))
    assert [name for name, times in ids.items() if times > 1] == []
    for link in whole.find_all("a", href=True):
        if not re.match(r"https?:|mailto:", link["href"]):
            assert link["href"].removeprefix("#") in ids, link
    for drawing in whole.find_all("svg"):
        assert set(drawing.get("aria-labelledby", "").split()) <= ids.keys()
    marks = {mark["href"].removeprefix("#") for mark in whole.find_all("use")}
    assert marks
    assert marks <= ids.keys()
    for name in set(re.findall(r"url\(#([^)]+)\)", str(whole.main))):
        assert name in ids


def test_the_one_file_may_load_and_run_nothing(whole):
    policy = whole.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert whole.find_all(["script", "link", "iframe", "button"]) == []
    assert not [tag for tag in whole.find_all(src=True) if not tag["src"].startswith("data:")]


# Print


def test_the_pdf_is_tagged_named_and_led_by_an_outline(made, shop):
    with pikepdf.open(made / "nqpf-book.pdf") as found, found.open_metadata() as about:
        assert found.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in found.Root
        assert str(found.Root.Lang) == "en"
        assert about["dc:title"] == shop.myst["project"]["title"]
        assert about["xmp:CreateDate"].startswith(shop.data.sources["date"].max())
        with found.open_outline() as outline:
            top = [entry.title for entry in outline.root]
        for chapter in shop.chapters():
            title = re.search(r"# ([^\\\"]+)", chapter.read_text(encoding="utf-8"))[1]
            assert title in top


def test_the_fonts_of_the_pdf_are_in_it(made):
    with pikepdf.open(made / "nqpf-book.pdf") as found:
        fonts = [o for o in found.objects if isinstance(o, pikepdf.Dictionary)]
        fonts = [o for o in fonts if o.get("/Type") == "/Font"]
        assert {str(font.Subtype) for font in fonts} >= {"/Type0", "/CIDFontType2"}
        for font in fonts:
            if font.Subtype == "/Type3":  # its letters are drawings in the file itself
                assert font.CharProcs
            elif font.Subtype != "/Type0":
                assert "/FontFile2" in font.FontDescriptor


def squeezed(text: str) -> str:
    """A text without spaces and ligatures, as print may set them."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def test_the_contents_of_the_pdf_name_the_right_page(printed, whole):
    places = {
        name.removeprefix("/"): printed.get_destination_page_number(place) + 1
        for name, place in printed.named_destinations.items()
    }
    shown = squeezed("".join(page.extract_text() for page in printed.pages[1:4]))
    links = whole.select(".contents-page a")
    assert len(links) > 50
    for link in links:
        place = places[link["href"].removeprefix("#")]
        assert squeezed(f"{link.span.get_text()}{place}") in shown


def test_chinese_can_be_searched_in_the_pdf(printed):
    assert "新质生产力" in "".join(page.extract_text() for page in printed.pages[3:16])


def test_what_a_number_link_leads_to_stands_on_paper(printed, shop):
    text = squeezed("".join(page.extract_text() for page in printed.pages[3:6]))
    used = (ROOT / "book" / "index.md").read_text(encoding="utf-8")
    for name in re.findall(r"\(#num-([\w-]+)\)", used):
        said = f"{shop.number(name).title}: {shop.text(name)}."
        for source in shop.sources(name)[:1]:
            row = shop.data.sources.loc[source]
            said += f" {row['publisher']}, {row['title']}"
        assert squeezed(said) in text


# For e-readers


def test_the_e_book_passes_epubcheck(made):
    program = shutil.which("epubcheck")
    need(program and shutil.which("java"), "apt-get install epubcheck")
    command = ["java", "-jar", program, "--failonwarnings", str(made / "nqpf-book.epub")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_e_book_has_every_page_chart_and_what_a_listener_needs(book, whole):
    nav = BeautifulSoup(book["EPUB/nav.xhtml"], "html.parser")
    listed = {link["href"] for link in nav.find_all("a", href=re.compile("xhtml$"))}
    parts = {name.removeprefix("EPUB/") for name in book if name.endswith(".xhtml")}
    assert listed == parts - {"nav.xhtml"}
    charts = [
        chart
        for name, text in book.items()
        if name.endswith(".xhtml")
        for chart in BeautifulSoup(text, "html.parser").select("figure.chart")
    ]
    assert len(charts) == len(whole.select("figure.chart"))
    for chart in charts:
        assert len(chart.find_all("svg")) == 1
        assert chart.svg.title.get_text(strip=True)
        assert len(chart.svg.desc.get_text(strip=True)) > 40
    package = book["EPUB/package.opf"]
    for word in (
        "accessMode",
        "accessibilityFeature",
        "accessibilityHazard",
        "accessModeSufficient",
    ):
        assert f"schema:{word}" in package


def test_the_e_book_reads_well_on_a_small_screen(made, reader, tmp_path):
    with zipfile.ZipFile(made / "nqpf-book.epub") as file:
        file.extractall(tmp_path)
    guest = reader(viewport={"width": 600, "height": 800})
    for part in sorted((tmp_path / "EPUB").glob("*.xhtml")):
        page = guest.open(part.as_uri())
        assert guest.errors == [], part.name
        assert page.evaluate("document.documentElement.scrollWidth") <= 600, part.name


# Data


def test_the_data_package_is_valid_from_its_zip(made):
    report = frictionless.Package(str(made / "nqpf-data.zip")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]
    with zipfile.ZipFile(made / "nqpf-data.zip") as file:
        sums = dict(
            line.split("  ")[::-1] for line in file.read("SHA256SUMS").decode().split("\n")[:-1]
        )
        assert set(sums) == set(file.namelist()) - {"SHA256SUMS"}
        for name, checksum in sums.items():
            assert hashlib.sha256(file.read(name)).hexdigest() == checksum
        assert {"codebook.md", "LICENCES.md"} <= set(sums)
        codebook = file.read("codebook.md").decode()
    for series in pd.read_csv(ROOT / "data" / "series.csv")["id"]:
        assert f"### {series}\n" in codebook


def same(table: pd.DataFrame, stored: pd.DataFrame):
    assert list(table.columns) == list(stored.columns)
    for column in table:
        numeric = pd.api.types.is_numeric_dtype(table[column])
        there = table[column].fillna("").astype(str)
        if numeric:
            pd.testing.assert_series_equal(
                table[column], pd.to_numeric(stored[column]), check_dtype=False
            )
        else:
            assert there.tolist() == stored[column].tolist()


def test_sqlite_and_parquet_say_what_the_tables_say(made, shop):
    connection = sqlite3.connect(made / "nqpf-data.sqlite")
    with zipfile.ZipFile(made / "nqpf-data-parquet.zip") as file:
        frames = {name: pd.read_parquet(io.BytesIO(file.read(name))) for name in file.namelist()}
    for name in shop.data.package.tables:
        stored = shop.data.package.read(name)
        same(pd.read_sql(f"SELECT * FROM {name}", connection), stored)
        same(frames[f"{name}.parquet"], stored)
    for view, size in (("named_numbers", len(shop.numbers)), ("claim_verdicts", len(shop.claims))):
        rows = pd.read_sql(f"SELECT * FROM {view}", connection)
        assert len(rows) == len(frames[f"{view}.parquet"]) == size
    connection.close()
    for row in frames["named_numbers.parquet"].to_dict("records"):
        assert (row["value"], row["text"]) == (shop.value(row["id"]), shop.text(row["id"]))
        assert row["sources"].split() == shop.sources(row["id"])
    for row in frames["claim_verdicts.parquet"].to_dict("records"):
        assert (row["verdict"], row["why"]) == (
            shop.claims[row["id"]].verdict,
            shop.claims[row["id"]].why,
        )


# All of them


def test_nothing_of_this_machine_is_in_an_edition(made):
    for path in made.iterdir():
        content = path.read_bytes()
        assert str(ROOT).encode() not in content
        assert b"HeadlessChrome" not in content


def test_the_ways_to_cite_say_what_the_citation_file_says(site, shop):
    page = BeautifulSoup((site / "cite" / "index.html").read_text("utf-8"), "html.parser")
    apa, bibtex, ris, csl = (block.get_text() for block in page.find_all("pre"))
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    as_of = shop.data.sources["date"].max()
    author = said["authors"][0]["name"]
    for text in (apa, bibtex, ris, csl):
        for part in (author, said["title"], said["version"], as_of[:4]):
            assert part in text
    assert f"author = {{{{{author}}}}}," in bibtex
    assert re.fullmatch(r"(?:[A-Z][A-Z0-9]  - .+\n)+ER  -\s*", ris)
    entry = json.loads(csl)[0]
    assert entry["author"] == [{"literal": author}]
    assert entry["issued"]["date-parts"] == [[int(part) for part in as_of.split("-")]]
