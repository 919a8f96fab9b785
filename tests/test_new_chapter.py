"""A new chapter passes the checks at once, and nothing else changes."""

import pytest
import workshop

from press import new, paths

GENERATED = {"book/numbers.md"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return workshop.project(tmp_path_factory.mktemp("new") / "project with spaces")


def sources(root):
    return workshop.files(*(root / part for part in ("book", "data", "notebooks", "seeds")))


def test_a_new_chapter_passes_the_checks_and_leaves_the_rest_alone(root):
    workshop.do(root, "refresh")  # whatever is being written in the project right now
    problems = set(workshop.run(root, "check")[1].splitlines())
    before = sources(root)
    said = workshop.do(root, "new", "chapter", "green_steel")
    after = sources(root)
    (chapter,) = (name for name in after if name.endswith("_green_steel.ipynb"))
    made = {chapter, "notebooks/nqpf/register/green_steel.py"}
    assert after.keys() - before.keys() == made
    assert before.keys() <= after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"book/myst.yml", *GENERATED}, "a new chapter changed something else"
    assert chapter in said
    lines = set(workshop.run(root, "check")[1].splitlines())
    assert not [line for line in lines - problems if "problems" not in line], (
        "the template breaks a rule that a chapter must keep"
    )


def test_the_contents_list_it_after_the_other_chapters(root):
    before = (paths.BOOK / "myst.yml").read_text(encoding="utf-8").splitlines()
    after = (root / "book" / "myst.yml").read_text(encoding="utf-8").splitlines()
    (line,) = (line for line in after if "green_steel" in line)
    assert [other for other in after if other != line] == before
    assert "05_claims" in after[after.index(line) - 1]
    assert line.index("-") == after[after.index(line) - 1].index("-")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Green_Steel", "no name for a chapter"),
        ("green-steel", "no name for a chapter"),
        ("green steel", "no name for a chapter"),
        ("_green", "no name for a chapter"),
        ("../green", "no name for a chapter"),
        ("steel_2", "no name for a chapter"),
        ("class", "no name for a chapter"),
        ("ai_push", "02_ai_push.ipynb has this name already"),
        ("ai", "register/ai.py has this name already"),
        ("methodology", "methodology.md has this name already"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_with_the_reason(name, why, root):
    before = sources(root)
    code, said = workshop.run(root, "new", "chapter", name)
    assert code == 1
    assert why in said
    assert sources(root) == before, "a refused name left something behind"


def test_a_book_that_cannot_be_refreshed_is_left_as_it_was(tmp_path):
    root = workshop.project(tmp_path / "project")
    table = root / "data" / "observations.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",reported,", ",rumoured,", 1), encoding="utf-8")
    before = sources(root)
    code, said = workshop.run(root, "new", "chapter", "green_steel")
    after = sources(root)
    assert code == 1
    assert "no chapter was made" in said
    assert "rumoured" in said
    assert not [name for name in after if "green_steel" in name]
    assert after["book/myst.yml"] == before["book/myst.yml"]


def test_the_cells_of_a_text():
    made = new.cells("# One\n\nText.\n\n+++ code\nx = 1\n\n+++\nMore.\n", "one")
    assert [(c.cell_type, c.source) for c in made.cells] == [
        ("markdown", "# One\n\nText."),
        ("code", "x = 1"),
        ("markdown", "More."),
    ]
    assert len({cell.id for cell in made.cells}) == 3


def test_a_book_without_chapters_says_what_is_missing():
    with pytest.raises(new.NewError, match="no part “Chapters”"):
        new._listed("project:\n  toc:\n    - file: index.md\n", "05_x.ipynb")
