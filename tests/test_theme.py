"""The page theme on a made-up site: what it writes, what it refuses, what it makes harmless."""

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from toysite import (
    CHART,
    HASH,
    Site,
    cell,
    chart_cell,
    drawing,
    face,
    heading,
    link,
    paragraph,
    reference,
    text,
)

from theme import ThemeError, render
from theme.foreign import clean
from theme.text import han


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def picture(**more: Any) -> dict[str, Any]:
    return {"type": "image", "url": "/a.png", "alt": "a kite", "urlSource": "a.png", **more}


def html_cell(html: str) -> dict[str, Any]:
    return cell({"text/html": {"content": html}, "text/plain": {"content": "<Object>"}})


#: A node that no page can show truthfully, and what the message says of it.
REFUSED = [
    ({"type": "hologram", "children": []}, "'hologram'"),
    ({"type": "mystDirective", "name": "kyte"}, r"the directive \{kyte\} is not known"),
    ({"type": "mystRole", "name": "kyte"}, r"the role \{kyte\} is not known"),
    ({"type": "cite", "identifier": "gone", "error": "not found"}, "'gone' is in no bibliography"),
    ({"type": "inlineExpression", "value": "n"}, "'n' has no stored value"),
    ({"type": "raw", "lang": "docx", "value": "x"}, "raw text for 'docx'"),
    (
        {"type": "include", "file": "../../etc/hostname", "children": []},
        "no public file of this project",
    ),
    (reference("num-none", "x", resolved=False), "'num-none' finds no target"),
    (link("gone.md"), "'gone.md' leads nowhere"),
    (link("?x"), "leads nowhere"),
    (link("#gone"), "leads nowhere"),
    (link("/nowhere"), "neither a page nor a file"),
    (link("javascript:alert(1)"), "javascript: is not followed"),
    (link("vbscript:x"), "vbscript: is not followed"),
    (link("kites.ipynb?wind=north"), "neither a page nor a file"),
    (link("data:text/html,x"), "data: is not followed"),
    (link("file:///etc/passwd"), "file: is not followed"),
    (
        link("/kites.csv", urlSource="../../../etc/kites.csv", static=True),
        "no public file of this project",
    ),
    (
        link("/kites.csv", urlSource="../.git/kites.csv", static=True),
        "no public file of this project",
    ),
    (link("/../config.json", static=True), "no name for a file"),
    (picture(url="https://example.org/a.png"), "not part of the site"),
    (picture(url="kite%20one.png", urlSource="kite one.png"), "a name of plain letters"),
    (picture(url="/undefined", urlSource="https://example.org/a.png"), "example.org/a.png' is not"),
    (picture(alt=""), "no alternative text"),
    (picture(alt='""'), "no alternative text"),
    ({"type": "image", "url": "/a.png"}, "no alternative text"),
    (picture(url="/kites.csv"), "no picture that a browser shows"),
    (picture(url="/bad.svg", urlSource="bad.svg"), "bad.svg': <script>"),
]


