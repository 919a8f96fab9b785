"""Verdicts answer to the data: conditions are computed, words are known, evidence is there."""

import pytest
import toybook

from nqpf import claims
from nqpf.claims import Claim, ConditionError
from nqpf.dataset import UnknownIdError


@pytest.fixture
def kites(toy, register):
    register(ai=toybook.toy_numbers())
    return toy


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", True),
        ("kites-2020 = 100", True),
        ("kites-2020 = 101", False),
        ("kites-rise = 50", True),  # 150 ÷ 100 − 1
        ("kites-rise = 50.4", False),
        ("kites-rise = 50.0", True),
        ("kites-2020 != 101", True),
        ("kites-2020 < kites-2022", True),
        ("kites-2020 > kites-2022", False),
        ("kites-2022 >= 121", True),
        ("kites-2022 <= 120.9", False),
        ("kites-2020 = 100 and kites-2022 > 200", False),
        ("kites-2020 > -1", True),
    ],
)
def test_a_condition_is_computed(kites, condition, holds):
    assert claims.agrees(condition, kites) is holds


@pytest.mark.parametrize(
    ("wanted", "holds"), [("33", True), ("33.3", True), ("33.4", False), ("34", False)]
)
def test_equal_means_equal_to_the_digits_shown(kites, register, wanted, holds):
    from nqpf.numbers import Number, constant

    register(ai=[Number("third", "", constant(100) / constant(3), "{:.1f}")])
    assert claims.agrees(f"third = {wanted}", kites) is holds


@pytest.mark.parametrize("condition", ["kites-2020", "kites-2020 is 100", "kites-2020 ="])
def test_a_condition_that_cannot_be_read_is_refused(kites, condition):
    with pytest.raises(ConditionError, match="is not written like"):
        claims.agrees(condition, kites)


def test_a_condition_over_no_number_is_refused_with_the_nearest(kites):
    with pytest.raises(UnknownIdError, match="'kites-2020'"):
        claims.agrees("kite-2020 = 100", kites)


def claim(*rests_on: str, verdict: str = "holds") -> Claim:
    return Claim("A01", "d", 1, "ai", "figure", "…", verdict, "…", rests_on, "sec-a", "", "…")


@pytest.mark.parametrize(
    ("rests_on", "confidence"),
    [
        (["series:kites"], "high"),
        (["series:kites", "event:second-fair"], "medium"),
        (["number:kites-2020", "event:first-flight"], "high"),
        ([], "none"),
    ],
)
def test_confidence_is_that_of_the_weakest_source(kites, rests_on, confidence):
    assert claims.confidence(claim(*rests_on), kites) == confidence


def test_a_verdict_shows_symbol_and_word():
    assert claim().label == "A01 ● holds"
    assert claim(verdict="challenged").badge == "✕ challenged"


def test_a_claim_is_found_in_either_case_and_the_nearest_is_named():
    assert claims.get("a01") is claims.get("A01")
    with pytest.raises(UnknownIdError, match="There is no claim 'A999'"):
        claims.get("A999")


def test_the_register_of_the_book():
    found = claims.load()
    assert len(found) >= 40
    assert {c.document for c in found.values()} == {"xinhua-2026", "xinhua-2024"}
    unknown = {c.id: c.verdict for c in found.values() if c.verdict not in claims.VERDICTS}
    assert not unknown, f"verdicts that no reader has been told of: {unknown}"


def test_every_verdict_of_the_book_agrees_with_the_data(data):
    wrong = [c.label for c in claims.load().values() if not claims.agrees(c.condition, data)]
    assert not wrong, f"the data no longer give what these verdicts hang on: {wrong}"
    hanging = [c.id for c in claims.load().values() if c.condition]
    assert len(hanging) >= 5, "verdicts about figures need a condition that is recomputed"
