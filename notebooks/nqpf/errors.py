"""The errors that the library raises on purpose; each message says what to do."""

import difflib
from collections.abc import Iterable


class DatasetError(ValueError):
    """The dataset breaks its own rules; the message names file, row and column."""


class ExpressionError(ValueError):
    """A formula or condition that cannot be read or computed."""


class UnknownIdError(KeyError):
    """An id that nothing has; the message suggests the nearest one that is at all like it."""

    def __init__(self, kind: str, wrong: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(wrong, [str(one) for one in known], n=1, cutoff=0.6)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"There is no {kind} {wrong!r}.{hint}")

    def __str__(self) -> str:
        return str(self.args[0])
