"""Start a chapter from a template that carries the rules and passes the checks at once."""

from __future__ import annotations

import bisect
import re
from pathlib import Path
from string import Template

from press.files import write_text
from press.refresh import refresh
from press.workshop import Workshop

TEMPLATE = Path(__file__).parent / "templates" / "chapter.ipynb"
#: Folders of the site, and names that Windows keeps for devices.
RESERVED = {"static", "files", "pagefind", "con", "prn", "aux", "nul"}


class NewError(ValueError):
    """The chapter was not made; the message says why, and nothing was changed."""


def chapter(shop: Workshop, name: str) -> str:
    """Make a chapter with a theme and a number of its own, listed in the contents.

    Args:
        shop: the project.
        name: snake_case, such as ``green_steel``; theme, title and addresses follow from it.

    Returns:
        The path of its notebook, from the top of the project.

    Raises:
        NewError: the name cannot be used, or the book as it stands cannot be refreshed.
    """
    if not re.fullmatch(r"(?=.{2,40}$)[a-z]+(_[a-z]+)*", name) or name in RESERVED:
        raise NewError(
            f"{name[:60]!r} is no name for a chapter: it becomes a theme, a file and an address, "
            "so write at most 40 small letters, one underscore between words, as in green_steel"
        )
    slug, title = name.replace("_", "-"), name.replace("_", " ").capitalize()
    pages = {path.stem for path in shop.pages()} | {path.stem[3:] for path in shop.chapters()}
    if {name, slug} & (pages | shop.settings.themes.keys()):
        raise NewError(f"a chapter, a page or a theme is called {name} already; choose another")
    number = max((int(path.name[:2]) for path in shop.chapters()), default=0) + 1
    notebook = shop.notebooks / f"{number:02}_{name}.ipynb"
    series, first, last = _example(shop)
    words = {"slug": slug, "title": title, "series": series, "lead": shop.settings.lead}
    formula = " / ".join(f"{series}[{shop.settings.lead}, {year}]" for year in (last, first))
    theme = f'{name} = {{ title = "{title}", chapter = "{notebook.stem}" }}'
    row = f'{slug}-ratio,{name},Last value over the first,"{formula}",{{:.1f}} times,\n'
    files = [shop.data_folder / "numbers.csv", shop.notebooks / "book.toml", shop.book / "myst.yml"]
    before = [path.read_text(encoding="utf-8") for path in files]
    bisect.insort(rows := before[0].splitlines(keepends=True), row, lo=1)
    after = [
        "".join(rows),
        re.sub(r"(^\[themes\]\n(.+\n)*)", rf"\1{theme}\n", before[1], flags=re.M),
        re.sub(
            r"\A([\s\S]*\n( *- file: \.\./notebooks/)\d.*\n)",
            rf"\1\g<2>{notebook.name}\n",
            before[2],
        ),
    ]
    if before[1] == after[1] or before[2] == after[2]:
        raise NewError("book.toml lists no theme, or myst.yml no chapter, to add another one after")
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    try:
        for path, text in zip(files, after, strict=True):
            write_text(path, text)
        write_text(notebook, template.substitute(words, first=first, last=last))
        refresh(Workshop(shop.root))
    except BaseException as error:
        notebook.unlink(missing_ok=True)
        for path, text in zip(files, before, strict=True):
            write_text(path, text)
        if isinstance(error, ValueError | RuntimeError):
            raise NewError(f"no chapter was made: {error}") from error
        raise
    return shop.relative(notebook)


def _example(shop: Workshop) -> tuple[str, str, str]:
    """Choose what the template draws: the first series of the lead economy with enough years."""
    rows = shop.data.observations.query("geo == @shop.settings.lead and value > 0 and tier != 'C'")
    rows = rows[(rows["status"] == "reported") & rows["period"].str.fullmatch(r"\d{4}")]
    for series, years in rows.groupby("series")["period"]:
        if len(years) >= 5 and years.is_unique:
            return str(series), years.min(), years.max()
    raise NewError("no series has five years of the lead economy, so the template can draw none")
