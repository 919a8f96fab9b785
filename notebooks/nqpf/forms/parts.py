"""What the chart forms ask of a frame: its parts, and how each is named, coloured and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field

import pandas as pd

from nqpf.palette import PALETTE

#: A keyword of `Parts`, as the forms pass it on.
Look = str | bool | Mapping[str, str]
#: Without a colour of their own, series follow each other in these.
SEQUENCE = [PALETTE[c] for c in ("china", "world", "usa", "germany", "korea", "japan")]


@dataclass(frozen=True, eq=False)
class Parts:
    """The lines or rows that a form tells apart in a frame.

    Attributes:
        frame: rows of a selection.
        by: the column that tells lines or rows apart.
        names: display names; economies have theirs.
        colours: hex values of the palette; economies have theirs.
        fmt: format of the values.
        zero: start the axis of values at zero.
        invert: small values on top or to the right (ranks).
        alike: all have the colour of the first, unless their economies differ.
        groups: the rows of each, in order of first appearance, each in time order.
    """

    frame: pd.DataFrame
    _: KW_ONLY
    by: str = "geo"
    names: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    fmt: str = "{:g}"
    zero: bool = False
    invert: bool = False
    alike: bool = False
    groups: dict[str, pd.DataFrame] = field(init=False)

    def __post_init__(self) -> None:
        parts = self.frame.groupby(self.by, sort=False)
        groups = {key: rows.sort_values("when") for key, rows in parts}
        object.__setattr__(self, "groups", groups)

    @property
    def leading(self) -> str:
        """The part that a chart stresses: that of the lead economy, or the first."""
        led = (key for key, rows in self.groups.items() if rows["lead"].iloc[0])
        return next(led, next(iter(self.groups)))

    def bold(self, key: str) -> bool:
        """Whether a part is the lead economy among others."""
        return self.by == "geo" and bool(self.groups[key]["lead"].iloc[0])

    def name(self, key: str) -> str:
        """Its display name: the one given, that of its economy, or its id."""
        own = self.groups[key]["economy"].iloc[0] if self.by == "geo" else str(key)
        return self.names.get(key, own)

    def colour(self, key: str) -> str:
        """Its colour: the one given, that of its economy, or the next in the sequence."""
        own = self.groups[key]["colour"].iloc[0] if self.alike or self.by == "geo" else ""
        place = 0 if self.alike else list(self.groups).index(key) % len(SEQUENCE)
        default = PALETTE["world"] if self.by == "geo" else SEQUENCE[place]
        return self.colours.get(key, own or default)

    def show(self, value: float) -> str:
        """Write a value, with a true minus sign."""
        return self.fmt.format(value).replace("-", "−")
