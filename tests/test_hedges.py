"""How hedges travel through arithmetic, held against everything that the true values may be."""

import itertools
import operator
from functools import partial

import kites
import pytest

from nqpf.expressions import parse
from nqpf.hedges import Figure, computed, hedged, opening

kite_book = kites.kite_book  # fixture


def figure(value, status="reported", tier="A", series="kites", source="lindow"):
    row = {"value": value, "status": status, "tier": tier, "series": series, "source": source}
    return Figure.of(row)


OVER, UNDER, ABOUT = "at_least", "at_most", "estimate"
SIGNS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "max": partial(computed, max), "min": partial(computed, min),
}  # fmt: skip
PLAIN = SIGNS | {"max": max, "min": min}


@pytest.mark.parametrize(
    ("left", "sign", "right", "status"),
    [
        ((8, OVER), "+", (2, "reported"), OVER),
        ((8, OVER), "+", (2, OVER), OVER),
        ((8, OVER), "+", (2, UNDER), ABOUT),
        ((8, OVER), "-", (2, "reported"), OVER),
        ((8, "reported"), "-", (2, OVER), UNDER),
        ((8, OVER), "-", (2, OVER), ABOUT),
        ((8, OVER), "-", (2, UNDER), OVER),
        ((8, OVER), "*", (2, "reported"), OVER),
        ((8, OVER), "*", (-2, "reported"), UNDER),
        ((-8, "reported"), "*", (2, OVER), UNDER),
        ((8, OVER), "*", (2, OVER), OVER),
        ((-8, UNDER), "*", (-2, UNDER), OVER),
        ((8, UNDER), "*", (2, UNDER), ABOUT),  # both may be negative
        ((8, OVER), "/", (2, "reported"), OVER),
        ((8, "reported"), "/", (2, OVER), UNDER),
        ((8, "reported"), "/", (2, UNDER), OVER),
        ((8, OVER), "/", (2, OVER), ABOUT),
        ((8, OVER), "/", (2, UNDER), OVER),
        ((8, OVER), "/", (-2, "reported"), UNDER),
        ((8, "revised"), "/", (2, "derived"), "derived"),
        ((8, ABOUT), "/", (2, "reported"), ABOUT),
        ((8, "target"), "-", (2, "reported"), "target"),
        ((8, OVER), "/", (2, "target"), OVER),
        ((8, "superseded"), "-", (2, "target"), "superseded"),
        ((8, OVER), "max", (2, "reported"), OVER),
        ((8, "reported"), "max", (2, OVER), OVER),
        ((8, "reported"), "max", (2, UNDER), "derived"),  # it stays the smaller one
        ((8, "reported"), "min", (2, OVER), OVER),
        ((8, OVER), "min", (2, "reported"), "derived"),
    ],
)
def test_the_status_of_a_computed_figure(left, sign, right, status):
    assert SIGNS[sign](figure(*left), figure(*right)).status == status


def possible(value, status):
    """Some true values behind a published one."""
    steps = (0.0, 0.5, 3.0, 40.0, 1000.0)
    return [value + step * {OVER: 1, UNDER: -1}.get(status, 0) for step in steps]


@pytest.mark.parametrize("sign", SIGNS)
def test_no_bound_is_claimed_that_the_true_values_can_break(sign):
    seen = {OVER: 0, UNDER: 0, "derived": 0}
    given = list(itertools.product((-7.0, -1.0, 2.0, 5.0), ("reported", OVER, UNDER)))
    for left, right in itertools.product(given, given):
        found = SIGNS[sign](figure(*left), figure(*right))
        for a, b in itertools.product(possible(*left), possible(*right)):
            if sign == "/" and b * right[0] <= 0:
                continue  # a divisor keeps its sign
            true = PLAIN[sign](a, b)
            assert found.status != OVER or true >= found - 1e-9, (left, sign, right, a, b)
            assert found.status != UNDER or true <= found + 1e-9, (left, sign, right, a, b)
            assert found.status != "derived" or true == found, (left, sign, right, a, b)
        seen[found.status] = seen.get(found.status, 0) + 1
    assert min(seen.values()) > 0, "no case of a kind was tried"


@pytest.mark.parametrize("value", [-7.0, 2.0])
@pytest.mark.parametrize("status", ["reported", OVER, UNDER])
@pytest.mark.parametrize(
    "shape",
    [abs, operator.neg, lambda x: x**0.5, lambda x: x**2.0, lambda x: x**1.0],
)
def test_a_function_of_one_bound(shape, status, value):
    if value < 0 and isinstance(value**0.5, complex) and isinstance(shape(value), complex):
        return
    found = shape(figure(value, status))
    for true in possible(value, status):
        if true != 0 and not isinstance(shape(true), complex):
            assert found.status != OVER or shape(true) >= found - 1e-9, (true, shape(true))
            assert found.status != UNDER or shape(true) <= found + 1e-9, (true, shape(true))


