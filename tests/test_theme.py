"""The page theme on a made-up site: what it writes, what it refuses, what it makes harmless."""

import base64
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure
from PIL import Image

from theme import ThemeError, render, svg
from theme.outputs import clean
from theme.pages import CHART
from theme.text import han

HASH = "0123456789abcdef0123456789abcdef"


def text(value: str) -> dict[str, Any]:
    return {"type": "text", "value": value}


def paragraph(*children: dict[str, Any], **more: str) -> dict[str, Any]:
    return {"type": "paragraph", "children": list(children), **more}


def heading(title: str, anchor: str, depth: int = 2) -> dict[str, Any]:
    return {"type": "heading", "depth": depth, "children": [text(title)], "html_id": anchor}


def reference(anchor: str, shown: str, url: str = "/numbers", **more: Any) -> dict[str, Any]:
    return {
        "type": "crossReference",
        "html_id": anchor,
        "resolved": True,
        "remote": True,
        "url": url,
        "children": [text(shown)],
        **more,
    }


def drawing(colour: str = "#b3261e", label: str = "kites") -> str:
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.plot([1, 2, 3], [3, 1, 2], color=colour, marker="o")
    axes.bar([1], [2], facecolor="#f3d9d6", edgecolor="#b3261e", hatch="//")
    axes.text(1, 2, label, color="#1f2328", fontweight="bold", rotation=90)
    style = {key: "#59636e" for key in ("xtick.color", "ytick.color", "axes.edgecolor")}
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "x"}), io.StringIO() as out:
        for spine in axes.spines.values():
            spine.set_color(style["axes.edgecolor"])
        axes.tick_params(colors=style["xtick.color"])
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
        return out.getvalue()


def face(**more: Any) -> dict[str, Any]:
    return {
        "id": "kites",
        "title": "kites by year",
        "finding": "Kites became fewer after the second year.",
        "alt": "Line chart of kites by year. Kites became fewer after the second year.",
        "source": "Source: Kite Office (2020).",
        "csv": "series,period,value\nkites,2020,3\nkites,2021,1\n",
        "svg": {"wide": drawing(), "narrow": drawing()},
    } | more


def cell(data: dict[str, Any], code: str = "publish()", **output: Any) -> dict[str, Any]:
    stored = {"output_type": "display_data", "metadata": {}, "data": data} | output
    return {
        "type": "block",
        "kind": "notebook-code",
        "children": [
            {"type": "code", "lang": "python", "value": code},
            {"type": "outputs", "children": [{"type": "output", "jupyter_data": stored}]},
        ],
    }


def chart_cell(**more: Any) -> dict[str, Any]:
    return cell({CHART: {"content": json.dumps(face(**more))}})


