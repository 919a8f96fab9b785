"""Named numbers: every formula beside a value computed with a pencil, every format and refusal."""

import re

import pytest

from nqpf import numbers
from nqpf.dataset import DatasetError, UnknownIdError
from nqpf.numbers import Number, Quantity, constant, obs

K19, K20, K21, K22 = (obs("kites", "CHN", year) for year in ("2019", "2020", "2021", "2022"))


@pytest.mark.parametrize(
    ("formula", "by_hand"),
    [
        (K22, 121),
        (obs("kites", "CHN", "2030", "target"), 400),
        (K21 + K20, 210),  # 110 + 100
        (K21 - K22, -11),  # 110 − 121
        (K20 * 3, 300),
        (K20 / K19, 1.25),  # 100 ÷ 80
        (numbers.growth(K22, K20, 2), 10),  # 121 ÷ 100 = 1.21 = 1.1²
        (numbers.growth(K20, K22, 2), -9.0909091),  # 1 ÷ 1.1 − 1
        (numbers.change(K20, K19), 25),  # 100 ÷ 80 − 1
        (numbers.change(K19, K20), -20),
        (numbers.share(obs("kites", "FRA", "2021"), obs("kites", "JPN", "2021")), 15),  # 30 ÷ 200
        (numbers.size(numbers.change(K19, K20)), 20),
        (numbers.rank("kites", "JPN", "2021"), 1),
        (numbers.rank("kites", "CHN", "2021"), 2),  # 200 above; Germany has the same 110
        (numbers.rank("kites", "DEU", "2021"), 2),
        (numbers.rank("kites", "FRA", "2021"), 4),
        (numbers.count("kites", "2021"), 4),
        (numbers.total("kites", "2021"), 450),  # 110 + 110 + 30 + 200
        (numbers.total("kites", geo="CHN"), 561),  # 80 + 100 + 110 + 121 + 150, no target
        (numbers.largest("kites", "CHN"), 150),  # not the target 400, not the superseded 160
        (numbers.smallest("kites", "CHN"), 80),
        (constant(173.9), 173.9),
        ((K21 - K20) / K20 * 100, 10),  # brackets hold: (110 − 100) ÷ 100 × 100
        (K21 - (K20 - K19), 90),  # 110 − 20
    ],
    ids=lambda f: f.text if isinstance(f, numbers.Formula) else "",
)
def test_a_formula_gives_what_a_pencil_gives(toy, formula, by_hand):
    assert formula.compute(toy) == pytest.approx(by_hand, rel=1e-7)


def test_a_formula_says_what_it_is():
    assert K20.text == "kites[CHN, 2020]"
    assert obs("kites", "CHN", "2030", "target").text == "kites[CHN, 2030, target]"
    assert ((K21 - K20) / K20).text == "(kites[CHN, 2021] − kites[CHN, 2020]) ÷ kites[CHN, 2020]"
    assert numbers.share(K20, K21).text == "(kites[CHN, 2020] ÷ kites[CHN, 2021]) × 100"
    assert "^(1/2)" in numbers.growth(K22, K20, 2).text
    assert numbers.rank("kites", "CHN", "2021").text == "rank of CHN in kites[2021]"
    assert [series for series, *_ in (K20 + obs("strings", "CHN", "2021")).inputs] == [
        "kites",
        "strings",
    ]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1, "{:ordinal}", "1st"),
        (2, "{:ordinal}", "2nd"),
        (3, "{:ordinal}", "3rd"),
        (10, "{:ordinal}", "10th"),
        (11, "{:ordinal}", "11th"),
        (12, "{:ordinal}", "12th"),
        (13, "{:ordinal}", "13th"),
        (21, "{:ordinal}", "21st"),
        (102, "{:ordinal}", "102nd"),
        (112, "{:ordinal}", "112th"),
        (0, "{:words}", "zero"),
        (3, "{:words}", "three"),
        (12, "{:words}", "twelve"),
        (13, "{:words}", "13"),
        (6200, "{:words}", "6,200"),
        (0.75, "{:fraction}", "three quarters"),
        (0.746, "{:fraction}", "three quarters"),
        (0.74, "{:fraction}", "nearly three quarters"),
        (0.76, "{:fraction}", "over three quarters"),
        (0.49, "{:fraction}", "nearly half"),
        (0.667, "{:fraction}", "two thirds"),
        (0.208, "{:fraction}", "over a fifth"),
        (-3.2, "{:.1f}%", "−3.2%"),
        (-3.2, "{:+.1f}", "−3.2"),
        (3.2, "{:+.1f}", "+3.2"),
        (1234567, "{:,.0f}", "1,234,567"),
    ],
)
def test_the_formats_that_prose_needs(value, form, shown):
    assert form.format(Quantity(value)) == shown


