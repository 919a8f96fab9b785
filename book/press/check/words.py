"""The registers and the prose: numbers and verdicts are computed, figures linked, words held.

A sentence that relates data has a condition in a comment after it, ``… less than before.<!-- holds:
now-x < then-x -->``, or as ``holds`` of a chart; ``judgement`` says that no data decide.
"""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from nqpf.claims import Claim
from nqpf.dataset import NOT_CURRENT
from nqpf.errors import DatasetError, ExpressionError, UnknownIdError
from nqpf.expressions import Expression, parse
from nqpf.hedges import WORDS, opening
from press import texts
from press.workshop import Problem, Workshop, rules

#: What can be wrong with a link, by what it leads to.
_WRONG = {"num": ("number-unknown", "number-text"), "claim": ("claim-unknown", "claim-text")}
JUDGEMENT = "judgement"


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
    condition = texts.pattern("condition")
    for block in texts.pattern("block").finditer(text):
        listed = re.match(r"\s*(?:[-*]|#+) ", block[0])
        for match in texts.pattern("sentence").finditer(block[0]):
            said = " ".join(condition.sub("", match[0]).split())
            place = f"{where}, line {texts.line(text, block.start() + match.start())}"
            bound = bool(listed or texts.linked(said))
            yield Sentence(place, said, condition.findall(match[0]), bound)


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
    """Check the figures and the links of all chapters and pages."""
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            yield from _link_problems(shop, where, text)
            yield from _address_problems(shop, path, where, text)
            for rule in ("line-ends", "merge-conflict", "formula"):  # each is named as its pattern
                if mark := texts.pattern(rule).search(text):
                    place = f"{where}, line {texts.line(text, mark.start())}"
                    yield Problem(rule, place, rules()[rule]["what"])
            for line, words in bare_figures(text, shop.settings.names):
                yield Problem("bare-figure", f"{where}, line {line}", f"no link: “…{words}…”")


def _link_problems(shop: Workshop, where: str, text: str) -> Iterator[Problem]:
    """Compare every link to a number or a claim with what is computed for it."""
    for link in texts.LINK.finditer(text):
        unknown, differs = _WRONG[link[3]]
        place = f"{where}, line {texts.line(text, link.start())}"
        try:
            if link[0] != (wanted := texts.computed(shop, link)):
                yield Problem(differs, place, f"the text says {link[0]}, not {wanted}")
        except UnknownIdError as error:
            yield Problem(unknown, place, f"{link[0]}: {error}")
        except DatasetError:
            continue  # the number itself is named as broken


def bare_figures(text: str, names: tuple[str, ...] = ()) -> list[tuple[int, str]]:
    """List figures in Markdown that are neither number links nor in names: (line, words around)."""
    apart = (texts.LINK, texts.pattern("formula"), texts.pattern("not_figures"))
    left, found = text, []
    for one in (*apart, *map(re.compile, names)):
        left = one.sub(texts.blank, left)
    for match in texts.pattern("figure").finditer(left):
        around = text[max(0, match.start() - 25) : match.end() + 25]
        found.append((texts.line(text, match.start()), " ".join(around.split())))
    return found


def _address_problems(shop: Workshop, path: Path, where: str, text: str) -> Iterator[Problem]:
    """Check that links, pictures and includes lead to files of the project that are there."""
    for found in texts.pattern("address").findall(texts.pattern("code").sub("", text)):
        address = "".join(found)
        if texts.escapes(path, address, shop.root):
            yield Problem("link-outside", where, f"{address!r} leads out of the project")
            continue
        scheme, host, file, *_ = urlsplit(address)
        there = os.path.isfile(path.parent / unquote(file))  # noqa: PTH113 - never raises
        if scheme in ("javascript", "data", "vbscript"):
            yield Problem("dead-link", where, f"{address!r} is an address that no page may have")
        elif file and not (scheme or host or there):
            yield Problem("dead-link", where, f"{address!r}: there is no such file")


def sentence_problems(shop: Workshop) -> Iterator[Problem]:
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
    return re.sub(r"\]\([^)]*\)", "]", texts.LINK.sub("", sentence)).lower()