class Site:
    """A parsed site as the engine writes it, with pages that a test fills."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder / "site", folder / "out"
        self.options: dict[str, Any] = {}
        self.project: dict[str, Any] = {"title": "Kites", "index": "index"}
        self.pages: dict[str, list[dict[str, Any]]] = {
            "index": [paragraph(text("What is a kite?"))],
            "wind": [],
            "numbers": [heading("Kites in 2020", "num-kites", 3), paragraph(text("3 kites"))],
        }
        for name in ("content", "public"):
            (self.folder / name).mkdir(parents=True)

    def put(self, *nodes: dict[str, Any]) -> "Site":
        self.pages["wind"] = list(nodes)
        return self

    def public(self, name: str, content: str = "a,b\n") -> None:
        (self.folder / "public" / name).write_text(content, encoding="utf-8")

    def render(self, **more: Any) -> list[Path]:
        entries = [
            {"title": "Chapters", "level": 1},
            {"slug": "wind", "title": "Wind", "level": 2},
            {"slug": "numbers", "title": "Numbers", "level": 2},
        ]
        config = {"options": self.options, "projects": [self.project | {"pages": entries}]}
        (self.folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        files = {"wind": "/../notebooks/01_wind.ipynb"}
        for slug, nodes in self.pages.items():
            page = {
                "location": files.get(slug, f"/{slug}.md"),
                "frontmatter": {"title": slug.capitalize()},
                "mdast": {"type": "root", "children": [{"type": "block", "children": nodes}]},
            }
            for node in nodes:
                if node.get("kind") == "notebook-code":
                    page["mdast"]["children"] = nodes
            path = self.folder / "content" / f"{slug}.json"
            path.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        return render(self.folder, self.out, **more)

    def html(self, slug: str = "wind", **more: Any) -> str:
        self.render(**more)
        folder = self.out if slug == "index" else self.out / slug
        return (folder / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_unknown_node_is_refused_with_page_and_type(site: Site) -> None:
    site.put(heading("Gusts", "gusts"), {"type": "hologram", "children": []})
    with pytest.raises(ThemeError, match=r"page 'wind', under 'Gusts'.*'hologram'"):
        site.render()


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (reference("num-none", "x", resolved=False), "'num-none' finds no target"),
        ({"type": "link", "url": "/nowhere", "children": []}, "neither a page nor a file"),
        ({"type": "image", "url": "https://example.org/a.png", "alt": "a"}, "not part of the site"),
        ({"type": "image", "url": "/a.png"}, "no alternative text"),
    ],
)
def test_broken_links_and_pictures_are_refused(site: Site, node: dict, message: str) -> None:
    with pytest.raises(ThemeError, match=f"page 'wind'.*{message}"):
        site.put(paragraph(node)).render()


def test_stored_error_is_refused(site: Site) -> None:
    failed = cell({}, output_type="error", ename="KeyError", evalue="'kites'")
    with pytest.raises(ThemeError, match="KeyError"):
        site.put(failed).render()


def test_links_are_relative_and_open_from_a_folder(site: Site) -> None:
    site.public(f"kites-{HASH}.csv")
    inner = [
        reference("num-kites", "3 kites"),
        {"type": "link", "url": "/", "children": [text("home")]},
        {"type": "link", "url": f"/kites-{HASH}.csv", "static": True, "children": [text("data")]},
    ]
    nested = site.put(paragraph(*inner)).html()
    assert '<a href="../numbers/index.html#num-kites" class="num">3 kites</a>' in nested
    assert '<a href="../index.html">home</a>' in nested
    assert '<a href="../files/kites.csv" download="">data</a>' in nested
    assert (site.out / "files/kites.csv").read_text() == "a,b\n"
    first = site.pages["index"] = [paragraph(*inner)]
    assert first
    assert '<a href="numbers/index.html#num-kites" class="num">' in site.html("index")
    for page in site.out.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            assert not address.startswith("/"), f"{page}: {address}"
            file = address.partition("#")[0]
            if file and not file.startswith("http"):
                assert (page.parent / file).resolve().is_file(), f"{page}: {address}"


def test_two_files_of_one_name_are_refused(site: Site) -> None:
    other = HASH[::-1]
    site.public(f"kites-{HASH}.csv", "1")
    site.public(f"kites-{other}.csv", "2")
    links = [
        {"type": "link", "url": f"/kites-{h}.csv", "static": True, "children": []}
        for h in (HASH, other)
    ]
    with pytest.raises(ThemeError, match="two different files"):
        site.put(paragraph(*links)).render()


PLANTED = '<script>alert(1)</script><img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a>'


def test_planted_scripts_are_inert(site: Site) -> None:
    table = f"<table><tr><td onclick='alert(1)' style='color:red'>{PLANTED}</td></tr></table>"
    html = site.put(
        paragraph(text(f"</script>{PLANTED}")),
        heading(PLANTED, "planted"),
        paragraph(text(PLANTED), {"type": "html", "value": PLANTED}),
        paragraph({"type": "link", "url": "javascript:alert(1)", "children": [text("x")]}),
        cell({"text/html": {"content": table}}),
        chart_cell(
            title=PLANTED,
            finding=PLANTED,
            source=PLANTED,
            alt=PLANTED,
            csv=f'"{PLANTED.replace(chr(34), chr(34) * 2)}"\n1\n',
            svg={"wide": drawing(label=PLANTED), "narrow": drawing()},
        ),
    ).html()
    page = Elements()
    page.feed(html)
    scripts = [given for tag, given in page.found if tag == "script"]
    assert [given.get("type", "file") for given in scripts] == [
        "application/ld+json",
        "file",
        "file",
    ]
    assert not [tag for tag, _ in page.found if tag in ("img", "iframe", "style")]
    for tag, given in page.found:
        assert not [name for name in given if name.startswith("on") or name == "style"], tag
        assert not given.get("href", "").lower().startswith("javascript"), tag


class Elements(HTMLParser):
    """Every element of a page with its attributes, as a browser would read them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def test_clean_keeps_tables_and_what_sorting_needs() -> None:
    kept = '<table class="ledger"><tbody><tr><td data-value="2">2</td></tr></tbody></table>'
    assert clean(kept) == kept
    assert clean("<style>b{}</style><iframe src=x></iframe>") == ""


