"""Verdicts answer to the data: conditions are computed, words are known, evidence is there."""

import re

import kites
import pytest
import toy as toy_tables

from nqpf import claims, ledger
from nqpf.claims import Claim
from nqpf.errors import DatasetError
from nqpf.tables import Package

kite_book, report = kites.kite_book, kites.report  # fixtures


def claim(rests_on: str = "", verdict: str = "holds") -> Claim:
    return Claim(
        "A01", "d", 1, "ai", "figure", "", "…", verdict, "…", rests_on, "sec-a", "", "…", "2026 ¶1"
    )  # fmt: skip


def test_a_condition_is_computed_over_numbers(kite_book):
    assert kite_book.holds("")
    assert kite_book.holds("kites-2020 = 100 and kites-rise = 50.0")
    assert not kite_book.holds("kites-rise = 50.4")
    assert kite_book.holds("kites[CHN, 2020] = 100")


def test_a_claim_names_its_evidence_by_kind():
    rests_on = "series:kites number:kites-2020"
    assert claim(rests_on).evidence == [("series", "kites"), ("number", "kites-2020")]
    assert claim().evidence == []


def test_a_claim_is_called_by_year_and_paragraph_with_a_letter_where_several_share_it(tmp_path):
    path = kites.write(tmp_path) / "seeds" / "claims.csv"
    assert [c.place for c in claims.read_claims(path.parent).values()] == ["2026 ¶1", "2026 ¶2"]
    toy_tables.edit(path, "A02,kites,2", "A02,kites,1")
    assert [c.place for c in claims.read_claims(path.parent).values()] == ["2026 ¶1a", "2026 ¶1b"]


def test_a_verdict_shows_symbol_and_word():
    assert claim().label == "2026 ¶1 ● holds"
    assert claim(verdict="challenged").badge == "✕ challenged"
    assert len(set(claims.VERDICTS.values())) == len(claims.VERDICTS)
    assert set(Package(kites.ROOT / "seeds").words("claims", "verdict")) == set(claims.VERDICTS)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("A01,kites,1", "A01,kites,one", "line 2, column paragraph: 'one' is no number"),
        ("A02,", "A01,", "line 3, column id: 'A01' stands twice"),
        ("A02,kites,2,", "A02,kites,2,,", "line 3: 14 cells, but the header has 13 columns"),
    ],
)
def test_a_register_that_cannot_be_read_is_refused(tmp_path, old, new, why):
    path = kites.write(tmp_path) / "seeds" / "claims.csv"
    toy_tables.edit(path, old, new)
    with pytest.raises(DatasetError) as caught:
        claims.read_claims(path.parent)
    assert f"seeds/claims.csv, {why}" in str(caught.value)


def test_a_document_that_stands_twice_is_refused(tmp_path):
    path = kites.write(tmp_path) / "seeds" / "documents.csv"
    header, row, *_ = path.read_text().splitlines()
    path.write_text(f"{header}\n{row}\n{row}\n")
    with pytest.raises(DatasetError, match=r"seeds/documents\.csv, line 3, column id: .* twice"):
        claims.read_claims(path.parent)


def test_the_claims_as_a_frame(kite_book):
    frame = ledger.frame(kite_book, {"future": "Shares", "ai": "Kites"})
    assert frame.to_numpy().tolist() == [
        ["A02", "Shares", "view", "statement"],
        ["A01", "Kites", "figure", "holds"],
    ]
    assert "seeds:claims.csv" in kite_book.used


def test_the_claims_as_a_table(kite_book):
    shown = ledger.Ledger(kite_book, {"ai": "Kites", "future": "Shares"}, "Claims & verdicts")
    page = shown._repr_html_()
    assert "<caption>Claims &amp; verdicts</caption>" in page
    link = '<a href="#claim-a01">2026 ¶1</a> Kites are many.'
    cells = re.findall("<td>(.*?)</td>", page)
    assert cells[0].startswith(link)
    badge = '<strong data-value="holds">● holds</strong>'
    assert cells[1:5] == ["Kites", "figure", badge, "They rose."]
    assert repr(shown).splitlines()[1] == "2026 ¶2 ❝ statement: Kites are good."


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
