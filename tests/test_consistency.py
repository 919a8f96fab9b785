"""The dataset agrees with second sources and with itself; what must not be mixed stands apart.

Tolerances are those of the printed digits unless a comment says otherwise.
"""

import re
from decimal import Decimal
from itertools import pairwise

import kites
import pytest
import toy

from nqpf import charts, forms

SECOND = toy.rows(kites.ROOT / "data" / "crosschecks.csv")


def named(second: dict[str, str]) -> str:
    return "-".join(second[key] for key in ("series", "geo", "period", "status"))


def there(data, second: dict[str, str]) -> list[float]:
    """What the dataset has from other sources."""
    rows = data.select(second["series"], second["geo"], second["period"], second["status"])
    return rows.loc[rows["source"] != second["source"], "value"].tolist()


def test_no_second_source_is_lost():
    assert len({named(second) + second["source"] for second in SECOND}) == len(SECOND) >= 181


@pytest.mark.parametrize("second", SECOND, ids=named)
def test_a_second_source_agrees(data, second):
    # a hair of slack for the binary fraction of a printed half
    near = float(second["tolerance"]) + 1e-9
    assert any(abs(ours - float(second["value"])) <= near for ours in there(data, second)), (
        f"the dataset has {there(data, second)}, {second['publisher']} as read at "
        f"{second['source']} has {second['value']} ± {second['tolerance']}; "
        f"likely mistake: {second['likely_mistake']}"
    )


@pytest.mark.parametrize("second", SECOND, ids=named)
def test_a_tolerance_is_half_of_the_last_digit_unless_the_source_says_why(data, second):
    printed = [Decimal(second["value"]), *(Decimal(f"{ours:.10g}") for ours in there(data, second))]
    half = max(Decimal(5).scaleb(number.as_tuple().exponent - 1) for number in printed)
    explained = re.search(r"\(.+\)$|^(?!http)", second["source"])
    most = max(half, abs(printed[0]) / 10) if explained else half
    assert Decimal(second["tolerance"]) <= most


def value(data, series: str, period: str, *status: str) -> float:
    return float(data.row(series, "CHN", period, *status)["value"])


def all_of(data, series: str, period: str) -> list[float]:
    """Every printed value of China, superseded ones too."""
    found = data.observations.query("series == @series and geo == 'CHN' and period == @period")
    return found["value"].tolist()


def test_wind_and_solar_are_the_share_that_the_energy_office_prints(data):
    both = value(data, "elec_share_wind", "2025") + value(data, "elec_share_solar", "2025")
    printed = value(data, "solar_wind_generation_share", "2025")
    assert both == pytest.approx(printed, abs=0.5), "share of capacity taken for generation"
    # so the other three kinds are the rest of what was generated
    kinds = ("thermal", "hydro", "nuclear")
    rest = sum(value(data, f"power_generation_{kind}", "2025") for kind in kinds)
    total = rest / (1 - printed / 100)
    assert 1 < total / value(data, "electricity_generation", "2024") < 1.1, "off by a unit of 10"


@pytest.mark.parametrize("year", ["2021", "2024"])
def test_batches_of_little_giants_sum_to_more_than_the_stock(data, year):
    batches = data.select("little_giants_new", "CHN", slice(2019, int(year)))
    assert batches["period"].tolist() == [str(y) for y in range(2019, int(year) + 1)]
    stock = value(data, "little_giants_stock", year)
    assert stock <= batches["value"].sum() <= stock * 1.25, (
        "designations lapse, so the sum exceeds the stock a little; "
        "a batch has the wrong year, or the sum was taken for the stock"
    )


def test_the_high_tech_share_of_2012_is_that_of_2021_less_its_rise(data):
    # The ministry printed 15.1 in 2021 as 5.7 points above 2012: 15.1 − 5.7 = 9.4
    rise = value(data, "hightech_va_share", "2021") - value(data, "hightech_va_share", "2012")
    assert rise == pytest.approx(5.7, abs=0.051), "year shifted, or share given as fraction"


def test_the_slip_of_the_control_rate_contradicts_its_own_difference(data):
    # The transcript prints 51.3 in 2021 and a rise of 30.7 points on 24.6: 24.6 + 30.7 = 55.3
    before = value(data, "cnc_rate", "2012")
    assert value(data, "cnc_rate", "2021") == pytest.approx(before + 30.7, abs=0.051)
    assert value(data, "cnc_rate", "2021", "superseded") == pytest.approx(51.3)


