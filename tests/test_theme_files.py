"""What the theme writes beside the pages, the door to the file system, cleaned drawings."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image
from toysite import CHART, Site, chart_cell, drawing, face, heading, paragraph, text

from theme import ThemeError, svg
from theme.charts import Reading, stored_chart
from theme.files import STATIC, Files, below, spreadsheet

ROOT = Path(__file__).resolve().parents[1]
BASE = "https://example.org/kites/"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        "../x",
        "a/../../x",
        "/etc/passwd",
        "C:/x",
        "a\\b",
        "nul",
        "a/COM1.csv",
        "a\x00b",
        "a//b",
        "a b ",
        "x" * 201,
        "新" * 70,
    ],
)
def test_a_name_that_is_no_file_of_the_site_is_refused(tmp_path: Path, address: str) -> None:
    files = Files(tmp_path / "out", tmp_path / "kept")
    with pytest.raises(ThemeError, match="rename it"):
        files.write(address, "x")
    assert not list(tmp_path.rglob("*"))


def test_a_link_out_of_the_folder_is_no_door(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/way").symlink_to(tmp_path)
    with pytest.raises(ThemeError, match="leads out of the site"):
        below(tmp_path / "out", "way/x")


def test_tables_for_readers_are_safe_in_spreadsheets() -> None:
    given = 'a,b\n=1+1,-3.5\n@x,"+5,000%"\n-,新\n'
    assert spreadsheet(given) == "\ufeffa,b\n'=1+1,-3.5\n'@x,\"+5,000%\"\n'-,新\n"


POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data:; media-src 'self'; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)


def test_the_policy_and_the_headers_are_exactly_these(site: Site) -> None:
    html = site.html()
    assert f'content="{POLICY}"' in html
    assert (site.out / "_headers").read_text() == (
        "/*\n"
        f"  Content-Security-Policy: {POLICY}\n"
        "  X-Content-Type-Options: nosniff\n"
        "  Referrer-Policy: strict-origin-when-cross-origin\n"
        "  Permissions-Policy: camera=(), geolocation=(), microphone=()\n"
        "  Cross-Origin-Opener-Policy: same-origin\n"
        "/\n  Content-Security-Policy: frame-ancestors 'self'\n"
        "/wind/*\n  Content-Security-Policy: frame-ancestors 'self'\n"
        "/numbers/*\n  Content-Security-Policy: frame-ancestors 'self'\n"
        "/index.html\n  Content-Security-Policy: frame-ancestors 'self'\n"
        "/static/*\n"
        "  Cache-Control: public, max-age=31536000, immutable\n"
    )
    assert (site.out / "robots.txt").read_text() == "User-agent: *\nAllow: /\n"


def test_footer_says_how_old_the_data_are_and_what_may_be_done_with_them(site: Site) -> None:
    site.options["data_as_of"] = "2026-02"
    site.project["license"] = {"content": {"id": "CC-BY-4.0", "url": "https://x.example/by"}}
    html = site.html()
    assert "Data as of 2026-02" in html
    assert 'Content: <a href="https://x.example/by" rel="license">CC-BY-4.0</a>' in html


def test_addresses_need_a_base(site: Site) -> None:
    site.put(chart_cell())
    assert "canonical" not in site.html()
    assert not (site.out / "sitemap.xml").exists()
    based = site.html(base_url=BASE.rstrip("/"))
    assert f'<link rel="canonical" href="{BASE}wind/">' in based
    assert (site.out / "robots.txt").read_text().endswith(f"Sitemap: {BASE}sitemap.xml\n")
    assert 'href="/kites/wind/index.html"' in (site.out / "404.html").read_text()
    places = re.findall("<loc>(.*?)</loc>", (site.out / "sitemap.xml").read_text())
    assert places == [BASE, f"{BASE}wind/", f"{BASE}numbers/"]


def test_the_address_of_the_site_stands_in_for_a_base(site: Site) -> None:
    site.options["address"] = BASE
    assert f'<link rel="canonical" href="{BASE}wind/">' in site.html()
    assert "https://example.org/draft/wind/" in site.html(base_url="/draft")
    assert 'href="/draft/wind/index.html"' in (site.out / "404.html").read_text()


def test_feed_has_an_entry_for_each_dated_heading(site: Site) -> None:
    site.options["changes_page"] = "numbers"
    site.pages["numbers"] = [
        heading("2026-03-04: More wind", "more"),
        paragraph(text("A gust.")),
        heading("2025-01-02: Wind", "wind"),
        heading("A gust of rows", "rows"),
    ]
    site.render(base_url=BASE)
    feed = (site.out / "feed.xml").read_text(encoding="utf-8")
    assert re.findall("<updated>(.*?)T00:00:00Z</updated>", feed) == [
        "2026-03-04",
        "2026-03-04",
        "2025-01-02",
    ]
    assert f'<link href="{BASE}numbers/#more"/>' in feed
    assert "&lt;p&gt;A gust.&lt;/p&gt;" in feed
    ET.fromstring(feed)
    assert "A gust of rows" not in feed
    site.pages["numbers"].insert(0, heading("More wind", "most"))
    with pytest.raises(ThemeError, match="'More wind' must begin with a date"):
        site.render(base_url=BASE)


def test_machines_are_told_what_a_page_is_about(site: Site) -> None:
    site.project |= {"keywords": ["kite"], "authors": [{"name": "Ada"}]}
    found = re.search(r'ld\+json">(.*?)</script>', site.html(base_url=BASE))[1]
    (about,) = json.loads(found)
    assert about["@type"] == "Report"
    assert about["url"] == f"{BASE}wind/"
    assert about["isPartOf"] == {"@type": "Report", "name": "Kites", "url": BASE}
    assert about["author"] == [{"@type": "Person", "name": "Ada"}]


def test_repository_links_only_where_it_is_known(site: Site) -> None:
    assert "Edit this page" not in site.html()
    site.options["launch_binder"] = True
    site.project["github"] = "https://example.org/kites/book"
    html = site.html()
    assert 'href="https://example.org/kites/book/edit/main/notebooks/01_wind.ipynb"' in html
    assert (
        "https://example.org/kites/book/issues/new?template=number.yml&amp;title=Wind%3A%20" in html
    )
    assert "Binder" not in html, "offered where Binder's GitHub address leads nowhere"
    site.project["github"] = "https://github.com/kites/book"
    launch = "https://mybinder.org/v2/gh/kites/book/main?urlpath=lab/tree/notebooks/01_wind.ipynb"
    assert f'<a href="{launch}">Open in Binder</a>' in site.html()
    assert "Binder" not in site.html("numbers"), "offered for a page without a notebook"
    site.options |= {"branch": "second/edition", "folder": "report/book"}
    assert "/book/second%2Fedition?urlpath=lab/tree/report/notebooks/" in site.html()
    site.options["launch_binder"] = False
    assert "Binder" not in site.html(), "offered though it is switched off"


@pytest.mark.parametrize(
    ("contact", "report", "foot"),
    [
        ("kites@example.org", "mailto:kites@example.org?subject=Wind", "mailto:kites@example.org"),
        ("https://example.org/tell", "https://example.org/tell", "https://example.org/tell"),
    ],
)
def test_readers_without_an_account_can_report_where_an_address_is_set(
    site: Site, contact: str, report: str, foot: str
) -> None:
    assert "Report an error" not in site.html()
    assert ">Contact<" not in site.html()
    site.options["contact"] = contact
    assert f'<a href="{report}">Report an error</a>' in site.html()
    assert f'<a href="{foot}">Contact</a>' in site.html()


def test_the_foot_names_authors_repository_and_how_to_cite(site: Site) -> None:
    foot = site.html().partition('<footer class="foot">')[2]
    assert "Repository" not in foot
    site.project |= {"github": "https://example.org/kites", "authors": [{"name": "Ada"}]}
    site.options["cite_page"] = "numbers"
    foot = site.html().partition('<footer class="foot">')[2]
    assert "<span>Ada</span>" in foot
    assert '<a href="https://example.org/kites">Repository</a>' in foot
    assert '<a href="../numbers/index.html">Numbers</a>' in foot


def test_the_style_sheet_names_fonts_that_are_there(site: Site) -> None:
    html = site.html()
    sheet = next(site.out.glob("static/style.*.css")).read_text(encoding="utf-8")
    fonts = re.findall(r"url\(([^)]+)\)", sheet)
    assert len(fonts) == 3
    assert all((site.out / "static" / font).is_file() for font in fonts)
    preloaded = re.findall(r'rel="preload" href="\.\./static/([^"]+)"', html)
    assert set(preloaded) < set(fonts), "letters are fetched that no page uses"
    assert sum((site.out / "static" / font).stat().st_size for font in fonts) <= 60_000
    assert list(site.out.glob("static/OFL.*.txt")), "the letters go without their licence"


def test_charts_are_drawn_with_the_letters_of_the_pages() -> None:
    pages, charts = (ROOT / place for place in ("book/theme/static/fonts", "notebooks/nqpf/fonts"))
    files = sorted(file.name for file in charts.iterdir())
    assert files == ["OFL.txt", "sans-bold.ttf", "sans-regular.ttf"]
    for name in files:
        assert (pages / name).read_bytes() == (charts / name).read_bytes(), name


def test_pixels_of_a_chart(site: Site) -> None:
    site.put(chart_cell(), chart_cell(id="kites-2"))
    assert "og:image" not in site.html(), "an address that is not complete leads nowhere"
    assert not list(site.out.rglob("*-sharing.png"))
    assert '<a href="../wind/charts/kites.png" download>PNG' in site.html(base_url=BASE)
    with Image.open(site.out / "wind/charts/kites.png") as picture:
        assert picture.width == 2 * (216 + 24), "twice the drawing and its edges"
        assert picture.height > 2 * 144
        assert (162, 4, 14) in {colour for _, colour in picture.convert("RGB").getcolors()}
    for slug in ("", "wind/", "numbers/"):  # each page, as a sharing service reads it
        shared = (site.out / slug / "index.html").read_text("utf-8")
        told = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', shared))
        assert told["twitter:card"] == "summary_large_image"
        assert told["og:title"]
        assert told["og:image:alt"]
        with Image.open(site.out / told["og:image"].removeprefix(BASE)) as shown:
            size = (int(told["og:image:width"]), int(told["og:image:height"]))
            assert shown.size == size == (1200, 630)
    address = f"{BASE}wind/charts/kites-sharing.png"
    assert f'property="og:image" content="{address}"' in site.html("numbers", base_url=BASE)
    with Image.open(site.out / "wind/charts/kites-sharing.png") as card:
        assert card.size == (1200, 630)
        drawn = card.convert("RGB").point(lambda value: 255 - value).getbbox()
    assert drawn[0] >= 48
    assert drawn[1] >= 48
    assert drawn[2] <= 1152
    assert drawn[3] <= 582, "the chart is cut"
    assert drawn[3] - drawn[1] > 400, "the chart is smaller than it need be"


def words(drawing: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawing))


def test_a_chart_that_is_downloaded_says_what_where_when_and_from_whom(site: Site) -> None:
    site.options["data_as_of"] = "2026-02"
    site.put(chart_cell()).render(base_url=BASE)
    alone = (site.out / "wind/charts/kites.svg").read_text("utf-8")
    said = words(alone)
    for part in (face()["finding"], face()["source"], "Kites · data as of 2026-02 · example.org"):
        assert part in said, f"{part!r} is not in {said!r}"
    assert "<title>kites by year</title>" in alone
    width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', alone).groups())
    for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', alone):
        assert float(x) < width, "a line begins outside"
        assert float(y) < height, "a line stands below the picture"


def test_a_picture_is_drawn_once_and_kept_as_long_as_it_is_used(site: Site) -> None:
    kept = site.folder.parent / "pictures"
    site.put(chart_cell()).render()
    (first,) = kept.iterdir()
    first.write_bytes(b"drawn before")
    site.render()
    assert (site.out / "wind/charts/kites.png").read_bytes() == b"drawn before"
    site.put(chart_cell(finding="Kites fell from one year to the next.")).render()
    (other,) = kept.iterdir()
    assert other != first, "another sentence is another picture; the old one goes"


def test_a_chart_has_a_page_of_its_own_for_other_sites(site: Site) -> None:
    site.put(chart_cell()).render(base_url=BASE)
    alone = (site.out / "charts/kites/index.html").read_text("utf-8")
    assert f'content="{POLICY}"' in alone
    assert f'<link rel="canonical" href="{BASE}wind/">' in alone
    for part in (face()["finding"], face()["source"], "Kites: Wind", 'role="img"', "data-at="):
        assert part in alone
    assert '<a href="../../wind/index.html#fig-kites" target="_top">' in alone
    missing = [
        name
        for name in re.findall(r'(?:src|href)="(\.\./[^"#]+)', alone)
        if not (site.out / "charts/kites" / name).is_file()
    ]
    assert missing == []


def test_a_csv_says_what_its_columns_mean(site: Site) -> None:
    site.put(chart_cell()).render()
    path = site.out / "wind/charts/kites.csv-metadata.json"
    about = json.loads(path.read_text("utf-8"))
    header = (site.out / "wind/charts" / about["url"]).read_text("utf-8-sig").splitlines()[0]
    assert [column["name"] for column in about["tableSchema"]["columns"]] == header.split(",")
    assert about["schema:variableMeasured"][0]["dc:description"] == "All kites"
    assert about["schema:variableMeasured"][0]["schema:unitText"] == "kites"
    assert about["dc:source"][0]["schema:url"] == "https://kites.example/2020"
    assert about["dc:source"][0]["dc:type"] == "tier A"


def test_a_chart_can_be_cited(site: Site) -> None:
    site.options["data_as_of"] = "2026-02"
    site.project["authors"] = [{"name": "Ann Kite"}]
    html = site.put(chart_cell(finding="Kites rose by 5% & {more}.")).html(base_url=BASE)
    apa = "Ann Kite (2026). Kites rose by 5% &amp; {more} [Chart]. In <i>Kites</i>, figure 1.1. "
    assert f"{apa}{BASE}wind/#fig-kites</p>" in html
    assert r"title = {Kites rose by 5\% \&amp; more}" in html
    assert f"url = {{{BASE}wind/#fig-kites}}" in html
    assert (
        f"&lt;iframe src=&#34;{BASE}charts/kites/" in html or f'iframe src="{BASE}charts/' in html
    )


ROWS = "name,period,value,note,source,wide,narrow\n"


@pytest.mark.parametrize(
    ("rows", "way", "columns", "heads"),
    [
        ("a,2020,1\na,2021,2\nb,2020,3\nb,2021,4\n", "periods", ["a", "b"], ["2020", "2021"]),
        ("a,2020,1\nb,2020,3\nc,2020,4\n", "names", ["2020"], ["a", "b", "c"]),
        ("a,,1\nb,,3\n", "names", ["Value"], ["a", "b"]),
        ("a,2020,1\nb,2021,3\nc,2022,4\n", "list", ["Period", "Value"], ["a", "b", "c"]),
        ("a,2020,1\na,2020,2\na,2020,3\n", "names", ["2020"], ["a", "a, n", "a (2)"]),
        ("{,2020,1\n{,2020,2\n{,2020,3\n", "names", ["2020"], ["{", "{, n", "{ (2)"]),
    ],
)
def test_the_table_of_a_chart_is_for_people(rows, way, columns, heads) -> None:
    full = ROWS + re.sub(r"(?m)$(?=\n)", ",n,s,1 1 0,1 1 0", rows)
    chart = stored_chart({CHART: json.dumps(face(rows=full)), "image/svg+xml": "x"}, str)
    found = chart.table()
    assert found[:2] == (way, columns)
    assert [head for head, _ in found[2]] == heads
    shown = [cell for _, cells in found[2] for cell in cells if isinstance(cell, Reading)]
    assert sorted(cell.value for cell in shown) == sorted(row.value for row in chart.rows)


def test_svg_is_clean() -> None:
    cleaned = svg.inline(drawing(), "a", "title", "description")
    for word in ("style", "<metadata", "font-family"):
        assert word not in cleaned
    assert cleaned.startswith("<svg ")
    assert 'font-weight="700"' in cleaned
    assert "rotate(-90)" in cleaned
    assert len(cleaned) < len(drawing()) / 2
    ids = set(re.findall(r'id="([^"]+)"', cleaned))
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', cleaned))
    assert used <= ids
    assert all(name.startswith("a-") for name in ids)
    assert not re.search(r"\d\.\d{3}", cleaned)


def test_markers_take_their_colours_from_their_uses() -> None:
    # A browser clones a marker out of reach of the page's rules for charts.
    cleaned = svg.inline(drawing(), "a", "title", "description")
    markers = re.findall(r"<defs>(<path [^>]*/>)", cleaned)
    assert markers
    assert not [marker for marker in markers if "stroke=" in marker or "fill=" in marker]
    assert re.search(r'<use [^>]*fill="#a2040e" stroke="#a2040e"', cleaned)


def wrapped(inside: str, more: str = "") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"{more}>{inside}</svg>'


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (drawing(colour="#123456"), "colour #123456 is not in the palette"),
        (wrapped("<script>x</script>"), "<script>"),
        (wrapped('<use href="http://x/y"/>'), "outside"),
        (wrapped('<g clip-path="url(//evil/x)"/>'), "clip-path='url(//evil/x)'"),
        (wrapped('<path d="M0 0" opacity="url(x)"/>'), "opacity="),
        (wrapped('<path style="stroke-linecap:&quot;x&quot;"/>'), "stroke-linecap="),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "entities"),
        ("<svg viewBox='0 0'/>", "no size"),
        ("<p/>", "no SVG"),
        ("<svg", "not well-formed"),
    ],
)
def test_svg_that_no_page_can_show_is_refused(source: str, message: str) -> None:
    with pytest.raises(ThemeError, match=re.escape(message)):
        svg.inline(source, "a", "t", "d")


def test_a_drawing_that_nests_without_end_exhausts_nothing() -> None:
    deep = svg.inline(wrapped("<g>" * 30000 + "</g>" * 30000), "a", "t", "d")
    assert deep.endswith("</svg>")


@pytest.mark.parametrize(
    "planted",
    [
        '<use xlink:href="javascript:alert(1)"/>',
        '<g fill="url(&#35;x)"/>',
        "<g><title><img src=x onerror=alert(1)></img></title></g>",
        "<desc><![CDATA[<script>alert(1)</script>]]></desc>",
        '<a:script xmlns:a="http://www.w3.org/2000/svg">alert(1)</a:script>',
        '<text x="1">a<![CDATA[<script>alert(1)</script>]]></text>',
        "<!-- --!><script>alert(1)</script> -->",
    ],
)
def test_nothing_planted_in_a_drawing_comes_through(planted: str) -> None:
    xlink = ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    for clean in (svg.guest, lambda source: svg.inline(source, "a", "t", "d")):
        try:
            kept = clean(wrapped(planted, xlink))
        except ThemeError:
            continue
        assert not re.search(r"<script|javascript|onerror|<img|#x", kept), kept


def test_handlers_in_a_drawing_are_dropped() -> None:
    source = wrapped('<g onclick="x()"><path d="M0 0"/></g>', ' onload="x()"')
    assert "x()" not in svg.inline(source, "a", "t", "d")


def test_the_drawing_of_a_guest_keeps_its_colours_but_acts_on_nothing() -> None:
    fill = '<linearGradient id="f"><stop offset="0" stop-color="orange"/></linearGradient>'
    text = '<text fill="url(#f)">a<tspan>b</tspan>c</text><path d="M0 0" stroke="#123456"/>'
    kept = svg.guest(wrapped(fill + text + '<a:x xmlns:a="u"/>'))
    for part in ('stop-color="orange"', 'stroke="#123456"', "a<tspan>b</tspan>c", 'fill="#ffffff"'):
        assert part in kept
    with pytest.raises(ThemeError, match="<foreignObject>"):
        svg.guest(wrapped("<foreignObject/>"))
    with pytest.raises(ThemeError, match="outside"):
        svg.guest(wrapped('<image href="https://x.example/a.png"/>'))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_palette_is_legible_in_both_schemes() -> None:
    colours = svg.palette()
    surfaces = {"paper", "wash", "soft", "softer", "grid"}
    for name, pair in colours.items():
        for scheme in (0, 1):
            for ground in {"paper", "wash"} if name not in surfaces else set():
                ratio = contrast(pair[scheme], colours[ground][scheme])
                assert ratio >= 4.5, f"{name} on {ground}: {ratio:.2f}"


def test_every_colour_of_a_chart_follows_the_page() -> None:
    style = (STATIC / "style.css").read_text(encoding="utf-8")
    for name, (light, _) in svg.palette().items():
        for attribute in ("fill", "stroke"):
            rule = f'.plot [{attribute}="{light}"] {{ {attribute}: var(--{name}); }}'
            assert rule in style, f"{name}: no dark value in style.css"
