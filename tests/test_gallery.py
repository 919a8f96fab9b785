"""Every construct of MyST and every output of a notebook, parsed by the engine once."""

# ruff: noqa: E501 - a table of cases is read row by row

import base64
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from browsing import WIDER, served, violations
from bs4 import BeautifulSoup
from html_pages import Page
from PIL import Image
from toysite import CHART, drawing, face

import theme

GALLERY = Path(__file__).parent / "gallery"
PAGES = ["", "words/", "blocks/", "numbered/", "outputs/"]


def pixels(kind: str) -> str:
    with io.BytesIO() as out:
        Image.new("RGB", (60, 40), (179, 38, 30)).save(out, format=kind)
        return base64.b64encode(out.getvalue()).decode()


def code(source: str, *outputs: dict, tags: tuple = ()) -> dict:
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": list(outputs),
        "source": source,
    }


def shown(data: dict, metadata: dict | None = None) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def printed(text: str | list[str], name: str = "stdout") -> dict:
    return {"output_type": "stream", "name": name, "text": text}


def markdown(source: str, **more: object) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": source} | more


def raw(source: str, **metadata: str) -> dict:
    return {"cell_type": "raw", "metadata": metadata, "source": source}


def notebook() -> dict:
    """A cell for everything that a kernel sends, with the poor text beside it as kernels do."""
    poor = {"text/plain": "<IPython.core.display.Object object>"}
    frame = pd.DataFrame({"kites": [1.5, -2.0], "colour": ["red", "新"]}, index=["a", "b"])
    multi = pd.DataFrame(
        [[1, 2, 3, 4]],
        columns=pd.MultiIndex.from_product([["x", "y"], ["p", "q"]]),
        index=pd.MultiIndex.from_tuples([("r", "s")], names=["k", "l"]),
    )
    wide = pd.DataFrame([range(40)], columns=[f"column {n}" for n in range(40)])
    looks = ["color: #d00000", "background-color: #204080; font-weight: bold"]
    styler = frame.style.set_caption("Styled").apply(lambda _: looks, subset=["kites"])
    guest = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40" viewBox="0 0 90 40">'
        '<path d="M0 0L90 40" style="stroke:#123456"/><text x="3" y="30">kite</text></svg>'
    )
    failed = {"output_type": "error", "ename": "KiteError", "evalue": "no wind"}
    chart = {CHART: face(), "image/svg+xml": drawing(), "text/plain": "Line chart"}
    cells = [
        markdown("# Outputs\n\nWhat can a cell show?"),
        markdown("## Tables"),
        code("frame", shown({"text/html": frame.to_html().splitlines(keepends=True)} | poor)),
        code("multi", shown({"text/html": multi.to_html()} | poor)),
        code("wide", shown({"text/html": wide.to_html()} | poor)),
        code("styler", shown({"text/html": styler.to_html(uuid="x")} | poor)),
        markdown("## Texts"),
        code("latex", shown({"text/latex": r"$\displaystyle \frac{x^{2}}{2}$"} | poor)),
        code("tabular", shown({"text/latex": r"\begin{tabular}{l}a\end{tabular}"} | poor)),
        code("markdown", shown({"text/markdown": ["**bold** [t](#tabs)\n", "\n- item"]} | poor)),
        code("json", shown({"application/json": {"b": [1], "a": "新"}} | poor)),
        code("plain", shown({"text/plain": ["one\n", "two"]})),
        code("stream", printed(["three\n", "four\n"]), printed("careful\n", "stderr")),
        code("long", printed("".join(f"kite {n}\n" for n in range(8000)))),
        code("ansi", printed("\x1b[31mred\x1b[0m\x07 kite\n 50%\r100%\n")),
        code(
            "fails",
            failed | {"traceback": ["\x1b[31mKiteError\x1b[0m: no wind"]},
            tags=("raises-exception",),
        ),
        markdown("## Pictures"),
        code("#| label: fig-kites\npublish()", shown(chart)),
        code("png", shown({"image/png": pixels("PNG")} | poor, {"alt": "A png"})),
        code(
            "small",
            shown(
                {"image/png": pixels("PNG")} | poor,
                {"image/png": {"alt": "A small png", "width": 30}},
            ),
        ),
        code("#| alt: A jpeg\njpeg", shown({"image/jpeg": pixels("JPEG")} | poor)),
        code("gif", shown({"image/gif": pixels("GIF")} | poor, {"alt": "A gif"})),
        code("webp", shown({"image/webp": pixels("WEBP")} | poor, {"alt": "A webp"})),
        code("svg", shown({"image/svg+xml": guest} | poor, {"alt": "A drawing"})),
        code(
            "#| label: cell-a\n#| caption: A captioned field\n#| alt: A red field\nfield",
            shown({"image/png": pixels("PNG")} | poor),
        ),
        markdown(
            ":::{figure} #cell-a\n:label: fig-again\nShown again.\n:::\n\nSee [](#cell-a), [](#fig-again), [](#fig-kites)."
        ),
        code(
            "audio",
            shown(
                {
                    "text/html": '<audio controls><source src="data:audio/wav;base64,UklGRg==" type="audio/wav"></audio>'
                }
                | poor
            ),
        ),
        code("sound", shown({"audio/wav": "UklGRg=="} | poor)),
        code(
            "dot",
            shown(
                {"text/html": f'<img alt="A dot" src="data:image/png;base64,{pixels("PNG")}">'}
                | poor
            ),
        ),
        markdown("## Tags"),
        code("'SECRET 1'", shown({"text/plain": "SECRET 1"}), tags=("remove-cell",)),
        code(
            "'SHOWN 2'",
            shown({"text/plain": "SECRET 2"}),
            printed(["SECRET 3"]),
            tags=("remove-output",),
        ),
        code("'SECRET 4'", shown({"text/plain": "SHOWN 4"}), tags=("remove-input",)),
        code("'SHOWN 5'", shown({"text/plain": "FOLDED 5"}), tags=("hide-output",)),
        code("'SHOWN 6'", shown({"text/plain": "SHOWN 6"}), tags=("hide-input",)),
        code("'FOLDED 7'", shown({"text/plain": "FOLDED 7"}), tags=("hide-cell",)),
        markdown("SECRET 8\n\n## SECRET 9", metadata={"tags": ["remove-cell"]}),
        markdown("FOLDED 10", metadata={"tags": ["hide-cell"]}),
        markdown("## Others"),
        markdown(
            "![A pasted kite](attachment:kite.png)",
            attachments={"kite.png": {"image/png": pixels("PNG")}},
        ),
        raw("SECRET latex", raw_mimetype="text/latex"),
        raw("<b>raw html</b>", raw_mimetype="text/html"),
        code(
            "imitation",
            shown(
                {"text/html": '<p id="tabs" class="menu card">p <a href="#tables">t</a></p>'} | poor
            ),
        ),
        code("silent"),
    ]
    cells = [cell | {"id": f"cell-{n}"} for n, cell in enumerate(cells)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def parse(book: Path) -> str:
    """Let the engine parse a book; return what it says."""
    env = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "jupyter_book", "build", "--site"]
    run = subprocess.run(
        command, cwd=book, env=env, capture_output=True, encoding="utf-8", check=True
    )
    return run.stdout + run.stderr