@pytest.mark.parametrize("value", [0.0, 0.15, 0.29, 0.7, 1.0, 74])
def test_what_is_no_simple_fraction_is_refused(value):
    with pytest.raises(ValueError, match="is not near a simple fraction; use a percentage"):
        f"{Quantity(value):fraction}"


def test_a_number_on_a_secondary_quotation_is_marked(toy):
    shaky = Number("shaky", "", obs("kite_share", "CHN", "2023"), "{:.0f}%")
    mixed = Number("mixed", "", obs("kite_share", "CHN", "2023") - K20, "{:.0f}")
    solid = Number("solid", "", K22, "at least {:.0f}")
    assert shaky.text(toy) == "74%" + numbers.TIER_C_MARK
    assert mixed.text(toy) == "−26" + numbers.TIER_C_MARK, "one weak input makes a number weak"
    assert solid.text(toy) == "at least 121"


def test_a_number_names_its_rows_and_sources(toy):
    number = Number("n", "", K22 / obs("fair_visitors", "CHN", "2022"), "{:.1f}")
    assert [row["value"] for row in number.rows(toy)] == [121, 300]
    assert number.sources(toy) == ["lindow-2024", "fair-2021"]
    ranked = Number("r", "", numbers.rank("kites", "CHN", "2021"), "{:ordinal}")
    assert sorted(row["geo"] for row in ranked.rows(toy)) == ["CHN", "DEU", "FRA", "JPN"]


@pytest.mark.parametrize(
    ("formula", "form"),
    [
        (obs("kitse", "CHN", "2022"), "{}"),
        (obs("kites", "CHN", "1999"), "{}"),
        (obs("strings", "CHN", "2021"), "{}"),  # two values
        (K20 / (K20 - K20), "{}"),
        (K20, "{:fraction}"),
        (K20, "{:nonsense}"),
        (K20, "{missing}"),
        (numbers.rank("kites", "IND", "2021"), "{:ordinal}"),
    ],
)
def test_an_error_names_the_number(toy, formula, form):
    with pytest.raises(DatasetError, match="number 'broken'"):
        Number("broken", "", formula, form).text(toy)


def test_an_id_defined_twice_is_refused(register):
    register(
        ai=[Number("kites-2020", "", K20, "{}")], concept=[Number("kites-2020", "", K21, "{}")]
    )
    with pytest.raises(DatasetError, match=r"'kites-2020' is defined twice.*register/concept\.py"):
        numbers.register()


def test_text_by_name_is_remembered_as_read(register, toy):
    register(ai=[Number("kites-2020", "", K20, "{:.0f} thousand")])
    assert numbers.text("kites-2020", toy) == "100 thousand"
    assert "number:kites-2020" in toy.reads
    with pytest.raises(UnknownIdError, match=r"There is no number 'kite-2020'.*'kites-2020'"):
        numbers.text("kite-2020", toy)


def test_every_number_of_the_book_computes(data):
    broken, ids = [], numbers.register()
    for number in ids.values():
        try:
            shown = number.text(data)
        except DatasetError as error:
            broken.append(str(error))
            continue
        if not shown.strip() or "nan" in shown or "inf" in shown.split():
            broken.append(f"number {number.id!r} reads {shown!r}")
    assert ids, "the register is empty"
    assert not broken, "\n".join(broken)


def test_the_names_of_numbers_fit_into_a_link():
    kebab = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
    wrong = [name for name in numbers.register() if not kebab.fullmatch(name)]
    assert not wrong, f"not kebab-case: {wrong}"
