"""Every chart of the book on one sheet a chapter: wide and narrow, light and dark, for reviewers.

    python tests/contact_sheet.py [FOLDER] [CHAPTER …]

Reads what the chapters store, so `make refresh` comes first; writes book/_build/contact-sheet by
default, a picture a chapter, each named like its chapter.
"""

import argparse
import base64
import html
import json
import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "book" / "theme" / "static"
sys.path[:0] = [str(ROOT / "book"), str(ROOT / "notebooks")]

from nqpf.settings import MIME  # noqa: E402
from theme import svg  # noqa: E402

STYLE = """
.plot.wide { display: block; width: 680px; margin: 0; } .plot.narrow { width: 330px; margin: 0; }
body { width: 2140px; margin: 0; padding: 20px; background: white; }
section { display: grid; grid-template-columns: repeat(2, 1060px); }
section > div { display: flex; gap: 20px; padding: 12px 15px; background: var(--paper); }
.dark { color-scheme: dark; } h2 { margin: 1rem 0 .25rem; font-size: 19px; color: black; }
"""


def charts(chapter: Path):
    """The charts that a chapter stores: what each says, its wide and its narrow drawing."""
    for cell in json.loads(chapter.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            if face := output.get("data", {}).get(MIME):
                yield face, "".join(output["data"]["image/svg+xml"]), face["narrow"]


def stylesheet() -> str:
    """The stylesheet of the book with its letters inside, as the sheet has no address."""

    def inside(font: re.Match[str]) -> str:
        data = base64.b64encode((STATIC / font[1]).read_bytes()).decode("ascii")
        return f"url(data:font/woff2;base64,{data})"

    sheet = (STATIC / "style.css").read_text(encoding="utf-8")
    return re.sub(r"url\((fonts/[\w.-]+)\)", inside, sheet)


def page(chapter: Path) -> str:
    """A page with a row a chart; empty where the chapter has none."""
    rows = []
    for face, wide, narrow in charts(chapter):
        sides = ""
        for scheme in ("light", "dark"):
            plots = "".join(
                f'<div class="plot {size}">'
                f"{svg.inline(drawing, '-'.join((face['id'], size, scheme)), '', '')}</div>"
                for size, drawing in (("wide", wide), ("narrow", narrow))
            )
            sides += f'<div class="{scheme}">{plots}</div>'
        title = f"{face['id']}: {face['finding']}"
        lines = " data-lines" * (face["form"] == "Line chart")
        rows.append(f"<h2>{html.escape(title)}</h2><section{lines}>{sides}</section>")
    head = f'<!doctype html><meta charset="utf-8"><style>{stylesheet()}{STYLE}</style>'
    return head + "".join(rows) if rows else ""


def main() -> None:
    """Draw the sheets and say where they are."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    folder = ROOT / "book" / "_build" / "contact-sheet"
    ask.add_argument("folder", nargs="?", type=Path, default=folder)
    ask.add_argument("chapters", nargs="*", help="names begin with this, such as 02; all if none")
    given = ask.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    program = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 2180, "height": 1000})
        for chapter in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
            wanted = not given.chapters or chapter.stem.startswith(tuple(given.chapters))
            if wanted and (text := page(chapter)):
                tab.set_content(text)
                tab.evaluate("document.fonts.ready")
                picture = given.folder / f"{chapter.stem}.png"
                tab.screenshot(path=picture, full_page=True)
                print(picture)


if __name__ == "__main__":
    main()