@pytest.mark.parametrize(("node", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_cannot_be_shown_is_refused_with_page_and_heading(site, node, message) -> None:
    site.public("kites.csv")
    site.public("bad.svg", '<svg viewBox="0 0 1 1"><script>x</script></svg>')
    site.put(heading("Gusts", "gusts"), paragraph(node))
    with pytest.raises(ThemeError, match=f"page 'wind', under 'Gusts': .*{message}"):
        site.render()


PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
PLAIN = {"content": "<Figure>"}
REFUSED_CELLS = [
    (cell({}, output_type="error", ename="KeyError", evalue="'kites'"), "KeyError: 'kites'"),
    (cell({"image/png": {"content": PNG}, "text/plain": PLAIN}), "#| alt: What it shows"),
    (cell({"image/png": {"content": "%%"}}, metadata={"alt": "a"}), "damaged"),
    (cell({"image/png": {"content": "AAAA"}}, metadata={"alt": "a"}), "no picture that a browser"),
    (cell({"application/vnd.plotly.v1+json": {"content": "{}"}, "text/plain": PLAIN}), "plotly"),
    (html_cell("<iframe src='https://kites.example'></iframe>"), "HTML with iframe"),
    (html_cell("<p>Some text</p><video src='a.mp4'></video>"), "HTML with video"),
    (html_cell("<svg><text>kite</text></svg><script>1</script>"), "HTML with script, svg"),
    (
        html_cell(f"<img src='data:image/png;base64,{PNG}'>"),
        "HTML with img without source or alternative text",
    ),
    (html_cell("<a href='#gone'>x</a>"), "a link to '#gone' leads nowhere"),
    (html_cell("<a href='gone.html'>x</a>"), "'gone.html' leads nowhere"),
    (chart_cell(source=""), "'kites' has no source"),
    (chart_cell(narrow=7), "'kites' has no narrow"),
    (chart_cell(wide=""), "'kites' has no wide"),
    (chart_cell(id="../../x"), "an id is made of small letters"),
    (chart_cell(rows="a,b\n1,2\n"), "what it says of its rows is damaged"),
    (chart_cell(wide="<svg"), "chart 'kites': not well-formed"),
    (cell({CHART: {"content": "[]"}}), "no JSON object"),
    (cell({CHART: {"content": "{"}}), "no JSON"),
]


@pytest.mark.parametrize(("node", "message"), REFUSED_CELLS, ids=[m for _, m in REFUSED_CELLS])
def test_outputs_that_cannot_be_shown_are_refused(site, node, message) -> None:
    with pytest.raises(ThemeError, match=f"page 'wind'.*{re.escape(message)}"):
        site.put(node).render()


def test_links_are_relative_and_open_from_a_folder(site: Site) -> None:
    site.public(f"kites-{HASH}.csv")
    site.options["address"] = "https://kites.example/book"
    inner = [
        reference("num-kites", "3 kites"),
        link("/", "home"),
        link(f"/kites-{HASH}.csv", "data", static=True, urlSource="../data/kites.csv"),
        link("https://kites.example/book/numbers/#num-kites", "3 kites"),
        link("https://kites.example/book/numbers/", "all"),
        link("https://kites.example/book/numbers/index.html?verdict=partly", "some"),
        link("https://kites.example/book/feed.xml", "changes"),
        link("//other.example/x", "elsewhere"),
        link("tel:+12", "call", title="Now"),
    ]
    nested = site.put(paragraph(*inner)).html()
    number = '<a href="../numbers/index.html#num-kites" class="num">3 kites</a>'
    assert nested.count(number) == 2, "a complete address of the book leads inside it"
    assert '<a href="../numbers/index.html">all</a>' in nested
    assert '<a href="../numbers/index.html?verdict=partly">some</a>' in nested
    assert '<a href="https://kites.example/book/feed.xml">changes</a>' in nested
    assert '<a href="../index.html">home</a>' in nested
    assert '<a href="../files/kites.csv" download="">data</a>' in nested
    assert '<a href="https://other.example/x">elsewhere</a>' in nested
    assert '<a href="tel:+12" title="Now">call</a>' in nested
    assert (site.out / "files/kites.csv").read_text() == "a,b\n"
    site.pages["index"] = [paragraph(*inner)]
    assert '<a href="numbers/index.html#num-kites" class="num">' in site.html("index")
    for page in site.out.glob("*/index.html"):
        for address in re.findall(r'(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            assert not address.startswith("/"), f"{page}: {address}"
            file = re.split("[?#]", address)[0]
            if file and not re.match(r"https:|tel:|data:", file):
                assert (page.parent / file).resolve().is_file(), f"{page}: {address}"
    site.put(paragraph(link("https://kites.example/book/gone/")))
    with pytest.raises(ThemeError, match="the book has no such page or place"):
        site.render()


def test_two_files_of_one_name_are_refused(site: Site) -> None:
    names = [f"kites-{HASH}.csv", f"kites-{HASH[::-1]}.csv"]
    for number, name in enumerate(names):
        site.public(name, str(number))
    with pytest.raises(ThemeError, match="two different files"):
        site.put(paragraph(*(link(f"/{name}", static=True) for name in names))).render()


SOURCE = ("publisher", "title", "date", "address", "tier")
PLANTED = '<script>alert(1)</script><b onclick=alert(1)>x</b><a href="javascript:alert(1)">x</a>'


class Elements(HTMLParser):
    """Every element of a page with its attributes, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_planted_scripts_are_inert(site: Site) -> None:
    table = f"<table><tr><td onclick='alert(1)' style='color:red'>{PLANTED}</td></tr></table>"
    html = site.put(
        paragraph(text(f"</script>{PLANTED}")),
        heading(PLANTED, "planted"),
        paragraph(text(PLANTED), {"type": "html", "value": PLANTED}),
        {"type": "raw", "lang": "html", "value": PLANTED},
        html_cell(table),
        cell({"text/markdown": {"content": f"{PLANTED} [x](javascript:alert(1))"}}),
        cell({"text/latex": {"content": r"$\href{javascript:alert(1)}{x}$"}}),
        chart_cell(
            wide=drawing(label=PLANTED),
            title=PLANTED,
            finding=PLANTED,
            source=PLANTED,
            alt=PLANTED,
            csv=f'"{PLANTED.replace(chr(34), chr(34) * 2)}"\n1\n',
            rows="a,b,c,d,e,f,g\n" + ",".join([f'"{PLANTED.replace(chr(34), chr(34) * 2)}"'] * 7),
            about={"series": {}, "sources": {PLANTED: dict.fromkeys(SOURCE, PLANTED)}},
        ),
    ).html()
    alone = (site.out / "charts/kites/index.html").read_text("utf-8")
    assert "<script>alert" not in alone + (site.out / "wind/charts/kites.svg").read_text("utf-8")
    page = Elements()
    page.feed(html)
    scripts = [given.get("type", "file") for tag, given in page.found if tag == "script"]
    assert scripts == ["file", "application/ld+json", "file", "file"]
    assert not [tag for tag, _ in page.found if tag in ("img", "iframe", "style")]
    for tag, given in page.found:
        assert not [name for name in given if name.startswith("on") or name == "style"], tag
        assert not given.get("href", "").lower().startswith("javascript"), tag


def test_foreign_html_cannot_imitate_the_page() -> None:
    kept = '<table class="ledger"><tbody><tr><td data-value="2">2</td></tr></tbody></table>'
    assert clean(kept) == kept
    assert clean("<style>b{}</style><iframe src=x></iframe>") == ""
    given = '<p id="main" class="menu right" data-search="x"><a href="#main">x</a></p>'
    safe = '<p id="o-main" class="right"><a href="#o-main">x</a></p>'
    assert clean(given, "o-") == safe
    assert clean('<a href="//evil.example">x</a>') == '<a href="https://evil.example">x</a>'


def test_chart_on_a_page(site: Site) -> None:
    html = site.put(chart_cell(), paragraph(reference("fig-kites", "", url="/wind"))).html()
    assert '<figure class="chart" id="fig-kites" data-lines="">' in html
    assert '<a href="#fig-kites">Figure 1.1</a>' in html
    assert 'index.html#fig-kites" class="fig">Figure 1.1</a>' in html
    assert html.count('role="img"') == 2
    assert "Source: Kite Office (2020)." in html
    assert '<th scope="col" class="right">Kites</th>' in html
    assert '<tr><th scope="row">2020</th><td class="right" data-at="280 430 0 290 440 0">3 ' in html
    assert '<a href="../wind/charts/kites.csv" download>' in html
    assert (site.out / "wind/charts/kites.csv").read_text("utf-8") == "\ufeff" + face()["csv"]
    assert 'fill="#ffffff"' in (site.out / "wind/charts/kites.svg").read_text()
    assert "<details" in html
    assert "publish" in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands twice on the page"


def test_chart_shown_again_keeps_its_number_and_files(site: Site) -> None:
    site.put(chart_cell())
    stored = chart_cell()["children"][1]
    again = {"type": "container", "kind": "figure", "html_id": "fig-again", "children": [stored]}
    site.pages["index"] = [again, again | {"html_id": "fig-third"}]
    html = site.html("index")
    assert html.count('<a href="wind/index.html#fig-kites">Figure 1.1</a>') == 2
    assert '<a href="wind/charts/kites.csv" download>' in html
    assert '<div id="fig-again">' in html, "a reference to the second place leads nowhere"
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands twice on the page"


def test_figures_and_charts_of_a_page_share_one_count(site: Site) -> None:
    site.public("a.png", base64.b64decode(PNG))
    number = {"type": "captionNumber", "html_id": "fig-a", "template": "Figure %s:", "children": []}
    caption = {"type": "caption", "children": [paragraph(number, text("A kite."))]}
    figure = {"type": "container", "kind": "figure", "html_id": "fig-a", "enumerator": "1"}
    figure["children"] = [picture(width="50%", align="center"), caption]
    shown = reference("fig-a", "Figure 1", url="/wind", template="Figure\xa0%s", enumerator="1")
    html = site.put(chart_cell(), figure, paragraph(shown)).html()
    assert '<span class="no">Figure 1.2: </span>A kite.' in html
    assert 'class="fig">Figure 1.2</a>' in html
    assert 'alt="a kite" class="w5 center" width="1" height="1"' in html


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a 新质生产力 b", 'a <span lang="zh">新质生产力</span> b'),
        ("“三新”经济", '“<span lang="zh">三新</span>”<span lang="zh">经济</span>'),
        ("规模以上、限额", '<span lang="zh">规模以上、限额</span>'),
        ("日本語のテキスト", '<span lang="ja">日本語のテキスト</span>'),
        ("𠮷", '<span lang="zh">𠮷</span>'),
        ("<新>", '&lt;<span lang="zh">新</span>&gt;'),
        ("plain", "plain"),
    ],
)
def test_chinese_runs_get_their_language(given: str, expected: str) -> None:
    assert han(given) == expected


@pytest.mark.filterwarnings("ignore:Glyph")
def test_chinese_in_outputs_and_drawings(site: Site) -> None:
    html = site.put(
        html_cell('<table title="新"><tr><td>新质</td></tr></table>'),
        chart_cell(wide=drawing(label="新质")),
    ).html()
    assert '<table title="新">' in html
    assert '<td><span lang="zh">新质</span></td>' in html
    assert re.search(r'<text [^>]*lang="zh"[^>]*>新质', html)


def test_panels_boxes_and_lede_are_named_by_the_options_of_the_site(site: Site) -> None:
    strong = {"type": "strong", "children": [text("Claim "), reference("claim-a01", "A01")]}
    said = {"type": "blockquote", "children": [paragraph(strong, text(" says."))]}
    nodes = (
        paragraph(text("How strong is the wind?")),
        heading("In brief", "in-brief"),
        {"type": "list", "children": [{"type": "listItem", "children": [paragraph(text("So."))]}]},
        {"type": "thematicBreak"},
        heading("Gusts", "gusts"),
        said,
        {"type": "blockquote", "children": [paragraph(text("Claims of others."))]},
        paragraph(),
    )
    plain = site.put(*nodes).html()
    assert 'class="findings"' not in plain
    assert 'class="claimbox"' not in plain
    site.options |= {"findings_headings": "other in-brief", "boxes": "Claim"}
    html = site.html()
    assert '<p class="lede">How strong is the wind?</p>' in html
    assert '<meta name="description" content="How strong is the wind?">' in html
    assert re.search(
        r'<section class="findings"><h2.*?<li>So\.</li></ul></section><hr>', html, re.S
    )
    assert '<div class="claimbox"><p><strong>Claim <a' in html
    assert "<blockquote><p>Claims of others." in html
    assert "<p></p>" not in html


def test_long_register_is_laid_out_entry_by_entry(site: Site) -> None:
    entries = [
        node
        for n in range(20)
        for node in (heading(f"Kite {n}", f"num-{n}", 3), paragraph(text(f"{n} kites")))
    ]
    html = site.put(heading("All", "all"), paragraph(text("These:")), *entries).html()
    assert html.count('<div class="entry"><h3') == 20
    assert "<p>19 kites</p>\n</div></section>" in html
    assert 'class="entry"' not in site.put(heading("Few", "few"), *entries[:6]).html()


def test_wide_tables_scroll_inside_themselves_under_different_names(site: Site) -> None:
    def row(*cells: str, header: bool = False) -> dict[str, Any]:
        made = [{"type": "tableCell", "header": header, "children": [text(c)]} for c in cells]
        return {"type": "tableRow", "children": made}

    table = {"type": "table", "children": [row("Kite", "", header=True), row("red", "1")]}
    html = site.put(heading("Kites", "kites"), table, table).html()
    assert html.count('class="scroll" tabindex="0" role="region"') == 2
    assert 'aria-label="Table 1: Kites"' in html
    assert 'aria-label="Table 2: Kites"' in html
    assert '<th scope="col">Kite</th><td></td>' in html


def test_a_condition_leaves_no_trace_on_a_page(site: Site) -> None:
    condition = {"type": "comment", "value": " holds: kites-2025 < 0.5 * kites-2024 "}
    sentence = paragraph(text("Kites are fewer."), condition, text(" They fly."))
    page = site.put(sentence, condition).html()
    assert "<p>Kites are fewer. They fly.</p>" in page.replace(' class="lede"', "")
    assert "holds" not in page
    assert "<!--" not in page
    site.pages["index"] = [sentence]
    assert "holds" not in site.html("index")  # where it would be the description


def test_same_site_same_bytes(site: Site) -> None:
    site.put(chart_cell())
    first = {path: path.read_bytes() for path in site.render()}
    assert first == {path: path.read_bytes() for path in site.render()}


def test_missing_site_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="build it with the engine first"):
        render(tmp_path, tmp_path / "out")


def test_a_link_may_carry_a_query(site: Site) -> None:
    site.put(paragraph(link("numbers.md?verdict=partly#num-kites"), link("?x=y")))
    with pytest.raises(ThemeError, match="leads nowhere"):
        site.html()
    site.put(paragraph(link("numbers.md?verdict=partly")))
    assert 'href="../numbers/index.html?verdict=partly"' in site.html()
    site.put(paragraph(link("../notebooks/01_wind.ipynb?verdict=partly#gusts")))
    assert 'href="../wind/index.html?verdict=partly#gusts"' in site.html()


def test_cards_hold_what_a_number_link_leads_to(site: Site) -> None:
    site.put(paragraph(reference("num-kites", "3 kites"))).render()
    cards = json.loads((site.out / "cards.json").read_text(encoding="utf-8"))
    place = {"page": "numbers/index.html"}
    assert cards == {"num-kites": {"title": "Kites in 2020", "html": "<p>3 kites</p>\n"} | place}
