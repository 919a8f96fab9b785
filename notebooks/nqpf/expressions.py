"""One small language for numbers and verdicts: ``kites[CHN, 2025] / kites[CHN, 2024] - 1``.

An observation is written ``series[economy, period]``, with its status and source where several
rows share a period; ``*`` stands for every economy or period and ``2014:2022`` for the whole years
from one to another, inside sum, min, max and count. So ``min(kites[CHN, 2014:2022]) > 3`` says that
all of them were, with max in place of min that any was; ``slowest(kites[CHN, *], 3)`` is the least
and ``fastest`` the greatest change of any three years. A condition compares,
``kites-2025 > kites-2024 and kites-2025 < 3``, where ``=`` means equal to as many decimals as the
figure on its right shows. A minus between two names needs spaces.
"""

import ast
import copy
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial, reduce
from typing import Any, Protocol

from nqpf.errors import ExpressionError
from nqpf.hedges import Figure, computed

_LONGEST = 1000  # characters; whatever is longer is no formula
_REFERENCE = re.compile(r"\b([a-z][a-z0-9_]*)\[([^\[\]]*)\]")
_NAME = re.compile(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)+\b")
_EQUALS = re.compile(r"(?<![<>!=])=(?!=)")
_SIGNS: dict[type, Callable] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge, ast.And: all, ast.Or: any,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
#: Function → least and greatest number of arguments.
_FUNCTIONS = {
    "sum": (1, 9), "min": (1, 9), "max": (1, 9), "count": (1, 1), "rank": (1, 1),
    "abs": (1, 1), "growth": (2, 3), "share": (2, 2), "slowest": (2, 2), "fastest": (2, 2),
}  # fmt: skip
#: How readers are told of a function; by its name with the number of arguments, if there.
_TOLD = {
    "sum": "sum of {all}", "min": "smallest of {all}", "max": "largest of {all}",
    "rank": "rank of {0} among all economies", "count": "number of {0}",
    "abs": "{0}, without a minus",
    "slowest": "least change of {0} in any {1} years",
    "fastest": "greatest change of {0} in any {1} years",
    "share": "{0} in percent of {1}", "growth": "growth in percent from {1} to {0}",
    "growth3": "growth in percent a year from {1} to {0} over {2} years",
}  # fmt: skip
_PRINTED = {
    " / ": " ÷ ", " * ": " × ", " - ": " − ", " ** ": " ^ ",
    " == ": " = ", " != ": " ≠ ", " <= ": " ≤ ", " >= ": " ≥ ",
}  # fmt: skip
#: These take several observations at once.
_OVER_ROWS = ("sum", "min", "max", "count", "slowest", "fastest")
#: These need observations, not values.
_OF_ROWS = ("rank", "count", "slowest", "fastest")
_ALLOWED = (
    ast.Constant, ast.Name, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.Call,
)  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """One observation, or with ``*`` or a span of years several, as an expression names it."""

    series: str
    geo: str
    period: str
    qualifiers: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether it stands for several observations."""
        return "*" in (self.geo, self.period) or ":" in self.period

    def __str__(self) -> str:
        return f"{self.series}[{', '.join((self.geo, self.period, *self.qualifiers))}]"


class _Words(ast.NodeTransformer):
    """Puts the words of a function in its place, as a name in brackets."""

    def plain(self, node: ast.expr) -> str:
        """Write a part of an expression; a function that stands alone needs no brackets."""
        text = ast.unparse(self.visit(node))
        return text[1:-1] if isinstance(node, ast.Call) else text

    def visit_Call(self, node: ast.Call) -> ast.Name:
        """Tell what a function does with its arguments."""
        said = [self.plain(part) for part in node.args]
        told = _TOLD.get(f"{node.func.id}{len(said)}", _TOLD[node.func.id])
        return ast.Name(f"({told.format(*said, all=', '.join(said))})")


class Scope(Protocol):
    """Where an expression looks up what it names."""

    def observations(self, reference: Reference) -> list[dict]:
        """Give the rows of a reference: exactly one, unless it holds ``*``."""

    def value(self, name: str) -> float:
        """Give a named number."""


@dataclass(frozen=True, eq=False)
class Expression:
    """An expression that has been read."""

    text: str  # as it was written
    names: tuple[str, ...]  # the named numbers in it, in order
    _tree: ast.expr
    _references: dict[str, Reference]
    _named: dict[str, str]
    _source: str

    @cached_property
    def inputs(self) -> tuple[Reference, ...]:
        """The observations it reads, in order of appearance; a rank reads all economies."""
        calls = (node for node in ast.walk(self._tree) if isinstance(node, ast.Call))
        ranked = {call.args[0].id for call in calls if call.func.id == "rank"}
        return tuple(replace(r, geo="*") if m in ranked else r for m, r in self._references.items())

    def words(self, name: Callable[[Reference | str], str]) -> str:
        """Write it for readers: functions in words, the signs of print; `name` names the rest."""
        text = _Words().plain(copy.deepcopy(self._tree))
        for sign, printed in _PRINTED.items():
            text = text.replace(sign, printed)
        marks = self._references | self._named
        return re.sub(r"_[rn]\d+", lambda mark: name(marks[mark[0]]), text)

    def value(self, scope: Scope) -> Figure:
        """Compute it, with its status, tier and sources; a condition gives 1.0 or 0.0.

        Raises:
            ExpressionError: it cannot be computed, as in a division by zero.
            UnknownIdError, DatasetError: what it names is not there.
        """
        try:
            found = self._value(self._tree, scope)
        except (ZeroDivisionError, OverflowError, TypeError, RecursionError) as error:
            raise ExpressionError(f"{self.text!r} cannot be computed: {error}") from error
        if found != found or found in (float("inf"), float("-inf")):
            raise ExpressionError(f"{self.text!r} gives no finite number")
        return found if isinstance(found, Figure) else Figure(found)

    def _value(self, node: ast.expr, scope: Scope) -> Figure | bool:
        match node:
            case ast.Constant():
                return Figure(node.value)
            case ast.Name():
                return self._figures(node, scope)[0]
            case ast.UnaryOp():
                return -self._value(node.operand, scope)
            case ast.BinOp():
                left, right = self._value(node.left, scope), self._value(node.right, scope)
                return _SIGNS[type(node.op)](left, right)
            case ast.BoolOp():
                return _SIGNS[type(node.op)](self._value(part, scope) for part in node.values)
            case ast.Compare():
                return self._compare(node, scope)
        return self._call(node, scope)

    def _figures(self, node: ast.expr, scope: Scope) -> list[Figure]:
        """Give the figures that a part of the expression stands for."""
        name = getattr(node, "id", "")
        if name in self._references:
            return [Figure.of(row) for row in scope.observations(self._references[name])]
        known = name in self._named
        return [scope.value(self._named[name]) if known else self._value(node, scope)]

    def _compare(self, node: ast.Compare, scope: Scope) -> bool:
        sides = [node.left, *node.comparators]
        values = [self._value(side, scope) for side in sides]
        for op, left, right, written in zip(node.ops, values, values[1:], sides[1:], strict=False):
            if isinstance(op, ast.Eq | ast.NotEq):  # to as many decimals as the figure shows
                figure = ast.get_source_segment(self._source, written) or ""
                shown = re.fullmatch(r"-?\d+\.?(\d*)", figure)
                apart = 0.5 * 10 ** -len(shown[1]) if shown else 0.0
                left = right if abs(left - right) <= apart + 1e-9 else left
            if not _SIGNS[type(op)](left, right):
                return False
        return True

    def _call(self, node: ast.Call, scope: Scope) -> Figure:
        name, first = node.func.id, getattr(node.args[0], "id", "")
        values = [one for part in node.args for one in self._figures(part, scope)]
        match name:
            case "sum" | "min" | "max":
                operation = {"sum": operator.add, "min": min, "max": max}[name]
                return reduce(partial(computed, operation), values)
            case "count":
                rows = scope.observations(self._references[first])
                return Figure(len({row["geo"] for row in rows}))
            case "rank":
                every = scope.observations(replace(self._references[first], geo="*"))
                others = [r for r in every if r["geo"] != self._references[first].geo]
                ahead = [Figure.of(row) - values[0] for row in others]
                sure = all(min(one.possible) > 0 or max(one.possible) <= 0 for one in ahead)
                place = 1 + sum(one > 0 for one in ahead)
                return Figure(place, map(Figure.of, every), "" if sure else "estimate")
            case "slowest" | "fastest":
                rows, years = scope.observations(self._references[first]), values[-1]
                of = {(row["geo"], row["when"]): Figure.of(row) for row in rows}
                before = {(geo, when): (geo, when - years) for geo, when in of}
                changes = [of[now] - of[old] for now, old in before.items() if old in of]
                return reduce(partial(computed, min if name == "slowest" else max), changes)
            case "abs":
                return abs(values[0])
            case "share":
                return values[0] / values[1] * 100
        new, old, *years = values  # growth in percent a year, compounded over the years
        return ((new / old) ** (Figure(1) / (years[0] if years else 1)) - 1) * 100


def parse(text: str) -> Expression:
    """Read an expression; ExpressionError says what is wrong and how one is written."""
    references: dict[str, Reference] = {}
    named: dict[str, str] = {}
    if len(text) > _LONGEST:
        raise ExpressionError(f"'{text[:40]}…' has more than {_LONGEST} characters")

    def refer(match: re.Match[str]) -> str:
        parts = [part.strip() for part in match[2].split(",")]
        if not all(parts) or len(parts) > 4 or (len(parts) < 2 and match[1] != "claims"):
            raise ExpressionError(f"{match[0]!r} is not written like 'series[CHN, 2025]'")
        geo, period = [*parts, "*"][:2]
        return _mark(references, Reference(match[1], geo, period, tuple(parts[2:])), "r")

    code = _REFERENCE.sub(refer, text)
    code = _NAME.sub(lambda match: _mark(named, match[0], "n"), code)
    code = _EQUALS.sub("==", code).replace("^", "**").strip()
    code = code.translate(str.maketrans({"÷": "/", "×": "*", "−": "-"}))
    try:
        tree = ast.parse(code, mode="eval").body
        for problem in _problems(tree, references, named):
            raise ExpressionError(f"{text!r}: {problem}")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if isinstance(error, ExpressionError):
            raise
        raise ExpressionError(
            f"{text!r} cannot be read; write it like 'kites[CHN, 2025] / kites[CHN, 2024]' or "
            "'kites-2025 > 3 and kites-2025 < boats-2025'"
        ) from error
    return Expression(text, tuple(named.values()), tree, references, named, code)


def _mark(marks: dict[str, Any], what: object, letter: str) -> str:
    """Stand a valid Python name in for something that is none."""
    mark = next((m for m, known in marks.items() if known == what), f"_{letter}{len(marks)}")
    marks[mark] = what
    return mark


def _problems(
    tree: ast.expr, references: dict[str, Reference], named: dict[str, str]
) -> Iterator[str]:
    """Find what the language has no place for, before anything is computed."""
    spread: set[str] = set()  # references that a function takes whole
    functions = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                name, count = getattr(node.func, "id", "?"), len(node.args)
                low, high = _FUNCTIONS.get(name, (0, -1))
                if not low <= count <= high or node.keywords:
                    known = ", ".join(_FUNCTIONS)
                    yield f"{name}() with {count} arguments is none of the functions {known}"
                marks = {getattr(argument, "id", "") for argument in node.args}
                first = {getattr(argument, "id", "") for argument in node.args[:1]}
                if name in _OF_ROWS and not first <= references.keys():
                    yield f"{name}() takes an observation, such as {name}(series[CHN, 2025])"
                spread |= marks if name in _OVER_ROWS else set()
            case ast.Name() if id(node) not in functions and node.id not in references | named:
                yield f"{node.id!r} is neither an observation nor a named number"
            case ast.expr() if not isinstance(node, _ALLOWED):
                yield "only numbers, observations, signs, brackets and functions have a place"
            case ast.operator() | ast.unaryop() | ast.cmpop() if type(node) not in _SIGNS:
                yield "the signs are + - * / ^ and < <= > >= = !="
            case ast.Constant() if type(node.value) not in (int, float):
                yield f"{node.value!r} is no number"
    for mark, reference in references.items():
        if reference.many and mark not in spread:
            yield f"{reference} is several values; put it into a function such as sum, min or max"
