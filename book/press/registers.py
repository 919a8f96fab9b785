"""Generate the register pages of the book: every number, the dataset, every claim."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd

from nqpf import claims, numbers
from nqpf.dataset import GEO_NAMES, Dataset
from nqpf.numbers import Number
from press import chapters, paths, prose
from press.files import write_text

GENERATED = ("evidence.md", "numbers.md", "data.md", "sources.md")
THEMES = {
    "concept": ("Origin of the concept", "01_concept_origin"),
    "ai": ("The AI push", "02_ai_push"),
    "future": ("Future industries", "03_future_industries"),
    "traditional": ("Renewal of traditional industries", "04_traditional_renewal"),
    "context": ("Context", None),
    "control": ("Kept to check others by", None),
}
STATUS_WORDS = {
    "reported": "",
    "at_least": "published as “more than”",
    "estimate": "an estimate",
    "derived": "derived from a stated change",
    "revised": "revised",
    "target": "a target",
    "superseded": "superseded",
}
NOTE = "% Written by make refresh; edit {0} instead.\n"


def plain(value: float) -> str:
    """Write a stored value: no exponent, no trailing zeros, thousands apart."""
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def escape(text: str) -> str:
    """Keep MyST from reading marks in plain text."""
    return re.sub(r"([*_`\[\]{}$|<>#@])", r"\\\1", text)


def uses() -> dict[str, list[tuple[str, str]]]:
    """Find where each number is used: {number: [(page title, file)]}."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path in [*paths.chapters(), *paths.pages()]:
        title, names = "", []
        for _, text in prose.texts(path):
            heading = re.search(r"^# (.+)$", text, re.MULTILINE)
            title = title or (heading[1] if heading else "")
            names += [match[2] for match in prose.LINK.finditer(text)]
        if path.suffix == ".ipynb":
            code = "\n".join(c.source for c in chapters.code_cells(chapters.read(path)))
            names += re.findall(r"""\bn\(\s*["']([a-z0-9-]+)["']""", code)
        for name in dict.fromkeys(names):
            target = f"../notebooks/{path.name}" if path.suffix == ".ipynb" else path.name
            found.setdefault(name, []).append((title, target))
    return found


def numbers_page(data: Dataset) -> str:
    """Write the register of named numbers."""
    used = uses()
    parts = [
        NOTE.format("notebooks/nqpf/register/"),
        "# Every number\n",
        "Each figure in the prose is a link to its entry here: the value, the formula that gives "
        "it, the rows of the dataset that go in, and where those were published. The text of "
        "every link is computed from this register and compared with it on every test run. "
        f"A number marked {numbers.TIER_C_MARK} rests on a secondary quotation (tier C).\n",
    ]
    for module, entries in numbers.modules().items():
        parts.append(f"## {THEMES.get(module, (module.capitalize(),))[0]}\n")
        parts += [_number_entry(number, data, used.get(number.id, [])) for number in entries]
    return "\n".join(parts)


def _number_entry(number: Number, data: Dataset, places: list[tuple[str, str]]) -> str:
    rows = number.rows(data)
    lines = [
        f"(num-{number.id})=",
        f"### {number.title}\n",
        f"- Value: **{number.text(data)}**",
        f"- Formula: `{number.formula.text}`",
    ]
    for row in rows[:6]:
        status = STATUS_WORDS[row["status"]]
        lines.append(
            f"- Input: [{escape(data.title(row['series']))}](#series-{row['series']}), "
            f"{GEO_NAMES.get(row['geo'], row['geo'])}, {row['period']}: "
            f"{plain(row['value'])} {data.unit(row['series'])}"
            f"{f' ({status})' if status else ''}, [source](#source-{row['source']})"
        )
    if len(rows) > 6:
        series = rows[0]["series"]
        lines.append(
            f"- Inputs: {len(rows)} rows of [{escape(data.title(series))}](#series-{series})"
        )
    for source in number.sources(data):
        lines.append(f"- Source: {_source_line(source, data)}")
    if number.note:
        lines.append(f"- Note: {number.note}")
    if places:
        links = ", ".join(f"[{title}]({file})" for title, file in places)
        lines.append(f"- Used in: {links}")
    return "\n".join(lines) + "\n"


def _source_line(source: str, data: Dataset) -> str:
    row = data.sources.loc[source]
    title = escape(row["title"])
    if row["address"]:
        title = f"[{title}]({row['address']})"
    date = f", {row['date']}" if row["date"] else ""
    return f"{escape(row['publisher'])}: {title}{date} (tier {row['tier']})"


def data_page(data: Dataset) -> str:
    """Write the codebook and the list of sources."""
    parts = [
        NOTE.format("data/series.csv and data/sources.csv"),
        "# The data\n",
        "One dataset feeds every chapter: "
        f"{len(data.observations):,} observations in {len(data.series)} series from "
        f"[{len(data.sources)} sources](sources.md), and {len(data.events)} dated events. "
        "It is a Frictionless data package of plain CSV files: "
        "[observations](../data/observations.csv), [series](../data/series.csv), "
        "[sources](../data/sources.csv), [events](../data/events.csv), "
        "[schema](../data/datapackage.json). The [method](methodology.md) says how values were "
        "chosen and what the tiers mean.\n",
    ]
    for theme, (title, _) in THEMES.items():
        rows = data.series[data.series["theme"] == theme]
        if rows.empty:
            continue
        parts.append(f"## Series: {title.lower()}\n")
        parts += [_series_entry(name, row, data) for name, row in rows.iterrows()]
    parts.append("## Events\n")
    parts += [_event_entry(name, row) for name, row in data.events.sort_values("when").iterrows()]
    return "\n".join(parts)


