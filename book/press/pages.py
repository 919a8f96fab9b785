"""The pages that are computed: every number, the dataset, its sources, every claim.

A page in `book/` says where, `:::{register} numbers`; the engine asks for the text while it
parses (see `book/register.mjs`). Nothing of it is stored, so none of it can be stale. The texts
stand in `templates/pages`; what they print is plain text unless it is marked as Markdown. What a
chapter draws and the sources of it stand where it says `:::{register} chapter`.
"""

import io
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from nqpf.errors import DatasetError, UnknownIdError
from nqpf.expressions import parse
from nqpf.palette import MIME
from nqpf.project import find
from nqpf.settings import Theme
from nqpf.wording import STATUS_WORDS
from press.downloads import offered
from press.freshness import freshness
from press.rules import rules
from press.workshop import Workshop

TEMPLATES = Path(__file__).parent / "templates" / "pages"
#: What tells the drawn rows apart, in the CSV of a chart.
_ROW = ["series", "geo", "period", "source"]
LINK = re.compile(r"\]\(#num-([\w-]+)\)")


def generate(shop: Workshop) -> dict[str, str]:
    """Write every computed page; give its MyST Markdown by its name.

    Raises DatasetError: the data, a number or a claim cannot be read; names file and row.
    """
    jinja = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        finalize=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # what is printed is Markdown, so `finalize` escapes it as that
    )
    jinja.filters |= {
        "address": address,
        "code": lambda text: Markup(f"`{text.replace('`', '')}`"),
        "plain": plain,
        "series": partial(evidence, shop, "series"),
    }
    again = defaultdict(str)
    for one in shop.data.package.read("crosschecks").to_dict("records"):
        again[one["series"], one["geo"], one["period"]] = one["source"]
    jinja.globals |= {
        "again": again,
        "by_theme": partial(by_theme, shop),
        "data": shop.data,
        "evidence": partial(evidence, shop),
        "log": shop.data.package.read("changes").to_dict("records"),
        "parse": parse,
        "offered": partial(offered, shop),
        "freshness": freshness(shop),
        "observations": dict(iter(shop.data.observations.sort_values("when").groupby("series"))),
        "readers": readers(shop),
        "rules": rules(),
        "rows": lambda table: table.reset_index().to_dict("records"),
        "shop": shop,
        "used": uses(shop),
        "words": STATUS_WORDS,
    }
    found = {}
    for template in sorted(TEMPLATES.glob("[a-z]*.md")):
        try:
            found[template.stem] = jinja.get_template(template.name).render()
        except (KeyError, jinja2.UndefinedError) as error:
            raise DatasetError(f"book/{template.name} cannot be written: {error}") from error
    chapter = jinja.get_template("_chapter.md")
    return found | {path.stem: chapter.render(drawn(shop, path)) for path in shop.chapters()}


def escape(value: object) -> Markup:
    """Keep MyST from reading marks in plain text, wherever in a line it comes to stand."""
    text = re.sub(r"\s+", " ", str(value))
    if isinstance(value, Markup) or re.fullmatch(r"[^\W_][\w-]*", text):  # such as an id
        return Markup(value)
    return Markup(re.sub(r"([!#-&(-/:-@\[-`{-~])", r"\\\1", text))


def plain(value: float) -> Markup:
    """Write a stored value: no exponent, no trailing zeros, thousands apart."""
    return Markup(f"{value:,.6f}".rstrip("0").rstrip(".").replace("-", "−"))


def address(source: pd.Series | dict[str, Any], title: str) -> Markup:
    """Link the title of a source to where it was read, if that is known."""
    text = escape(title)
    target = re.sub(r"[<>\s\\]", lambda mark: f"%{ord(mark[0]):02X}", source["address"])
    return Markup(f"[{text}](<{target}>)") if target else text


def by_theme(shop: Workshop, entries: Iterable[Any]) -> Iterator[tuple[Theme, list[Any]]]:
    """Group numbers or series by their theme, in the order of the book; drop empty themes."""
    groups = defaultdict(list)
    for entry in entries:
        groups[entry["theme"] if isinstance(entry, dict) else entry.theme].append(entry)
    if strange := sorted(groups.keys() - shop.settings.themes.keys()):
        raise UnknownIdError("theme", strange[0], shop.settings.themes)
    return ((theme, groups[name]) for name, theme in shop.settings.themes.items() if name in groups)


