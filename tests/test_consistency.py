"""The dataset of the book agrees with itself, and what must not be mixed stands apart.

Tolerances are those of the printed digits unless a comment says otherwise.
"""

import re
from itertools import pairwise

import pytest

from nqpf import charts, forms


def value(data, series: str, period: str, status: str | None = None, geo: str = "CHN") -> float:
    return float(data.row(series, geo, period, *filter(None, [status]))["value"])


def test_the_high_tech_share_of_2012_is_that_of_2021_less_its_rise(data):
    # The ministry printed 15.1 in 2021 as 5.7 points above 2012: 15.1 − 5.7 = 9.4
    rise = value(data, "hightech_va_share", "2021") - value(data, "hightech_va_share", "2012")
    assert rise == pytest.approx(5.7, abs=0.051), "year shifted, or share given as fraction"


def test_the_slip_of_the_control_rate_contradicts_its_own_difference(data):
    # The transcript prints 51.3 in 2021 and a rise of 30.7 points on 24.6: 24.6 + 30.7 = 55.3
    before = value(data, "cnc_rate", "2012")
    assert value(data, "cnc_rate", "2021") == pytest.approx(before + 30.7, abs=0.051)
    assert value(data, "cnc_rate", "2021", "superseded") == pytest.approx(51.3)


def test_value_and_share_of_the_three_new_economy_give_the_gdp(data):
    # Value ÷ share is the GDP of the vintage it was computed with. The census of 2023 raised the
    # GDP of earlier years by up to 2.3 percent; since 2021 the vintages agree to half a percent.
    shared = 0
    for row in data.select("three_new_value", "CHN", slice(2017, 2024)).itertuples():
        old = data.observations.query(
            "series == 'three_new_share' and geo == 'CHN' and period == @row.period"
        )
        wanted = value(data, "gdp_yuan", row.period)
        implied = [row.value / share * 100 for share in old["value"]]
        near = 0.006 if row.period >= "2021" else 0.025
        assert any(gdp == pytest.approx(wanted, rel=near) for gdp in implied), (
            f"{row.period}: value ÷ share gives {implied}, GDP is {wanted} trillion yuan; "
            "year shifted, or 亿 taken for another unit"
        )
        shared += 1
    assert shared >= 5


def test_research_spending_over_gdp_is_its_intensity(data):
    # Rebased GDP moved the ratio of 2013 by 4 percent of itself (2.08 was printed, 2.00 stands
    # now) and that of 2014 by 1.4 percent; all later years agree to 0.8 percent.
    moved = {"2013": 0.042, "2014": 0.015}
    spent = data.select("rd_expenditure", "CHN", slice(2012, 2025))
    for row in spent.itertuples():
        ratio = row.value / value(data, "gdp_yuan", row.period) * 100
        rows = data.observations.query(
            "series == 'rd_intensity_nbs' and geo == 'CHN' and period == @row.period"
        )
        near = moved.get(row.period, 0.008)
        assert any(ratio == pytest.approx(printed, rel=near) for printed in rows["value"]), (
            f"{row.period}: {row.value} of GDP gives {ratio:.2f} percent, printed was "
            f"{rows['value'].tolist()}; unit off by 10 (亿), year shifted or wrong vintage"
        )
    assert len(spent) >= 8


def test_the_monthly_exchange_rate_has_every_month(data):
    periods = data.select("cny_per_usd_month", "CHN")["period"].tolist()
    for before, after in pairwise(periods):
        year, month = map(int, before.split("-"))
        following = f"{year + month // 12}-{month % 12 + 1:02d}"
        assert after == following, f"{following} is missing: {after} follows {before}"
    assert periods[-1] >= "2026-03"


def test_the_annual_exchange_rate_is_the_average_of_the_months(data):
    compared = 0
    for row in data.select("cny_per_usd_year", "CHN").itertuples():
        months = data.observations.query(
            "series == 'cny_per_usd_month' and period.str.startswith(@row.period + '-')"
        )
        if len(months) == 12:
            # days differ from month to month, so half a percent is allowed
            assert months["value"].mean() == pytest.approx(row.value, rel=0.005), (
                f"{row.period}: a month has a wrong value, or the year is shifted"
            )
            compared += 1
    assert compared >= 8


def test_the_dollar_figure_implies_the_rate_of_march_2026(data):
    # 1.2 trillion yuan ÷ 173.9 billion dollars = 1,200 ÷ 173.9 = 6.9005 yuan a dollar
    printed = data.select("ai_core_industry_usd", "CHN", "2025")
    assert 173.9 in printed["value"].tolist(), "the figure of the article is gone"
    implied = value(data, "ai_core_industry", "2025", "at_least") * 1000 / 173.9
    assert implied == pytest.approx(value(data, "cny_per_usd_month", "2026-03"), abs=0.02)
    assert abs(implied - value(data, "cny_per_usd_month", "2025-12")) > 0.1
    assert abs(implied - value(data, "cny_per_usd_year", "2025")) > 0.25


def test_robot_density_never_makes_one_line_of_two_countings(data):
    assert value(data, "robot_density", "2023", "superseded") == 470
    assert value(data, "robot_density", "2024", "superseded") == 567
    assert value(data, "robot_density_revised", "2023") == 142
    assert value(data, "robot_density_revised", "2024") == 166
    # What was first published before the recount is in no selection of today.
    current = data.select("robot_density", "CHN")
    assert current["value"].max() < 450
    both = data.select(["robot_density", "robot_density_revised"], "CHN")
    drawing = forms.lines(both, "Robots for ten thousand employees", by="series")
    with pytest.raises(ValueError, match="beside its revision"):
        charts.publish("density", drawing, "Robots rose, or so it seems here.", data.sources)


