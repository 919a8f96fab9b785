"""Computed frames beside values computed with a pencil, with what they rest on."""

import kites
import pandas as pd
import pytest

from nqpf import frames

kite_book, kite_data = kites.kite_book, kites.kite_data  # fixtures


def test_a_share_of_one_economy(kite_data):
    part = kite_data.select("kites", ["FRA", "DEU"], "2021")
    shares = frames.share(part, kite_data.select("kites", "JPN", "2021"))
    assert shares["geo"].tolist() == ["DEU", "FRA"]
    assert shares["value"].tolist() == pytest.approx([55, 15])  # 110 and 30 of 200
    assert shares["series"].tolist() == ["kites", "kites"]
    assert shares["source"].tolist() == ["lindow-2024", "lindow-2024"]
    assert shares["status"].tolist() == ["derived", "derived"], "no publisher gives it"
    assert shares.columns.tolist() == part.columns.tolist()


def test_a_share_of_several_economies_and_series_is_taken_of_its_own(kite_data):
    part = kite_data.select("kites", ["FRA", "DEU"], "2021")
    whole = part.assign(value=[1100.0, 100.0])  # Germany, France
    assert frames.share(part, whole)["value"].tolist() == pytest.approx([10, 30])
    both = kite_data.select(["kites", "kite_share"], "CHN", "2019")
    whole = both.assign(value=[-15.0, 800.0])  # kite_share, kites
    assert frames.share(both, whole)["value"].tolist() == pytest.approx([10, 10])


def test_a_share_is_as_weak_as_its_weaker_part(kite_data):
    part = kite_data.select("fair_visitors", "CHN", "2022")
    shares = frames.share(part, kite_data.select("kites", "CHN", "2022"))
    assert shares["value"].tolist() == pytest.approx([247.93388])  # 300 ÷ 121
    assert shares["status"].tolist() == ["at_most"], "121 is a lower bound, and divides"
    assert shares["tier"].tolist() == ["B"]
    assert shares["series"].tolist() == ["fair_visitors kites"]
    assert shares["source"].tolist() == ["fair-2021 lindow-2024"]


def test_a_share_without_a_common_period_is_refused(kite_data):
    with pytest.raises(ValueError, match="kites and strings have no period in common; select"):
        frames.share(kite_data.select("kites", "CHN", "2019"), kite_data.select("strings").head(1))


def test_a_share_of_two_values_for_one_period_is_refused(kite_data):
    with pytest.raises(ValueError, match="strings has several values for one period; choose one"):
        frames.share(kite_data.select("kites", "CHN", "2021"), kite_data.select("strings", "CHN"))


def test_a_sum_names_both_its_sources(kite_data):
    strings = kite_data.select("strings", "CHN", "2021", "reported")
    both = frames.add(kite_data.select("kites", "CHN", ["2020", "2021"]), strings)
    assert both["period"].tolist() == ["2021"]
    assert both["value"].tolist() == [160]  # 110 + 50
    assert both["series"].tolist() == ["kites strings"]
    assert both["source"].tolist() == ["lindow-2024 fair-2021"]
    assert both[["tier", "status"]].to_numpy().tolist() == [["B", "derived"]]


def test_the_rest_of_a_whole(kite_data):
    parts = kite_data.select("kites", ["CHN", "FRA"], ["2020", "2021"])
    whole = kite_data.select("kites", "JPN", "2021")
    before = whole.assign(period="2020", value=150.0)  # France is not known for this year
    rest = frames.rest(pd.concat([before, whole]), parts, "All others")
    assert rest[["period", "value", "status"]].to_numpy().tolist() == [["2021", 60, "derived"]]
    own = rest[["geo", "economy", "short", "colour", "lead"]].to_numpy().tolist()
    assert own == [["All others", "All others", "All others", "", False]]  # 200 − 110 − 30


def test_growth_from_year_to_year(kite_data):
    grown = frames.growth(kite_data.select("kites", "CHN"))
    # 100 ÷ 80, 110 ÷ 100, 121 ÷ 110 and 150 ÷ 121
    assert grown["value"].tolist() == pytest.approx([25, 10, 10, 23.966942])
    assert grown["period"].tolist() == ["2020", "2021", "2022", "2023"]
    assert grown["status"].tolist() == ["derived", "derived", "at_least", "at_most"]


def test_no_growth_over_a_missing_year_nor_over_parts_of_one(kite_data):
    grown = frames.growth(kite_data.select("kites", "CHN", ["2019", "2020", "2022"]))
    assert grown["period"].tolist() == ["2020"]
    with pytest.raises(ValueError, match="fair_visitors have no period in common"):
        frames.growth(kite_data.select("fair_visitors", "CHN"))


def test_values_relative_to_a_year_of_their_own(kite_data):
    rows = kite_data.select(["kites", "fair_visitors"], "CHN", ["2021", "2022"])
    rows = pd.concat([rows, rows[rows["period"] == "2022"].assign(period="2021", value=60.0)])
    rows = rows[~((rows["series"] == "kites") & (rows["value"] == 60))]
    found = frames.relative(rows, "2021").set_index(["series", "period"])["value"].to_dict()
    assert found == pytest.approx({
        ("fair_visitors", "2021"): 100, ("fair_visitors", "2022"): 500,  # 300 of 60
        ("kites", "2021"): 100, ("kites", "2022"): 110,  # 121 of 110
    })  # fmt: skip
    kites_alone = frames.relative(kite_data.select("kites", "CHN"), "2022")
    assert kites_alone["status"].unique().tolist() == ["at_most", "estimate"]
    assert set(kites_alone["source"]) == {"lindow-2024"}


def test_relative_values_name_the_source_of_their_base(kite_data):
    rows = kite_data.select("kites", "CHN", ["2020", "2021"])
    rows.loc[0, ["source", "tier"]] = ["blog-2025", "C"]
    found = frames.relative(rows, "2020")
    assert found["source"].tolist() == ["blog-2025", "lindow-2024 blog-2025"]
    assert found["tier"].tolist() == ["C", "C"]


def test_a_level_stands_at_each_period_with_all_that_it_rests_on(kite_book):
    table = kite_book.table({"fair-visits": "Visits for each kite"})
    level = frames.level(table, kite_book.data.select("fair_visitors", "CHN"))
    assert level["period"].tolist() == ["2021-H1", "2021-06", "2021-Q3", "2022"]
    assert level["when"].tolist() == kite_book.data.select("fair_visitors")["when"].tolist()
    for column in ("value", "status", "tier", "series", "source", "geo", "name"):
        assert set(level[column]) == set(table[column]), column


def test_what_shares_leave_of_a_hundred(kite_data):
    left = frames.complement(kite_data.select("kite_share", "CHN"))
    assert left["value"].tolist() == [101.5, 26]
    assert left["status"].tolist() == ["reported", "estimate"]
    bound = frames.complement(kite_data.select("kites", "CHN", "2022"))
    assert bound["status"].tolist() == ["at_most"], "a lower bound leaves an upper one"
    assert bound["source"].tolist() == ["lindow-2024"]
