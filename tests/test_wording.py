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
    ],
)
def test_words_that_disagree_are_named(toy, file, old, new, says):
    assert wording.problems(toy) == []
    edit(toy.root / file, old, new)
    (problem,) = wording.problems(toy.again())
    assert problem.startswith(file)
    assert says in problem
