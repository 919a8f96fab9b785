"""The document on paper: Chromium prints it, and what depends on the clock is taken out."""

import io
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from unicodedata import normalize

import pikepdf

from press.editions.tables import EditionError


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
    for found in pdf.objects:  # 生 is named by the radical ⽣, which no search finds
        if isinstance(found, pikepdf.Dictionary) and isinstance(
            named := found.get("/ToUnicode"), pikepdf.Stream
        ):
            radical = r"(?<=<[0-9A-F]{2}> <)2F[0-9A-F]{2}(?=>)"
            named.write(re.sub(radical, _meant, named.read_bytes().decode()).encode())
    pdf.Root.Lang = "en"
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _meant(radical: re.Match[str]) -> str:
    return f"{ord(normalize('NFKC', chr(int(radical[0], 16)))):04X}"
