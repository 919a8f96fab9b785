"""The editions of a small book: the same each time, offered with their own content, or refused."""

import hashlib
import io
import os
import shutil
import zipfile

import kitehouse
import pytest
from nothing_skipped import need

from press import editions
from press.build import build
from press.editions.tables import EditionError
from press.pages import MADE_FROM, content
from press.workshop import Workshop


@pytest.fixture(scope="module")
def kites(tmp_path_factory):
    """The small book, with a page of downloads."""
    root = kitehouse.make(tmp_path_factory.mktemp("editions") / "kites")
    text = "# Downloads\n\n:::{register} downloads\n:::\n"
    (root / "book" / "downloads.md").write_text(text, encoding="utf-8")
    last = "    - file: methodology.md\n"
    kitehouse.edit(root / "book" / "myst.yml", last, f"{last}    - file: downloads.md\n")
    with (root / "book" / "myst.yml").open("a", encoding="utf-8") as settings:
        settings.write("  options:\n    downloads_page: downloads\n    registers: numbers data\n")
    code, said = kitehouse.run(root, "refresh")
    assert code == 0, said
    return Workshop(root)


def test_a_second_build_gives_the_same_bytes(kites, tmp_path):
    need(os.environ.get("CHROMIUM") or shutil.which("chromium"), "the PDF needs Chromium")
    build(kites, tmp_path / "html")
    first, again = (editions.editions(kites.again(), tmp_path / "html") for _ in range(2))
    assert [name for name in first if first[name] != again[name]] == []
    with zipfile.ZipFile(io.BytesIO(first["nqpf-book.epub"])) as file:
        assert file.namelist()[0] == "mimetype"
        assert file.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_without_a_browser_the_message_says_how_to_get_one_and_nothing_is_made(kites, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    with pytest.raises(EditionError, match=r"no-such-browser.*apt-get install chromium"):
        editions.make(kites)
    assert not (kites.build / "editions").exists()


def test_the_site_offers_the_editions_of_its_own_content_only(kites):
    folder = kites.build / "editions"
    folder.mkdir(parents=True)
    (folder / "nqpf-book.pdf").write_bytes(b"paper" * 1000)
    (folder / MADE_FROM).write_text(content(kites), "utf-8")
    build(kites)
    page = (kites.html / "downloads" / "index.html").read_text("utf-8")
    assert "5,000 bytes" in page
    assert hashlib.sha256(b"paper" * 1000).hexdigest() in page
    assert (kites.html / "files" / "nqpf-book.pdf").read_bytes() == b"paper" * 1000
    with (kites.book / "index.md").open("a", encoding="utf-8") as index:
        index.write("\nOne word more.\n")
    build(kites)
    page = (kites.html / "downloads" / "index.html").read_text("utf-8")
    assert "5,000" not in page
    assert "make editions" in page
    assert not (kites.html / "files" / "nqpf-book.pdf").exists()
