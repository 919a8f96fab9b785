"""The pages that are computed, and what they tell: uses, age, editions.

A page in `book/` says where, `:::{register} numbers`, a chapter with `:::{register} chapter`; the
engine asks for the text while it parses (see `book/register.mjs`), so none is stored or stale. The
texts stand in `templates/pages`; what they print is plain text unless it is marked as Markdown.
"""

import io
import json
import re
import sys
from collections import defaultdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from nqpf.dataset import when
from nqpf.errors import DatasetError
from nqpf.expressions import parse
from nqpf.project import find
from nqpf.settings import STATUS_WORDS
from press import notebooks, texts
from press.workshop import Workshop, rules

#: What tells the drawn rows apart, in the CSV of a chart.
_ROW = ["series", "geo", "period", "source"]
#: Beside the editions: the digest of what they were made from.
MADE_FROM = "content.txt"


def generate(shop: Workshop) -> dict[str, str]:
    """Write every computed page: {name: MyST Markdown}; DatasetError names file and row."""
    jinja = texts.templates("pages", finalize=escape)  # what is printed is Markdown
    sources = {row["id"]: row for row in shop.data.sources.reset_index().to_dict("records")}
    jinja.globals |= {
        "parse": parse,
        "editions": offered(shop),
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
    for name in jinja.list_templates(filter_func=re.compile("[a-z]+.md").fullmatch):
        try:
            found[name.removesuffix(".md")] = jinja.get_template(name).render()
        except (KeyError, jinja2.UndefinedError) as error:
            raise DatasetError(f"book/{name} cannot be written: {error}") from error
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


def uses(shop: Workshop) -> dict[str, dict[str, str]]:
    """Find where each number is used: {number: {address of the page: its title}}."""
    found = defaultdict(dict)
    for path in [*shop.chapters(), *shop.pages()]:
        prose = "\n".join(text for _, text in texts.pieces(shop, path))
        title = re.search(r"^# (.+)$", prose, re.MULTILINE)
        where = f"../{shop.relative(path)}" if path.suffix == ".ipynb" else path.name
        for name in named(shop, path):
            found[name][where] = title[1] if title else path.stem
    return found


def named(shop: Workshop, path: Path) -> list[str]:
    """List the numbers that a page or chapter links to, or that its cells read when executed."""
    linked = [name for _, text in texts.pieces(shop, path) for name in texts.linked(text)]
    inputs = notebooks.read(shop, path).metadata.get("nqpf", {}) if path.suffix == ".ipynb" else ()
    return [*linked, *(name[7:] for name in inputs if name.startswith("number:"))]


def charts(shop: Workshop, path: Path) -> list[tuple[dict[str, Any], pd.DataFrame]]:
    """List the charts of a chapter: what each says, and the rows that it draws."""
    faces = [face for _, face, _ in notebooks.charts(notebooks.read(shop, path))]
    return [(face, pd.read_csv(io.StringIO(face["csv"]), dtype=str)) for face in faces]


def drawn(shop: Workshop, path: Path) -> dict[str, Any]:
    """List the series that a chapter draws, and the sources of those rows and of its numbers."""
    found, known = charts(shop, path), [name for name in named(shop, path) if name in shop.numbers]
    tables = [pd.DataFrame(columns=_ROW), *(table for _, table in found)]
    rows = pd.concat(tables)[_ROW].dropna().drop_duplicates()
    ids = {one for cell in rows["source"] for one in cell.split()}
    ids.update(one for name in known for one in shop.sources(name))
    rows["geo"] = rows["geo"].replace(shop.data.geos["name"].to_dict())
    rows["series"] = rows["series"].str.split()
    rows["year"] = rows["period"].str.extract(r"(\d{4})[^/]*$").astype(int)
    rows = rows.explode("series").query("series in @shop.data.series.index")  # no dated events
    return {
        "series": sorted(rows.groupby("series"), key=lambda one: shop.data.title(one[0])),
        "sources": shop.data.sources.loc[sorted(ids)].sort_values(["publisher", "date", "title"]),
        "notes": sorted({face["source"] for face, table in found if "source" not in table}),
    }


def newest_drawn(shop: Workshop) -> str:
    """Give the newest period that a chart of any chapter draws, apart from targets; "" if none."""
    tables = [table for path in shop.chapters() for _, table in charts(shop, path)]
    periods = {p for t in tables if "status" in t for p in t.query("status != 'target'")["period"]}
    year = re.compile(r"(.*/)?\d{4}")  # lasts until its end, later than any of its months
    return max(periods, key=lambda p: when(p) + bool(year.fullmatch(p)), default="")


def freshness(shop: Workshop, as_of: str = "") -> list[dict[str, Any]]:
    """List the series that go on, those due first.

    One is overdue when the month it was due in is over on the day `as_of`, by default the newest
    date that a source has: two people see the same.
    """
    as_of = as_of or shop.data.sources["date"].max()
    rows = shop.data.observations.query("status != 'target'").sort_values("when")
    due = shop.data.series.query("next_due != ''").reset_index()
    due["last"] = due["id"].map(rows.groupby("series")["period"].last()).fillna("none")
    due["overdue"] = due["next_due"] < as_of[:7]
    due["connected"] = due["id"].isin(shop.data.package.read("connectors")["series"])
    return due.sort_values(["next_due", "id"]).to_dict("records")


def content(shop: Workshop) -> str:
    """Return the digest of all that the site is made of."""
    digest = sha256()
    for path in sorted(path for folder in shop.folders for path in folder.rglob("*")):
        name = f"/{path.relative_to(shop.root).as_posix()}"
        built = re.search(r"/(\.|_build/|__pycache__/)", name)
        if path.is_file() and not path.is_symlink() and not built:
            digest.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def offered(shop: Workshop) -> dict[str, bytes]:
    """Give each edition by name; none where they are of other content."""
    folder = shop.build / "editions"
    mark = folder / MADE_FROM
    if not mark.exists() or mark.read_text(encoding="utf-8") != content(shop):
        return {}
    return {path.name: path.read_bytes() for path in folder.iterdir() if path != mark}


if __name__ == "__main__":
    try:
        json.dump(generate(Workshop(find(Path.cwd()))), sys.stdout)
    except (DatasetError, OSError, ValueError) as error:
        sys.exit(str(error))
