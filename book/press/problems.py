"""What every check of the workshop reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands, and how to mend it.

    Fields: `rule` (kebab-case name of the broken rule), `where` (file and row, cell or
    paragraph), `what` (what is wrong) and `mend` (what to do about it), all plain text.
    """

    rule: str
    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what} [{self.rule}]\n  mend: {self.mend}"
