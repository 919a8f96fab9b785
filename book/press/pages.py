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
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from nqpf.errors import DatasetError
from nqpf.expressions import parse
from nqpf.palette import MIME
from nqpf.project import find
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
    crosschecks = shop.data.package.read("crosschecks").set_index(["series", "geo", "period"])
    sources = {row["id"]: row for row in shop.data.sources.reset_index().to_dict("records")}
    jinja.globals |= {
        "again": crosschecks["source"].to_dict(),
        "data": shop.data,
        "log": shop.data.package.read("changes").to_dict("records"),
        "parse": parse,
        "offered": partial(offered, shop),
        "freshness": freshness(shop),
        "observations": dict(iter(shop.data.observations.sort_values("when").groupby("series"))),
        "readers": readers(shop),
        "rules": rules(),
        "sha256": sha256,
        "sources_of": lambda number: [sources[one] for one in shop.sources(number)],
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


def readers(shop: Workshop) -> dict[str, list[tuple[str, str]]]:
    """List the numbers and claims, title and anchor, that rest on each "series:…", "event:…"."""
    found = defaultdict(list)
    for number in shop.numbers.values():
        for series in dict.fromkeys(row["series"] for row in shop.rows(number.id)):
            found[f"series:{series}"].append((number.title, f"num-{number.id}"))
    for claim in shop.claims.values():
        for item in claim.rests_on.split():
            found[item].append((f"claim {claim.place}", f"claim-{claim.id.lower()}"))
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


def uses(shop: Workshop) -> dict[str, dict[str, str]]:
    """Find where each number is used: {number: {address of the page: its title}}."""
    found = defaultdict(dict)
    for path in [*shop.chapters(), *shop.pages()]:
        text, named, _ = read(path)
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        where = f"../{shop.relative(path)}" if path.suffix == ".ipynb" else path.name
        for name in named:
            found[name][where] = title[1] if title else path.stem
    return found


def drawn(shop: Workshop, path: Path) -> dict[str, Any]:
    """List the series that a chapter draws, and the sources of those rows and of its numbers."""
    _, named, charts = read(path)
    tables = [pd.read_csv(io.StringIO(chart["csv"]), dtype=str) for chart in charts]
    rows = pd.concat([pd.DataFrame(columns=_ROW), *tables])[_ROW].dropna().drop_duplicates()
    ids = {one for cell in rows["source"] for one in cell.split()}
    ids.update(one for name in named if name in shop.numbers for one in shop.sources(name))
    rows["geo"] = rows["geo"].replace(shop.data.geos["name"].to_dict())
    rows["series"] = rows["series"].str.split()
    rows["year"] = rows["period"].str.extract(r"(\d{4})[^/]*$").astype(int)
    rows = rows.explode("series").query("series in @shop.data.series.index")  # no dated events
    pairs = zip(charts, tables, strict=True)
    return {
        "series": sorted(rows.groupby("series"), key=lambda one: shop.data.title(one[0])),
        "sources": shop.data.sources.loc[sorted(ids)].sort_values(["publisher", "date", "title"]),
        "notes": sorted({chart["source"] for chart, table in pairs if "source" not in table}),
    }


if __name__ == "__main__":
    try:
        json.dump(generate(Workshop(find(Path.cwd()))), sys.stdout)
    except (DatasetError, OSError, ValueError) as error:
        sys.exit(str(error))
