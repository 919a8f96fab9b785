"""Check the named numbers: computed, used, and saying what kind of figure they are."""

import re
from collections.abc import Iterator

from nqpf.dataset import NOT_CURRENT
from nqpf.errors import DatasetError
from nqpf.hedges import WORDS, opening
from nqpf.numbers import Number
from press import notebooks, texts
from press.pages import uses
from press.rules import Problem
from press.workshop import Workshop

_GROWTH = re.compile(r"growth\(\S+\[\w+, (\d{4})[^]]*\], \S+\[\w+, (\d{4})[^]]*\](?:, (\d+))?\)")

#: Two observations that only make sense in one unit.
_PAIR = re.compile(
    r"\b(?:share|growth)\((\w+)\[[^]]*\], (\w+)\[[^]]*\](?:, \d+)?\)"
    r"|\b(\w+)\[[^]]*\] [-+] (\w+)\[[^]]*\](?! [*/])|\b(\w+)\[[^]]*\] / (\w+)\[[^]]*\] - 1"
)


#: How the codebook says on which prices a growth rate rests, and how a sentence may say so.
_BASES = (r"current prices|(?<!neither )\bnominal\b", r"constant prices|(?<!nor )\breal\b")
_SAID = re.compile(r"\b(?i:nominal|real|prices|inflation|money terms|by volume|by value)\b")


def problems(shop: Workshop) -> Iterator[Problem]:
    """Find numbers that are broken, unused, doubled, or at odds with their own words."""
    evidence = " ".join(f"{claim.rests_on} {claim.condition}" for claim in shop.claims.values())
    used = {*uses(shop), *re.findall(r"[a-z][\w-]*-[\w-]+", evidence)}
    first: dict[tuple[str, str], str] = {}
    inputs: dict[str, set[str]] = {}  # the series behind each number
    for line, number in enumerate(shop.numbers.values(), start=2):
        where = f"data/numbers.csv, line {line} ({number.id})"
        if re.search(r"\{[^}]*\d{3}", number.format):
            yield Problem("number-format", where, f"{number.format!r} pads to hundreds of signs")
            continue
        try:
            shop.text(number.id)
        except DatasetError as error:
            yield Problem("number-broken", where, str(error))
            continue
        if number.id not in used:
            yield Problem("number-unused", where, "no text uses it")
        same = first.setdefault((number.formula, number.format), number.id)
        if same != number.id:
            what = f"has the formula and the format of {same}"
            yield Problem("number-twice", where, what, f"link to {same} and remove this one")
        if re.search(r"\d", re.sub(r"\{[^}]*\}", "", number.format)):
            yield Problem("number-format", where, f"{number.format!r} holds a figure of its own")
        status, begun = shop.value(number.id).status, number.format.partition("{")[0]
        word, free = opening(begun), status in ("", *NOT_CURRENT)
        if word and not free and word not in WORDS.get(status, ()):
            yield Problem("hedge", where, f"the format says {word!r}, the figure is {status}")
        if "{stated" in number.format and status != "estimate":
            yield Problem("hedge", where, f"the format says “stated”, the figure is {status}")
        if rows := shop.rows(number.id):
            inputs[number.id] = {row["series"] for row in rows}
            for what in _at_odds(shop, number, rows):
                yield Problem("number-words", where, what)
    yield from _basis_problems(shop, inputs)


def _basis_problems(shop: Workshop, inputs: dict[str, set[str]]) -> Iterator[Problem]:
    """Find paragraphs and charts in which real growth meets nominal growth, and no word says so."""
    codebook = shop.data.series[shop.data.series["unit"].str.contains("percent (?:yoy|per year)")]
    about = codebook["definition"] + " " + codebook["caveats"]
    bases = [{*about.index[about.str.contains(said, case=False)]} for said in _BASES]
    for where, text, series in _figured(shop, inputs):
        if all(map(series.intersection, bases)) and not _SAID.search(text):
            what = f"“{text.strip()[:60]}…” sets real growth beside nominal"
            yield Problem("price-basis", where, what)


def _figured(
    shop: Workshop, inputs: dict[str, set[str]]
) -> Iterator[tuple[str, str, set[str]]]:
    """Give each paragraph and chart: its place, its words, the series behind its figures."""
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            for paragraph in re.split(r"\n\s*\n|\n(?=- )", text):
                links = texts.NUMBER.finditer(paragraph)
                yield where, paragraph, set().union(*(inputs.get(one[3], ()) for one in links))
    for path in shop.chapters():
        for _, face, _ in notebooks.charts(notebooks.read(shop, path)):
            where = f"{shop.relative(path)}, chart {face['id']}"
            yield where, f"{face['finding']} {face['title']}", set(face["series"])


def _at_odds(shop: Workshop, number: Number, rows: list[dict]) -> Iterator[str]:
    """Hold title and format of a number against its formula: spans, years, economies, units."""
    for new, old, years in _GROWTH.findall(number.formula):
        if years and int(years) != int(new) - int(old):
            yield f"compounds {years} years over a span of {int(new) - int(old)}"
    read = {int(year) for row in rows for year in re.findall(r"\d{4}", row["period"])}
    for row in rows:  # a figure may be named by the year in which it was printed or planned
        if len(rows) == 1 or row["status"] == "target":
            read.add(int(shop.data.sources.loc[row["source"], "date"][:4] or 0))
    for year in map(int, re.findall(r"\b(?:19|20)\d\d\b", number.title)):
        if year not in read and not (len(rows) > 1 and min(read) < year < max(read)):
            yield f"the title speaks of {year}, the formula does not"
    own = {row["geo"] for row in rows}
    for geo, name in shop.data.geos["name"].drop(shop.settings.lead).items():
        if geo not in own and re.search(rf"\b{re.escape(name)}\b", number.title):
            yield f"the title speaks of {name}, the formula does not"
    if number.formula.startswith("share(") and shop.value(number.id) > 100:
        yield "a share of more than the whole; is the formula the wrong way round?"
    for pair in _PAIR.findall(number.formula):
        one, two = (shop.data.unit(series) for series in pair if series)
        if one != two:
            yield f"compares {one} with {two}"
    units = {shop.data.unit(row["series"]) for row in rows}
    for scale in re.findall("thousand|million|billion|trillion", number.format):
        if not any(scale in unit for unit in units) and "000" not in number.formula:
            yield f"the format says {scale}, the unit of the series is {', '.join(sorted(units))}"
