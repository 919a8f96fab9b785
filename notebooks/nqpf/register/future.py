"""Named numbers of the chapter."""

from nqpf.numbers import Number

NUMBERS: list[Number] = []
