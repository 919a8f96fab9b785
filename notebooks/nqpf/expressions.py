"""One small language for numbers and verdicts: ``kites[CHN, 2025] / kites[CHN, 2024] - 1``.

An observation is written ``series[economy, period]``, with its status and source where several
rows share a period; ``*`` stands for every economy or period and ``2014:2022`` for whole years,
inside sum, min, max and count. So ``min(kites[CHN, 2014:2022]) > 3`` says that all of them were,
with max in place of min that any was; ``slowest(kites[CHN, *], 3)`` is the least and ``fastest``
the greatest change of any three years. A condition compares, ``kites-2025 > kites-2024``, where
``=`` means equal to as many decimals as the figure on its right shows. A minus needs spaces.
"""

import ast
import copy
import inspect
import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, reduce
from itertools import chain
from typing import Any, Protocol

from nqpf.errors import ExpressionError
from nqpf.hedges import Figure, computed
from nqpf.settings import WORDS

_LONGEST = 1000  # characters; whatever is longer is no formula
#: An observation, or else the name of a number.
_NAMED = re.compile(r"\b([a-z][a-z0-9_]*)\[([^\[\]]*)\]|\b[a-z][a-z0-9]*(?:-[a-z0-9]+)+\b")
_EQUALS = re.compile(r"(?<![<>!=])=(?!=)")
_TYPED = str.maketrans({"÷": "/", "×": "*", "−": "-", "^": "**"})
_SIGNS: dict[type, Callable] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: operator.neg, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: lambda left, right, near: abs(left - right) <= near,
    ast.NotEq: lambda left, right, near: abs(left - right) > near,
    ast.And: lambda *parts: all(parts), ast.Or: lambda *parts: any(parts),
}  # fmt: skip


def _fold(operation: Callable[..., float]) -> Callable[..., Figure]:
    """Make an operation on two figures one on the figures of any number of lists."""
    return lambda first, *values: reduce(partial(computed, operation), chain(first, *values))


def _rank(rows: list[dict]) -> Figure:
    """Place the first row among all that follow; sure if no bound can change the place."""
    own, *every = rows
    ahead = [Figure.of(row) - Figure.of(own) for row in every if row["geo"] != own["geo"]]
    sure = all(min(one.possible) > 0 or max(one.possible) <= 0 for one in ahead)
    place = 1 + sum(one > 0 for one in ahead)
    return Figure(place, map(Figure.of, every), "" if sure else "estimate")


def _changes(rows: list[dict], years: Figure) -> list[Figure]:
    of = {(row["geo"], row["when"]): Figure.of(row) for row in rows}
    before = {(geo, when): (geo, when - years) for geo, when in of}
    return [of[now] - of[old] for now, old in before.items() if old in of]


#: One with `rows` takes an observation, of which there may be several, one with `values` any lists.
_FUNCTIONS: dict[str, Callable[..., Figure]] = {
    "sum": _fold(operator.add),
    "min": _fold(min),
    "max": _fold(max),
    "count": lambda rows: Figure(len({row["geo"] for row in rows})),
    "rank": _rank,
    "abs": abs,
    "growth": lambda new, old, years=1: ((new / old) ** (Figure(1) / years) - 1) * 100,
    "share": lambda part, whole: part / whole * 100,
    "slowest": lambda rows, years: _fold(min)(_changes(rows, years)),
    "fastest": lambda rows, years: _fold(max)(_changes(rows, years)),
}


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


class Scope(Protocol):
    """Where an expression looks up what it names; an opened project is one."""

    observations: Callable[[Reference], list[dict]]  # exactly one row, unless it holds ``*``
    value: Callable[[str], float]  # of a named number


_Value = Callable[[Scope], Any]  # computes a part of an expression


def _applied(function: Callable, parts: list[_Value]) -> _Value:
    return lambda scope: function(*(part(scope) for part in parts))


