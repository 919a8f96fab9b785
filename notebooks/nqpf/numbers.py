"""Named numbers: every figure in the prose, with its formula, format, inputs and sources.

A number is a row of `data/numbers.csv`; the prose links to it: ``[1.2 trillion](#num-ai-core)``.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from nqpf.errors import ExpressionError
from nqpf.expressions import Expression, parse
from nqpf.hedges import Figure, hedged
from nqpf.settings import WORDS

#: Follows a number that rests on a secondary quotation (tier C), in prose and in findings.
TIER_C_MARK = "ᶜ"
_FRACTIONS = {float(Fraction(of)): said for of, said in WORDS["fractions"].items()}
_NUMBERS = WORDS["numbers"]["words"].split()


class Quantity(float):
    """A float with the formats that prose needs beside Python's own.

    `ordinal`: 10th; `words`: three; `fraction`: 0.74 is nearly three quarters, within 0.025.
    """

    def __format__(self, spec: str) -> str:
        n = round(self)
        if spec == "ordinal":
            suffix = {1: "st", 2: "nd", 3: "rd"}.get(n % 10 if n % 100 not in (11, 12, 13) else 0)
            return f"{n}{suffix or 'th'}"
        if spec == "words":
            return _NUMBERS[n] if 0 <= n < len(_NUMBERS) else f"{n:,}"
        if spec == "fraction":
            near = min(_FRACTIONS, key=lambda f: abs(f - self))
            if abs(near - self) > 0.025:
                what = f"{float(self):.3f} is not near a simple fraction"
                raise ValueError(f"{what}; use a percentage")
            hedge = "" if abs(near - self) < 0.005 else "nearly " if self < near else "over "
            return hedge + _FRACTIONS[near]
        return super().__format__(spec).replace("-", "−")


@dataclass(frozen=True)
class Number:
    """A named number."""

    id: str  # kebab-case; the link target is `#num-<id>`
    theme: str  # the chapter that it belongs to, by its theme
    title: str  # what it is, for the register page
    formula: str  # how it is computed, as it stands in the table
    format: str  # a format string with one field, such as "{:.1f}%" or "{:fraction}"
    note: str = ""  # scope, rounding or caveat, where one is needed

    @cached_property
    def expression(self) -> Expression:
        """The formula, read; ExpressionError if it cannot be, or names a number."""
        read = parse(self.formula)
        if read.names:
            what = f"{self.formula!r} names {read.names[0]!r}"
            raise ExpressionError(f"{what}; a number rests on observations")
        return read

    def written(self, figure: Figure) -> str:
        """Write a figure in the format of this number, marked where it is a secondary quotation.

        A bound or estimate has its hedge in front, the usual one or that of the format; `{stated}`
        leaves it out. ValueError, KeyError, IndexError: the format does not fit.
        """
        text = self.format.format(quantity := Quantity(figure), stated=quantity)
        text = text if "{stated" in self.format else hedged(text, figure.status)
        return text + (TIER_C_MARK if figure.tier == "C" else "")
