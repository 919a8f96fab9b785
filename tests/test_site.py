"""The built pages: all there, whole, self-contained and safe."""

import itertools
import re
from functools import cache
from urllib.parse import urlsplit

import pytest
from html_pages import ROOT, Page, pages, slug, toc


@pytest.fixture
def every(site) -> dict:
    return pages(site)


def test_every_entry_of_the_contents_gave_a_page(site):
    missing = [name for name in toc() if not (site / slug(name) / "index.html").exists()]
    assert not missing, f"in book/myst.yml, but no page: {missing}"
    assert len(toc()) >= 6


def test_every_page_leads_to_every_other(every, site):
    wanted = {(site.resolve() / slug(name) / "index.html") for name in toc()}
    for page in every.values():
        if page.name.startswith("charts/"):
            continue  # stands in the pages of others
        reached = {page.target(a["href"])[0] for a in page.soup.find_all("a", href=True)}
        if page.name.startswith("charts/"):  # for the page of another site: it leads to its home
            assert wanted & reached, f"{page.name} does not lead to its chapter"
            continue
        assert wanted <= reached | {page.path}, f"{page.name} does not lead to the whole book"


def outside(address: str) -> bool:
    return bool(urlsplit(address).scheme or address.startswith("//"))


def test_every_internal_link_and_anchor_resolves(every):
    ids = {path: set(page.ids()) for path, page in every.items()}
    broken = []
    for page in every.values():
        for link in page.soup.find_all(href=True):
            href = link["href"]
            if outside(href):
                continue
            file, anchor = page.target(href)
            if not file.is_file() or (anchor and file in ids and anchor not in ids[file]):
                broken.append(f"{page.name}: {href}")
    assert not broken, "\n".join(dict.fromkeys(broken))


def test_no_link_depends_on_a_server(every):
    for page in every.values():
        for link in page.soup.find_all("a", href=True):
            path = urlsplit(link["href"]).path
            assert outside(link["href"]) or not path.startswith("/"), f"{page.name}: {link['href']}"
            assert not path.endswith("/") or outside(link["href"]), (
                f"{page.name}: {link['href']} needs a server; from a folder it shows a listing"
            )


LOADS = {"src", "srcset", "poster", "data", "action", "formaction", "background", "xlink:href"}
QUIET = {"canonical", "license", "prev", "next", "alternate", "edit"}


def requests(page: Page):
    """Every address that a browser would fetch on its own."""
    for tag in page.soup.find_all(True):
        for name, value in tag.attrs.items():
            if name in LOADS:
                yield from (part.split()[0] for part in str(value).split(",") if part.strip())
            if (
                name == "href"
                and tag.name not in ("a", "area")
                and not QUIET & set(tag.get("rel", []))
            ):
                yield value
            if "url(" in str(value):
                yield from re.findall(r"url\(['\"]?([^'\")]+)", str(value))
            if tag.name == "meta" and str(tag.get("http-equiv")).lower() == "refresh":
                yield value


def test_no_page_requests_anything_from_another_host(every):
    for page in every.values():
        bad = [a for a in requests(page) if outside(a) and not a.startswith("data:")]
        assert not bad, f"{page.name} requests {bad}"


def test_no_style_or_script_requests_anything_from_another_host(site):
    files = [p for p in (site / "static").iterdir() if p.suffix in (".css", ".js")]
    assert len(files) >= 2
    for path in files:
        text = path.read_text(encoding="utf-8")
        bad = re.findall(
            r"url\(\s*['\"]?(?:https?:)?//[^)]*\)|@import[^;]*|['\"`](?:https?:)?//[\w.-]+", text
        )
        bad = [b for b in bad if "www.w3.org" not in b]
        assert not bad, f"{path.name} names {bad}"


def test_a_strict_policy_stands_on_every_page_and_holds(every):
    for page in every.values():
        policy = page.soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert "'unsafe-eval'" not in policy
        for tag in page.soup.find_all(True):
            where = f"{page.name}, <{tag.name}>"
            assert "style" not in tag.attrs, f"{where} has a style attribute"
            handlers = [name for name in tag.attrs if name.lower().startswith("on")]
            assert not handlers, f"{where} has {handlers}"
            addresses = [str(tag.get(name, "")) for name in ("href", "src", "action")]
            assert not any(re.match(r"\s*(javascript|vbscript):", a, re.I) for a in addresses), (
                where
            )
        for script in page.soup.find_all("script"):
            data = script.get("type") in ("application/ld+json", "application/json")
            assert data or (script.get("src") and not script.string), f"{page.name}: inline script"
        assert not page.soup.find_all("style"), f"{page.name}: inline style sheet"


