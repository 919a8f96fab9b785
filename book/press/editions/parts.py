"""The pages of the built site as parts of a book: one document, on paper too, and an e-book.

Every anchor begins with the name of its part, and a link inside the book says `part.xhtml#anchor`.
"""

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import tempfile
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import urljoin, urlsplit

import html5lib
import jinja2
import pikepdf
from lxml import etree
from lxml.builder import E
from markupsafe import Markup

from press.editions.tables import FORM, EditionError

STYLE = Path(__file__).parents[2] / "theme" / "static" / "style.css"


class Part(NamedTuple):
    """One page: its name in addresses, its title, its part of the contents, its article."""

    name: str
    title: str
    group: str
    article: etree._Element


def read(site: Path, without: str) -> list[Part]:
    """Read the pages of a built site in reading order, but for one page."""
    first = _parsed(site / "index.html")
    base = first.xpath("string(//link[@rel='canonical']/@href)")
    found = {link.get("href"): link for link in first.xpath("//nav[@class='side']//a")}
    found.pop(f"{without}/index.html", None)
    names = {address: Path(address).parent.name or "index" for address in found}
    parts = []
    for address, link in found.items():
        article = _parsed(site / address).xpath("//main/article")[0]
        _tidy(article)
        _name(article, names[address])
        _lead(article, address, names, base)
        for media in article.xpath(".//*[@src]"):
            media.set("src", inside(site / urljoin(address, media.get("src"))))
        group = link.xpath("normalize-space(ancestor::li[@class='part']/text())")
        parts.append(Part(names[address], " ".join(link.itertext()), group, article))
    return parts


def inside(file: Path) -> str:
    """Write a file as an address that holds it."""
    kind = guess_type(file.name)[0] or "font/woff2"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def markup(element: etree._Element) -> Markup:
    """Write an element so that a reader of HTML and one of XML see the same."""
    for inner in element.iter():
        if not len(inner) and not inner.text and inner.tag not in FORM["void"]:
            inner.text = ""  # else it is written <p/>, which HTML takes for an opening tag
    return Markup(etree.tostring(element, encoding="unicode", with_tail=False))


def drop(article: etree._Element, classes: str, others: str = "_") -> None:
    """Remove the elements of some classes and others that a path finds, not the text behind."""
    tests = (f"contains(concat(' ', @class, ' '), ' {name} ')" for name in classes.split())
    for element in article.xpath(f".//*[{' or '.join(tests)}] | {others}"):
        element.tag = "_gone"
    etree.strip_elements(article, "_gone", etree.Comment, with_tail=False)


def _parsed(page: Path) -> etree._Element:
    content = page.read_bytes()
    return html5lib.parse(content, treebuilder="lxml", namespaceHTMLElements=False).getroot()


def _tidy(article: etree._Element) -> None:
    drop(article, FORM["screen_only"], FORM["idle"])
    etree.strip_attributes(article, *FORM["searching"])
    for element in article.iter("{*}*"):
        name = etree.QName(element)
        element.tag = name.localname  # written without a prefix, as HTML does
        if name.localname in ("svg", "math"):
            element.set("xmlns", name.namespace)
    etree.cleanup_namespaces(article)


def _name(article: etree._Element, name: str) -> None:
    for given in article.xpath(FORM["naming"]):
        anchors = (f"{name}-{anchor}" for anchor in given.split())
        given.getparent().set(given.attrname, " ".join(anchors))
    for given in article.xpath(FORM["leading"]):
        given.getparent().set(given.attrname, given.replace("#", f"#{name}-"))
    article.set("id", name)


def _lead(article: etree._Element, address: str, names: dict[str, str], base: str) -> None:
    """Lead every link to its place in the book, else to the published site, if there is one."""
    for link in article.xpath(".//a[@href]"):
        to, hash_, anchor = urljoin(address, link.attrib.pop("href")).partition("#")
        link.attrib.pop("download", None)
        if name := names.get(to):
            link.set("href", f"{name}.xhtml#{'-'.join(filter(None, (name, anchor)))}")
        elif base or urlsplit(to).scheme:
            link.set("href", urljoin(base, to + hash_ + anchor))


