"""Computed frames: shares and steps beside values computed with a pencil."""

import pytest

from nqpf import frames, numbers


def test_a_share_of_one_economy(toy):
    part, whole = toy.select("kites", ["FRA", "DEU"], "2021"), toy.select("kites", "JPN", "2021")
    shares = frames.share(part, whole)
    assert shares["geo"].tolist() == ["DEU", "FRA"]
    assert shares["value"].tolist() == pytest.approx([55, 15])  # 110 and 30 of 200
    assert shares["series"].tolist() == ["kites", "kites"]
    assert shares["source"].tolist() == ["lindow-2024", "lindow-2024"]
    assert shares.columns.tolist() == part.columns.tolist()


def test_a_share_is_as_weak_as_its_weaker_part(toy):
    part = toy.select("fair_visitors", "CHN", "2022")
    shares = frames.share(part, toy.select("kites", "CHN", "2022"))
    assert shares["value"].tolist() == pytest.approx([247.93388])  # 300 ÷ 121
    assert shares["status"].tolist() == ["estimate"]
    assert shares["tier"].tolist() == ["B"]
    assert shares["source"].tolist() == ["fair-2021 lindow-2024"]


def test_a_share_without_a_common_period_is_refused(toy):
    with pytest.raises(ValueError, match="kites and strings have no period in common"):
        frames.share(toy.select("kites", "CHN", "2019"), toy.select("strings", status="estimate"))


def test_a_share_of_two_values_for_one_period_is_refused(toy):
    with pytest.raises(ValueError, match="not a many-to-one merge"):
        frames.share(toy.select("kites", "CHN", "2021"), toy.select("strings", "CHN"))


def test_steps_from_year_to_year(toy):
    grown = frames.steps(toy.select("kites", "CHN"))
    # 100 ÷ 80, 110 ÷ 100, 121 ÷ 110 and 150 ÷ 121
    assert grown["value"].tolist() == pytest.approx([25, 10, 10, 23.966942])
    assert grown["period"].tolist() == ["2020", "2021", "2022", "2023"]
    assert grown["status"].tolist() == ["reported", "reported", "estimate", "estimate"]


def test_no_step_over_a_missing_year(toy):
    grown = frames.steps(toy.select("kites", "CHN", ["2019", "2020", "2022"]))
    assert grown["period"].tolist() == ["2020"]


def test_numbers_in_a_frame(toy, register):
    from toybook import toy_numbers

    register(ai=toy_numbers())
    table = numbers.table({"kites-2022": "Kites", "kites-rise": "Rise"}, toy)
    assert table[["name", "value", "status"]].to_numpy().tolist() == [
        ["Kites", 121, "at_least"],
        ["Rise", 50, "derived"],
    ]
    assert {"number:kites-2022", "number:kites-rise"} <= toy.reads
