"""The rules of the book: each says why it is there and how its problems are fixed."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nqpf.errors import UnknownIdError


@cache
def rules() -> dict[str, dict[str, str]]:
    """Read the rules: {id: {"why": …, "fix": …}}, sorted by id."""
    file = Path(__file__).with_name("rules.toml")
    return dict(sorted(tomllib.loads(file.read_text(encoding="utf-8")).items()))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands, and how to fix it."""

    rule: str
    where: str  # file and row, cell or paragraph
    what: str
    fix: str = ""  # where the rule does not say it well enough

    def __post_init__(self) -> None:
        object.__setattr__(self, "fix", self.fix or rules()[self.rule]["fix"])

    def __str__(self) -> str:
        said = " ".join(f"{self.where}: {self.what} [{self.rule}]".split())  # a cell can hold any
        return f"{said}\n  fix: {self.fix}"


def explain(rule: str) -> str:
    """Say why a rule is there and how to fix its problems; UnknownIdError suggests the nearest."""
    if rule not in rules():
        raise UnknownIdError("rule", rule, rules())
    return f"{rule}\n  why: {rules()[rule]['why']}\n  fix: {rules()[rule]['fix']}"
