"""Words that must agree with the data and with each other, for the tests and for the mutations.

Each function gives what is wrong in one line that names the place; `problems` gives everything.
"""

import contextlib
import re
from collections.abc import Iterator

from nqpf.errors import DatasetError, UnknownIdError
from nqpf.expressions import parse
from press import texts
from press.check.words import Sentence, plain, sentences
from press.workshop import Workshop

LINK = r"\[[^\]]*\]\([^()\s]*#num-([a-z0-9-]+)\)"
BY = re.compile(r"((?:\w+ ){1,2})by " + LINK)
FROM_TO = re.compile(rf"^(.*?)\bfrom {LINK}[^\[]{{0,70}} to {LINK}")
UP = re.compile(
    r"\b(?:rose|rises?|risen|rising|grew|grows?|grown|gained|raised|climbed|up|higher)\b"
)
DOWN = re.compile(
    r"\b(?:fell|falls?|fallen|falling|shrank|shrunk|lost|dropped|slipped|slowed|lower|cut|shrink)\b"
)
#: A year of a sentence, but for those in the names of articles.
YEAR = re.compile(r"(?<!shine )(?<!ecns )\b((?:19|20)\d\d)\b(?! article)")
#: Words that say nothing of what is measured.
COMMON = re.compile(
    r"\b(?:the|and|for|share|growth|china|year|rate|with|from|its|that|are|other|their|number|all)\b"
)
#: What a format says of its unit → what the unit of the series says.
UNITS = {"%": "percent", "yuan": "CNY", "dollar": "USD", "tonnes": "tonnes"}


def problems(shop: Workshop) -> list[str]:
    """Find everything in a project whose tables and numbers can be read."""
    found = [*units_and_titles(shop), *series(shop), *evidence(shop)]
    for one in sentences(shop):
        found += [f"{one.where}: {what}" for what in (*directions(shop, one), *years(shop, one))]
    return found


def directions(shop: Workshop, one: Sentence) -> Iterator[str]:
    """Hold words such as “fell by” and “rose from … to” against the numbers that follow them."""
    found = [(before, name, None) for before, name in BY.findall(one.text)]
    for before, first, last in [*found, *FROM_TO.findall(one.text)]:
        said = [(m.end(), 1) for m in UP.finditer(before)]
        said += [(m.end(), -1) for m in DOWN.finditer(before)]
        with contextlib.suppress(DatasetError, UnknownIdError, IndexError):  # the check names it
            if last:
                rank = shop.data.unit(shop.rows(first)[0]["series"]) == "rank"
                change = (shop.value(last) - shop.value(first)) * (-1 if rank else 1)
            else:
                fall = re.search(r"\bfall\b|\bloss", shop.number(first).title, re.IGNORECASE)
                change = shop.value(first) * (-1 if fall else 1)
            if said and change * max(said)[1] < 0:
                yield f"{before.split()[-1]!r} goes the other way than {first} in “{one.text}”"


def years(shop: Workshop, one: Sentence) -> Iterator[str]:
    """Find a year that neither the numbers nor the condition of a sentence know."""
    links = texts.NUMBER.findall(one.text)
    linked = [name for said, _, name in links if said != "…"]  # a chart shows its own years
    known = " ".join([*one.conditions, *linked])
    for name in shop.numbers.keys() & re.findall(r"[\w-]+", known):
        known += f" {shop.numbers[name].title}"
        for row in shop.rows(name):
            known += f" {row['period']} {shop.data.sources.loc[row['source'], 'date']}"
    for year in YEAR.findall(plain(one.text)) if linked else ():
        if year not in known:
            yield f"no number and no condition of “{one.text}” knows the year {year}"


def words(*said: str) -> set[str]:
    """Give the words of some texts that say what is measured."""
    left = COMMON.sub("", " ".join(said).lower().replace("_", " "))
    return {word.rstrip("s") for word in re.findall(r"[a-z]{3,}|r&d|\bai\b", left)}


def units_and_titles(shop: Workshop) -> Iterator[str]:
    """Hold the format and the title of a number against the series that it reads."""
    for line, number in enumerate(shop.numbers.values(), start=2):
        where = f"data/numbers.csv, line {line} ({number.id})"
        names = {row["series"] for row in shop.rows(number.id)}
        units = ", ".join(sorted(map(shop.data.unit, names)))
        simple = re.fullmatch(r"(?:abs\()?\w+\[[^]]*\]\)?", number.formula)
        for word, unit in UNITS.items() if names else ():
            said, meant = word in number.format, unit in units
            if (said and not meant and (simple or word != "%")) or (
                simple and meant and not said and word == "%"
            ):
                yield f"{where}: the format is {number.format!r}, the unit {units}"
        if number.formula.startswith("share(") and shop.value(number.id) > 100:
            yield f"{where}: a share of more than 100 percent"
        about = [" ".join(shop.data.series.loc[n, ["title", "definition"]]) for n in names]
        if names and words(number.title).isdisjoint(words(*names, *about)):
            yield f"{where}: the title {number.title!r} shares no word with {', '.join(names)}"


def series(shop: Workshop) -> Iterator[str]:
    """Hold the title of a series against its id, its definition and its unit."""
    for line, (name, row) in enumerate(shop.data.series.iterrows(), start=2):
        where = f"data/series.csv, line {line} ({name})"
        title = f"the title {row['title']!r}"
        if words(row["title"]).isdisjoint(words(name, row["definition"])):
            yield f"{where}: {title} shares no word with id and definition"
        change = re.search(r"\b(growth|change)\b", row["title"], re.IGNORECASE)
        if bool(change) != bool(re.search("yoy|per year", row["unit"])):
            yield f"{where}: {title} and the unit {row['unit']!r} differ on whether it is a change"


def evidence(shop: Workshop) -> Iterator[str]:
    """Find what the condition of a verdict names and its evidence does not."""
    for line, claim in enumerate(shop.claims.values(), start=2):
        where = f"seeds/claims.csv, line {line} ({claim.id})"
        named = {item for _, item in claim.evidence}
        named |= {r["series"] for n in named & {*shop.numbers} for r in shop.rows(n)}
        for name in parse(claim.condition).names if claim.condition else ():
            if named.isdisjoint({name, *(row["series"] for row in shop.rows(name))}):
                yield f"{where}: the condition names {name}, the evidence does not"
