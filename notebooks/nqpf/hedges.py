"""How certain a figure is, and how that certainty travels through arithmetic.

A `Figure` is a number that knows what it rests on. Whatever is computed from figures has all their
series and sources, the weakest of their tiers, and a status that follows from theirs: a lower bound
divided by an exact value is a lower bound, an exact value divided by a lower bound an upper one,
and two lower bounds divided by each other are an estimate.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

#: The statuses that say on which side of a figure the true value lies; None: on either side.
BOUNDS = {"at_least": 1, "at_most": -1, "estimate": None}
#: What may stand before a figure of such a status; the first word where a format chooses none.
WORDS = {
    "at_least": ("over", "at least", "more than"),
    "at_most": ("at most", "under", "less than", "up to"),
    "estimate": ("about", "nearly", "close to", "just under", "just over", "roughly"),
}
#: The same as a sign, where there is no room for words.
SIGNS = {"at_least": ">", "at_most": "<", "estimate": "≈"}


def opening(text: str) -> str:
    """Give the hedge that a written figure begins with; "" if there is none."""
    every = (word for words in WORDS.values() for word in words)
    return next((word for word in every if text.startswith(f"{word} ")), "")


def hedged(text: str, status: str) -> str:
    """Put the usual hedge of a status before a written figure, if it needs one and has none."""
    return f"{WORDS[status][0]} {text}" if status in WORDS and not opening(text) else text


def _both(one: int | None, other: int | None) -> int | None:
    """Join the bounds of two terms; None if one is unknown or they point apart."""
    if one is None or other is None or one * other < 0:
        return None
    return one or other


def _times(one: int | None, other: int | None) -> int | None:
    """Multiply bounds or signs; what is unknown does not count beside a zero."""
    if one == 0 or other == 0:
        return 0
    return None if one is None or other is None else one * other


def _figure(number: float) -> "Figure":
    return number if isinstance(number, Figure) else Figure(number)


def largest(figures: Sequence["Figure"]) -> "Figure":
    """Take the largest; how far a smaller one lies below its upper bound does not count."""
    value, bound = max(figures), 0
    for one in figures:
        bound = _both(bound, one.bound) if one == value or one.bound != -1 else bound
    return Figure(value, figures, bound)


def smallest(figures: Sequence["Figure"]) -> "Figure":
    """Take the smallest, likewise."""
    return -largest([-one for one in figures])


class Figure(float):
    """A number with its status, tier, series and sources; a constant has none of them.

    A plain number may follow a sign; before one, it would make the result a plain number.
    """

    status: str
    tier: str
    series: tuple[str, ...]
    sources: tuple[str, ...]

    def __new__(cls, value: float, inputs: Iterable["Figure"] = (), bound: int | None = 0) -> Self:
        """Compute a figure from others; `bound` is the side on which the true value lies."""
        self, known = super().__new__(cls, value), [one for one in inputs if one.status]
        statuses = [one.status for one in known] or [""]
        hedge = [status for status, side in BOUNDS.items() if side == bound]
        past = [status for status in ("superseded", "target") if status in statuses]
        self.status = (hedge or past or (statuses if len(statuses) == 1 else ["derived"]))[0]
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
    def bound(self) -> int | None:
        """The side on which the true value lies: 1 above, −1 below, 0 it is exact, None unknown."""
        return BOUNDS.get(self.status, 0)

    @property
    def sign(self) -> int | None:
        """The sign of the true value; None if a bound leaves it open."""
        sign = (self > 0) - (self < 0)
        return sign if self.bound == 0 or (sign and sign == self.bound) else None

    def __add__(self, other: float) -> "Figure":
        other = _figure(other)
        return Figure(float(self) + float(other), (self, other), _both(self.bound, other.bound))

    def __neg__(self) -> "Figure":
        return Figure(-float(self), [self], _times(self.bound, -1))

    def __sub__(self, other: float) -> "Figure":
        return self + -_figure(other)

    def __mul__(self, other: float) -> "Figure":
        other = _figure(other)
        sides = _times(self.bound, other.sign), _times(other.bound, self.sign)
        return Figure(float(self) * float(other), (self, other), _both(*sides))

    def __truediv__(self, other: float) -> "Figure":
        # nobody divides by what may be zero, so a divisor has the sign of its figure
        other = _figure(other)
        sides = _times(self.bound, 1 if other > 0 else -1), _times((-other).bound, self.sign)
        return Figure(float(self) / float(other), (self, other), _both(*sides))

    def __pow__(self, other: float) -> "Figure":
        # a root grows with its radicand, any other power only where the sign of the base is known
        other = _figure(other)
        grows = 1 if 0 < other <= 1 or self.sign == 1 else None
        side = _times(self.bound, _times(grows, other.sign))
        exact = 0 if other.bound == 0 else None
        return Figure(float(self) ** float(other), (self, other), _both(side, exact))

    def __abs__(self) -> "Figure":
        return Figure(abs(float(self)), [self], _times(self.bound, self.sign))
