"""Named numbers: every format and refusal, and that all numbers of the book compute."""

import kites
import pytest

from nqpf.errors import DatasetError, UnknownIdError
from nqpf.numbers import TIER_C_MARK, Quantity

kite_book, report = kites.kite_book, kites.report  # fixtures


def with_number(root, formula, form="{:.0f}"):
    """Open the project about kites with one number more, called the-number."""
    row = f'the-number,ai,The number,"{formula}",{form},'
    return kites.opened(root, numbers=[*kites.NUMBERS, row])


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


def test_a_number_is_written_in_its_format(kite_book):
    assert kite_book.text("kites-2022") == "at least 121 thousand"
    assert kite_book.text("kites-rank") == "2nd"


def test_a_number_on_a_secondary_quotation_is_marked(tmp_path):
    book = with_number(tmp_path, "kite_share[CHN, 2023] - kites[CHN, 2020]")
    assert book.text("kite-share") == "about 74%" + TIER_C_MARK
    assert book.text("the-number") == "about −26" + TIER_C_MARK, "as weak as one input"
    assert book.text("kites-2020") == "100 thousand"


def test_a_number_names_its_rows_and_sources(kite_book):
    assert [row["value"] for row in kite_book.rows("fair-visits")] == [300, 121]
    assert kite_book.sources("fair-visits") == ["fair-2021", "lindow-2024"]
    ranked = {row["geo"] for row in kite_book.rows("kites-rank")}
    assert ranked == {"CHN", "DEU", "FRA", "JPN"}, "a rank rests on everyone in it"


@pytest.mark.parametrize(
    ("formula", "form"),
    [
        ("kitse[CHN, 2022]", "{}"),
        ("kites[CHN, 1999]", "{}"),
        ("strings[CHN, 2021]", "{}"),  # two values
        ("1 / (kites[CHN, 2020] - 100)", "{}"),
        ("kites[CHN, 2020]", "{:fraction}"),
        ("kites[CHN, 2020]", "{:nonsense}"),
        ("kites[CHN, 2020]", "{missing}"),
        ("rank(kites[IND, 2021])", "{:ordinal}"),
        ("kites-2020 + 1", "{}"),  # a number rests on observations
        ("kites[CHN, 2020", "{}"),
    ],
)
def test_an_error_names_the_number(tmp_path, formula, form):
    with pytest.raises(DatasetError, match="number 'the-number'"):
        with_number(tmp_path, formula, form).text("the-number")


def test_an_id_defined_twice_is_refused(tmp_path):
    book = kites.opened(tmp_path, numbers=[*kites.NUMBERS, kites.NUMBERS[1]])
    with pytest.raises(DatasetError, match=r"data/numbers\.csv, line \d+, column id: .* twice"):
        book.text("kites-2020")


def test_text_by_name_is_remembered_as_read(kite_book):
    assert kite_book.text("kites-2020") == "100 thousand"
    assert kite_book.used == {"number:kites-2020", "series:kites"}
    with pytest.raises(UnknownIdError, match=r"There is no number 'kite-2020'.*'kites-2020'"):
        kite_book.text("kite-2020")


def test_numbers_in_a_frame_keep_status_tier_and_origin(kite_book):
    names = ("kites-2022", "kites-goal", "kites-rise", "fair-visits", "kite-share")
    table = kite_book.table({name: name.title() for name in names})
    assert table[["name", "value", "status", "tier"]].round(3).to_numpy().tolist() == [
        ["Kites-2022", 121, "at_least", "A"],
        ["Kites-Goal", 400, "target", "B"],
        ["Kites-Rise", 50, "derived", "A"],
        ["Fair-Visits", 2.479, "at_most", "B"],  # divided by a lower bound; the weaker tier
        ["Kite-Share", 74, "estimate", "C"],
    ]
    assert table["series"].tolist()[2:4] == ["kites", "fair_visitors kites"]
    assert table["source"].tolist()[3] == "fair-2021 lindow-2024"
    assert {"number:kites-2022", "number:kites-rise"} <= kite_book.used


def test_every_number_of_the_book_computes(report):
    broken = []
    for name in report.numbers:
        try:
            shown = report.text(name)
        except DatasetError as error:
            broken.append(str(error))
            continue
        if not shown.strip() or "nan" in shown or "inf" in shown.split():
            broken.append(f"number {name!r} reads {shown!r}")
    assert report.numbers, "the register is empty"
    assert not broken, "\n".join(broken)
