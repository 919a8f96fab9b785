"""Figures in prose and code: what is no link to a named number is found, and nothing else."""

import pytest
from nbformat.v4 import new_code_cell

from press.check.chapters import _source_problems
from press.check.words import bare_figures
from press.workshop import Workshop


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
        ("There were [100 thousand](#num-kites-2020) kites.", 0),
        ("See [2026 ¶17 ● holds](#claim-a01).", 0),
        ("In 2025, on 5 March 2026, from 2013 to 2025, in 2024–25, in the 2020s.", 0),
        ("Claims A16 and B02; 6G, 5G, 3D and CO2; Python ≥ 3.11, CC BY 4.0", 0),
        ("See [the page](https://example.org/2025/12345.html).", 0),
        ("(sec-2-kites)=\n## Kites", 0),
        ("`x = 12` and\n\n```python\ny = 34\n```\n", 0),
        ("1. first\n2. second", 0),
    ],
)
def test_a_bare_figure_is_found(text, figures):
    assert len(bare_figures(text)) == figures


def test_names_that_hold_a_digit_stand_in_the_settings(shop):
    text = "The 15th Five-Year Plan and the 20th Central Committee."
    assert len(bare_figures(text)) == 2
    assert bare_figures(text, shop.settings.names) == []


def test_a_bare_figure_is_named_with_its_line_and_words():
    (found,) = bare_figures("Fine.\n\nKites rose by 12 percent a year.")
    assert found == (3, "Fine. Kites rose by 12 percent a year.")


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
def test_a_figure_typed_into_a_finding_is_found(shop: Workshop, finding, wrong, how):
    source = (
        "frame = data.select('kites', period=slice(2019, 2023))\n"
        "book.publish('kites', forms.lines(frame, 'Kites', columns=3, fmt='{:.1f}'),\n"
        f"    {how.format(finding)})\n"
    )
    found = list(_source_problems(shop, "cell 3", new_code_cell(source)))
    wanted = [("bare-figure", "cell 3, line 3")] * wrong
    assert [(p.rule, p.where) for p in found] == wanted