def test_growth_of_manufacturing_has_one_scope(data):
    assert value(data, "manufacturing_va_growth", "2025") == pytest.approx(6.4)
    assert value(data, "manufacturing_all_va_growth", "2025") == pytest.approx(6.1)
    assert "designated size" in data.series.loc["manufacturing_va_growth", "definition"]


def test_the_target_of_the_fourteenth_plan_is_a_target(data):
    assert value(data, "sei_share_gdp", "2025", "target") == 17
    assert value(data, "sei_share_gdp", "2023") < 17


def test_humanoid_patents_are_counted_by_office_of_filing(data):
    named = [name for name in data.series.index if "humanoid" in name and "patent" in name]
    assert named
    assert all("office" in data.series.loc[name, "definition"] for name in named)


REAL = re.compile(r"constant prices|physical|\breal\b|comparable", re.IGNORECASE)
NOMINAL = re.compile(r"current prices|\bnominal\b", re.IGNORECASE)


def test_every_growth_series_says_whether_it_is_real_or_nominal(data):
    growth = data.series[data.series.index.str.contains("growth")]
    said = growth["definition"] + " " + growth["caveats"]
    silent = growth.index[~said.map(lambda t: bool(REAL.search(t) or NOMINAL.search(t)))]
    assert list(silent) == []


def test_the_two_scopes_of_high_tech_exports_are_apart(data):
    customs, communique = "hightech_exports_customs", "hightech_exports_communique"
    assert value(data, customs, "2025") == pytest.approx(5.25)
    assert value(data, communique, "2025") == pytest.approx(6.78, abs=0.005)
    assert value(data, f"{customs}_growth", "2025", "reported") == pytest.approx(13.2)
    assert value(data, f"{communique}_growth", "2025") == pytest.approx(8.0)
    shared = set(data.select(customs)["source"]) & set(data.select(communique)["source"])
    assert not shared, f"{shared} gives both scopes; which one is it?"
    for series in (customs, communique):
        assert "never mix" in data.series.loc[series, "caveats"].lower()


def test_both_counts_of_new_energy_vehicles_are_kept_apart(data):
    assert value(data, "nev_output", "2025") == pytest.approx(16.524)
    assert value(data, "nev_output_caam", "2025") == pytest.approx(16.626)


def test_constant_and_printed_dollars_never_share_a_series(data):
    assert value(data, "ai_private_investment_published", "2023") == pytest.approx(7.76)
    assert value(data, "ai_private_investment", "2023") == pytest.approx(8.4)
    units = {data.series.loc[f"ai_private_investment{end}", "unit"] for end in ("", "_published")}
    assert len(units) == 2, "the codebook gives both the same unit"


def test_a_superseded_value_stands_beside_a_newer_one(data):
    key, rows = ["series", "geo", "period"], data.observations
    current = set(map(tuple, rows.loc[rows["status"].isin(data.current), key].to_numpy()))
    old = rows[rows["status"] == "superseded"]
    alone = [
        (series, geo, period)
        for series, geo, period in old[key].to_numpy()
        # a recount under another definition has a series of its own
        if not {(series, geo, period), (f"{series}_revised", geo, period)} & current
    ]
    assert len(old) >= 5
    assert not alone, f"superseded, but by what? {alone}"


def test_the_ranks_of_the_innovation_index_are_each_given_once(data):
    ranks = data.select("gii_rank", period="2025")
    twice = ranks[ranks["value"].duplicated(keep=False)]
    assert twice.empty, f"a row is shifted: {twice[['geo', 'value']].to_numpy().tolist()}"
    scores = data.select("gii_score", period="2025").set_index("geo")["value"]
    order = [scores[geo] for geo in ranks.sort_values("value")["geo"] if geo in scores]
    assert len(order) >= 100
    assert order == sorted(order, reverse=True), "rank and score disagree: a row is shifted"


#: Real jumps; one that is gone must leave this list.
KNOWN_JUMPS = {
    "hightech_exports_usd HKG 2016: 0.469857 → 293.612",  # re-exports were added
    "elec_share_solar VNM 2018: 0.0478 → 2.3085",  # the first large solar plants
    "ev_sales DEU 2010: 140 → 1640",  # counts near zero
    "ev_sales USA 2010: 1200 → 17800",
    "ev_sales_share DEU 2010: 0.0049 → 0.052",
    "ev_sales_share USA 2010: 0.012 → 0.15",
    "notable_ai_models CHN 2017: 10 → 1",
}


def test_no_series_jumps_by_a_unit_from_one_year_to_the_next(data):
    jumps = set()
    rows = data.observations[data.observations["status"].isin(data.current)]
    whole = rows[rows["period"].str.fullmatch(r"\d{4}")].sort_values("when")
    for (series, geo), group in whole.groupby(["series", "geo"]):
        if "yoy" in data.series.loc[series, "unit"]:
            continue  # a growth rate may well fall to a tenth
        for (when, a), (then, b) in pairwise(zip(group["when"], group["value"], strict=True)):
            if then - when == 1 and a > 0 and b > 0 and not 0.1 < b / a < 10:
                jumps.add(f"{series} {geo} {when:.0f}: {a:g} → {b:g}")
    new, gone = jumps - KNOWN_JUMPS, KNOWN_JUMPS - jumps
    assert not new, f"tenfold from one year to the next, is a unit off? {sorted(new)}"
    assert not gone, f"take these out of KNOWN_JUMPS: {sorted(gone)}"
