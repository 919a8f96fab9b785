"""A refresh executes what is concerned and nothing else."""

import json
import re

import pytest
import workshop

OTHER = "06_strings.ipynb"
KITES = "02_ai_push.ipynb"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The small book with a second chapter, which reads another series."""
    root = workshop.kites(tmp_path_factory.mktemp("incremental") / "kites")
    notebook = json.loads((root / "notebooks" / KITES).read_text(encoding="utf-8"))
    prose, setup = notebook["cells"][:2]
    prose |= {"source": "# Strings\n\nHow many strings are there?", "id": "strings-0"}
    setup |= {"id": "strings-1"}
    reading = setup | {"source": 'data.select("strings")["value"].tolist()', "id": "strings-2"}
    notebook |= {"cells": [prose, setup, reading]}
    (root / "notebooks" / OTHER).write_text(json.dumps(notebook), encoding="utf-8")
    workshop.do(root, "refresh")
    return root


@pytest.fixture
def root(made, tmp_path):
    return workshop.copy(made, tmp_path / "kites")


def executed(root):
    return set(re.findall(r"^(\S+): executed$", workshop.do(root, "refresh"), re.MULTILINE))


def edit(root, name, old, new):
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} does not stand in {name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def test_a_fresh_book_executes_nothing(root):
    assert executed(root) == set()


@pytest.mark.parametrize(
    ("old", "new", "readers"),
    [
        ("strings,CHN,2021,50,", "strings,CHN,2021,51,", {OTHER}),
        ("kites,JPN,2021,200,", "kites,JPN,2021,201,", {KITES}),
        ("fair_visitors,CHN,2022,300,", "fair_visitors,CHN,2022,301,", set()),
    ],
)
def test_a_change_in_one_series_executes_exactly_its_readers(root, old, new, readers):
    edit(root, "data/observations.csv", old, new)
    assert executed(root) == readers
    assert executed(root) == set()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (f"notebooks/{KITES}", "How many kites are there?", "How many kites fly?"),
        (f"notebooks/{OTHER}", "How many strings", "How many long strings"),
        ("book/index.md", "The kite book", "The book of kites"),
        ("book/methodology.md", "plain words", "simple words"),
    ],
)
def test_a_change_in_prose_executes_nothing(root, name, old, new):
    edit(root, name, old, new)
    assert executed(root) == set()
    assert new in (root / name).read_text(encoding="utf-8")


def test_a_change_in_a_cell_executes_its_chapter(root):
    edit(root, f"notebooks/{OTHER}", ".tolist()", ".sum()")
    assert executed(root) == {OTHER}


def test_a_change_in_the_library_executes_every_chapter(root):
    edit(root, "notebooks/nqpf/dataset.py", '"""', '"""Edited. ')
    assert executed(root) == {KITES, OTHER}
