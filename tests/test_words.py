"""The words of the prose: each sentence that compares is held to the data by its condition."""

# ruff: noqa: E501 - a table of cases is read row by row
import re

import pytest
import toybook
from toy import edit

from nqpf.expressions import parse
from press.check import check, run, words
from press.check.words import JUDGEMENT, in_prose, sentences, tally

CHAPTER = f"notebooks/{toybook.CHAPTER}"
PAGE = "book/index.md"


def found(toy, rule):
    return [p for p in check(toy.again()) if p.rule == rule]


def page(toy, text):
    """Put a paragraph at the end of the page; give the place where it stands."""
    file = toy.book / "index.md"
    kept = file.read_text(encoding="utf-8").rstrip()
    file.write_text(f"{kept}\n\n{text}\n", encoding="utf-8")
    return f"{PAGE}, line {kept.count(chr(10)) + 3}"


# sentences ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("One. Two is more.<!-- holds: a-b > 1 --> Three.", [("One.", []), ("Two is more.", ["a-b > 1"]), ("Three.", [])]),
        ("It fell.\n<!-- holds: a-b < 1 -->\n\nNew.", [("It fell.", ["a-b < 1"]), ("New.", [])]),
        ("- One fell.<!-- holds: a-b < 1 -->\n- Two.", [("- One fell.", ["a-b < 1"]), ("- Two.", [])]),
        ("## Less of it\n<!-- holds: a-b < 1 -->\n\nNew.", [("## Less of it", ["a-b < 1"]), ("New.", [])]),
        ("> **Claim.** It rose.<!-- holds: a-b > 1 --> [x](#claim-a01)", [("> **Claim.**", []), ("It rose.", ["a-b > 1"]), ("[x](#claim-a01)", [])]),
        ("| less.<!-- holds: a-b < 1 --> | x |\n| y |", [("| less.", ["a-b < 1"]), ("| x |", []), ("| y |", [])]),
        ("Version 2.0 is “more.” And <!-- a remark --> so.", [("Version 2.0 is “more.”", []), ("And <!-- a remark --> so.", [])]),
        ("```text\nIt fell. So.\n```\n\nNew.", [("New.", [])]),
    ],
)  # fmt: skip
def test_a_piece_of_prose_is_read_by_its_sentences(text, said):
    assert [(one.text, one.conditions) for one in in_prose("here", text)] == said


def test_a_sentence_is_named_with_its_line():
    assert [s.where for s in in_prose("p", "One.\n\nTwo.\nThree.\n- Four.")] == [
        "p, line 1",
        "p, line 3",
        "p, line 4",
        "p, line 5",
    ]


# what needs a condition --------------------------------------------------------------------------

NUMBER = "[100 thousand](#num-kites-2020)"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"It was {NUMBER}, less than before.", "less"),
        (f"More than before: {NUMBER}.", "more"),
        (f"It fell to {NUMBER}.", "fell"),
        (f"It was {NUMBER}, the largest of all.", "largest"),
        (f"All three of them had {NUMBER}.", "three"),
        (f"A third of them: {NUMBER}.", "a third"),
        (f"It came first among all with {NUMBER}.", "first among"),
        (f"It doubled to {NUMBER}.", "doubled"),
        (f"It was ahead with {NUMBER}.", "ahead"),
        (f"It was above {NUMBER}.", "above"),
        (f"Only {NUMBER} were left.", "only"),
        (f"It was down from {NUMBER}.", "down from"),
        ("- Kites are fewer than before.", "fewer"),
        ("## Kites rose again", "rose"),
        ("Without a figure, kites grew fourfold.", "fourfold"),
        ("Nearly half of them flew.", "half"),
    ],
)
def test_a_word_that_relates_needs_a_condition(toy, text, word):
    where = page(toy, text)
    (problem,) = found(toy, "condition-missing")
    assert problem.where == where
    assert f"{word!r} in “{text}”" in problem.what
    assert "<!-- holds: " in str(problem)
    edit(toy.book / "index.md", text, f"{text}<!-- holds: kites-2020 = 100 -->")
    assert found(toy, "condition-missing") == []


@pytest.mark.parametrize(
    "text",
    [
        f"In 2020 there were {NUMBER}.",
        "[at least 121 thousand](#num-kites-2022) in 2022.",  # the words of a link are computed
        "People say that more is better.",  # nothing of data in it
        f"Firms above designated size made {NUMBER} in the third quarter of 2020.",
        f"The second half of 2020 had {NUMBER}.",
        f"[a page](more.example/less) of {NUMBER}.",
    ],
)
def test_other_words_need_none(toy, text):
    page(toy, text)
    assert found(toy, "condition-missing") == []


