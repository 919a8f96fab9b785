"""Say which series should have a newer value by a given day. The day is never the clock's."""

import datetime
import re

from nqpf.dataset import Dataset
from nqpf.errors import DatasetError


def overdue(data: Dataset, as_of: datetime.date) -> list[str]:
    """List the series whose next value was due in a month before that of a day, longest first.

    Returns:
        One line a series: due month, id, last period with a value, publisher, frequency.

    Raises:
        DatasetError: a `next_due` that is no month; names the series.
    """
    found = []
    for name, row in data.series[data.series["next_due"] != ""].iterrows():
        due, values = row["next_due"], data.observations.query("series == @name")
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", due):
            raise DatasetError(f"data/series.csv, {name}, column next_due: {due!r} is no month")
        if due < f"{as_of:%Y-%m}":
            last = values.sort_values("when")["period"].iloc[-1]
            found.append(f"{due}  {name} (last {last}; {row['publisher']}, {row['frequency']})")
    return sorted(found)
