"""What the chart forms ask of a frame: its parts, and how each is named, coloured and written."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

import pandas as pd

from nqpf.hedges import SIGNS
from nqpf.palette import PALETTE

#: A keyword of `Parts`, as the forms pass it on.
Look = str | bool | Mapping[str, str]
#: Without a colour of their own, series follow each other in these.
SEQUENCE = [PALETTE[c] for c in ("focus", "rest", "second", "named")]


@dataclass(eq=False)
class Parts:
    """The lines or rows that a form tells apart in a frame.

    ValueError says that the frame is empty or lacks a column.
    """

    frame: pd.DataFrame  # rows of a selection, of a table of numbers or of `nqpf.frames`
    _: KW_ONLY
    by: str = "geo"  # the column that tells lines or rows apart
    names: Mapping[str, str] = field(default_factory=dict)  # to display; economies have theirs
    colours: Mapping[str, str] = field(default_factory=dict)  # hex values; economies have theirs
    fmt: str = "{:g}"  # of the values
    zero: bool = False  # start the axis of values at zero
    invert: bool = False  # small values on top (ranks)
    alike: bool = False  # all have the colour of the first, unless their economies differ
    groups: dict[str, pd.DataFrame] = field(init=False)  # as they first appear, in time order

    def __post_init__(self) -> None:
        needed = {self.by, "when", "period", "value", "status", "economy", "colour", "lead"}
        if lost := sorted(needed - set(self.frame)):
            raise ValueError(f"the frame has no column {', '.join(lost)}; draw rows of a selection")
        if self.frame.empty:
            raise ValueError("there is no row to draw; the frame is empty")
        parts = self.frame.groupby(self.by, sort=False)
        self.groups = {key: rows.sort_values("when") for key, rows in parts}

    def _own(self, key: str, column: str) -> str | bool:
        return self.groups[key][column].iloc[0]

    @property
    def leading(self) -> str:
        """The part that a chart stresses: that of the lead economy, or the first."""
        return next((key for key in self.groups if self._own(key, "lead")), next(iter(self.groups)))

    def bold(self, key: str) -> bool:
        """Whether a part is the lead economy among others."""
        return self.by == "geo" and bool(self._own(key, "lead"))

    def name(self, key: str) -> str:
        """Its display name: the one given, that of its economy, or its id."""
        return self.names.get(key, self._own(key, "economy") if self.by == "geo" else str(key))

    def colour(self, key: str) -> str:
        """Its colour: the one given, that of its economy, or the next in the sequence."""
        own = self._own(key, "colour") if self.alike or self.by == "geo" else ""
        place = 0 if self.alike else list(self.groups).index(key) % len(SEQUENCE)
        default = PALETTE["world"] if self.by == "geo" else SEQUENCE[place]
        return self.colours.get(key, own or default)

    def say(self, row: pd.Series | Mapping) -> str:
        """Write the value of a row as exactly as its status allows."""
        return SIGNS.get(row["status"], "") + self.show(row["value"])

    def words(self, row: Mapping) -> tuple[str, str]:
        """Say what a row is and its value, to readers who ask a mark."""
        name, several = self.name(row[self.by]), self.frame["geo"].nunique() > 1
        if self.by == "period" and row["period"] not in self.names:
            name = row["economy"]
        elif self.by not in ("geo", "economy") and several and row["economy"] not in name:
            name = f"{row['economy']}, {name}"
        return name, self.show(row["value"])

    def show(self, value: float) -> str:
        """Write a value, with a true minus sign."""
        return self.fmt.format(value).replace("-", "−")
