"""What is published beside the site: the same pages on paper, for e-readers, in one file; the data.

Nothing in an edition depends on the clock: its date is that of the newest source.
"""

import io
import json
import shutil
import zipfile
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import jinja2

from press import texts
from press.build import build
from press.editions import parts, tables
from press.files import alone
from press.pages import MADE_FROM, content
from press.workshop import Workshop


def make(shop: Workshop, base_url: str | None = None) -> list[Path]:
    """Build the site, make its editions, and build it again to offer them.

    EditionError: a tool is missing, which is seen before anything is made.
    """
    parts.browser()
    made_from, folder = content(shop), shop.build / "editions"
    build(shop, base_url=base_url)
    made = editions(shop, shop.html)
    with alone(shop.build):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, edition in made.items():
            (folder / name).write_bytes(edition)
        (folder / MADE_FROM).write_text(made_from, encoding="utf-8")  # without it none is offered
    build(shop, base_url=base_url)
    return [folder / name for name in made]


def editions(shop: Workshop, site: Path) -> dict[str, bytes]:
    """Make every edition of a built site: {name of the file: what is in it}."""
    options, project = shop.myst["site"].get("options", {}), shop.myst["project"]
    pages = parts.read(site, options.get("downloads_page", ""))
    as_of = shop.data.sources["date"].max()
    date, title = f"{as_of}-01-01"[:10], project["title"]
    marked = jinja2.select_autoescape(["html", "xhtml", "opf", "svg"])
    jinja = texts.templates("editions", autoescape=marked)
    groups = [(name, [*own]) for name, own in groupby(pages, attrgetter("group"))]
    jinja.globals |= {"shop": shop, "options": options, "project": project, "markup": parts.markup}
    jinja.globals |= {"parts": pages, "groups": groups, "as_of": as_of, "date": date}
    described = json.loads((shop.data_folder / "datapackage.json").read_bytes())
    jinja.globals |= {"id": uuid5(NAMESPACE_URL, title + date), "described": described}
    one = parts.written(jinja, pages, options.get("registers", "").split())
    database, tables_as_parquet = tables.database(shop, jinja)
    return {
        "nqpf-book.html": one.encode(),
        "nqpf-book.pdf": parts.printed(one, title, date),
        "nqpf-book.epub": zipped(parts.e_book(jinja, pages)),
        "nqpf-data.zip": zipped(tables.package(shop, jinja)),
        "nqpf-data.sqlite": database,
        "nqpf-data-parquet.zip": zipped(tables_as_parquet),
        "nqpf-bundle.zip": zipped(tables.bundle(shop), "nqpf-bundle/"),
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