class _Reader(ast.NodeVisitor):
    """Makes each part of an expression what computes it; names in an error what has no place."""

    def __init__(self, source: str, names: dict[str, Reference | str]) -> None:
        self._source, self.names = source, names  # what each name in the source stands for
        self.inputs = {mark: one for mark, one in names.items() if isinstance(one, Reference)}

    def generic_visit(self, node: ast.AST) -> _Value:
        if not isinstance(node, ast.UnaryOp | ast.BinOp | ast.BoolOp):
            what = "only numbers, observations, signs, brackets and functions have a place"
            raise ExpressionError(what)
        parts = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
        return self._operation(node.op, *parts)

    def visit_Constant(self, node: ast.Constant) -> _Value:
        if type(node.value) not in (int, float):
            raise ExpressionError(f"{node.value!r} is no number")
        return lambda scope: Figure(node.value)

    def visit_Name(self, node: ast.Name) -> _Value:
        named = self.names.get(node.id)
        if named is None:
            raise ExpressionError(f"{node.id!r} is neither an observation nor a named number")
        if isinstance(named, str):
            return lambda scope: scope.value(named)
        if named.many:
            what = f"{named} is several values; put it into a function such as sum, min or max"
            raise ExpressionError(what)
        return lambda scope: Figure.of(scope.observations(named)[0])

    def visit_Compare(self, node: ast.Compare) -> _Value:
        links, left = [], node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            near = [self._near(right)] if isinstance(op, ast.Eq | ast.NotEq) else []
            links.append(self._operation(op, left, right, *near))
            left = right
        return lambda scope: all(link(scope) for link in links)

    def visit_Call(self, node: ast.Call) -> _Value:
        name, parts = getattr(node.func, "id", "?"), [*node.args, *node.keywords]
        try:
            function = _FUNCTIONS[name]
            takes = inspect.signature(function).bind(*parts).signature.parameters
        except (KeyError, TypeError) as error:
            known = ", ".join(_FUNCTIONS)
            what = f"{name}() with {len(parts)} arguments is none of the functions {known}"
            raise ExpressionError(what) from error
        of = self.names.get(getattr(parts[0], "id", ""))
        if "rows" in takes and not isinstance(of, Reference):
            what = f"{name}() takes an observation, such as {name}(series[CHN, 2025])"
            raise ExpressionError(what)
        if name == "rank":
            self.visit(parts[0])  # refuses several
            every = self.inputs[parts[0].id] = replace(of, geo="*")
            return lambda scope: _rank(scope.observations(of) + scope.observations(every))
        if "rows" in takes:
            rest = [self.visit(part) for part in parts[1:]]
            return _applied(function, [lambda scope: scope.observations(of), *rest])
        read = self._figures if "values" in takes else self.visit
        return _applied(function, [read(part) for part in parts])

    def _figures(self, node: ast.AST) -> _Value:
        """Read an argument that may be several figures, as a list."""
        of = self.names.get(getattr(node, "id", ""))
        if isinstance(of, Reference):
            return lambda scope: [Figure.of(row) for row in scope.observations(of)]
        return _applied(lambda value: [value], [self.visit(node)])

    def _operation(self, op: ast.AST, *parts: ast.expr) -> _Value:
        if type(op) not in _SIGNS:
            raise ExpressionError("the signs are + - * / ^ and < <= > >= = !=")
        return _applied(_SIGNS[type(op)], [self.visit(part) for part in parts])

    def _near(self, figure: ast.expr) -> ast.Constant:
        """Give how far off a number may be that equals a figure, by the decimals that it shows."""
        written = ast.get_source_segment(self._source, figure) or ""
        shown = re.fullmatch(r"-?\d+\.?(\d*)", written)
        return ast.Constant((0.5 * 10 ** -len(shown[1]) if shown else 0.0) + 1e-9)


class _Words(ast.NodeTransformer):
    """Puts the words of a function in its place, as a name in brackets."""

    def plain(self, node: ast.expr) -> str:
        """Write a part of an expression; a function that stands alone needs no brackets."""
        text = ast.unparse(self.visit(node))
        return text[1:-1] if isinstance(node, ast.Call) else text

    def visit_Call(self, node: ast.Call) -> ast.Name:
        """Tell what a function does with its arguments."""
        said, told = [self.plain(part) for part in node.args], WORDS["functions"]
        form = told.get(f"{node.func.id}{len(said)}", told[node.func.id])
        return ast.Name(f"({form.format(*said, all=', '.join(said))})")


@dataclass(frozen=True, eq=False)
class Expression:
    """An expression that has been read."""

    text: str  # as it was written
    names: tuple[str, ...]  # the named numbers in it, in order
    inputs: tuple[Reference, ...]  # the observations it reads, in order; a rank reads all economies
    _tree: ast.expr
    _marks: dict[str, Reference | str]
    _compute: _Value

    def words(self, name: Callable[[Reference | str], str]) -> str:
        """Write it for readers: functions in words, the signs of print; `name` names the rest."""
        text = _Words().plain(copy.deepcopy(self._tree))
        for sign, printed in WORDS["print"].items():
            text = text.replace(sign, printed)
        return re.sub(r"_m\d+", lambda mark: name(self._marks[mark[0]]), text)

    def value(self, scope: Scope) -> Figure:
        """Compute it with what it rests on; a condition gives 1.0 or 0.0.

        ExpressionError: it has no value; UnknownIdError, DatasetError: what it names is not there.
        """
        try:
            found = self._compute(scope)
        except (ZeroDivisionError, OverflowError, TypeError, RecursionError) as error:
            raise ExpressionError(f"{self.text!r} cannot be computed: {error}") from error
        if not math.isfinite(found):
            raise ExpressionError(f"{self.text!r} gives no finite number")
        return found if isinstance(found, Figure) else Figure(found)


def parse(text: str) -> Expression:
    """Read an expression; ExpressionError says what is wrong and how one is written."""
    marks: dict[Reference | str, str] = {}  # what is no name in Python → one that is
    if len(text) > _LONGEST:
        raise ExpressionError(f"'{text[:40]}…' has more than {_LONGEST} characters")

    def mark(match: re.Match[str]) -> str:
        named, parts = match[0], [part.strip() for part in (match[2] or "").split(",")]
        if match[1]:
            if not all(parts) or len(parts) > 4 or (len(parts) < 2 and match[1] != "claims"):
                raise ExpressionError(f"{named!r} is not written like 'series[CHN, 2025]'")
            geo, period = [*parts, "*"][:2]
            named = Reference(match[1], geo, period, tuple(parts[2:]))
        return marks.setdefault(named, f"_m{len(marks)}")

    try:
        code = _EQUALS.sub("==", _NAMED.sub(mark, text)).translate(_TYPED).strip()
        tree = ast.parse(code, mode="eval").body
        reader = _Reader(code, {mark: named for named, mark in marks.items()})
        compute = reader.visit(tree)
    except ExpressionError as error:
        raise ExpressionError(f"{text!r}: {error}") from error
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(
            f"{text!r} cannot be read; write it like 'kites[CHN, 2025] / kites[CHN, 2024]' or "
            "'kites-2025 > 3 and kites-2025 < boats-2025'"
        ) from error
    names = tuple(named for named in marks if isinstance(named, str))
    return Expression(text, names, tuple(reader.inputs.values()), tree, reader.names, compute)