def sources_page(data: Dataset) -> str:
    """Write the list of sources, by publisher."""
    parts = [
        NOTE.format("data/sources.csv"),
        "# The sources\n",
        "Everything the dataset was read from, by the publisher of the figure. The "
        "[method](methodology.md) explains the tiers.\n",
    ]
    for publisher, rows in data.sources.groupby("publisher"):
        parts.append(f"## {escape(str(publisher))}\n")
        parts += [_source_entry(name, row) for name, row in rows.iterrows()]
    return "\n".join(parts)


def _series_entry(name: str, row: pd.Series, data: Dataset) -> str:
    values = data.observations[data.observations["series"] == name].sort_values("when")
    geos = [GEO_NAMES.get(g, g) for g in sorted(set(values["geo"]))]
    who = ", ".join(geos) if len(geos) <= 8 else f"{len(geos)} economies"
    first, last = values["period"].iloc[0], values["period"].iloc[-1]
    span = first if first == last else f"{first} to {last}"
    sources = " ".join(f"[{s}](#source-{s})" for s in dict.fromkeys(values["source"]))
    lines = [
        f"(series-{name})=",
        f"### {escape(row['title'])}\n",
        f"- Id: `{name}`; {len(values)} values; {who}; {span}; in {escape(row['unit'])}",
        f"- Definition: {escape(row['definition'])}",
        f"- Published by {escape(row['publisher'])}, {row['frequency']}"
        + (f"; next value due {row['next_due']}" if row["next_due"] else ""),
    ]
    if row["caveats"]:
        lines.append(f"- Caveats: {escape(row['caveats'])}")
    lines.append(f"- Sources: {sources}")
    return "\n".join(lines) + "\n"


def _event_entry(name: str, row: pd.Series) -> str:
    source = f"[{row['source']}](#source-{row['source']})"
    return f"(event-{name})=\n**{row['date']}**: {escape(row['event'])} Source: {source}.\n"


def _source_entry(name: str, row: pd.Series) -> str:
    title = escape(row["title"]) or name
    if row["address"]:
        title = f"[{title}]({row['address']})"
    parts = [title]
    parts += [row["date"]] if row["date"] else ["date unknown"]
    parts += [f"read via {escape(row['via'])}"] if row["via"] else []
    parts += [f"licence: {escape(row['licence'])}"] if row["licence"] else []
    parts += [f"last opened {row['checked_on']}"] if row["checked_on"] else []
    return f"(source-{name})=\n**{name}** (tier {row['tier']}). " + "; ".join(parts) + ".\n"


def evidence_page(data: Dataset) -> str:
    """Write the register of claims: verdict, reason, evidence, what would change it."""
    with (paths.SEEDS / "documents.csv").open(encoding="utf-8", newline="") as file:
        documents = {row["id"]: row for row in csv.DictReader(file)}
    every = claims.load().values()
    parts = [
        NOTE.format("seeds/claims.csv"),
        "# Claims in full\n",
        "What the two articles claim, sentence by sentence and in our own words, with what the "
        "data say to it. The words of the verdicts are explained on the page on "
        "[method](methodology.md).\n",
    ]
    for document, row in documents.items():
        year = row["date"][:4]
        parts.append(f"## The article of {year}\n")
        parts += [_claim_entry(claim, data) for claim in every if claim.document == document]
    return "\n".join(parts)


def _claim_entry(claim: claims.Claim, data: Dataset) -> str:
    title = THEMES[claim.theme][0]
    lines = [
        f"(claim-{claim.id.lower()})=",
        f"### {claim.id}: {claim.badge}\n",
        f"{escape(claim.statement)}\n",
        f"- Verdict: **{claim.badge}**. {escape(claim.why)}",
    ]
    shown = [_evidence_link(item, data) for item in claim.rests_on]
    if shown:
        firm = claims.confidence(claim, data)
        lines.append(f"- Rests on: {', '.join(shown)} (confidence: {firm})")
    if claim.condition:
        lines.append(f"- Recomputed: `{claim.condition}`")
    lines += [
        f"- Would change it: {escape(claim.overturn)}",
        f"- Discussed in [{title}](#{claim.anchor})" if claim.anchor else f"- Theme: {title}",
        f"- Kind: {claim.kind}; paragraph {claim.paragraph} of the article",
    ]
    return "\n".join(lines) + "\n"


def _evidence_link(item: str, data: Dataset) -> str:
    kind, _, name = item.partition(":")
    if kind == "number":
        number = numbers.get(name)
        return f"[{number.title}: {number.text(data)}](#num-{name})"
    if kind == "series":
        return f"[{escape(data.title(name))}](#series-{name})"
    event = data.events.loc[name]
    return f"[{escape(event['event'].rstrip('.'))} ({event['date']})](#event-{name})"


def generate(data: Dataset) -> dict[Path, str]:
    """Give the text of every generated page."""
    texts = (evidence_page(data), numbers_page(data), data_page(data), sources_page(data))
    return {
        paths.BOOK / name: text.rstrip("\n") + "\n"
        for name, text in zip(GENERATED, texts, strict=True)
    }


def write_all(data: Dataset) -> list[Path]:
    """Write the generated pages; give those that changed."""
    return [path for path, text in generate(data).items() if write_text(path, text)]
