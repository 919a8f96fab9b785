"""Check the named numbers: computed, used, and saying what kind of figure they are."""

import re
from collections.abc import Iterator

from nqpf.errors import DatasetError
from nqpf.numbers import Number
from press.check import data
from press.pages import uses
from press.rules import Problem
from press.workshop import Workshop

_BOUND = re.compile(r"(at least|over|more than)\b")
_GROWTH = re.compile(r"growth\(\S+\[\w+, (\d{4})[^]]*\], \S+\[\w+, (\d{4})[^]]*\](?:, (\d+))?\)")

#: What a format says of its unit → what the unit of the series says.
_UNITS = {"thousand": "thousand", "million": "million", "billion": "billion", "%": "percent",
          "trillion": "trillion", "yuan": "CNY", "dollar": "USD", "tonnes": "tonnes"}  # fmt: skip


def problems(shop: Workshop) -> Iterator[Problem]:
    """Find numbers that are broken, unused, doubled, or at odds with their own words."""
    evidence = " ".join(f"{claim.rests_on} {claim.condition}" for claim in shop.claims.values())
    used = {*uses(shop), *re.findall(r"[a-z][\w-]*-[\w-]+", evidence)}
    first: dict[tuple[str, str], str] = {}
    for line, number in enumerate(shop.numbers.values(), start=2):
        where = f"data/numbers.csv, line {line} ({number.id})"
        try:
            text = shop.text(number.id)
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
        if rows := shop.rows(number.id):
            bound = rows[0]["status"] == "at_least" and not _BOUND.match(text)
            if bound and str(number.expression.inputs[0]) == number.formula:
                yield Problem("lower-bound", where, f"{text!r} was published as “more than”")
            for what in _at_odds(shop, number, rows):
                yield Problem("number-words", where, what)


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
    units = ", ".join(sorted({shop.data.unit(row["series"]) for row in rows}))
    plain = re.fullmatch(r"(?:abs\()?\w+\[[^]]*\]\)?", number.formula)
    for word, unit in _UNITS.items():
        said = word in number.format
        scaled = "000" in number.formula or (word == "%" and not plain)
        if (said and unit not in units and not scaled) or (
            plain and word == "%" and not said and unit in units
        ):
            yield f"the format says {number.format!r}, the unit of the series is {units}"
    about = data.words(*(f"{row['series']} {data.about(shop, row['series'])}" for row in rows))
    if about.isdisjoint(data.words(number.title)):
        yield f"the title {number.title!r} shares no word with {rows[0]['series']}"
