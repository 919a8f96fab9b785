"""The dataset of the book is valid, canonical, and agrees with second sources."""

from pathlib import Path

import pytest
import toy

from press import datacheck, paths

CROSSCHECKS = toy.rows(Path(__file__).parent / "crosschecks.csv")


def test_the_schema_holds():
    problems = datacheck.schema_problems(paths.DATA)
    assert not problems, "\n".join(map(str, problems))


def test_the_rules_that_a_schema_cannot_say_hold():
    problems = datacheck.semantic_problems(paths.DATA)
    assert not problems, "\n".join(map(str, problems))


def test_there_are_enough_second_sources():
    assert len(CROSSCHECKS) >= 30
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
