"""How certain a figure is, and how that certainty travels through arithmetic.

A `Figure` is a number that knows what it rests on. What is computed has all series and sources of
its figures, the weakest tier, and the status that interval arithmetic gives, over all that the true
values may be: a lower bound divided by an exact value is one, two of them are an estimate.
"""

import itertools
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from nqpf import settings

#: How far below and above a figure of such a status the true value may lie.
BOUNDS = {
    "at_least": (0.0, math.inf), "at_most": (-math.inf, 0.0), "estimate": (-math.inf, math.inf),
}  # fmt: skip
#: What may stand before a figure of such a status; the first where a format chooses none.
WORDS: dict[str, list[str]] = settings.WORDS["hedges"]
#: The same as a sign, where there is no room for words.
SIGNS: dict[str, str] = settings.WORDS["signs"]


def opening(text: str) -> str:
    """Give the hedge that a written figure begins with; "" if there is none."""
    every = itertools.chain(*WORDS.values())
    return next((word for word in every if text.startswith(f"{word} ")), "")


def sign(status: str, note: str = "") -> str:
    """Give the sign before a figure of a status; a target has that of what its note begins with."""
    said = opening(f"{note} ") if status == "target" else ""
    return SIGNS.get(next((name for name, words in WORDS.items() if said in words), status), "")


def hedged(text: str, status: str) -> str:
    """Put the usual hedge of a status before a written figure, if it needs one and has none."""
    return f"{WORDS[status][0]} {text}" if status in WORDS and not opening(text) else text


def _lifted(operation: Callable[..., float]) -> Callable[..., "Figure"]:
    """Make an operation on numbers one on figures."""
    return lambda *figures: computed(operation, *figures)


class Figure(float):
    """A number with its status, tier, series and sources; a constant has none of them.

    A plain number may follow a sign; before one, it would make the result a plain number.
    """

    status: str
    tier: str
    series: tuple[str, ...]
    sources: tuple[str, ...]

    def __new__(cls, value: float, inputs: Iterable["Figure"] = (), status: str = "") -> Self:
        """Compute a figure from others; a status is given where it is a bound or an estimate."""
        self, known = super().__new__(cls, value), [one for one in inputs if one.status]
        given = [one.status for one in known] or [""]
        past = [name for name in ("superseded", "target") if name in given]
        self.status = status or [*past, given[0] if len(given) == 1 else "derived"][0]
        self.tier = max((one.tier for one in known), default="")
        self.series = tuple(dict.fromkeys(name for one in known for name in one.series))
        self.sources = tuple(dict.fromkeys(name for one in known for name in one.sources))
        return self

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """Take the figure of an observation, or of a row computed before."""
        self = cls(row["value"])
        self.status, self.tier = row.get("status", ""), row.get("tier", "")
        self.series = tuple(row.get("series", "").split())
        self.sources = tuple(row.get("source", "").split())
        return self

    @property
    def columns(self) -> dict[str, Any]:
        """What it is, as the columns of an observation."""
        joined = {"series": " ".join(self.series), "source": " ".join(self.sources)}
        return {"value": float(self), "status": self.status, "tier": self.tier} | joined

    @property
    def possible(self) -> list[float]:
        """The ends of what the true value may be, with zero where that lies between them."""
        ends = [float(self) + far for far in BOUNDS.get(self.status, (0.0,))]
        return [*ends, 0.0] if ends[0] < 0 < ends[-1] else ends

    __add__ = _lifted(operator.add)
    __sub__ = _lifted(operator.sub)
    __mul__ = _lifted(operator.mul)
    __neg__ = _lifted(operator.neg)
    __abs__ = _lifted(abs)

    def __truediv__(self, other: float) -> "Figure":
        # nobody divides by what may be zero, so a divisor keeps the sign of its figure
        tiny = math.copysign(5e-324, other)
        return computed(lambda a, b: a / (b if b == other or b * other > 0 else tiny), self, other)

    def __pow__(self, other: float) -> "Figure":
        if other < 0:
            return Figure(1) / self**-other
        root = not float(other).is_integer()  # has none of a negative number
        return computed(lambda a, b: (max(a, 0.0) if root and a != self else a) ** b, self, other)


def computed(operation: Callable[..., float], *numbers: float) -> Figure:
    """Apply an operation, monotone in each number on either side of zero, to numbers or figures."""
    figures = [one if isinstance(one, Figure) else Figure(one) for one in numbers]
    value = operation(*map(float, figures))
    every = itertools.product(*(one.possible for one in figures))
    found = [true for ends in every if not math.isnan(true := operation(*ends))]
    low, high = min(found, default=value), max(found, default=value)
    exact, status = low == high, {low: "at_least", high: "at_most"}.get(value, "estimate")
    return Figure(value, figures, "" if exact else status)
