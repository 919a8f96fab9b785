"""A sealed row changes only with a word, and readers see the word."""

import re
import subprocess

import pytest
import toy as tables

from press import pages, seals
from press.refresh import refresh
from press.workshop import Workshop

ROWS = "data/observations.csv"


def said(toy: Workshop) -> str:
    return "\n".join(map(str, seals.changes(toy)))


@pytest.fixture
def known(toy: Workshop) -> Workshop:
    """The small book with a history, so that the old values are known."""
    git = ["git", "-C", str(toy.root), "-c", "user.name=Kite", "-c", "user.email=k@kites.example"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "kites"]):
        subprocess.run([*git, *command], check=True)
    return toy


CHANGES = [
    (ROWS, "kites,CHN,2020,100,", "kites,CHN,2020,120,", "column value: was '100', is '120'"),
    (ROWS, "2021,200,reported", "2021,200,estimate", "is 'kites JPN 2021 200 estimate"),
    ("seeds/claims.csv", ",holds,", ",partly,", "A01, column verdict: was 'holds', is 'partly'"),
    ("seeds/claims.csv", "They rose.", "They fell.", "column why: was 'They rose.'"),
    ("seeds/claims.csv", "kites-2020 = 100", "kites-2020 > 1", "column condition"),
    ("data/sources.csv", "single figures,C,", "single figures,A,", "column tier: was 'C', is 'A'"),
    ("data/sources.csv", "lindow.example/k,", "lindow.example/q,", "column address"),
    ("data/series.csv", "thousand,10,1000,ai", "thousand,10,9000,ai", "column maximum"),
    ("data/series.csv", "Kites counted", "Kites sold", "column definition"),
    ("data/events.csv", "2019-03-02", "2019-03-03", "column date"),
    ("data/numbers.csv", "kites[CHN, 2020] - 1", "kites[CHN, 2019] - 1", "column formula"),
    ("data/numbers.csv", "Kites in 2020", "Kites in 2021", "column title"),
    ("data/crosschecks.csv", "100,0.5", "100,9.5", "column tolerance: was '0.5', is '9.5'"),
    ("data/geos.csv", "France,France", "Franse,France", "column name"),
]


@pytest.mark.parametrize(("file", "old", "new", "what"), CHANGES, ids=[c[3] for c in CHANGES])
def test_a_change_of_a_sealed_row_is_refused_with_old_and_new(known, file, old, new, what):
    tables.edit(known.root / file, old, new)
    before = (known.data_folder / "seals.csv").read_bytes()
    with pytest.raises(seals.SealError, match=re.escape(what)) as refused:
        refresh(known.again(), say=lambda line: None)
    assert file in str(refused.value)
    assert 'press seal --why "…"' in str(refused.value)
    assert (known.data_folder / "seals.csv").read_bytes() == before


def test_a_removed_row_and_a_removed_table_row_are_refused(known):
    path = known.root / ROWS
    tables.edit(path, "kites,FRA,2021,30,reported,lindow-2024,\n", "")
    assert "kites FRA 2021 reported lindow-2024: was 'kites FRA 2021 30" in said(known)
    with pytest.raises(seals.SealError):
        seals.seal(known)


def test_without_a_history_the_row_is_named_all_the_same(toy):
    tables.edit(toy.root / ROWS, "kites,CHN,2020,100,", "kites,CHN,2020,120,")
    now = "is 'kites CHN 2020 120 reported lindow-2024'"  # no space where its note would stand
    assert f"kites CHN 2020 reported lindow-2024: was 'unknown', {now}" in said(toy)
    path = toy.root / ROWS
    tables.dump(path, [row for row in tables.rows(path) if row["series"] != "strings"])
    assert f"{ROWS}, strings: was 'unknown', is ''" in said(toy)


def test_new_rows_and_remarks_need_no_word(toy):
    tables.edit(toy.root / ROWS, "kites,DEU", "kites,CHN,2024,170,reported,lindow-2024,\nkites,DEU")
    france = "kites,FRA,2021,30,reported,lindow-2024,"
    tables.edit(toy.root / ROWS, france, france + "Counted.")
    tables.edit(toy.root / "data/sources.csv", "A,page,2026-11-21", "A,page,2026-11-22")
    (problem,) = seals.problems(toy)
    assert problem.rule == "unsealed-row"
    assert "1 new rows of kites" in str(problem)
    assert seals.seal(toy) == [toy.data_folder / "seals.csv"]
    assert not list(seals.problems(toy))


def test_an_accepted_change_stands_in_the_log_that_readers_see(known):
    tables.edit(known.root / ROWS, "kites,CHN,2020,100,", "kites,CHN,2020,120,")
    written = seals.seal(known, "The office  counted | again.", "2026-11-26")
    assert {path.name for path in written} == {"changes.csv", "seals.csv"}
    assert not seals.changes(known)
    (line,) = tables.rows(known.data_folder / "changes.csv")
    assert line == {
        "date": "2026-11-26", "table": ROWS, "row": "kites CHN 2020 reported lindow-2024",
        "column": "value", "old": "100", "new": "120", "why": "The office counted | again.",
    }  # fmt: skip
    page = pages.generate(known.again())["changes"]
    assert r"### 2026-11-26: The office counted \| again\." in page
    assert "| 100 | 120 |" in page


def test_the_book_itself_is_sealed(shop):
    assert list(seals.problems(shop)) == []