def written(jinja: jinja2.Environment, parts: list[Part], registers: list[str]) -> str:
    """Write the document with everything that it needs in it; registers need no endnotes."""
    noted = {part.name: _note(part) for part in parts if part.name not in registers}
    style = STYLE.read_text(encoding="utf-8") + jinja.get_template("paper.css").render()
    font = re.compile(r"(?<=url\()fonts/[\w.-]+(?=\))")
    style = font.sub(lambda name: inside(STYLE.parent / name[0]), style)
    policy = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made = jinja.get_template("book.html").render(noted=noted, style=style, policy=policy)
    return re.sub(r'(?<= href=")[\w-]+\.xhtml(?=#)', "", made)


def _note(part: Part) -> dict[str, str]:
    """Mark the number links of a part, as paper cannot be clicked: {number: its entry}."""
    notes: dict[str, str] = {}
    for link in part.article.xpath(".//a[contains(@href, '-num-')]"):
        entry = link.get("href")
        notes.setdefault(entry.partition("-num-")[2], entry)
        place = [*notes.values()].index(entry) + 1
        mark = E.a(str(place), href=f"{part.name}.xhtml#note-{part.name}-{place}")
        raised = E.sup(mark, {"class": "paper-only"})
        raised.tail, link.tail = link.tail, None
        link.addnext(raised)
    return notes


def e_book(jinja: jinja2.Environment, parts: list[Part]) -> dict[str, str]:
    """Give the files of the e-book, the one first that must be; cuts the articles to size."""
    for part in parts:
        drop(part.article, FORM["large"])
    files = {"mimetype": "application/epub+zip"}
    files["META-INF/container.xml"] = jinja.get_template("container.xml").render()
    for name in ("package.opf", "nav.xhtml", "style.css", "cover.svg"):
        files[f"EPUB/{name}"] = jinja.get_template(name).render()
    for part in parts:
        files[f"EPUB/{part.name}.xhtml"] = jinja.get_template("part.xhtml").render(part=part)
    return files


def browser() -> str:
    """Find Chromium; EditionError says how to get it."""
    name = os.environ.get("CHROMIUM") or "chromium"
    if not (found := shutil.which(name)):
        raise EditionError(
            f"the PDF is printed by Chromium, and there is no {name} here; `apt-get install "
            "chromium fonts-noto-cjk`, or name the browser that you have in CHROMIUM"
        )
    return found


def printed(document: str, title: str, date: str) -> bytes:
    """Print a document: to learn where its parts begin, and with that; EditionError: it failed."""
    with tempfile.TemporaryDirectory(prefix="print-") as folder:
        with _print(document, Path(folder)) as pdf:
            sheets = {page.objgen: str(number) for number, page in enumerate(pdf.pages, 1)}
            begins = {name[1:]: sheets[to[0].objgen] for name, to in pdf.Root.Dests.items()}
        leaf = re.compile(r'(?<=<span class="leaf" data-of=")([^"]+)">')
        numbered = leaf.sub(lambda match: match[0] + begins[match[1]], document)
        with _print(numbered, Path(folder)) as pdf:
            return _settled(pdf, title, date)


def _print(document: str, folder: Path) -> pikepdf.Pdf:
    source, target = folder / "book.html", folder / "book.pdf"
    source.write_text(document, encoding="utf-8")
    # The document is of our own making and holds no script, so root may print it too.
    command = [browser(), "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += ["--generate-pdf-document-outline", f"--user-data-dir={folder / 'browser'}"]
    command += [f"--print-to-pdf={target}", source.as_uri()]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode or not target.exists():
        raise EditionError(f"Chromium could not print the book and says:\n{done.stderr[-2000:]}")
    return pikepdf.open(target)


def _settled(pdf: pikepdf.Pdf, title: str, date: str) -> bytes:
    """Say what the book is, and nothing of when and by what it was printed."""
    del pdf.docinfo
    with pdf.open_metadata(set_pikepdf_as_editor=False) as described:
        described["dc:title"], described["dc:language"] = title, ["en"]
        described["xmp:CreateDate"] = described["xmp:ModifyDate"] = f"{date}T00:00:00Z"
    radical = re.compile(r"(?<=<[0-9A-F]{2}> <)2F[0-9A-F]{2}(?=>)")
    for found in pdf.objects:  # 生 is named by the radical ⽣, which no search finds
        named = found.get("/ToUnicode") if isinstance(found, pikepdf.Dictionary) else None
        if isinstance(named, pikepdf.Stream):
            named.write(radical.sub(_meant, named.read_bytes().decode()).encode())
    pdf.Root.Lang = "en"
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _meant(radical: re.Match[str]) -> str:
    return f"{ord(normalize('NFKC', chr(int(radical[0], 16)))):04X}"
