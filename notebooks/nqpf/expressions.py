"""One small language for numbers and verdicts: ``kites[CHN, 2025] / kites[CHN, 2024] - 1``.

An observation is written ``series[economy, period]``, with its status and source where several
rows share a period; ``*`` stands for every economy or period inside sum, min, max and count. A
condition compares named numbers, ``kites-2025 > kites-2024 and kites-2025 < 3``, where ``=`` means
equal to as many decimals as the figure on its right shows. A minus between two names needs spaces.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from nqpf.errors import ExpressionError

_LONGEST = 1000  # characters; whatever is longer is no formula
_REFERENCE = re.compile(r"\b([a-z][a-z0-9_]*)\[([^\[\]]*)\]")
_NAME = re.compile(r"\b[a-z][a-z0-9]*(?:-[a-z0-9]+)+\b")
_EQUALS = re.compile(r"(?<![<>!=])=(?!=)")
_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARISONS: dict[type, Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
#: These take whole selections, the other functions single values.
_OVER_ROWS = ("sum", "min", "max", "count", "rank")
#: Function → least and greatest number of arguments.
_FUNCTIONS = dict.fromkeys(_OVER_ROWS, (1, 9)) | {
    "count": (1, 1), "rank": (1, 1), "abs": (1, 1), "growth": (2, 3), "share": (2, 2),
}  # fmt: skip
_ALLOWED = (
    ast.Constant, ast.Name, ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.Call,
)  # fmt: skip


@dataclass(frozen=True)
class Reference:
    """One observation, or with ``*`` several, as an expression names it."""

    series: str
    geo: str
    period: str
    qualifiers: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether it stands for several observations."""
        return "*" in (self.geo, self.period)

    def __str__(self) -> str:
        return f"{self.series}[{', '.join((self.geo, self.period, *self.qualifiers))}]"


class Scope(Protocol):
    """Where an expression looks up what it names."""

    def observations(self, reference: Reference) -> list[dict]:
        """Give the rows of a reference: exactly one, unless it holds ``*``."""

    def value(self, name: str) -> float:
        """Give a named number."""


