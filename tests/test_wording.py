"""Directions, years, units and titles agree with the data."""

import pytest
import wording
from toy import edit

NUMBERS, SERIES, CLAIMS, PAGE = (
    "data/numbers.csv",
    "data/series.csv",
    "seeds/claims.csv",
    "book/index.md",
)
THIRD, NOW = "A third,100 / 3", "kites[CHN, 2023]"
UNREAD = "kite-1,A,T,,,v,l,A,page,unopened\nlindow-2024,L"
FINDINGS = "## What the data show\n\n- A page on kites"


def test_the_words_of_the_book_agree_with_its_data(shop):
    assert wording.problems(shop) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (PAGE, "Kites rose by", "Kites fell by", "'fell' goes the other way than kites-rise"),
        (PAGE, "Kites rose by", "In 1999 kites rose by", "knows the year 1999"),
        (NUMBERS, "ai,Kites in 2020", "ai,Fairs in 2020", "the title 'Fairs in 2020'"),
        (NUMBERS, "{:.0f}%,\nkites-2020", "{:.0f},\nkites-2020", "the unit percent"),
        (
            NUMBERS,
            "rank(kites[CHN, 2021])",
            "share(kites[CHN, 2021], kites[FRA, 2021])",
            "a share of",
        ),
        (SERIES, "kites,Kites,Kites counted", "kites,Rain,Kites counted", "'Rain' shares no word"),
        (SERIES, "kites,Kites,", "kites,Growth of kites,", "differ on whether it is a change"),
        (CLAIMS, "kites-2020 = 100", "fair-guests > 0", "the condition names fair-guests"),
        (NUMBERS, THIRD, f'Kites,"growth({NOW}, kite_share[CHN, 2023])"', "compares thousand with"),
        (
            NUMBERS,
            THIRD,
            f'Kites,"{NOW} - kite_share[CHN, 2023]"',
            "compares thousand with percent",
        ),
        (NUMBERS, THIRD, f'Kites,"growth({NOW}, kites[CHN, 2020], 4)"', "4 years over a span of 3"),
        (
            NUMBERS,
            THIRD + ",{:.1f}",
            'Kites,"kites[CHN, 2020]",{:.0f} thousand',
            "has the formula and the format of a-third",
        ),
        (NUMBERS, "Kites in 2020", "Kites in 2021", "(kites-2020): the title speaks of 2021"),
        (NUMBERS, "Kites in 2020", "Kites in Germany", "the title speaks of Germany"),
        (NUMBERS, '2020]",{:.0f} thousand', '2020]",{:.0f} billion', "the format says billion"),
        ("data/sources.csv", "lindow-2024,L", UNREAD, "line 4: nothing uses the source kite-1"),
        (CLAIMS, " event:second-fair", "", "nothing uses the event second-fair"),
        (CLAIMS, " series:strings", "", "nothing uses the series strings"),
        (PAGE, "[33.3](#num-a-third)", "", "(a-third): no text uses it"),
        (CLAIMS, "kites,1,ai", "kites,4,ai", "kites has 3 paragraphs, not 4"),
        (PAGE, "A secondary quotation", FINDINGS, "rests on tier C alone"),
    ],
)
def test_words_that_disagree_are_named(toy, file, old, new, says):
    assert wording.problems(toy) == []
    edit(toy.root / file, old, new)
    (problem,) = wording.problems(toy.again())
    assert problem.startswith((file, "data/"))
    assert says in problem


SO_MANY = "[100 thousand](#num-kites-2020)"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"Kites: {SO_MANY}, [121](#num-kites-2022).<!-- holds: judgement -->", "a judgement"),
        ("Guests were fewer.<!-- holds: kites-2020 > 1 -->", "kites-2020 > 1 is not about"),
        (f"It rained on {SO_MANY}.", "kites-2020 shares no word with"),
    ],
)
def test_a_text_apart_from_its_condition_or_number_is_named(toy, text, says):
    page = toy.root / PAGE
    page.write_text(f"{page.read_text(encoding='utf-8')}\n## Rain\n\n{text}\n", encoding="utf-8")
    (problem,) = wording.problems(toy.again())
    assert problem.startswith(PAGE)
    assert says in problem


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"title": "Kites, thousand"', '"title": "Kites, million"', "says 'Kites, million'"),
        ('"title": "Kites, thousand"', '"title": "Kites"', "the units are thousand"),
        ('"title": "Kites, thousand"', '"title": "Share, thousand"', "says 'Share, thousand'"),
        ("n('kites-rise')", "n('kite-share')", "kite-share reads kite_share[CHN, 2023], which"),
        (",CHN,2023,150,", ",CHN,2024,150,", "kites-rise reads kites[CHN, 2023], which"),
        (
            'holds=\\"kites-rise > 0',
            'holds=\\"fair-guests > 0',
            "reads fair_visitors[CHN, 2022], which",
        ),
    ],
)
def test_a_chart_apart_from_its_axis_or_finding_is_named(toy, old, new, says):
    edit(toy.root / "notebooks/02_kites.ipynb", old, new)
    (problem,) = wording.charts(toy.again())
    assert problem.startswith("notebooks/02_kites.ipynb, cell 4")
    assert says in problem


def test_two_economies_of_one_colour_are_named(toy):
    edit(toy.root / "data/geos.csv", "#673275", "#a2040e")
    assert wording.problems(toy.again()) == ["data/geos.csv, line 6 (JPN): has the colour of CHN"]


def test_a_finding_is_as_weak_as_the_weakest_input_of_its_number(toy):
    mixed = "kite_share[CHN, 2023] + kites[CHN, 2020] - kites[CHN, 2020]"
    edit(toy.root / NUMBERS, "kite_share[CHN, 2023]", mixed)
    edit(toy.root / PAGE, "A secondary quotation", FINDINGS)
    (problem,) = wording.weak_findings(toy.again())
    assert "rests on tier C alone" in problem


def test_real_growth_beside_nominal_growth_says_which_is_which(toy):
    edit(
        toy.root / SERIES, "Kites counted,thousand", "Kites counted at constant prices,percent yoy"
    )
    edit(toy.root / SERIES, "among toys,percent", "among toys at current prices,percent yoy")
    page, text = toy.root / PAGE, "\nIt [x](#num-kites-2020) and it [y](#num-kite-share).\n"
    good = page.read_text(encoding="utf-8")
    page.write_text(good + text, encoding="utf-8")
    (problem,) = [p for p in wording.price_bases(toy.again()) if "“It [" in p]
    assert problem.startswith(f"{PAGE}: ")
    page.write_text(good + text.replace("and it", "in real terms, and"), encoding="utf-8")
    assert not [p for p in wording.price_bases(toy.again()) if "“It [" in p]
