"""A made-up book around the kites: one chapter with a chart and a table, and a page."""

import shutil
from pathlib import Path

import kites
import nbformat
import toy

from press import files, notebooks
from press.workshop import Workshop

CHAPTER = "02_kites.ipynb"
SETUP = """from nqpf import forms, open_book

book = open_book()
data, n = book.data, book.text"""
CHART = """#| label: fig-kites
book.publish(
    "kites",
    forms.lines(data.select("kites", ["CHN", "JPN"]), "Kites, thousand"),
    finding=f"Kites in China rose by {n('kites-rise')} in three years.",
    holds="kites-rise > 0",
)"""
CELLS = [
    "# Kites\n\nHow many kites are there?",
    (SETUP, []),
    "(sec-kites)=\n## Kites rose\n<!-- holds: kites-rise > 0 -->\n\n"
    "> **Claim [A01](#claim-a01).** Kites are many.\n\n"
    "There were [so many](#num-kites-2020) in 2020 and [more](#num-kites-2022) in 2022.",
    (CHART, []),
    ("data.timeline(['first-flight'])['event'].tolist()", []),
]
INDEX = """# The kite book

Kites rose by [something](#num-kites-rise).<!-- holds: kites-rise > 0 -->
A secondary quotation gives a share of [x](#num-kite-share).
"""
MYST = """version: 1
project:
  title: The kite book
  toc:
    - file: index.md
    - file: ../notebooks/02_kites.ipynb
site:
  template: theme
"""


def make(folder: Path, **chapters: list) -> Workshop:
    """Write the book, with a copy of the library beside the chapter as a reader would have it.

    Args:
        folder: where to; it may be there already.
        chapters: the cells of further chapters by the stem of their file; see `toy.notebook`.
    """
    kites.write(folder)
    library = kites.ROOT / "notebooks" / "nqpf"
    shutil.copytree(
        library, folder / "notebooks" / "nqpf", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "book").mkdir()
    shutil.copy(kites.ROOT / "book" / "requirements.lock", folder / "book")
    (folder / "book" / "myst.yml").write_text(MYST, encoding="utf-8")
    (folder / "book" / "index.md").write_text(INDEX, encoding="utf-8")
    add(folder, **{CHAPTER.removesuffix(".ipynb"): CELLS} | chapters)
    return Workshop(folder)


def add(folder: Path, **chapters: list) -> None:
    """Write chapters that were never executed, by the stem of their file."""
    for stem, cells in chapters.items():
        notebook = nbformat.reads(toy.notebook(*cells), as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.execution_count = None
        path = folder / "notebooks" / f"{stem}.ipynb"
        files.write_text(path, notebooks.canonical(notebook))


def edit(path: Path, change) -> None:
    """Change a chapter by a function of its notebook, and nothing else in it."""
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def output(text: str, count: int = 1) -> nbformat.NotebookNode:
    """Give the output of a cell that ends in a value."""
    return nbformat.v4.new_output(
        "execute_result", {"text/plain": text}, execution_count=count, metadata={}
    )
