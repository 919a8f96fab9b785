"""The one language of formulas and verdicts: what it computes, and what it refuses to read."""

import time

import kites
import pytest

from nqpf import expressions
from nqpf.errors import ExpressionError, UnknownIdError
from nqpf.expressions import parse
from nqpf.settings import WORDS

kite_book = kites.kite_book  # fixture

K19, K20, K21, K22, K23 = (f"kites[CHN, {year}]" for year in range(2019, 2024))


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("173.9", 173.9),
        (K22, 121),
        ("kites[CHN, 2030, target]", 400),
        ("strings[CHN, 2021, fair-2021]", 50),
        ("strings[CHN,2021,estimate,lindow-2024]", 52),
        ("fair_visitors[CHN, 2021-H1]", 100),
        (f"{K21} + {K20}", 210),  # 110 + 100
        (f"{K21} - {K22}", -11),  # 110 − 121
        (f"{K21} − {K22}", -11),  # the signs of print
        (f"{K20} * 3", 300),
        (f"{K20} × 3 ÷ 2", 150),
        (f"{K20} / {K19}", 1.25),
        (f"-{K20}", -100),
        (f"100 - {K20} / {K19}", 98.75),  # division before subtraction
        (f"({K21} - {K20}) / {K20} * 100", 10),
        (f"{K21} - ({K20} - {K19})", 90),  # 110 − 20
        ("2 + 3 * 2 ^ 2", 14),
        ("2 ^ 3 ^ 2", 512),  # from the right, as in mathematics
        ("-2 ^ 2", -4),
        (f"({K22} / {K20}) ^ (1 / 2)", 1.1),
        (f"abs({K20} / {K19} - 2)", 0.75),
        (f"growth({K20}, {K19})", 25),
        (f"growth({K22}, {K20}, 2)", 10),  # 121 ÷ 100 = 1.1²
        (f"growth({K20}, {K22}, 2)", -9.0909091),
        ("share(kites[FRA, 2021], kites[JPN, 2021])", 15),
        ("rank(kites[JPN, 2021])", 1),
        ("rank(kites[CHN, 2021])", 2),  # 200 above; Germany has the same 110
        ("rank(kites[FRA, 2021])", 4),
        ("count(kites[*, 2021])", 4),
        ("sum(kites[*, 2021])", 450),  # 110 + 110 + 30 + 200
        ("sum(kites[CHN, *])", 561),  # 80 + 100 + 110 + 121 + 150, no target
        ("max(kites[CHN, *])", 150),  # not the target 400, not the superseded 160
        ("min(kites[CHN, *])", 80),
        (f"max({K19}, {K20}, 7)", 100),
        (f"sum({K19}, kites[*, 2021]) - 80", 450),
        ("count(claims[*])", 2),
        ("count(claims[holds])", 1),
        ("count(claims[statement])", 1),
        ("kites-2022 - kites-2020", 21),
        ("kites-2020", 100),
    ],
)
def test_an_expression_gives_what_a_pencil_gives(kite_book, text, by_hand):
    assert parse(text).value(kite_book) == pytest.approx(by_hand, rel=1e-7)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("kites-2020 = 100", True),
        ("kites-2020 = 101", False),
        ("kites-2020 != 101", True),
        ("kites-2020 != 100", False),
        ("kites-2020 < kites-2022", True),
        ("kites-2020 > kites-2022", False),
        ("kites-2022 >= 121", True),
        ("kites-2022 <= 120.9", False),
        ("90 < kites-2020 < 100", False),  # a chain holds in every link
        ("kites-2020 = 100 and kites-2022 > 200", False),
        ("kites-2020 = 101 or kites-2022 > 120", True),
        ("kites-2020 > -1", True),
        ("kites-2022 > 1.2 * kites-2020", True),
        ("a-third = 33", True),  # equal to the digits shown
        ("a-third = 33.3", True),
        ("a-third = 33.4", False),
        ("a-third = 34", False),
        ("a-third = 100 / 3", True),
    ],
)
def test_a_condition_is_computed(kite_book, text, holds):
    assert parse(text).value(kite_book) == holds


def test_an_expression_tells_what_it_reads():
    read = parse(f"({K22} + strings[CHN, 2021, fair-2021]) / {K22} + kites-2020 - kites-2020")
    assert [str(one) for one in read.inputs] == [K22, "strings[CHN, 2021, fair-2021]"]
    assert read.names == ("kites-2020",)
    assert [str(one) for one in parse(f"rank({K21})").inputs] == ["kites[*, 2021]"]


