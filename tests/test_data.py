"""The dataset of the book is valid, canonical, and agrees with second sources."""

from pathlib import Path

import pytest
import toy

#: Second sources are added, not taken away.
FLOOR = 170
CROSSCHECKS = toy.rows(Path(__file__).parent / "crosschecks.csv")


def test_there_are_enough_second_sources():
    assert len(CROSSCHECKS) >= FLOOR
    keys = [(r["series"], r["geo"], r["period"], r["status"], r["source"]) for r in CROSSCHECKS]
    assert len(set(keys)) == len(keys), "a second source stands twice in tests/crosschecks.csv"


@pytest.mark.parametrize(
    "second", CROSSCHECKS, ids=lambda r: "-".join((r["series"], r["geo"], r["period"], r["status"]))
)
def test_a_second_source_agrees(data, second):
    rows = data.select(second["series"], second["geo"], second["period"], second["status"])
    rows = rows[rows["source"] != second["source"]]
    apart = (rows["value"] - float(second["value"])).abs()
    # a hair of slack for the binary fraction of a printed half
    assert (apart <= float(second["tolerance"]) + 1e-9).any(), (
        f"the dataset has {rows['value'].tolist()}, {second['publisher']} as read at "
        f"{second['source']} has {second['value']} ± {second['tolerance']}; "
        f"likely mistake: {second['likely_mistake']}"
    )
