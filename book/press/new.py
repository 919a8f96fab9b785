"""Start a chapter from a template that carries the rules and passes the checks at once."""

import re
import tempfile
import tomllib
from pathlib import Path
from string import Template

from press.build import fill
from press.check.data import fix
from press.files import write_text
from press.refresh import refresh
from press.workshop import Workshop

TEMPLATE = Path(__file__).parent / "templates" / "chapter.ipynb"


class NewError(ValueError):
    """The chapter was not made; the message says why, and nothing was changed."""


def chapter(shop: Workshop, name: str) -> str:
    """Make a chapter, with theme and number of its own, named like ``green_steel``; give its path.

    NewError: the name cannot be used, or the book as it stands cannot be refreshed.
    """
    beside = tomllib.loads(TEMPLATE.with_suffix(".toml").read_text(encoding="utf-8"))
    if not re.fullmatch(r"(?=.{2,40}$)[a-z]+(_[a-z]+)*", name) or name in beside["reserved"]:
        raise NewError(f"{name[:60]!r} {beside['unfit']}")
    slug, title = name.replace("_", "-"), name.replace("_", " ").capitalize()
    pages = {path.stem for path in shop.pages()} | {path.stem[3:] for path in shop.chapters()}
    if {name, slug} & (pages | shop.settings.themes.keys()):
        raise NewError(f"a chapter, a page or a theme is called {name} already; choose another")
    number = max((int(path.name[:2]) for path in shop.chapters()), default=0) + 1
    stem = f"{number:02}_{name}"
    words = _example(shop) | {"slug": slug, "title": title, "name": name, "stem": stem}
    made = f"notebooks/{stem}.ipynb"
    with tempfile.TemporaryDirectory(prefix="new-") as folder:  # all of it is made, or nothing
        copy = Workshop(Path(folder).resolve())
        fill(shop, copy.root)
        write_text(copy.root / made, Template(TEMPLATE.read_text("utf-8")).substitute(words))
        for file, added in beside["lists"].items():
            text, line = (copy.root / file).read_text("utf-8"), Template(added["line"])
            line = rf"\g<0>{line.substitute(words)}"
            text, found = re.subn(added["after"], line, text, count=1, flags=re.MULTILINE)
            if not found:
                raise NewError(f"{file} lists no theme or no chapter to add another one after")
            write_text(copy.root / file, text)
        try:
            fix(copy)  # the numbers in order
            refresh(copy)
        except (ValueError, RuntimeError) as error:
            raise NewError(f"no chapter was made: {error}") from error
        for file in (*beside["lists"], "data/seals.csv", made):
            write_text(shop.root / file, (copy.root / file).read_text(encoding="utf-8"))
    return made


def _example(shop: Workshop) -> dict[str, str]:
    """Choose what the template draws: the first series of the lead economy with enough years."""
    lead, wanted = shop.settings.lead, "status == 'reported' and tier != 'C' and value > 0"
    rows = shop.data.observations.query(f"geo == @lead and {wanted}")
    for series, years in rows[rows["period"].str.fullmatch(r"\d{4}")].groupby("series")["period"]:
        if len(years) >= 3 and years.is_unique:
            return {"series": str(series), "lead": lead, "first": min(years), "last": max(years)}
    raise NewError("no series has three years of the lead economy, so the template can draw none")
