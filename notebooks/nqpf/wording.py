"""How a number is worded in prose: ordinals, words, simple fractions; and what its status says."""

#: What is said beside a value that was not simply reported.
STATUS_WORDS = {
    "at_least": "published as “more than”",
    "at_most": "published as “up to”",
    "estimate": "an estimate",
    "derived": "derived from a stated change",
    "revised": "revised",
    "target": "a target",
    "superseded": "superseded",
}

_FRACTIONS = {
    1 / 10: "a tenth", 1 / 5: "a fifth", 1 / 4: "a quarter", 1 / 3: "a third",
    2 / 5: "two fifths", 1 / 2: "half", 3 / 5: "three fifths", 2 / 3: "two thirds",
    3 / 4: "three quarters", 4 / 5: "four fifths", 9 / 10: "nine tenths",
}  # fmt: skip
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905


class Quantity(float):
    """A float with the formats that prose needs beside Python's own.

    `ordinal` 10 → 10th; `words` 3 → three; `fraction` 0.74 → nearly three quarters (the number is
    a ratio; at most 2.5 points away from a simple fraction, else ValueError).
    """

    def __format__(self, spec: str) -> str:
        if spec == "ordinal":
            n = round(self)
            suffix = {1: "st", 2: "nd", 3: "rd"}.get(n % 10 if n % 100 not in (11, 12, 13) else 0)
            return f"{n}{suffix or 'th'}"
        if spec == "words":
            n = round(self)
            return _WORDS[n] if 0 <= n < len(_WORDS) else f"{n:,}"
        if spec == "fraction":
            near = min(_FRACTIONS, key=lambda f: abs(f - self))
            if abs(near - self) > 0.025:
                raise ValueError(
                    f"{float(self):.3f} is not near a simple fraction; use a percentage"
                )
            hedge = "" if abs(near - self) < 0.005 else "nearly " if self < near else "over "
            return hedge + _FRACTIONS[near]
        return super().__format__(spec).replace("-", "−")
