"""Staleness: what changed in a chapter or its inputs is named, and nothing else counts."""

# ruff: noqa: E501 - a table of cases is read row by row

import pytest
import toy
import toybook
from nbformat.v4 import new_markdown_cell

from press import files, notebooks
from press.notebooks import ChapterError
from press.staleness import Fingerprints
from press.workshop import Workshop

USED = ["series:kites", "event:first-flight", "number:kites-rise", "seeds:claims.csv", "file:data/geos.csv"]  # fmt: skip


@pytest.fixture
def shop(tmp_path) -> Workshop:
    """The small book as if it had been executed: no kernel is needed to judge that."""
    shop = toybook.make(tmp_path / "kitebook")
    notebook = notebooks.read(shop, chapter(shop))
    for count, cell in enumerate(notebooks.code_cells(notebook), start=1):
        cell.outputs, cell.execution_count = [toybook.output("[1]", count)], count
    notebook.metadata["nqpf"] = Fingerprints(shop).of(notebook, USED)
    files.write_text(chapter(shop), notebooks.canonical(notebook))
    return Workshop(shop.root)


def chapter(shop):
    return shop.notebooks / toybook.CHAPTER


def why(shop):
    return Fingerprints(shop).stale_because(chapter(shop))


def test_a_fresh_chapter_is_fresh(shop):
    assert why(shop) == []


def test_a_chapter_that_was_never_executed_is_stale(tmp_path):
    assert why(toybook.make(tmp_path / "x")) == ["it was never executed by make refresh"]


@pytest.mark.parametrize(
    ("file", "old", "new", "names"),
    [
        ("data/observations.csv", "kites,CHN,2021,110", "kites,CHN,2021,111", ["series:kites"]),
        ("data/observations.csv", "kites,CHN,2020,100", "kites,CHN,2020,120", ["number:kites-rise", "series:kites"]),
        ("data/observations.csv", "kites,FRA,2021,30,reported", "kites,FRA,2021,30,estimate", ["series:kites"]),
        ("data/observations.csv", "kite_share,CHN,2023,74", "kite_share,CHN,2023,75", []),
        ("data/series.csv", "kites,Kites,Kites counted", "kites,Kites!,Kites counted", ["series:kites"]),
        ("data/series.csv", "kites,Kites,Kites counted", "kites,Kites,Kites seen", ["series:kites"]),
        ("data/events.csv", "The first kite flies.", "A kite flies.", ["event:first-flight"]),
        ("data/events.csv", "The second fair opens.", "A fair opens.", []),
        ("data/events.csv", "first-flight,2019", "a-flight,2019", ["event:first-flight"]),
        ("data/sources.csv", "Kite yearbook", "Yearbook of kites", ["event:first-flight", "series:kites"]),
        ("data/geos.csv", "#a2040e", "#b3261f", ["file:data/geos.csv", "series:kites"]),
        ("data/geos.csv", "美国", "美國", ["file:data/geos.csv"]),
        ("data/numbers.csv", "kites-rise,ai,Rise", "kites-rise,ai,The rise", []),
        ("data/numbers.csv", "(kites[CHN, 2023]", "(kites[CHN, 2022]", ["number:kites-rise"]),
        ("seeds/claims.csv", "A view.", "One view.", ["seeds:claims.csv"]),
        ("notebooks/nqpf/errors.py", "cutoff=0.6", "cutoff=0.7", ["nqpf/errors.py"]),
        ("book/requirements.lock", "matplotlib==", "matplotlib==0.", ["package matplotlib"]),
        ("book/requirements.lock", "nbclient==", "nbclient==0.", []),
        ("book/index.md", "# The kite book", "# A kite book", []),
    ],
)  # fmt: skip
def test_what_is_stale_is_exactly_what_changed(shop, file, old, new, names):
    toy.edit(shop.root / file, old, new)
    assert why(shop) == names


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda cells: cells[0].update(source="# Kites\n\nHow few are there?"), []),
        (lambda cells: cells.insert(1, new_markdown_cell("More.", id="more")), []),
        (lambda cells: [c.update(execution_count=9) for c in cells if c.cell_type == "code"], []),
        (lambda cells: cells[4].outputs[0].update(execution_count=7), []),
        (lambda cells: cells[3].update(source=cells[3].source + " "), ["code of fig-kites"]),
        (lambda cells: cells[4].outputs[0].data.update({"text/plain": "2"}), ["output of cell-5"]),
        (lambda cells: cells.append(cells.pop(3)), ["order of the code cells"]),
        (
            lambda cells: cells.pop(4),
            ["code of cell-5", "order of the code cells", "output of cell-5"],
        ),
    ],
)
def test_a_change_in_a_chapter_is_named_by_its_cell(shop, change, names):
    toybook.edit(chapter(shop), lambda notebook: change(notebook.cells))
    assert why(shop) == names


def test_a_new_name_of_an_event_is_gone_under_the_old_one(shop):
    toy.edit(shop.data_folder / "events.csv", "first-flight,2019", "a-flight,2019")
    notebook = notebooks.read(shop, chapter(shop))
    assert Fingerprints(shop).of(notebook, USED)["event:first-flight"] == "gone"


def test_a_missing_lock_is_named(shop):
    shop.lock.unlink()
    with pytest.raises(ChapterError) as caught:
        why(shop)
    lock = "book/requirements.lock"
    assert str(caught.value) == f"{lock} cannot be read; restore it, or run make lock"


def test_a_module_that_changed_is_named(shop):
    toy.edit(shop.library / "frames.py", "\ndef share", "\n# Why.\ndef share")
    assert why(shop) == ["nqpf/frames.py"]


def test_letters_that_charts_are_drawn_with_count(shop):
    face = shop.library / "fonts" / "sans-bold.ttf"
    face.write_bytes(face.read_bytes() + b"\0")
    assert why(shop) == ["nqpf/fonts/sans-bold.ttf"]


def test_modules_are_digested_once(shop):
    prints = Fingerprints(shop)
    for path in shop.library.rglob("*.py"):
        path.unlink()
    assert prints.stale_because(chapter(shop)) == []
