"""The words of the prose: a sentence that relates data carries the condition that makes it true.

It stands in a comment after the sentence, ``… less than before.<!-- holds: now-x < then-x -->``, or
is the argument ``holds`` of a published chart; ``judgement`` says that no data decide.
"""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from nqpf.errors import DatasetError, ExpressionError, UnknownIdError
from nqpf.expressions import Expression, parse
from press import texts
from press.rules import Problem
from press.workshop import Workshop

JUDGEMENT = "judgement"
_CONDITION = re.compile(r"<!--\s*holds:\s*(.*?)\s*-->", re.DOTALL)
#: A paragraph, a heading, an entry of a list or a row of a table.
_BLOCK = re.compile(r".+?(?=\n\s*\n|\n\s*(?:[-*>|]|#+|\d+\.)\s|\Z)", re.DOTALL)
#: A sentence with the comments after it.
_SENTENCE = re.compile(r"\S.*?(?:[.!?][\"”’)*_]*(?:\s*<!--.*?-->)*(?=\s|\Z)|\Z)", re.DOTALL)


class Sentence(NamedTuple):
    """A sentence of the prose, or the finding of a chart."""

    where: str  # the place to name in a message
    text: str  # as it is written, without its conditions
    conditions: list[str]
    bound: bool  # speaks of data: it links to a number, stands in a list or under a chart


def sentences(shop: Workshop) -> Iterator[Sentence]:
    """Give every sentence of the chapters and pages, and every finding."""
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            yield from in_prose(where, text)
        for where, source in texts.pieces(shop, path, "code"):
            yield from findings(where, source)


def in_prose(where: str, text: str) -> Iterator[Sentence]:
    """Split a piece of prose into its sentences."""
    text = texts.pattern("code").sub(texts.blank, text)
    for block in _BLOCK.finditer(text):
        listed = re.match(r"\s*(?:[-*]|#+) ", block[0])
        for match in _SENTENCE.finditer(block[0]):
            said = " ".join(_CONDITION.sub("", match[0]).split())
            place = f"{where}, line {texts.line(text, block.start() + match.start())}"
            bound = bool(listed or texts.NUMBER.search(said))
            yield Sentence(place, said, _CONDITION.findall(match[0]), bound)


def findings(where: str, source: str) -> Iterator[Sentence]:
    """Give the finding of each chart that a cell publishes, as the prose would write it."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "publish":
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            said = given.get("finding", call.args[-1] if call.args else call)
            holds = [str(getattr(given[key], "value", "")) for key in given.keys() & {"holds"}]
            yield Sentence(f"{where}, line {said.lineno}", _spoken(said), holds, bound=True)


def _spoken(node: ast.expr) -> str:
    """Write a text of Python with a link for each number, and dots for what else is computed."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr():
            return "".join(map(_spoken, node.values))
        case ast.BinOp():
            return _spoken(node.left) + _spoken(node.right)
        case ast.FormattedValue(value=ast.Call(args=[ast.Constant(value=str() as name)])):
            return f"[…](#num-{name})"
    return "…"


def problems(shop: Workshop) -> Iterator[Problem]:
    """Find sentences that the data make false, and those that nothing holds to the data."""
    named = re.compile("|".join(shop.settings.names) or "(?!)", re.IGNORECASE)
    for one in sentences(shop):
        for condition in one.conditions:
            if condition != JUDGEMENT:
                yield from _condition_problems(shop, one, condition)
        said = named.sub("", plain(one.text))
        kinds = ("measure", "relation") if one.bound else ("measure",)
        word = next(filter(None, (texts.pattern(kind).search(said) for kind in kinds)), None)
        if word and not one.conditions:
            yield Problem("condition-missing", one.where, f"{word[0]!r} in “{one.text}”")


def plain(sentence: str) -> str:
    """Leave out what is computed in a sentence, and the addresses of its links."""
    left = texts.CLAIM.sub("", texts.NUMBER.sub("", sentence))
    return re.sub(r"\]\([^)]*\)", "]", left).lower()


def _condition_problems(shop: Workshop, one: Sentence, condition: str) -> Iterator[Problem]:
    """Recompute a condition, and see that it speaks of what its sentence speaks of."""
    try:
        read = parse(condition)
        if not read.value(shop):
            what = f"the data make “{one.text}” false: not {condition} ({_parts(shop, read)})"
            yield Problem("condition-false", one.where, what)
        linked = [match[3] for match in texts.NUMBER.finditer(one.text) if match[3] in shop.numbers]
        about = {(row["series"], row["geo"]) for name in linked for row in shop.rows(name)}
        behind = [*map(shop.rows, read.names), *map(shop.observations, read.inputs)]
        named = {(row.get("series"), row["geo"]) for rows in behind for row in rows}
        if about and named and about.isdisjoint(named):
            yield Problem("condition-apart", one.where, f"{condition} is not about “{one.text}”")
    except (ExpressionError, UnknownIdError, DatasetError) as error:
        yield Problem("condition-broken", one.where, f"{error}, in the condition of “{one.text}”")


def _parts(shop: Workshop, read: Expression) -> str:
    """Give the values of what a condition names."""
    said = {name: [shop.value(name)] for name in read.names}
    said |= {str(r): [row["value"] for row in shop.observations(r)] for r in read.inputs}
    told = {name: [f"{value:.6g}" for value in sorted(values)] for name, values in said.items()}
    spans = {name: " to ".join({v[0]: 0, v[-1]: 0}) if v else "nothing" for name, v in told.items()}
    return ", ".join(f"{name} is {span}" for name, span in spans.items())


def tally(shop: Workshop) -> str:
    """Count the sentences that have a condition, and those that are a judgement."""
    held = [one.conditions for one in sentences(shop) if one.conditions]
    judged = sum(JUDGEMENT in conditions for conditions in held)
    return f"{len(held) - judged} sentences have a condition, {judged} are a judgement"
