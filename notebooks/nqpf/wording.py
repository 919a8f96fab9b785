"""How a number is worded in prose: ordinals, words, simple fractions; and what its status says."""

import tomllib
from fractions import Fraction
from pathlib import Path

#: The tables of `words.toml`, which says what each is for.
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
#: What is said beside a value that was not simply reported.
STATUS_WORDS: dict[str, str] = WORDS["statuses"]

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