@pytest.fixture(scope="session")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery as the engine parsed it."""
    book = shutil.copytree(GALLERY, tmp_path_factory.mktemp("gallery") / "book")
    shutil.copytree(Path(theme.__file__).parent, book / "theme")
    (book / "01_outputs.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")
    said = parse(book)
    noted = [line for line in said.splitlines() if re.search("⚠|⛔", line)]
    assert noted == ["⚠️  blocks.md unknown format for raw content: html"], said
    return book / "_build" / "site"


@pytest.fixture(scope="session")
def gallery(parsed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery as a site."""
    html = tmp_path_factory.mktemp("gallery") / "html"
    theme.render(parsed, html)
    return html


def source(gallery: Path, page: str) -> str:
    text = (gallery / page / "index.html").read_text(encoding="utf-8")
    return re.sub(
        r"<math.*?</math>",
        "<math/>",
        text[text.index("<h1") : text.index("</article>")],
        flags=re.S,
    ).replace("\xa0", " ")


#: Construct → the page that it stands on and what its HTML must hold.
EXPECTED: dict[str, tuple[str, ...]] = {
    "grid": ("", '<div class="grid across-3">'),
    "card": ("", '<a class="door" href="words/index.html"><p class="door-title">Words</p>'),
    "card with header and footer": ("", '<div class="door-head"><p>Above</p>', '<div class="door-foot"><p>a footer'),
    "grid item": ("", "<div><p>Only an item.</p>"),
    "button to a page": ("", '<a href="words/index.html" class="button">Start</a>'),
    "abstract": ("words/", '<p class="note-title">Abstract</p><p>What inline constructs look like.'),
    "emphasis": ("words/", "<em>Emphasis</em>", "<strong>strong</strong>", "<code>code</code>"),
    "keyboard": ("words/", "<kbd>Ctrl</kbd>"),
    "underline": ("words/", "<u>underlined</u>"),
    "small caps": ("words/", '<span class="smallcaps">Small Caps</span>'),
    "sub and sup": ("words/", "H<sub>2</sub>O", "x<sup>2</sup>"),
    "abbreviation": ("words/", '<abbr title="World Health Organization">WHO</abbr>'),
    "units": ("words/", "5&nbsp;kilometre per hour"),
    "chemistry": ("words/", "H<sub>2</sub>O."),
    "inline math": ("words/", "<math/>"),
    "index without a random id": ("words/", "<span>kite</span>"),
    "title of a link": ("words/", '<a href="https://kites.example/x" title="The title">web</a>'),
    "tel and ftp": ("words/", '<a href="tel:+12">', '<a href="ftp://kites.example/a">'),
    "address without scheme": ("words/", '<a href="https://kites.example/y">double</a>'),
    "download": ("words/", '<a href="../files/notes.txt" download="">the notes</a>'),
    "own address": ("words/", '<a href="../blocks/index.html#tabs">own</a>'),
    "own address of a number": ("words/", '<a href="../numbered/index.html#num-a" class="num">own number</a>'),
    "reference by number": ("words/", 'class="fig">Figure 1</a>'),
    "term": ("words/", '<a href="../blocks/index.html#term-kite">kite</a>'),
    "footnote used twice": ("words/", 'id="fnref-a"', 'id="fnref-a-2"', 'href="#fnref-a-2" aria-label="Back to the text, place 2"'),
    "footnote of two paragraphs": ("words/", "<p>First paragraph.</p>\n<p>Second paragraph.</p>"),
    "citation": ("words/", 'As <a href="#cite-lindow2024" class="cite">Lindow &amp; Berg (2024)</a>', '2024</a>; <a href="#cite-fair2021"'),
    "references": ("words/", '<h2 id="references">References</h2>', '<li id="cite-fair2021">Fair, F. (2021). <i>'),
    "tabs": ("blocks/", '<details name="tabs-1"><summary>Red</summary>', '<details name="tabs-1" open><summary>Blue</summary>'),
    "admonition": ("blocks/", '<div class="note warning" role="note"><p class="note-title">Mind the wind</p>'),
    "folded admonition": ("blocks/", '<details class="note tip dropdown"><summary', '<details class="note tip dropdown" open>'),
    "dropdown": ("blocks/", '<details class="more"><summary>Closed', '<details class="more" open><summary>Opened'),
    "aside": ("blocks/", '<div class="note beside" role="note"><p class="note-title">Beside</p>'),
    "epigraph": ("blocks/", '<figure class="quote epigraph"><blockquote><p>Wind is all.', "<figcaption>A. Flyer</figcaption>"),
    "theorem": ("blocks/", '<div id="thm-lift" class="note proof" role="note"><p class="note-title">Theorem 1 (Lift)</p>'),
    "proof": ("blocks/", '<p class="note-title">Proof</p>'),
    "exercise": ("blocks/", '<p class="note-title">Exercise 1</p>', '<p class="note-title">Exercise (Named)</p>'),
    "solution": ("blocks/", '<details id="sol-a" class="note proof dropdown"><summary class="note-title">Solution to Exercise 1</summary>'),
    "listing": ("blocks/", "<figcaption>fly.py</figcaption>", '<span class="ln" data-n="2"></span><span class="hll">'),
    "numbered listing": ("blocks/", '<figure id="code-two" class="listing">', "Program 1:", 'data-n="7"'),
    "included source": ("blocks/", "<figcaption>notes.txt</figcaption>"),
    "mermaid": ("blocks/", "<figcaption>Diagram, as Mermaid source</figcaption>", "flowchart LR\n  A --&gt; B"),
    "figure": ("blocks/", '<figure id="fig-kite" class="picture center"><img src="../files/kite.png" alt="A red square" class="w5 center"', '<div class="legend">'),
    "subfigures": ("blocks/", '<figure id="fig-two" class="picture several"><figure id="fig-two-a" class="picture">', "(a) </span>A red square"),
    "width and side of a picture": ("blocks/", 'class="right" width="60" height="40"'),
    "title of a picture": ("blocks/", 'alt="A linked one" title="A title"'),
    "film": ("blocks/", '<video controls preload="metadata" src="../files/clip.mp4" aria-label="A film"></video>'),
    "iframe": ("blocks/", '<a href="https://kites.example/film">Open kites.example/film</a>'),
    "task list": ("blocks/", '<li class="task"><span role="img" aria-label="done">☑ </span>done</li>'),
    "definitions": ("blocks/", "<dt>Term</dt><dd>Definition of <em>term</em>.</dd>", '<dt id="term-kite">'),
    "table": ("blocks/", '<th scope="col" class="right">b</th>', '<td class="right">2</td>'),
    "captioned table": ("blocks/", '<table id="tab-kites"><caption><span class="no">Table 1: </span>A table of kites</caption>'),
    "include": ("blocks/", "<p>An <em>included</em> sentence"),
    "embed": ("blocks/", '<table><caption><span class="no">Table 1: </span>', '<figure class="picture center"><img'),
    "raw html": ("blocks/", "<p>raw <b>html</b></p>"),
    "toc": ("blocks/", '<li>Chapters<ul><li><a href="../words/index.html">Words</a></li>'),
    "bibliography": ("blocks/", '<ul class="references">\n<li id="cite-fair2021">'),
    "numbered equation": ("numbered/", '<div id="eq-lift" class="math" tabindex="0"><math/><span class="no">(1)</span></div>'),
    "numbered heading": ("numbered/", '<span class="secno">1.2 </span>Second'),
    "panel of an option": ("numbered/", '<section class="findings"><h2 id="in-brief">'),
    "box of an option": ("numbered/", '<div class="claimbox"><p><strong>Claim</strong>'),
    "entry of an option": ("numbered/", '<h4 id="num-a" class="entry-title">'),
    "data frame": ("outputs/", '<th scope="col">kites</th>', '<th scope="row">a</th>', '<span lang="zh">新</span>'),
    "MultiIndex": ("outputs/", '<th scope="col" colspan="2">x</th>', '<th scope="row">s</th>'),
    "wide data frame": ("outputs/", '<th scope="col">column 39</th>'),
    "Styler": ("outputs/", '<td id="out-4-T_x_row0_col0">'),
    "LaTeX": ("outputs/", r'<pre class="out" tabindex="0">$\displaystyle'),
    "LaTeX that is no formula": ("outputs/", r'<pre class="out" tabindex="0">\begin{tabular}'),
    "Markdown": ("outputs/", '<strong>bold</strong> <a href="../blocks/index.html#tabs">t</a>', "<li>item</li>"),
    "JSON": ("outputs/", '<span class="nt">"a"</span><span class="p">:</span><span class="w"> </span><span class="s2">"新"'),
    "plain text": ("outputs/", '<pre class="out" tabindex="0">one\ntwo</pre>'),
    "streams": ("outputs/", '<pre class="out" tabindex="0">three\nfour</pre>', ">careful</pre>"),
    "long stream": ("outputs/", "kite 0\nkite 1\n", "kite 7999</pre>"),
    "colours of a terminal": ("outputs/", ">red kite\n100%</pre>"),
    "error that was asked for": ("outputs/", '<pre class="out error" tabindex="0">KiteError: no wind</pre>'),
    "chart": ("outputs/", '<figure class="chart" id="fig-kites" data-lines="">', '<a href="#fig-kites">Figure 1.1</a>'),
    "png": ("outputs/", 'alt="A png" width="60" height="40"'),
    "png of another size": ("outputs/", 'alt="A small png" width="30" height="20"'),
    "jpeg": ("outputs/", '.jpeg" alt="A jpeg" width="60"'),
    "gif and webp": ("outputs/", '.gif" alt="A gif" width="60"', '.webp" alt="A webp" width="60"'),
    "svg": ("outputs/", '.svg" alt="A drawing" class="plate" width="90" height="40"'),
    "captioned cell": ("outputs/", '<figure id="cell-a" class="picture">', 'alt="A red field"', "Figure 1.2: </span>A captioned field"),
    "captioned cell again": ("outputs/", "Figure 1.3: </span>Shown again.", 'class="fig">Figure 1.3</a>', 'class="fig">Figure 1.1</a>'),
    "sound": ("outputs/", '.wav" type="audio/wav"></audio>', '<audio controls preload="metadata" src="../files/'),
    "picture in HTML": ("outputs/", '<img alt="A dot" src="../files/'),
    "hidden output": ("outputs/", '<summary>Output</summary><pre class="out" tabindex="0">FOLDED 5'),
    "hidden cell": ("outputs/", '<summary>Cell</summary><pre class="out" tabindex="0">FOLDED 7', "<summary>More</summary><p>FOLDED 10"),
    "attachment": ("outputs/", 'alt="A pasted kite" width="60"'),
    "raw cell of HTML": ("outputs/", "<b>raw html</b>"),
    "foreign ids and classes": ("outputs/", '<p id="out-7-tabs">p <a href="#tables">'),
}  # fmt: skip