def test_chart_on_a_page(site: Site) -> None:
    html = site.put(chart_cell(), paragraph(reference("fig-kites", "", url="/wind"))).html()
    assert '<figure class="chart" id="fig-kites">' in html
    assert '<a href="#fig-kites">Figure 1.1</a>' in html
    assert 'index.html#fig-kites" class="fig">Figure 1.1</a>' in html
    assert html.count('role="img"') == 2
    assert "Source: Kite Office (2020)." in html
    assert '<th scope="col" class="right">Value</th>' in html
    assert '<a href="../wind/charts/kites.csv" download>' in html
    assert (site.out / "wind/charts/kites.csv").read_text() == face()["csv"]
    saved = (site.out / "wind/charts/kites.svg").read_text()
    assert 'fill="#ffffff"' in saved
    assert "<details" in html
    assert "publish" in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "an id stands twice on the page"


def test_chart_shown_again_keeps_its_number_and_files(site: Site) -> None:
    site.put(chart_cell())
    stored = chart_cell()["children"][1]
    site.pages["index"] = [{"type": "container", "kind": "figure", "children": [stored]}]
    html = site.html("index")
    assert '<a href="#fig-kites">Figure 1.1</a>' in html
    assert '<a href="wind/charts/kites.csv" download>' in html


def test_chart_with_a_missing_part_is_refused(site: Site) -> None:
    with pytest.raises(ThemeError, match="'kites' has no source"):
        site.put(chart_cell(source="")).render()


def test_svg_is_clean() -> None:
    cleaned = svg.inline(drawing(), "a", "title", "description")
    assert "style" not in cleaned
    assert "<metadata" not in cleaned
    assert "font-family" not in cleaned
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
    assert re.search(r'<use [^>]*fill="#b3261e" stroke="#b3261e"', cleaned)


def test_svg_ids_differ_between_variants() -> None:
    ids = [set(re.findall(r'id="([^"]+)"', svg.inline(drawing(), p, "t", "d"))) for p in "ab"]
    assert ids[0].isdisjoint(ids[1])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (drawing(colour="#123456"), "colour #123456 is not in the palette"),
        (drawing(colour="#000000"), "colour #000000"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', "<script>"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><use href="http://x/y"/></svg>', "outside"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "entities"),
        ("<svg", "not well-formed"),
    ],
)
def test_svg_that_no_page_can_show_is_refused(source: str, message: str) -> None:
    with pytest.raises(ThemeError, match=re.escape(message)):
        svg.inline(source, "a", "t", "d")


def test_handlers_in_a_drawing_are_dropped() -> None:
    source = '<svg onload="x()"><g onclick="x()"><path d="M0 0"/></g></svg>'
    assert "x()" not in svg.inline(source, "a", "t", "d")


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
    style = svg.STYLESHEET.read_text(encoding="utf-8")
    charts = pytest.importorskip("nqpf.charts").PALETTE
    palette = {light: name for name, (light, _) in svg.palette().items()}
    for name, colour in charts.items():
        own = palette[colour]
        for attribute in ("fill", "stroke"):
            rule = f'.plot [{attribute}="{colour}"] {{ {attribute}: var(--{own}); }}'
            assert rule in style, f"{name}: no dark value in style.css"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a 新质生产力 b", 'a <span lang="zh">新质生产力</span> b'),
        ("“三新”经济", '“<span lang="zh">三新</span>”<span lang="zh">经济</span>'),
        ("规模以上、限额", '<span lang="zh">规模以上、限额</span>'),
        ("<新>", '&lt;<span lang="zh">新</span>&gt;'),
        ("plain", "plain"),
    ],
)
def test_chinese_runs_get_their_language(given: str, expected: str) -> None:
    assert han(given) == expected


@pytest.mark.filterwarnings("ignore:Glyph")
def test_chinese_in_outputs_and_drawings(site: Site) -> None:
    html = site.put(
        cell({"text/html": {"content": '<table title="新"><tr><td>新质</td></tr></table>'}}),
        chart_cell(svg={"wide": drawing(label="新质"), "narrow": drawing()}),
    ).html()
    assert '<table title="新">' in html
    assert '<td><span lang="zh">新质</span></td>' in html
    assert re.search(r'<text [^>]*lang="zh"[^>]*>新质', html)