# Value ÷ share is the GDP of the vintage it was computed with. The census of 2023 raised the GDP
# of earlier years by up to 2.3 percent; since 2021 the vintages agree to half a percent. Rebased
# GDP moved the research ratio of 2013 by 4 percent of itself (2.08 was printed, 2.00 stands now)
# and that of 2014 by 1.4 percent; all later years agree to 0.8 percent.
@pytest.mark.parametrize(
    ("parts", "share", "years", "near"),
    [
        ("three_new_value", "three_new_share", (2017, 2020), 0.025),
        ("three_new_value", "three_new_share", (2021, 2024), 0.006),
        ("rd_expenditure", "rd_intensity_nbs", (2013, 2013), 0.042),
        ("rd_expenditure", "rd_intensity_nbs", (2014, 2014), 0.015),
        ("rd_expenditure", "rd_intensity_nbs", (2015, 2025), 0.008),
    ],
)
def test_a_part_of_the_gdp_over_the_gdp_is_its_share(data, parts, share, years, near):
    rows = data.select(parts, "CHN", slice(*years))
    assert len(rows) >= min(3, years[1] - years[0] + 1)
    for row in rows.itertuples():
        ratio = row.value / value(data, "gdp_yuan", row.period) * 100
        printed = all_of(data, share, row.period)
        assert any(ratio == pytest.approx(one, rel=near) for one in printed), (
            f"{row.period}: {row.value} of GDP gives {ratio:.2f} percent, printed was {printed}; "
            "unit off by 10 (亿), year shifted or wrong vintage"
        )


def test_the_monthly_exchange_rate_has_every_month(data):
    periods = data.select("cny_per_usd_month", "CHN")["period"].tolist()
    for before, after in pairwise(periods):
        year, month = map(int, before.split("-"))
        assert after == f"{year + month // 12}-{month % 12 + 1:02d}", f"{after} follows {before}"
    assert periods[-1] >= "2026-03"


def test_the_annual_exchange_rate_is_the_average_of_the_months(data):
    months = data.select("cny_per_usd_month", "CHN")
    by_year = months.groupby(months["period"].str[:4])["value"].agg(["mean", "count"])
    by_year = by_year.query("count == 12")["mean"]
    years = data.select("cny_per_usd_year", "CHN").set_index("period")["value"]
    both = by_year.index.intersection(years.index)
    assert len(both) >= 8
    # days differ from month to month, so half a percent is allowed
    assert by_year[both].tolist() == pytest.approx(years[both].tolist(), rel=0.005)


def test_the_dollar_figure_implies_the_rate_of_march_2026(data):
    # 1.2 trillion yuan ÷ 173.9 billion dollars = 1,200 ÷ 173.9 = 6.9005 yuan a dollar
    assert 173.9 in all_of(data, "ai_core_industry_usd", "2025"), "the article's figure is gone"
    implied = value(data, "ai_core_industry", "2025", "at_least") * 1000 / 173.9
    assert implied == pytest.approx(value(data, "cny_per_usd_month", "2026-03"), abs=0.02)
    assert abs(implied - value(data, "cny_per_usd_month", "2025-12")) > 0.1
    assert abs(implied - value(data, "cny_per_usd_year", "2025")) > 0.25


#: What must stay apart: two series, a period, and the value of each.
APART = [
    ("robot_density", "robot_density_revised", "2024", 567, 166),
    ("hightech_exports_customs", "hightech_exports_communique", "2025", 5.25, 6.78),
    ("hightech_exports_customs_growth", "hightech_exports_communique_growth", "2025", 13.2, 8),
    ("nev_output", "nev_output_caam", "2025", 16.524, 16.626),
    ("ai_private_investment", "ai_private_investment_published", "2023", 8.4, 7.76),
]


@pytest.mark.parametrize(("one", "other", "period", "first", "second"), APART)
def test_two_countings_are_two_series(data, one, other, period, first, second):
    assert pytest.approx(first, abs=0.005) in all_of(data, one, period)
    assert pytest.approx(second, abs=0.005) in all_of(data, other, period)
    assert not {*all_of(data, one, period)} & {*all_of(data, other, period)}


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


def test_the_book_says_what_must_not_be_mixed(data):
    caveats = data.series["caveats"].str.lower()
    assert "never one line" in caveats["robot_density"]
    assert sorted(all_of(data, "robot_density", "2022")) == [392, 402]
    assert not {*data.select("robot_density", "CHN")["value"]} & {470, 567}, "they are superseded"
    both = data.select(["robot_density", "robot_density_revised"], "CHN")
    drawing = forms.lines(both, "Robots for ten thousand employees", by="series")
    with pytest.raises(ValueError, match="beside its revision"):
        charts.publish("density", drawing, "Robots rose, or so it seems here.", data)
    exports = ["hightech_exports_customs", "hightech_exports_communique"]
    assert caveats[exports].str.contains("never mix").all()
    sources = [set(data.select(series)["source"]) for series in exports]
    assert not sources[0] & sources[1], "a source gives both scopes; which one is it?"
    units = {data.series.loc[f"ai_private_investment{end}", "unit"] for end in ("", "_published")}
    assert len(units) == 2, "the codebook gives both the same unit"


def test_a_superseded_value_stands_beside_a_newer_one(data):
    key = ["series", "geo", "period"]
    rows = data.observations
    old = rows[rows["status"] == "superseded"]
    current = {*rows.loc[rows["status"].isin(data.current), key].itertuples(index=False, name=None)}
    alone = [one for one in old[key].itertuples(index=False, name=None) if one not in current]
    assert len(old) >= 5
    # a recount under another definition has a series of its own
    assert [one for one in alone if (f"{one[0]}_revised", *one[1:]) not in current] == []


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