def test_a_finding_needs_one_too(toy):
    edit(toy.root / CHAPTER, 'holds=\\"kites-rise > 0\\",', "")
    (problem,) = found(toy, "condition-missing")
    assert problem.where == f"{CHAPTER}, cell 4, line 5"
    assert "“Kites in China rose by […](#num-kites-rise) in three years.”" in problem.what


def test_a_bracket_that_lost_its_address_takes_no_other_link_with_it(toy):
    text = f"There were [100 thousand in 2020, and {NUMBER} again."
    page(toy, text)
    assert len(found(toy, "bare-figure")) == 1
    assert found(toy, "number-text") == []


# what is false -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "rule", "says"),
    [
        ("kites-2020 > kites-2022", "condition-false", "(kites-2020 is 100, kites-2022 is 121)"),
        ("max(kites[CHN, 2019:2021]) < 100", "condition-false", "2019:2021] is 80 to 110)"),
        ("kites-2020 > 1 and count(claims[target]) > 0", "condition-false", "is nothing)"),
        ("kites-2020 > kitez-2022", "condition-broken", "kites-2022"),
        ("kites-2020 >", "condition-broken", "cannot be read"),
        ("kites[CHN, 1999] > 1", "condition-broken", "1999"),
        ("kite-share > 1", "condition-apart", "is not about"),
        ("kites[JPN, 2021] > 1", "condition-apart", "is not about"),
    ],
)
def test_a_condition_that_does_not_hold(toy, condition, rule, says):
    where = page(toy, f"It was {NUMBER}.<!-- holds: {condition} -->")
    (problem,) = [p for p in check(toy.again()) if p.rule.startswith("condition")]
    assert (problem.rule, problem.where) == (rule, where)
    assert says in problem.what
    assert NUMBER in problem.what


def test_a_false_finding_is_named_without_a_kernel(toy):
    edit(toy.root / CHAPTER, '\\"kites-rise > 0\\"', '\\"kites-rise > 60\\"')
    (problem,) = found(toy, "condition-false")
    assert problem.where == f"{CHAPTER}, cell 4, line 5"
    assert "Kites in China rose by" in problem.what
    assert "kites-rise is 50" in problem.what


def test_a_finding_whose_condition_is_computed_is_named(toy):
    edit(toy.root / CHAPTER, 'holds=\\"kites-rise > 0\\"', "holds=str(0)")
    assert [p.where for p in found(toy, "condition-broken")] == [f"{CHAPTER}, cell 4, line 5"]


def test_a_judgement_is_counted_and_not_computed(toy, capsys):
    page(toy, f"It was less, {NUMBER}.<!-- holds: judgement -->")
    run(toy.again())
    assert capsys.readouterr().out == (
        "3 sentences have a condition, 1 are a judgement\nno problems\n"
    )


# the book ----------------------------------------------------------------------------------------


def test_at_most_one_sentence_in_five_is_a_judgement(shop):
    held, judged = map(int, re.findall(r"\d+", tally(shop)))
    assert held > 100
    assert judged <= (held + judged) / 5


def test_a_value_that_makes_a_sentence_false_names_the_sentence(shop):
    """Service robots grew by 34.3 percent in 2024; had it been 17, the next year was no slump."""
    (one,) = [s for s in sentences(shop) if "service robots, whose rate" in s.text]
    rows = shop.data.observations
    chosen = (rows["series"] == "output_growth_service_robots") & (rows["period"] == "2024")
    changed = shop.again()
    changed.data.observations = rows.assign(value=rows["value"].mask(chosen, 17.0))
    assert not list(words._condition_problems(shop, one, one.conditions[0]))
    (problem,) = words._condition_problems(changed, one, one.conditions[0])
    assert problem.rule == "condition-false"
    assert "service robots, whose rate" in problem.what
    assert "output-growth-service-robots-2024 is 17" in problem.what


def test_no_condition_of_the_book_is_always_true(shop):
    """A condition that names nothing only counts years."""
    for one in sentences(shop):
        for condition in one.conditions:
            if condition != JUDGEMENT and not (parse(condition).names or parse(condition).inputs):
                assert re.fullmatch(r"[\d\s./*+()=-]+", condition), condition