@dataclass(frozen=True, eq=False)
class Expression:
    """An expression that has been read.

    Attributes:
        text: as it was written.
        names: the named numbers in it, in order.
    """

    text: str
    names: tuple[str, ...]
    _tree: ast.expr
    _references: dict[str, Reference]
    _named: dict[str, str]
    _source: str

    @cached_property
    def inputs(self) -> tuple[Reference, ...]:
        """The observations it reads, in order of appearance; a rank reads all economies."""
        ranked = {
            call.args[0].id
            for call in ast.walk(self._tree)
            if isinstance(call, ast.Call) and call.func.id == "rank"
        }
        return tuple(
            Reference(r.series, "*", r.period, r.qualifiers) if mark in ranked else r
            for mark, r in self._references.items()
        )

    def value(self, scope: Scope) -> float:
        """Compute it; a condition gives 1.0 or 0.0.

        Raises:
            ExpressionError: it cannot be computed, as in a division by zero.
            UnknownIdError, DatasetError: what it names is not there.
        """
        try:
            found = float(self._value(self._tree, scope))
        except (ZeroDivisionError, OverflowError, TypeError, RecursionError) as error:
            raise ExpressionError(f"{self.text!r} cannot be computed: {error}") from error
        if found != found or found in (float("inf"), float("-inf")):
            raise ExpressionError(f"{self.text!r} gives no finite number")
        return found

    def _value(self, node: ast.expr, scope: Scope) -> float:
        match node:
            case ast.Constant():
                return float(node.value)
            case ast.Name() if node.id in self._references:
                reference = self._references[node.id]
                return float(scope.observations(reference)[0]["value"])
            case ast.Name():
                return scope.value(self._named[node.id])
            case ast.UnaryOp():
                return -self._value(node.operand, scope)
            case ast.BinOp():
                left, right = self._value(node.left, scope), self._value(node.right, scope)
                return _OPERATORS[type(node.op)](left, right)
            case ast.BoolOp():
                combine = all if isinstance(node.op, ast.And) else any
                return combine(self._value(part, scope) for part in node.values)
            case ast.Compare():
                return self._compare(node, scope)
            case ast.Call() if node.func.id in _OVER_ROWS:
                return self._over_rows(node, scope)
        return self._over_values(node, scope)

    def _compare(self, node: ast.Compare, scope: Scope) -> bool:
        sides = [node.left, *node.comparators]
        values = [self._value(side, scope) for side in sides]
        return all(
            _COMPARISONS[type(op)](values[i], values[i + 1])
            if type(op) in _COMPARISONS
            else self._same(values[i], values[i + 1], sides[i + 1]) == isinstance(op, ast.Eq)
            for i, op in enumerate(node.ops)
        )

    def _same(self, left: float, right: float, written: ast.expr) -> bool:
        """Equal to as many decimals as the figure on the right shows."""
        figure = ast.get_source_segment(self._source, written) or ""
        decimals = len(figure.partition(".")[2]) if re.fullmatch(r"-?[\d.]+", figure) else 9
        return round(left - right, 9) == 0 or abs(left - right) <= 0.5 * 10**-decimals

    def _over_rows(self, node: ast.Call, scope: Scope) -> float:
        name, rows = node.func.id, []
        for argument in node.args:
            reference = self._references.get(getattr(argument, "id", ""))
            if reference is None:
                rows.append({"value": self._value(argument, scope)})
            elif name == "rank":
                own = scope.observations(reference)[0]["value"]
                all_of = Reference(reference.series, "*", reference.period, reference.qualifiers)
                return 1.0 + sum(row["value"] > own for row in scope.observations(all_of))
            else:
                rows += scope.observations(reference)
        if name == "count":
            return float(len({row["geo"] for row in rows}))
        reduce = {"sum": sum, "min": min, "max": max}[name]
        return float(reduce(row["value"] for row in rows))

    def _over_values(self, node: ast.Call, scope: Scope) -> float:
        arguments = [self._value(argument, scope) for argument in node.args]
        match node.func.id:
            case "abs":
                return abs(arguments[0])
            case "share":
                return arguments[0] / arguments[1] * 100
        new, old, *years = arguments  # growth in percent a year, compounded over the years
        return ((new / old) ** (1 / (years[0] if years else 1)) - 1) * 100


def parse(text: str) -> Expression:
    """Read an expression.

    Raises:
        ExpressionError: it is not one; says what is wrong and how one is written.
    """
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
        if isinstance(node, ast.Call):
            name, count = getattr(node.func, "id", "?"), len(node.args)
            low, high = _FUNCTIONS.get(name, (0, -1))
            if not low <= count <= high or node.keywords:
                known = ", ".join(_FUNCTIONS)
                yield f"{name}() with {count} arguments is none of the functions {known}"
            marks = {getattr(argument, "id", "") for argument in node.args}
            if name in ("rank", "count") and not marks <= references.keys():
                yield f"{name}() takes an observation, such as {name}(series[CHN, 2025])"
            spread |= marks if name in _OVER_ROWS and name != "rank" else set()
        elif isinstance(node, ast.Name) and id(node) not in functions:
            if node.id not in {*references, *named}:
                yield f"{node.id!r} is neither an observation nor a named number"
        elif isinstance(node, ast.expr) and not isinstance(node, _ALLOWED):
            yield "only numbers, observations, signs, brackets and functions have a place"
        elif isinstance(node, ast.operator | ast.unaryop | ast.cmpop):
            if type(node) not in {*_OPERATORS, *_COMPARISONS, ast.Eq, ast.NotEq, ast.USub}:
                yield "the signs are + - * / ^ and < <= > >= = !="
        elif isinstance(node, ast.Constant) and type(node.value) not in (int, float):
            yield f"{node.value!r} is no number"
    for mark, reference in references.items():
        if reference.many and mark not in spread:
            yield f"{reference} is several values; put it into sum, min, max or count"