@pytest.mark.parametrize(("status", "turned"), [(OVER, UNDER), (UNDER, OVER), (ABOUT, ABOUT)])
def test_a_reciprocal_turns_a_bound_round(status, turned):
    found = figure(2.0, status) ** -1.0
    assert (found, found.status) == (0.5, turned)


K = {year: f"kites[CHN, {year}]" for year in (2019, 2020, 2021, 2022, 2023)}


@pytest.mark.parametrize(
    ("formula", "status"),
    [
        (K[2020], "reported"),
        (f"{K[2022]} * 1000", OVER),  # 2022 is a lower bound
        (f"100 - {K[2022]}", UNDER),
        (f"growth({K[2022]}, {K[2020]})", OVER),
        (f"growth({K[2022]}, {K[2020]}, 2)", OVER),
        (f"growth({K[2023]}, {K[2022]})", UNDER),
        (f"growth({K[2022]}, {K[2022]} * 2)", ABOUT),
        (f"share({K[2022]}, kites[JPN, 2021])", OVER),
        (f"share(kites[JPN, 2021], {K[2022]})", UNDER),
        (f"abs({K[2022]} - 100)", OVER),
        (f"abs({K[2022]} - 200)", ABOUT),  # the true value may lie on the other side
        ("sum(kites[CHN, *])", OVER),
        ("max(kites[CHN, *])", OVER),
        ("min(kites[CHN, *])", "derived"),  # the lower bound lies above another
        ("min(kites[*, 2021])", "derived"),
        ("rank(kites[FRA, 2021])", "derived"),
        ("count(kites[*, 2021])", ""),
        ("kites[CHN, 2030, target] / 2", "target"),
        (f"kites[CHN, 2030, target] - {K[2020]}", "target"),
        (f"{K[2023]} - kites[CHN, 2023, superseded]", "superseded"),
        ("strings[CHN, 2021, estimate] - strings[CHN, 2021, reported]", ABOUT),
        ("173.9", ""),
    ],
)
def test_the_status_of_a_formula(kite_book, formula, status):
    assert parse(formula).value(kite_book).status == status


def test_a_rank_is_sure_as_long_as_no_bound_can_change_it(tmp_path):
    rows = [
        "series,geo,period,value,status,source,note",
        "kites,CHN,2021,110,reported,lindow-2024,",
        "kites,FRA,2021,30,at_most,lindow-2024,",
        "kites,JPN,2021,200,at_least,lindow-2024,",
    ]
    book = kites.opened(tmp_path / "sure", observations=rows)
    assert parse("rank(kites[CHN, 2021])").value(book).status == "derived"
    assert parse("rank(kites[JPN, 2021])").value(book).status == "derived"
    rows[2] = rows[2].replace("at_most", "at_least")
    book = kites.opened(tmp_path / "open", observations=rows)
    assert parse("rank(kites[CHN, 2021])").value(book).status == ABOUT


def test_a_computed_figure_rests_on_all_of_its_inputs():
    one = figure(8, tier="A", series="kites", source="lindow")
    two = figure(2, tier="C", series="strings", source="fair")
    both = ((one + two) * 2 - one) / 3 ** Figure(2)
    assert (both.tier, both.series, both.sources) == ("C", ("kites", "strings"), ("lindow", "fair"))
    assert both.columns == {
        "value": pytest.approx(12 / 9), "status": "derived", "tier": "C",
        "series": "kites strings", "source": "lindow fair",
    }  # fmt: skip
    assert computed(max, one, two).sources == ("lindow", "fair"), "what was compared counts too"


@pytest.mark.parametrize(
    ("text", "status", "shown"),
    [
        ("9%", "reported", "9%"),
        ("9%", "", "9%"),
        ("9%", "target", "9%"),
        ("9%", OVER, "over 9%"),
        ("9%", UNDER, "at most 9%"),
        ("9%", ABOUT, "about 9%"),
        ("more than 9%", OVER, "more than 9%"),
        ("nearly 9%", ABOUT, "nearly 9%"),
    ],
)
def test_a_figure_is_hedged_once(text, status, shown):
    assert hedged(text, status) == shown
    assert hedged(shown, status) == shown


def test_a_hedge_is_a_whole_word():
    assert [opening(text) for text in ("over 9%", "overall 9%", "9%")] == ["over", "", ""]
