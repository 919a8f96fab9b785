"""What the chart forms know of a frame: to what part each row belongs, and how it is shown."""

from collections.abc import Mapping
from itertools import cycle

import pandas as pd

from nqpf.hedges import sign
from nqpf.settings import LOOK, PALETTE

#: A keyword of `told`, as the forms pass it on.
Look = str | bool | Mapping[str, str]
#: Without a colour of their own, series follow each other in these.
SEQUENCE = [PALETTE[c] for c in ("focus", "rest", "second", "named")]
_NEEDED = {"geo", "when", "period", "value", "status", "economy", "short", "colour", "lead", "note"}


def told(
    frame: pd.DataFrame, *, by: str = "geo", names: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None, fmt: str = "{:g}", alike: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Add what a chart shows to rows of a selection, of a table of numbers or of `nqpf.frames`.

    `key` tells lines or rows apart, by the column `by`; `part` names them, `tint` and `weight` are
    their look: `names` and `colours` are by key, economies have theirs, all are `alike` if asked.
    `mark` is the special mark of look.toml, "" for none; `shown` is the value in the format `fmt`,
    `said` as its status allows; `called` is what a row is. ValueError: no row, or no such column.
    """
    if lost := sorted({by, *_NEEDED} - set(frame)):
        raise ValueError(f"the frame has no column {', '.join(lost)}; draw rows of a selection")
    if frame.empty:
        raise ValueError("there is no row to draw; the frame is empty")
    frame, names, economies = frame.reset_index(drop=True), names or {}, by == "geo"
    key, first = frame[by], frame.drop_duplicates(by).set_index(by)  # of each part its first row
    own = first["economy"] if economies else first.index.to_series().astype(str)
    part = key.map({**own, **names})
    others = cycle([PALETTE["world"]] if economies else SEQUENCE[: 1 if alike else None])
    usual = first["colour"] if economies or alike else dict.fromkeys(first.index, "")
    tints = {one: tint or next(others) for one, tint in usual.items()}
    called = part if by != "period" else part.where(key.isin([*names]), frame["economy"])
    if not economies and frame["geo"].nunique() > 1:
        pairs = zip(frame["economy"], called, strict=True)
        called = [name if who in name else f"{who}, {name}" for who, name in pairs]
    mark = frame["status"].where(frame["status"].isin([*LOOK["points"]]), "")
    opened = (frame["status"] == "estimate") | (frame.get("tier", "") == "C")
    shown = frame["value"].map(fmt.format).str.replace("-", "−")
    said = list(map(sign, frame["status"], frame["note"])) + shown
    told = frame.assign(
        key=key,
        part=part,
        tint=key.map({**tints, **(colours or {})}),
        weight=(economies & frame["lead"]).map({True: "bold", False: "normal"}),
        mark=mark.mask(opened & (mark == ""), "open"),
        shown=said.where(frame["status"] == "target", shown),  # a target has no other words
        said=said,
        called=called,
    )
    return told.astype(dict.fromkeys(told.select_dtypes("str"), object))  # faster to walk
