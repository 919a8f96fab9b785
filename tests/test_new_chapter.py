"""A new chapter passes the checks at once, and nothing else changes."""

import shutil
import tomllib

import kitehouse
import pytest
from html_pages import ROOT

from press import new
from press.new import NewError, chapter
from press.workshop import Workshop

WASTE = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints", "press", "theme")


def sources(root):
    """The bytes of all files of a project but those that were built."""
    files = (path for path in root.rglob("*") if path.is_file() and "_build" not in path.parts)
    kept = (path for path in files if "__pycache__" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in kept}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The book itself with a new chapter: (root, files before, files after)."""
    root = tmp_path_factory.mktemp("new") / "project with spaces"
    for folder in ("book", "data", "notebooks", "seeds"):
        shutil.copytree(ROOT / folder, root / folder, ignore=WASTE)
    new.refresh(Workshop(root))  # whatever is being written in the project right now
    before = sources(root)
    chapter(Workshop(root), "green_steel")
    return root, before, sources(root)


@pytest.fixture
def small(tmp_path):
    """A small book, of other series than the template was made with."""
    return Workshop(kitehouse.make(tmp_path / "kites"))


def test_a_new_chapter_passes_the_checks(made):
    from press.check import check

    assert [str(problem) for problem in check(Workshop(made[0]))] == []


def test_it_brings_its_theme_and_a_number_and_leaves_the_rest_alone(made):
    root, before, after = made
    (name,) = after.keys() - before.keys()
    changed = {path for path in before if before[path] != after[path]}
    edited = {"book/myst.yml", "data/numbers.csv", "notebooks/book.toml"}
    assert changed == {*edited, "data/seals.csv"}
    for path in changed:
        old, new = before[path].splitlines(), after[path].splitlines()
        assert [line for line in new if b"green" not in line] == old, f"{path}: more was changed"
    theme = tomllib.loads(after["notebooks/book.toml"].decode())["themes"]["green_steel"]
    assert theme == {"title": "Green steel", "chapter": name[len("notebooks/") : -len(".ipynb")]}
    assert Workshop(root).text("green-steel-ratio").endswith(" times")


def test_the_contents_list_it_after_the_other_chapters(made):
    lines = made[2]["book/myst.yml"].decode().splitlines()
    (place,) = (i for i, line in enumerate(lines) if "green_steel" in line)
    assert "_claims" in lines[place - 1]
    assert lines[place].index("-") == lines[place - 1].index("-")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Green_Steel", "no name for a chapter"),
        ("green-steel", "no name for a chapter"),
        ("green steel", "no name for a chapter"),
        ("_green", "no name for a chapter"),
        ("../green", "no name for a chapter"),
        ("steel_2", "no name for a chapter"),
        ("грин", "no name for a chapter"),
        ("", "no name for a chapter"),
        ("a" * 300, "no name for a chapter"),
        ("con", "no name for a chapter"),
        ("static", "no name for a chapter"),
        ("kites", "is called kites already"),
        ("methodology", "is called methodology already"),
        ("concept", "is called concept already"),
    ],
)
def test_a_name_that_cannot_be_used_is_refused_with_the_reason(small, name, why):
    before = sources(small.root)
    with pytest.raises(NewError, match=why):
        chapter(small, name)
    assert sources(small.root) == before, "a refused name left something behind"


def test_it_works_in_a_book_about_something_else(small):
    assert chapter(small, "box_kites") == "notebooks/03_box_kites.ipynb"
    text = (small.notebooks / "03_box_kites.ipynb").read_text(encoding="utf-8")
    assert "[1.4 times](#num-box-kites-ratio)" in text  # 110 in 2021 over 80 in 2019
    assert Workshop(small.root).number("box-kites-ratio").theme == "box_kites"


def test_a_book_whose_contents_are_of_another_form_is_left_alone(small):
    kitehouse.edit(small.book / "myst.yml", "    - file: ../notebooks/02_kites.ipynb\n", "")
    before = sources(small.root)
    with pytest.raises(NewError, match="myst"):
        chapter(small, "box_kites")
    assert sources(small.root) == before


def test_a_book_without_a_series_of_some_years_is_left_alone(small):
    rows = small.data_folder / "observations.csv"
    rows.write_text(rows.read_text("utf-8").replace(",CHN,", ",JPN,"), "utf-8")
    kitehouse.edit(rows, "kites,JPN,2021,200,reported,lindow-2024,\n", "")
    before = sources(small.root)
    with pytest.raises(NewError, match="no series"):
        chapter(small.again(), "box_kites")
    assert sources(small.root) == before


def test_a_chapter_that_cannot_be_executed_leaves_everything_as_it_was(small, monkeypatch):
    template = small.root / "template.ipynb"
    template.write_text(new.TEMPLATE.read_text("utf-8").replace("forms.lines", "forms.lanes"))
    shutil.copy(new.TEMPLATE.with_suffix(".toml"), template.with_suffix(".toml"))
    monkeypatch.setattr(new, "TEMPLATE", template)
    new.refresh(small)  # so that nothing else is left to do
    before = sources(small.root)
    with pytest.raises(NewError, match=r"no chapter was made: .*03_box_kites\.ipynb"):
        chapter(small, "box_kites")
    assert sources(small.root) == before
