"""Forms for values over time: lines and single points."""

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.figure import Figure

from nqpf.charts import Drawing
from nqpf.dataset import NOT_CURRENT
from nqpf.forms import marks
from nqpf.forms.marks import MUTED, note
from nqpf.forms.parts import SEQUENCE, Look, Parts


def lines(
    frame: pd.DataFrame, axis: str, *, events: Mapping[float, str] | None = None,
    also: Sequence[str] = (), turns: Mapping[str, str] | None = None,
    path: bool = False, **look: Look,
) -> Drawing:  # fmt: skip
    """Lines over time, dotted over missing years; ValueError for more than four.

    Beside the last value, those of the periods `also` are written; `turns` are words that follow a
    value of the leading line, {period: words}; `events` are marks on the time axis, {position in
    years: short text}. A `path` is a dashed line to each target.
    """
    parts, turns = Parts(frame, **look), turns or {}
    if len(parts.groups) > 4:
        count = len(parts.groups)
        raise ValueError(f"{count} lines in one chart; draw four at most")

    def ends(key: str, rows: pd.DataFrame, narrow: bool) -> list[tuple[float, float, str, str]]:
        """What is written where a line ends: its name and last value, and the target ahead."""
        goals = rows[rows["status"] == "target"]
        current = rows[~rows["status"].isin(NOT_CURRENT)]
        last = (current if len(current) else rows).iloc[-1]
        title = marks.wrap(parts.name(key), 13 if narrow else 24)
        labels = [(last["when"], last["value"], f"{title}\n{parts.say(last)}", key)]
        for _, goal in goals[goals["when"] > last["when"]].tail(1).iterrows():
            labels.append((goal["when"], goal["value"], f"target {parts.say(goal)}", ""))
        return labels

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow)
        points = max(map(len, parts.groups.values())) <= 16
        for key, rows in parts.groups.items():
            marks.line(ax, rows, parts.colour(key), lead=key == parts.leading, points=points)
        marks.time_axis(ax, frame["when"], narrow)
        marks.value_axis(ax, frame["value"], zero=parts.zero, invert=parts.invert)
        turn = 0.3 * frame["when"].min() + 0.7 * frame["when"].max()
        for position, text in (events or {}).items():
            ax.axvline(position, color=MUTED, lw=0.8, ls=(0, (2, 2)), zorder=0)
            side = -3 if position > turn else 3  # the words stand where there is more room
            style = {"xycoords": ("data", "axes fraction"), "fontsize": 9, "color": MUTED}
            note(ax, marks.wrap(text, 16 if narrow else 30), (position, 1), (side, -1), **style)
        for key, rows in parts.groups.items():
            said = dict.fromkeys(also, "") | (turns if key == parts.leading else {})
            if path:
                marks.path(ax, rows)
            marks.turns(ax, rows, said, parts, key)
        labels = [one for key, rows in parts.groups.items() for one in ends(key, rows, narrow)]
        marks.end_labels(ax, labels, parts)

    return Drawing("Line chart", frame, axis, paint, (3.6, 3.5), words=parts.words)


def points(frame: pd.DataFrame, axis: str, **look: Look) -> Drawing:
    """Single figures on a time axis that no line may join: other kinds, scopes or publishers.

    What is stated stands on a stem, a target hangs free.
    """
    parts, frame = Parts(frame, **look), frame.sort_values("when")
    spaced = frame.assign(before=frame["when"].diff(), after=-frame["when"].diff(-1))

    def paint(figure: Figure, narrow: bool) -> None:
        ax = marks.axes(figure, axis, frame, narrow)
        near = (frame["when"].max() - frame["when"].min()) / (8 if narrow else 20)
        for row in spaced.to_dict("records"):
            x, y, goal = row["when"], row["value"], row["status"] == "target"
            tint = MUTED if goal else row["colour"] or SEQUENCE[0]
            # away from a neighbour, but the first not into the axis
            pull = int(row["before"] < near) - int(row["after"] < near and row["before"] >= 0)
            marks.mark(ax, x, y, row, tint, size=7)
            ax.vlines(x, 0, y, color=tint, lw=0 if goal else 1.4, zorder=1)
            note(ax, parts.say(row), (x, y), (3 * pull, 9), va="baseline", color=tint)
        marks.value_axis(ax, frame["value"], zero=True)
        ax.set_ylim(top=1.2 * frame["value"].max())
        marks.time_axis(ax, frame["when"], narrow)

    return Drawing("Chart of single points", frame, axis, paint, (3.2, 3.2), words=parts.words)