@cache
def headings(page: Page) -> list[int]:
    return [int(h.name[1]) for h in page.soup.find_all(re.compile(r"^h[1-6]$"))]


def test_headings_form_an_outline(every):
    for page in every.values():
        levels = headings(page)
        assert levels.count(1) == 1, f"{page.name} has {levels.count(1)} first-level headings"
        assert levels[0] == 1, f"{page.name} begins with a heading of level {levels[0]}"
        for before, after in itertools.pairwise(levels):
            assert after <= before + 1, f"{page.name} skips from level {before} to {after}"


def test_every_page_introduces_itself(every):
    titles = {}
    for page in every.values():
        soup = page.soup
        assert soup.html.get("lang") == "en", f"{page.name} names no language"
        assert soup.find("meta", attrs={"name": "viewport"}), f"{page.name} does not fit a phone"
        title = soup.title.string.strip()
        assert title not in titles, f"{page.name} and {titles[title]} share the title {title!r}"
        titles[title] = page.name
        if page.name != "404.html":
            description = soup.find("meta", attrs={"name": "description"})
            assert description, f"{page.name} has no description"
            assert len(description["content"]) >= 20, f"{page.name}: {description}"


def test_ids_are_unique(every):
    for page in every.values():
        ids = page.ids()
        twice = (
            {name for name in ids if ids.count(name) > 1} if len(ids) != len(set(ids)) else set()
        )
        assert not twice, f"{page.name} uses ids twice: {sorted(twice)[:9]}"


def test_every_picture_says_what_it_shows(every):
    for page in every.values():
        for picture in page.soup.find_all("img"):
            assert picture.get("alt"), f"{page.name}: {picture.get('src')} has no alternative text"


def test_every_number_link_lands_on_its_entry(every, report):
    entries = {
        path: {h["id"]: h for h in page.soup.find_all("h3", id=True)}
        for path, page in every.items()
    }
    seen = set()
    for page in every.values():
        for link in page.soup.find_all("a", href=re.compile("#num-"), class_="num"):
            file, anchor = page.target(link["href"])
            name = anchor.removeprefix("num-")
            shown = report.text(name)
            if not page.name.startswith(("evidence", "data")):  # there a link shows the title
                assert link.get_text() == shown, f"{page.name}: {link} is not {shown!r}"
            entry = entries[file][anchor].find_next("ul").get_text()
            assert shown in entry, f"the entry of {name} is that of another number"
            seen.add(name)
    sources = [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "book").glob("*.md")]
    texts = (source.read_text(encoding="utf-8") for source in sources)
    wanted = {name for text in texts for name in re.findall(r"#num-([\w-]+)\)", text)}
    assert wanted
    assert not wanted - seen, f"linked in the sources, but on no page: {sorted(wanted - seen)}"


def test_every_claim_link_lands_on_its_entry(every):
    seen = 0
    for page in every.values():
        for link in page.soup.find_all("a", class_="claim"):
            file, anchor = page.target(link["href"])
            place = every[file].soup.find(id=anchor).get_text().partition(":")[0]
            assert re.fullmatch(r"20\d\d ¶\d+[a-z]?", place)
            assert place in link.get_text(), f"{page.name}: {link.get_text()} → {anchor}"
            seen += 1
    assert seen >= 40


def test_no_mark_of_the_source_text_is_left(every):
    marks = re.compile(r"\]\(#|^:::|^\([a-z-]+\)=$|\{(?:ref|numref|cite)\}|\\\[", re.MULTILINE)
    for page in every.values():
        words = [s for s in page.soup.strings if not s.find_parent(["code", "pre", "script"])]
        left = [s for s in words if marks.search(s)]
        named = page.name.startswith("contributing")  # a rule there says how to write a link
        assert not left or named, f"{page.name}: {left[0]!r}"