def evidence(shop: Workshop, kind: str, name: str) -> Markup:
    """Link to a number, a series or an event by what it says; UnknownIdError if there is none."""
    if kind == "number":
        return Markup(f"[{escape(f'{shop.number(name).title}: {shop.text(name)}')}](#num-{name})")
    table = {"series": shop.data.series, "event": shop.data.events}[kind]
    if name not in table.index:
        raise UnknownIdError(kind, name, table.index)
    row = table.loc[name]
    words = row["title"] if kind == "series" else f"{row['event'].rstrip('.')} ({row['date']})"
    return Markup(f"[{escape(words)}](#{kind}-{name})")


def readers(shop: Workshop) -> dict[str, list[Markup]]:
    """Link to the numbers and claims that rest on each series and event: {"series:…": links}."""
    found = defaultdict(list)
    for number in shop.numbers.values():
        link = Markup(f"[{escape(number.title)}](#num-{number.id})")
        for series in dict.fromkeys(row["series"] for row in shop.rows(number.id)):
            found[f"series:{series}"].append(link)
    for claim in shop.claims.values():
        for item in claim.rests_on.split():
            found[item].append(Markup(f"[claim {claim.place}](#claim-{claim.id.lower()})"))
    return found


def read(path: Path) -> tuple[str, list[str], list[dict[str, Any]]]:
    """Give the prose of a page or chapter, the numbers that it links or reads, and its charts."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text, LINK.findall(text), []
    chapter = json.loads(text)
    text = "\n".join("".join(c["source"]) for c in chapter["cells"] if c["cell_type"] == "markdown")
    inputs = chapter["metadata"].get("nqpf", {})  # what its cells read when executed
    named = [name[7:] for name in inputs if name.startswith("number:")]
    outputs = [one.get("data", {}) for c in chapter["cells"] for one in c.get("outputs", ())]
    return text, [*LINK.findall(text), *named], [data[MIME] for data in outputs if MIME in data]


def uses(shop: Workshop) -> dict[str, dict[str, Markup]]:
    """Find where each number is used: {number: {name of the page: a link to it}}."""
    found = defaultdict(dict)
    for path in [*shop.chapters(), *shop.pages()]:
        text, named, _ = read(path)
        where = f"../{shop.relative(path)}" if path.suffix == ".ipynb" else path.name
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        link = Markup(f"[{escape(title[1] if title else path.stem)}](<{where}>)")
        for name in named:
            found[name][path.name] = link
    return found


def drawn(shop: Workshop, path: Path) -> dict[str, Any]:
    """List the series that a chapter draws, and the sources of those rows and of its numbers."""
    _, named, charts = read(path)
    tables = {c["id"]: pd.read_csv(io.StringIO(c["csv"]), dtype=str) for c in charts}
    rows = [table[_ROW] for table in tables.values() if set(_ROW) <= set(table)]
    rows = pd.concat([pd.DataFrame(columns=_ROW), *rows]).drop_duplicates()
    ids = {one for cell in rows["source"] for one in cell.split()}
    ids.update(one for name in named if name in shop.numbers for one in shop.sources(name))
    rows["series"] = rows["series"].str.split()
    rows["year"] = rows["period"].str.extract(r"(\d{4})[^/]*$").astype(int)
    rows = rows.explode("series").query("series in @shop.data.series.index")  # no dated events
    sources = shop.data.sources.loc[sorted(ids)].sort_values(["publisher", "date", "title"])
    return {
        "series": sorted(rows.groupby("series"), key=lambda one: shop.data.title(one[0])),
        "sources": sources,
        "notes": sorted({c["source"] for c in charts if "source" not in tables[c["id"]]}),
    }


if __name__ == "__main__":
    try:
        json.dump(generate(Workshop(find(Path.cwd()))), sys.stdout)
    except (DatasetError, OSError, ValueError) as error:
        sys.exit(str(error))
