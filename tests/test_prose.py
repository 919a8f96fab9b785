"""Figures in prose: what is no link to a named number, or says something else, is found."""

import pytest
import toy as toy_tables

from nqpf.numbers import Number, constant, obs
from press import prose

WHERE = "notebooks/01_kites.ipynb, cell 3"


@pytest.fixture
def kites(toy, register):
    register(
        ai=[
            Number("kites-2020", "", obs("kites", "CHN", "2020"), "{:.0f} thousand"),
            Number("kites-2022", "", obs("kites", "CHN", "2022"), "at least {:.0f} thousand"),
            Number("kites-1999", "", obs("kites", "CHN", "1999"), "{:.0f}"),
            Number("nothing", "", constant(1) / constant(0), "{:.0f}"),
        ]
    )
    return toy


def test_a_true_link_is_no_problem(kites):
    assert prose.link_problems(WHERE, "There were [100 thousand](#num-kites-2020).", kites) == []


def test_an_edited_link_text_is_found_with_both_values(kites):
    text = "First line.\n\nThere were [120 thousand](#num-kites-2020)."
    (problem,) = prose.link_problems(WHERE, text, kites)
    assert (problem.rule, problem.where) == ("number-text", f"{WHERE}, line 3")
    assert "'120 thousand'" in problem.what
    assert "'100 thousand'" in problem.what
    assert "make refresh" in problem.mend


def test_a_link_to_no_number_is_found_with_the_nearest(kites):
    (problem,) = prose.link_problems(WHERE, "[100](#num-kite-2020)", kites)
    assert (problem.rule, problem.where) == ("number-unknown", f"{WHERE}, line 1")
    assert "Did you mean 'kites-2020'?" in problem.what


@pytest.mark.parametrize("name", ["kites-1999", "nothing"])
def test_a_link_to_a_number_without_its_row_is_found(kites, name):
    (problem,) = prose.link_problems(WHERE, f"[1](#num-{name})", kites)
    assert problem.rule == "number-broken"
    assert name in problem.what


def test_rewriting_sets_what_it_can_and_leaves_the_rest(kites):
    text = "[x](#num-kites-2020), [](#num-kites-2022), [y](#num-unknown), [z](#num-kites-1999)."
    wanted = (
        "[100 thousand](#num-kites-2020), [at least 121 thousand](#num-kites-2022), "
        "[y](#num-unknown), [z](#num-kites-1999)."
    )
    assert prose.rewrite(text, kites) == wanted
    assert prose.rewrite(wanted, kites) == wanted


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Kites rose by 12 percent.", 1),
        ("It was 3.5 and then 4,000.", 2),
        ("It grew 9.4% in 2025.", 1),
        ("A share of 1/3", 2),
        ("In 1.2 trillion yuan", 1),
        ("About 1800 kites", 1),  # no year of the book's time
        ("US$173.9 billion", 1),
        ("the 35th rank", 1),
        ("| cell | 12 |", 1),
        ("## 12 kites", 1),
        ("20250 kites", 1),
    ],
)
def test_a_bare_figure_is_found(text, figures):
    assert len(prose.bare_figures(text)) == figures


@pytest.mark.parametrize(
    "text",
    [
        "There were [100 thousand](#num-kites-2020) kites.",
        "In 2025, on 5 March 2026, from 2013 to 2025, in 2024–25, in the 2020s.",
        "The 15th Five-Year Plan and the 20th Central Committee.",
        "Claim [A16](#claim-a16) and claim B02.",
        "6G, 5G, 3D and CO2.",
        "See [the page](https://example.org/2025/12345.html).",
        "(sec-2-kites)=\n## Kites",
        "`x = 12` and\n\n```python\ny = 34\n```\n",
        "1. first\n2. second",
        "Python ≥ 3.11, CC BY 4.0",
    ],
)
def test_what_is_no_figure_is_left_alone(text):
    assert prose.bare_figures(text) == []


def test_a_bare_figure_is_named_with_its_line_and_words():
    (problem,) = prose.bare_figure_problems(WHERE, "Fine.\n\nKites rose by 12 percent a year.")
    assert (problem.rule, problem.where) == ("bare-figure", f"{WHERE}, line 3")
    assert "rose by 12 percent" in problem.what
    assert "[text](#num-name)" in problem.mend


@pytest.mark.parametrize(
    ("finding", "wrong"),
    [
        ("'Kites rose by 12 percent in every year.'", True),
        ("f'Kites rose by {n(\"kites-2020\")} in 2020.'", False),
        ("f'Kites rose by {n(\"kites-2020\")}, and then by 12 percent.'", True),
        ("'Kites rose ' + 'by 12 percent in every year.'", True),
        ("'Kites rose in every year since 2019.'", False),
    ],
)
@pytest.mark.parametrize("how", ["finding={}", "{}"])
def test_a_figure_typed_into_a_finding_is_found(finding, wrong, how):
    source = (
        "frame = data.select('kites', period=slice(2019, 2023))\n"
        "charts.publish('kites', forms.lines(frame, 'Kites', columns=3, fmt='{:.1f}'),\n"
        f"    {how.format(finding)})\n"
    )
    found = prose.code_figure_problems(WHERE, source)
    assert [p.rule for p in found] == ["bare-figure"] * wrong
    if wrong:
        assert found[0].where == f"{WHERE}, line 3"
        assert "{n(" in found[0].mend


def test_code_that_is_no_python_is_named():
    (problem,) = prose.code_figure_problems(WHERE, "x = (\n")
    assert problem.rule == "syntax"
    assert problem.where.startswith(WHERE)


def test_the_pieces_of_a_chapter_are_its_prose_cells(tmp_path):
    path = tmp_path / "01_kites.ipynb"
    path.write_text(toy_tables.notebook("# Kites", ("x = 12", []), "More."), encoding="utf-8")
    assert list(prose.texts(path)) == [
        ("01_kites.ipynb, cell 1", "# Kites"),
        ("01_kites.ipynb, cell 3", "More."),
    ]