@pytest.mark.parametrize("construct", EXPECTED)
def test_every_construct_is_on_its_page(gallery: Path, construct: str) -> None:
    page, *parts = EXPECTED[construct]
    text = source(gallery, page)
    for part in parts:
        assert part in text


def test_what_is_tagged_away_is_nowhere(gallery: Path) -> None:
    text = source(gallery, "outputs/")
    assert "SECRET" not in text
    assert {f"SHOWN {n}" for n in (2, 4, 5, 6)} == set(re.findall(r"SHOWN \d", text))
    assert "IPython" not in text, "a poorer form stands for a richer one"
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", text)


def test_ids_are_unique_and_links_lead_somewhere(gallery: Path) -> None:
    pages = {}
    for path in gallery.resolve().rglob("index.html"):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        pages[path] = Page(path, path.parent.name, soup)
        ids = pages[path].ids()
        assert len(ids) == len(set(ids)), f"{path}: {sorted(i for i in ids if ids.count(i) > 1)}"
    for page in pages.values():
        for link in page.soup.find_all(href=True):
            if not re.match(r"\w+:", link["href"]):
                file, anchor = page.target(link["href"])
                assert file.is_file(), f"{page.name}: {link}"
                assert not anchor or file not in pages or anchor in pages[file].ids(), (
                    f"{page.name}: {link}"
                )


