"""Check the named numbers: computed, used, and saying what kind of figure they are."""

import re
from collections.abc import Iterator

from nqpf.dataset import PERIOD
from nqpf.errors import DatasetError, ExpressionError
from nqpf.expressions import Reference
from nqpf.numbers import Number
from press.pages import uses
from press.rules import Problem
from press.workshop import Workshop

_BOUND = re.compile(r"(at least|over|more than)\b")
_SCALES = ("thousand", "million", "billion", "trillion")


def problems(shop: Workshop) -> Iterator[Problem]:
    """Find numbers that are broken, unused, doubled, or at odds with their own words."""
    used = uses(shop)
    first: dict[tuple[str, str], str] = {}
    for line, number in enumerate(shop.numbers.values(), start=2):
        where = f"data/numbers.csv, line {line} ({number.id})"
        try:
            text = shop.text(number.id)
        except (DatasetError, ExpressionError) as error:
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
        direct = str(number.expression.inputs[0]) == number.formula if _inputs(number) else False
        if direct and shop.rows(number.id)[0]["status"] == "at_least" and not _BOUND.match(text):
            yield Problem("lower-bound", where, f"{text!r} was published as “more than”")
        yield from _word_problems(shop, where, number, direct=direct)


def _inputs(number: Number) -> list[Reference]:
    return [one for one in number.expression.inputs if one.series != "claims"]


def _word_problems(
    shop: Workshop, where: str, number: Number, *, direct: bool
) -> Iterator[Problem]:
    """Hold title, format and formula against each other."""
    inputs = _inputs(number)
    periods = {year for one in inputs for year in re.findall(r"\d{4}", one.period)}
    said = set(re.findall(r"\b(?:19|20)\d\d\b", number.title))
    if direct:  # a figure printed later may say when
        periods |= {shop.data.sources.loc[name, "date"][:4] for name in shop.sources(number.id)}
    if direct and said and not said & periods:
        what = f"the title speaks of {', '.join(sorted(said))}, the formula of "
        yield Problem("number-words", where, what + ", ".join(sorted(periods)))
    for match in re.finditer(r"growth\(\S+?\[\w+, (\d{4})[^\]]*\], \S+?\[\w+, (\d{4})[^\]]*\]"
                             r"(?:, (\d+))?\)", number.formula):  # fmt: skip
        years = int(match[1]) - int(match[2])
        if match[3] and int(match[3]) != years:
            what = f"compounds {match[3]} years over a span of {years}"
            yield Problem("number-words", where, what)
    units = {shop.data.unit(one.series) for one in inputs}
    if direct and PERIOD.fullmatch(inputs[0].period):
        scales = [word for word in _SCALES if word in number.format]
        unit = units.pop()
        if scales and "{:fraction}" not in number.format and scales[0] not in unit:
            what = f"the format says {scales[0]}, the unit of the series is {unit}"
            yield Problem("number-words", where, what)