def test_findings_claims_and_lede(site: Site) -> None:
    strong = {"type": "strong", "children": [text("Claim "), reference("claim-a01", "A01")]}
    html = site.put(
        paragraph(text("How strong is the wind?")),
        heading("What the data show", "what-the-data-show"),
        {"type": "list", "children": [{"type": "listItem", "children": [paragraph(text("So."))]}]},
        {"type": "thematicBreak"},
        heading("Gusts", "gusts"),
        {"type": "blockquote", "children": [paragraph(strong, text(" says."))]},
        {"type": "blockquote", "children": [paragraph(text("Claims of others."))]},
        paragraph(),
    ).html()
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


def test_cards_hold_what_a_number_link_leads_to(site: Site) -> None:
    site.render()
    cards = json.loads((site.out / "cards.json").read_text(encoding="utf-8"))
    assert cards == {"num-kites": {"title": "Kites in 2020", "html": "<p>3 kites</p>\n"}}


def wide_png() -> str:
    with io.BytesIO() as out:
        Image.new("RGB", (910, 200), "red").save(out, format="PNG")
        return base64.b64encode(out.getvalue()).decode()


def test_the_sharing_picture_shows_the_whole_lead_chart(site: Site) -> None:
    shown = {CHART: {"content": json.dumps(face())}, "image/png": {"content": wide_png()}}
    site.put(cell(shown))
    assert "og:image" not in site.html(), "an address that is not complete leads nowhere"
    assert not list(site.out.rglob("*-sharing.png"))
    html = site.html(base_url="https://example.org/kites/")
    address = "wind/charts/kites-sharing.png"
    assert f'property="og:image" content="https://example.org/kites/{address}"' in html
    with Image.open(site.out / address) as card:
        assert card.size == (1200, 630)
        red = card.convert("RGB").point(lambda value: 255 - value).getbbox()
    assert red == (48, 193, 1152, 436), "the chart is cut, or does not stand in the middle"


def test_addresses_need_a_base(site: Site) -> None:
    site.put(cell({CHART: {"content": json.dumps(face())}, "image/png": {"content": wide_png()}}))
    plain = site.html()
    assert "canonical" not in plain
    assert not (site.out / "sitemap.xml").exists()
    based = site.html(base_url="https://example.org/kites")
    assert '<link rel="canonical" href="https://example.org/kites/wind/">' in based
    assert 'content="https://example.org/kites/wind/charts/kites-sharing.png"' in based
    assert "https://example.org/kites/numbers/" in (site.out / "sitemap.xml").read_text()
    assert 'href="/kites/wind/index.html"' in (site.out / "404.html").read_text()


def test_repository_links_only_where_it_is_known(site: Site) -> None:
    assert "Edit this page" not in site.html()
    site.project["github"] = "https://example.org/kites/book"
    html = site.html()
    assert 'href="https://example.org/kites/book/edit/main/notebooks/01_wind.ipynb"' in html
    assert "https://example.org/kites/book/issues/new?title=Wind%3A%20" in html


def test_binder_only_for_notebooks_of_a_repository_that_it_can_fetch(site: Site) -> None:
    site.options["launch_binder"] = True
    assert "Binder" not in site.html(), "offered without a repository"
    site.project["github"] = "https://example.org/kites/book"
    assert "Binder" not in site.html(), "offered where Binder's GitHub address leads nowhere"
    site.project["github"] = "https://github.com/kites/book"
    launch = "https://mybinder.org/v2/gh/kites/book/main?urlpath=lab/tree/notebooks/01_wind.ipynb"
    html = site.html()
    assert f'<a href="{launch}">Open in Binder</a>' in html
    assert html.index("Open in Binder") < html.index("Edit this page")
    assert "Binder" not in site.html("numbers"), "offered for a page without a notebook"
    site.options |= {"branch": "second/edition", "folder": "report/book"}
    assert "/book/second%2Fedition?urlpath=lab/tree/report/notebooks/" in site.html()
    site.options["launch_binder"] = False
    assert "Binder" not in site.html(), "offered though it is switched off"


def test_same_site_same_bytes(site: Site) -> None:
    site.put(chart_cell())
    first = {path: path.read_bytes() for path in site.render()}
    assert first == {path: path.read_bytes() for path in site.render()}


def test_missing_site_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="build it with the engine first"):
        render(tmp_path, tmp_path / "out")