def test_two_builds_give_the_same_bytes(gallery: Path, parsed: Path, tmp_path: Path) -> None:
    book = parsed.parent.parent
    shutil.rmtree(book / "_build")
    parse(book)
    theme.render(book / "_build" / "site", tmp_path)
    for path in gallery.rglob("*"):
        if path.is_file():
            other = tmp_path / path.relative_to(gallery)
            assert path.read_bytes() == other.read_bytes(), path.name


def test_the_render_command_writes_the_same_site(
    gallery: Path, parsed: Path, tmp_path: Path
) -> None:
    shutil.copytree(parsed, tmp_path / "site")
    folder = Path(theme.__file__).parent
    command = [
        sys.executable,
        *re.search("render: python (.*)", (folder / "template.yml").read_text())[1].split(),
    ]
    env = {"PATH": os.environ["PATH"], "BUILD_DIRECTORY": str(tmp_path / "html"), "BASE_URL": ""}
    subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True)
    for path in gallery.rglob("*.html"):
        assert path.read_bytes() == (tmp_path / "html" / path.relative_to(gallery)).read_bytes()
    (tmp_path / "site" / "content" / "words.json").unlink()
    run = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 1
    assert run.stderr.startswith(
        "the theme cannot render a page: words.json: not in the parsed site"
    )
    assert "Traceback" not in run.stderr


