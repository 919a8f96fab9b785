"""The errors that the library raises on purpose; each message says what to do."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn


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


class Register(dict[str, Any]):
    """Rows by id, where a wrong id is an UnknownIdError."""

    def __init__(self, kind: str, rows: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        super().__init__(rows)
        self._kind = kind  # what a row is called

    def __missing__(self, wrong: str) -> NoReturn:
        raise UnknownIdError(self._kind, wrong, self)