WRITE = "cannot be read; write it like"
PLACE = "only numbers, observations, signs, brackets and functions have a place"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", WRITE),
        ("kites-2020 =", WRITE),
        ("kites-2020 is 100", PLACE + "|the signs are"),
        ("(kites-2020", WRITE),
        ("1 2", WRITE),
        ("x = 1", "'x' is neither an observation nor a named number"),
        ("kites", "'kites' is neither an observation nor a named number"),
        ("kites[CHN]", r"'kites\[CHN\]' is not written like 'series\[CHN, 2025\]'"),
        ("kites[CHN, ]", "is not written like"),
        ("kites[CHN, 2020, a, b, c]", "is not written like"),
        ("kites[*, 2021]", "is several values; put it into a function such as sum, min or max"),
        ("kites[*, 2021] / sum(kites[*, 2020])", "is several values"),
        ("rank(kites[*, 2021])", "is several values"),
        ("rank(3)", r"rank\(\) takes an observation, such as rank\(series\[CHN, 2025\]\)"),
        ("count(1)", r"count\(\) takes an observation"),
        ("share(1)", r"share\(\) with 1 arguments is none of the functions sum, min"),
        ("growth(1, 2, 3, 4)", r"growth\(\) with 4 arguments"),
        ("median(1)", r"median\(\) with 1 arguments is none of the functions"),
        ("abs(x=1)", "'x' is neither"),
        ("1 // 2", r"the signs are \+ - \* / \^ and < <= > >= = !="),
        ("1 % 2", "the signs are"),
        ("not 1", "the signs are"),
        ("1 in 2", "the signs are"),
        ("'a'", "'a' is no number"),
        ("True", "True is no number"),
        ("1j", "1j is no number"),
        ("__import__('os').system('id')", "none of the functions|have a place|is no number"),
        ("().__class__.__bases__", PLACE),
        ("kites-2020.real", PLACE),
        ("lambda: 1", PLACE),
        ("[1 for _ in kites-2020]", PLACE),
        ("(a := 1)", WRITE),
        ("{1: 2}", PLACE),
        ("1 if 2 else 3", PLACE),
        ("f'{1}'", PLACE + "|is no number"),
        ("abs(*[1])", PLACE),
        ("abs(1)(2)", "none of the functions"),
        ("_r0", "'_r0' is neither"),
        ("1; 2", WRITE),
        ("1\n2", WRITE),
        ("\0", WRITE),
        ("(" * 400 + "1" + ")" * 400, WRITE),
        ("-" * 990 + "1", WRITE),
        ("(" * 50_000 + "1" + ")" * 50_000, r"'\(+…' has more than 1000 characters"),
        ("1+" * 100_000 + "1", "has more than 1000 characters"),
    ],
    ids=lambda text: text[:24],
)
def test_what_is_no_expression_is_refused_in_a_sentence(text, why):
    with pytest.raises(ExpressionError, match=why) as caught:
        parse(text)
    assert len(str(caught.value)) < 1300, "a message is for reading"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"1 / ({K20} - 100)", "cannot be computed"),
        ("9 ^ 9 ^ 9 ^ 9", "cannot be computed"),
        ("(-1) ^ 0.5", "cannot be computed"),
        ("growth(-1, 1, 2)", "cannot be computed"),
        ("0 ^ -1", "cannot be computed"),
        ("1e308 * 10", "gives no finite number"),
    ],
)
def test_what_has_no_value_is_refused_at_once(kite_book, text, why):
    start = time.perf_counter()
    with pytest.raises(ExpressionError, match=why):
        parse(text).value(kite_book)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("kitse[CHN, 2020]", "no series 'kitse'. Did you mean 'kites'"),
        ("kites[CHM, 2020]", "'CHM'. Did you mean 'CHN'"),
        ("sum(kites[CHN, 1999])", "'1999'"),
        ("kite-2020 = 100", "no number 'kite-2020'. Did you mean 'kites-2020'"),
        ("count(claims[hold])", "no verdict 'hold'. Did you mean 'holds'"),
        ("rank(kites[IND, 2021])", "'IND'"),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest(kite_book, text, near):
    with pytest.raises(UnknownIdError) as caught:
        parse(text).value(kite_book)
    assert near in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{K23} / {K22} - 1", "<kites CHN 2023> ÷ <kites CHN 2022> − 1"),
        (f"({K23} / {K22} - 1) * 100", "(<kites CHN 2023> ÷ <kites CHN 2022> − 1) × 100"),
        (f"{K23} - ({K22} - {K21})", "<kites CHN 2023> − (<kites CHN 2022> − <kites CHN 2021>)"),
        (f"growth({K23}, {K21})", "growth in percent from <kites CHN 2021> to <kites CHN 2023>"),
        (
            f"growth({K23}, {K21}, 2)",
            "growth in percent a year from <kites CHN 2021> to <kites CHN 2023> over 2 years",
        ),
        (f"share({K23}, kites[WLD, 2023])", "<kites CHN 2023> in percent of <kites WLD 2023>"),
        (f"abs({K23}) / abs({K22})",
         "(<kites CHN 2023>, without a minus) ÷ (<kites CHN 2022>, without a minus)"),
        ("100 + share(kites[A, 1], kites[B, 1])", "100 + (<kites A 1> in percent of <kites B 1>)"),
        ("max(kites[CHN, *], 7)", "largest of <kites CHN *>, 7"),
        ("min(kites[CHN, *])", "smallest of <kites CHN *>"),
        ("sum(kites[*, 2021])", "sum of <kites * 2021>"),
        ("rank(kites[CHN, 2021])", "rank of <kites CHN 2021> among all economies"),
        ("count(claims[*])", "number of <claims * *>"),
        ("kites-2020 >= 7 and a-third = 33", "“kites-2020” ≥ 7 and “a-third” = 33"),
        ("kites[CHN, 2030, target]", "<kites CHN 2030 target>"),
    ],
)  # fmt: skip
def test_a_formula_in_words(text, words):
    def name(one):
        parts = one if isinstance(one, str) else (one.series, one.geo, one.period, *one.qualifiers)
        return f"“{one}”" if isinstance(one, str) else f"<{' '.join(parts)}>"

    assert parse(text).words(name) == words


def test_every_function_is_told_in_words():
    told = {name.rstrip("3") for name in WORDS["functions"]}
    assert told == set(expressions._FUNCTIONS)