#: A page that must not be built, and what is said of it.
BROKEN = {
    "[page](gone.md)": "a link to 'gone.md' leads nowhere",
    "[chapter](../notebooks/gone.ipynb)": "a link to '../notebooks/gone.ipynb' leads nowhere",
    "[html](kites.html)": "a link to 'kites.html' leads nowhere",
    "[place](index.md#gone)": "'gone' finds no target",
    "[away](../../../../../../../../etc/hostname)": "no public file of this project",
    ":::{include} ../../../../../../../../etc/hostname\n:::": "no public file of this project",
    "![a](kite-gone.png)": "'kite-gone.png' is not part of the site",
    "![a](<kite one.png>)": "with a name of plain letters, digits and hyphens",
    "![a](风筝.png)": "with a name of plain letters, digits and hyphens",
    "![](kite.png)": "'kite.png' has no alternative text",
    ":::{kyte}\n:::": "the directive {kyte} is not known",
    "{kyte}`a`": "the role {kyte} is not known",
    "[@gone]": "the source 'gone' is in no bibliography",
    "{eval}`count`": "the expression 'count' has no stored value",
}


def test_what_the_engine_lets_pass_broken_is_refused_by_name(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    toc = "".join(f"    - file: p{n}.md\n" for n in range(len(BROKEN)))
    settings = (GALLERY / "myst.yml").read_text(encoding="utf-8").partition("  toc:")[0]
    settings += f"  toc:\n    - file: index.md\n{toc}site:\n  template: theme\n"
    (book / "myst.yml").write_text(settings.replace("[kites.bib]", "[]"), encoding="utf-8")
    shutil.copytree(Path(theme.__file__).parent, book / "theme")
    shutil.copy(GALLERY / "kite.png", book / "kite.png")
    for name in ("kite one.png", "风筝.png"):
        shutil.copy(GALLERY / "kite.png", book / name)
    (book / "index.md").write_text("# Kites\n", encoding="utf-8")
    for n, text in enumerate(BROKEN):
        (book / f"p{n}.md").write_text(f"# Kites\n\n## Wind\n\n{text}\n", encoding="utf-8")
    parse(book)
    for n, message in enumerate(BROKEN.values()):
        with pytest.raises(
            theme.ThemeError, match=rf"page 'p{n}', under 'Wind': .*{re.escape(message)}"
        ):
            theme.render(book / "_build" / "site", tmp_path / "html", only=[f"p{n}.md"])


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_the_gallery_fits_a_phone_and_is_accessible(
    gallery, chromium, reader, page, scheme
) -> None:
    with served(gallery) as address:
        seen = reader(color_scheme=scheme)
        shown = seen.open(f"{address}{page}index.html")
        assert not shown.evaluate(WIDER)
        assert not violations(shown)
        assert not seen.errors
        assert not seen.abroad(address)
