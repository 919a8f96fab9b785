"""Verdicts answer to the data: conditions are computed, words are known, evidence is there."""

import kites
import pytest
import toy as toy_tables

from nqpf import claims, ledger
from nqpf.claims import Claim
from nqpf.errors import DatasetError, ExpressionError, UnknownIdError

kite_book, report = kites.kite_book, kites.report  # fixtures


def claim(rests_on: str = "", verdict: str = "holds") -> Claim:
    return Claim(
        "A01", "d", 1, "ai", "figure", "", "…", verdict, "…", rests_on, "sec-a", "", "…"
    )  # fmt: skip


def test_a_condition_is_computed_over_numbers(kite_book):
    assert kite_book.holds("")
    assert kite_book.holds("kites-2020 = 100 and kites-rise = 50.0")
    assert not kite_book.holds("kites-rise = 50.4")
    with pytest.raises(ExpressionError, match="names an observation; use a named number"):
        kite_book.holds("kites[CHN, 2020] = 100")


@pytest.mark.parametrize(
    ("rests_on", "confidence"),
    [
        ("series:kites", "high"),
        ("series:kites event:second-fair", "medium"),
        ("number:kites-2020 event:first-flight", "high"),
        ("number:kites-2020 number:kite-share", "low"),
        ("", "none"),
    ],
)
def test_confidence_is_that_of_the_weakest_evidence(kite_book, rests_on, confidence):
    assert kite_book.confidence(claim(rests_on)) == confidence


def test_a_series_counts_with_its_commonest_tier_and_without_old_vintages(tmp_path):
    # kites: nine current rows of tier A; as many superseded ones and one target of tier B
    old = [f"kites,CHN,{year},1,superseded,fair-2021," for year in range(1980, 2000)]
    rows = [*toy_tables.TABLES["observations"], *old]
    book = kites.opened(tmp_path, observations=rows)
    assert book.tiers(claim("series:kites")) == ["A"]
    new = [row.replace("superseded", "reported") for row in old]
    book = kites.opened(tmp_path, observations=[*rows[: -len(old)], *new])
    assert book.tiers(claim("series:kites")) == ["B"]


def test_evidence_that_is_not_there_is_named(kite_book):
    with pytest.raises(UnknownIdError, match=r"There is no series 'kitse'\. Did you mean 'kites'"):
        kite_book.confidence(claim("series:kitse"))


def test_a_verdict_shows_symbol_and_word():
    assert claim().label == "A01 ● holds"
    assert claim(verdict="challenged").badge == "✕ challenged"
    assert len({symbol for symbol, _ in claims.VERDICTS.values()}) == len(claims.VERDICTS)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("A01,kites,1", "A01,kites,one", "line 2, column paragraph: 'one' is no number"),
        ("A02,", "A01,", "line 3, column id: the id A01 stands twice"),
        ("A02,kites,2,", "A02,kites,2,,", "line 3: 14 cells, but the header has 13 columns"),
    ],
)
def test_a_register_that_cannot_be_read_is_refused(tmp_path, old, new, why):
    path = kites.write(tmp_path) / "seeds" / "claims.csv"
    toy_tables.edit(path, old, new)
    with pytest.raises(DatasetError) as caught:
        claims.read_claims(path.parent)
    assert f"seeds/claims.csv, {why}" in str(caught.value)


def test_the_claims_as_a_frame(kite_book):
    frame = ledger.frame(kite_book, {"future": "Shares", "ai": "Kites"})
    assert frame.to_numpy().tolist() == [
        ["A02", "Shares", "view", "statement", "none"],
        ["A01", "Kites", "figure", "holds", "medium"],
    ]
    assert "seeds:claims.csv" in kite_book.used


def test_the_claims_as_a_table(kite_book):
    shown = ledger.Ledger(kite_book, {"ai": "Kites", "future": "Shares"}, "Claims & verdicts")
    page = shown._repr_html_()
    assert "<caption>Claims &amp; verdicts</caption>" in page
    assert (
        '<tr id="ledger-a01"><th scope="row"><a href="#claim-a01">A01</a> Kites are many.' in page
    )
    assert "<td>Kites</td><td>figure</td><td>● holds</td><td>medium confidence</td>" in page
    assert repr(shown).splitlines()[1] == "A02 ❝ statement: Kites are good."


def test_the_register_of_the_book(report):
    assert len(report.claims) >= 40
    assert {c.document for c in report.claims.values()} == {"xinhua-2026", "xinhua-2024"}
    unknown = {c.id: c.verdict for c in report.claims.values() if c.verdict not in claims.VERDICTS}
    assert not unknown, f"verdicts that no reader has been told of: {unknown}"


def test_every_verdict_of_the_book_agrees_with_the_data(report):
    wrong = [c.label for c in report.claims.values() if not report.holds(c.condition)]
    assert not wrong, f"the data no longer give what these verdicts hang on: {wrong}"
    hanging = [c.id for c in report.claims.values() if c.condition]
    assert len(hanging) >= 5, "verdicts about figures need a condition that is recomputed"
