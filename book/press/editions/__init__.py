"""What is published beside the site: the same pages on paper, for e-readers, in one file; the data.

Nothing in an edition depends on the clock: its date is that of the newest source.
"""

import hashlib
import io
import json
import tempfile
import zipfile
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import jinja2

from press.build import build
from press.downloads import LIST, content
from press.editions import bundle, document, epub, parts, pdf, tables
from press.files import alone, swap
from press.workshop import Workshop

TEMPLATES = Path(__file__).parents[1] / "templates" / "editions"


def make(shop: Workshop) -> list[Path]:
    """Build the site, make all editions of it, and build the site that offers them.

    Raises EditionError: a tool is missing, which is seen before anything is made.
    """
    pdf.browser()
    build(shop)
    with tempfile.TemporaryDirectory(dir=shop.build, prefix=".editions-") as folder:
        new, target = Path(folder) / "editions", shop.build / "editions"
        new.mkdir()
        listed = []
        for name, made in editions(shop, shop.html).items():
            (new / name).write_bytes(made)
            checksum = hashlib.sha256(made).hexdigest()
            listed.append({"name": name, "bytes": len(made), "sha256": checksum})
        text = json.dumps({"content": content(shop), "editions": listed}, indent=1)
        (new / LIST).write_text(text + "\n", encoding="utf-8")
        with alone(shop.build):
            swap(new, target)
    build(shop)
    return [target / one["name"] for one in listed]


def editions(shop: Workshop, site: Path) -> dict[str, bytes]:
    """Make every edition of a built site: {name of the file: what is in it}."""
    options, title = shop.myst["site"].get("options", {}), shop.myst["project"]["title"]
    pages = parts.read(site, options.get("downloads_page", ""))
    as_of = shop.data.sources["date"].max()
    date = f"{as_of}-01-01"[:10]
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(["html", "xhtml", "opf", "svg"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters["markup"] = parts.markup
    jinja.globals |= {"shop": shop, "options": options, "project": shop.myst["project"]}
    groups = [(name, [*own]) for name, own in groupby(pages, attrgetter("group"))]
    jinja.globals |= {"parts": pages, "groups": groups}
    jinja.globals |= {"as_of": as_of, "date": date, "id": uuid5(NAMESPACE_URL, title + date)}
    one = document.written(jinja, pages, options.get("registers", "").split())
    database, tables_as_parquet = tables.database(shop, jinja)
    return {
        "nqpf-book.html": one.encode(),
        "nqpf-book.pdf": pdf.printed(one, title, date),
        "nqpf-book.epub": zipped(epub.contents(jinja, pages)),
        "nqpf-data.zip": zipped(tables.package(shop, jinja)),
        "nqpf-data.sqlite": database,
        "nqpf-data-parquet.zip": zipped(tables_as_parquet),
        "nqpf-bundle.zip": zipped(bundle.contents(shop), "nqpf-bundle/"),
    }


def zipped(files: dict[str, bytes], folder: str = "") -> bytes:
    """Pack files in the order given; the same files give the same bytes on every system."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compresslevel=9) as archive:
        for name, made in files.items():
            entry = zipfile.ZipInfo(folder + name)  # of 1980, whatever the clock says
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # alike on every system
            # An e-book must begin with its type as plain bytes.
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, made, kind)
    return out.getvalue()