def _condition_problems(shop: Workshop, one: Sentence, condition: str) -> Iterator[Problem]:
    """Recompute a condition, and see that it speaks of what its sentence speaks of."""
    try:
        read = parse(condition)
        if not read.value(shop):
            what = f"the data make “{one.text}” false: not {condition} ({_parts(shop, read)})"
            yield Problem("condition-false", one.where, what)
        linked = shop.numbers.keys() & texts.linked(one.text)
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
    ends = {name: sorted(values)[:: max(1, len(values) - 1)] for name, values in said.items()}
    spans = {name: dict.fromkeys(f"{value:.6g}" for value in of) for name, of in ends.items()}
    return ", ".join(f"{name} is {' to '.join(span) or 'nothing'}" for name, span in spans.items())


def tally(shop: Workshop) -> str:
    """Count the sentences that have a condition, and those that are a judgement."""
    held = [one.conditions for one in sentences(shop) if one.conditions]
    judged = sum(JUDGEMENT in conditions for conditions in held)
    return f"{len(held) - judged} sentences have a condition, {judged} are a judgement"


def register_problems(shop: Workshop) -> Iterator[Problem]:
    """Find numbers and claims that are wrong in themselves, or against the data and chapters."""
    homes = {}
    for path in shop.chapters():
        text = "\n".join(text for _, text in texts.pieces(shop, path))
        homes |= {label: (path.stem, own) for label, own in texts.pattern("section").findall(text)}
    for line, claim in enumerate(shop.claims.values(), start=2):
        where = f"seeds/claims.csv, line {line} ({claim.id}), column"
        yield from _verdict_problems(shop, where, claim)
        if claim.anchor not in homes:
            hint = str(UnknownIdError("section", claim.anchor, homes))
            yield Problem("claim-anchor", f"{where} anchor", hint)
        elif f"#claim-{claim.id.lower()})" not in homes[claim.anchor][1]:
            home = homes[claim.anchor][0]
            what = f"the section {claim.anchor} of {home} does not link to {claim.id}"
            yield Problem("claim-untreated", f"{where} anchor", what)
    yield from _number_problems(shop)


def _verdict_problems(shop: Workshop, where: str, claim: Claim) -> Iterator[Problem]:
    known = {"series": shop.data.series.index, "event": shop.data.events.index,
             "number": shop.numbers}  # fmt: skip
    for kind, name in claim.evidence:
        if name not in known.get(kind, ()):
            hint = str(UnknownIdError(kind, name, known.get(kind, known)))
            yield Problem("claim-evidence", f"{where} rests_on", hint)
    if claim.verdict in ("holds", "partly", "challenged") and not claim.rests_on:
        what = f"the verdict {claim.verdict!r} rests on nothing"
        yield Problem("claim-evidence", f"{where} rests_on", what, "name its evidence")
    try:
        if claim.condition and (read := parse(claim.condition)).inputs:
            what = f"{claim.condition!r} names the observation {read.inputs[0]}"
            yield Problem("claim-condition", f"{where} condition", what)
        elif not shop.holds(claim.condition):
            what = f"the data no longer give “{claim.condition}”, on which {claim.verdict!r} hangs"
            yield Problem("verdict-contradicted", f"{where} condition", what)
    except (ExpressionError, UnknownIdError, DatasetError) as error:
        yield Problem("claim-condition", f"{where} condition", str(error))


def _number_problems(shop: Workshop) -> Iterator[Problem]:
    """Find numbers that are broken, or whose format is surer or less sure than the figure is."""
    for line, number in enumerate(shop.numbers.values(), start=2):
        where = f"data/numbers.csv, line {line} ({number.id})"
        try:
            shop.text(number.id)
        except DatasetError as error:
            yield Problem("number-broken", where, str(error))
            continue
        status, word = shop.value(number.id).status, opening(number.format.partition("{")[0])
        if word and status not in ("", *NOT_CURRENT) and word not in WORDS.get(status, ()):
            yield Problem("hedge", where, f"the format says {word!r}, the figure is {status}")
        if "{stated" in number.format and status != "estimate":
            yield Problem("hedge", where, f"the format says “stated”, the figure is {status}")
