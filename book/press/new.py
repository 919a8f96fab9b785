"""Start a chapter from a template that carries the rules and passes the checks at once."""

import re
from pathlib import Path
from string import Template

from press.check.data import fix
from press.files import write_text
from press.refresh import refresh
from press.workshop import Workshop

TEMPLATE = Path(__file__).parent / "templates" / "chapter.ipynb"
ROW = (
    '$slug-ratio,$name,Last value over the first,"$series[$lead, $last] / $series[$lead, $first]",'
    "{:.1f} times,\n"
)
#: After what a line is added to a file, and that line.
LISTS = {
    "data/numbers.csv": (r"\A[\s\S]*", ROW),
    "notebooks/book.toml": (
        r"^\[themes\]\n(?:.+\n)*", r'$name = { title = "$title", chapter = "$stem" }\n'
    ),
    "book/myst.yml": (
        r"\A[\s\S]*\n( *- file: \.\./notebooks/)\d.*\n", r"\g<1>$stem.ipynb\n"
    ),
}  # fmt: skip
#: Folders of the site, and names that Windows keeps for devices.
RESERVED = {"static", "files", "pagefind", "con", "prn", "aux", "nul"}


class NewError(ValueError):
    """The chapter was not made; the message says why, and nothing was changed."""


def chapter(shop: Workshop, name: str) -> str:
    """Make a chapter with a theme and a number of its own, listed in the contents; give its path.

    Theme, title and addresses follow from the name, in snake_case such as ``green_steel``.

    Raises NewError: the name cannot be used, or the book as it stands cannot be refreshed.
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
    words = _example(shop) | {"slug": slug, "title": title, "name": name, "stem": notebook.stem}
    edits = _edits(shop, words)
    seals = shop.data_folder / "seals.csv"
    before = {path: path.read_text(encoding="utf-8") for path in (*edits, seals) if path.exists()}
    try:
        for path, text in edits.items():
            write_text(path, text)
        write_text(notebook, Template(TEMPLATE.read_text(encoding="utf-8")).substitute(words))
        fix(shop)  # the numbers in order
        refresh(Workshop(shop.root))
    except BaseException as error:
        for path in (notebook, seals):
            path.unlink(missing_ok=True)
        for path, text in before.items():
            write_text(path, text)
        if isinstance(error, ValueError | RuntimeError):
            raise NewError(f"no chapter was made: {error}") from error
        raise
    return shop.relative(notebook)


def _edits(shop: Workshop, words: dict[str, str]) -> dict[Path, str]:
    """Add a line to the numbers, the themes and the contents; leave every other as it is."""
    edits = {}
    for name, (after, line) in LISTS.items():
        path, line = shop.root / name, rf"\g<0>{Template(line).substitute(words)}"
        text = path.read_text(encoding="utf-8")
        edits[path], found = re.subn(after, line, text, count=1, flags=re.MULTILINE)
        if not found:
            raise NewError(f"{name} lists no theme or no chapter to add another one after")
    return edits


def _example(shop: Workshop) -> dict[str, str]:
    """Choose what the template draws: the first series of the lead economy with enough years."""
    lead, rows = shop.settings.lead, shop.data.observations
    rows = rows[(rows["geo"] == lead) & (rows["status"] == "reported") & (rows["tier"] != "C")]
    rows = rows[(rows["value"] > 0) & rows["period"].str.fullmatch(r"\d{4}")]
    for series, years in rows.groupby("series")["period"]:
        if len(years) >= 3 and years.is_unique:
            return {"series": str(series), "lead": lead, "first": min(years), "last": max(years)}
    raise NewError("no series has three years of the lead economy, so the template can draw none")
