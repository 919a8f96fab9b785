"""Start a chapter from a template that carries the rules and passes the checks at once."""

from __future__ import annotations

import importlib
import keyword
import re
from collections.abc import Callable
from pathlib import Path
from string import Template

import nbformat
from nbformat import NotebookNode

from nqpf import numbers
from nqpf.dataset import DatasetError
from press import chapters, paths
from press.files import write_text
from press.refresh import RefreshError, refresh

TEMPLATES = Path(__file__).parent / "templates"
PART = re.compile(r"^ *- title: Chapters *\n *children: *\n(?:( *- file: ).*\n)+", re.MULTILINE)


class NewError(ValueError):
    """The chapter was not made; the message says why, and nothing was changed."""


def chapter(name: str, *, say: Callable[[str], None] = print) -> list[Path]:
    """Make a chapter: its notebook, its module of named numbers, its entry in the contents.

    Args:
        name: snake_case, such as ``green_steel``; title and addresses follow from it.
        say: takes one line of progress at a time.

    Returns:
        The three files, notebook first.

    Raises:
        NewError: the name cannot be used, or the book as it stands cannot be refreshed.
    """
    number = _free_number(name)
    notebook = paths.NOTEBOOKS / f"{number:02}_{name}.ipynb"
    register = paths.NQPF / "register" / f"{name}.py"
    toc = paths.BOOK / "myst.yml"
    contents = toc.read_text(encoding="utf-8")
    slug = name.replace("_", "-")
    words = {
        "title": name.replace("_", " ").capitalize(),
        "name": name,
        "slug": slug,
        "label": f"sec-{slug}",
    }
    listed = _listed(contents, notebook.name)
    try:
        chapters.write(notebook, cells(_template("chapter.md").substitute(words), slug))
        write_text(register, _template("register.txt").substitute(words))
        write_text(toc, listed)
        importlib.invalidate_caches()
        numbers.modules.cache_clear()
        numbers.register.cache_clear()
        refresh(say=say)
    except BaseException as error:
        notebook.unlink(missing_ok=True)
        register.unlink(missing_ok=True)
        write_text(toc, contents)
        if isinstance(error, RefreshError | DatasetError | chapters.ChapterError):
            raise NewError(f"the book cannot be refreshed, so no chapter was made: {error}") from (
                error
            )
        raise
    return [notebook, register, toc]


def _free_number(name: str) -> int:
    if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name) or keyword.iskeyword(name):
        raise NewError(
            f"{name!r} is no name for a chapter: it becomes a file, a Python module and an "
            "address, so write small letters, and one underscore between words, as in green_steel"
        )
    taken = {path.stem[3:]: path for path in paths.chapters()}
    taken |= {path.stem: path for path in (paths.NQPF / "register").glob("*.py")}
    slugs = {path.stem: path for path in paths.BOOK.glob("*.md")}
    if name in taken or name.replace("_", "-") in slugs or name in slugs:
        there = taken.get(name) or slugs.get(name) or slugs[name.replace("_", "-")]
        raise NewError(f"{paths.relative(there)} has this name already; choose another")
    number = max((int(path.name[:2]) for path in paths.chapters()), default=0) + 1
    if number > 99:
        raise NewError("the numbers up to 99 are taken; a chapter number has two digits")
    return number


def _listed(contents: str, file: str) -> str:
    """Add a chapter at the end of the part “Chapters”, and leave every other line as it is."""
    part = PART.search(contents)
    if not part:
        raise NewError(
            "book/myst.yml has no part “Chapters” with files in it, so there is no place for a new "
            "one; restore that part of the table of contents"
        )
    end = part.end()
    return f"{contents[:end]}{part[1]}../notebooks/{file}\n{contents[end:]}"


def _template(name: str) -> Template:
    return Template((TEMPLATES / name).read_text(encoding="utf-8"))


def cells(text: str, slug: str) -> NotebookNode:
    """Split a text at its lines ``+++`` (prose) and ``+++ code`` into a notebook.

    Each cell gets an id of its own in the whole book, because the engine makes anchors of them.
    """
    made = []
    for piece in re.split(r"^\+\+\+", f"\n{text}", flags=re.MULTILINE):
        kind, _, source = piece.partition("\n")
        make = (
            nbformat.v4.new_code_cell if kind.strip() == "code" else nbformat.v4.new_markdown_cell
        )
        made.append(make(source.strip(), id=f"{slug}-cell-{len(made)}"))
    return nbformat.v4.new_notebook(cells=made)
