"""Say which series should have a newer value by a given date. The date is never the clock's."""

from __future__ import annotations

import datetime
import re

from nqpf.dataset import Dataset


def overdue(data: Dataset, as_of: datetime.date) -> list[str]:
    """List the series whose next value was due before a date, longest overdue first.

    Args:
        data: the dataset; `next_due` of a series is a month, such as 2027-02.
        as_of: the day to judge by.

    Returns:
        One line a series: due month, id, what there is, who publishes.

    Raises:
        ValueError: a `next_due` that is no month; names the series.
    """
    found = []
    for name, row in data.series.iterrows():
        due = row["next_due"]
        if not due:
            continue
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", due):
            raise ValueError(f"data/series.csv, {name}, column next_due: {due!r} is no month")
        if due < as_of.strftime("%Y-%m"):
            values = data.observations[data.observations["series"] == name]
            last = values.sort_values("when")["period"].iloc[-1]
            line = f"{due}  {name} (last value {last}; {row['publisher']}, {row['frequency']})"
            found.append((due, line))
    return [line for _, line in sorted(found)]
