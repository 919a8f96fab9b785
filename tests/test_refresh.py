"""Refreshing: the same bytes every time, only what is stale, and nothing lost when it fails."""

# ruff: noqa: E501 - a table of cases is read row by row

import json
import os
import subprocess
import sys

import nbformat
import pytest
import toy
import toybook

from nqpf import dataset
from nqpf.numbers import Number, obs
from press import chapters, files, paths, staleness
from press.refresh import RefreshError, refresh


def quiet(line: str) -> None:
    pass


def chapter(root):
    return root / "notebooks" / toybook.CHAPTER


def why(root) -> list[str]:
    return staleness.stale_because(chapter(root), dataset.load())


def bytes_of(root) -> dict:
    ignored = {"__pycache__", ".lock"}
    files = (p for p in root.rglob("*") if p.is_file() and not ignored & set(p.parts))
    return {p: p.read_bytes() for p in files}


def test_a_second_refresh_changes_no_byte(freshbook):
    before = bytes_of(freshbook)
    assert refresh(say=quiet) == []
    assert bytes_of(freshbook) == before


def test_executing_twice_gives_the_same_bytes(freshbook):
    before = bytes_of(freshbook)
    said = []
    refresh(everything=True, say=said.append)
    assert f"{toybook.CHAPTER}: executed" in said
    assert bytes_of(freshbook) == before


def test_a_refresh_computes_every_text(freshbook):
    notebook = chapters.read(chapter(freshbook))
    assert "There were [100 thousand](#num-kites-2020) in 2020" in notebook.cells[2].source
    assert "and [at least 121 thousand](#num-kites-2022) in 2022" in notebook.cells[2].source
    assert "> **Claim [A01 ● holds](#claim-a01).**" in notebook.cells[2].source
    index = (freshbook / "book" / "index.md").read_text(encoding="utf-8")
    assert "rose by [50%](#num-kites-rise)" in index  # 150 ÷ 100 − 1
    counts = [c.execution_count for c in chapters.code_cells(notebook)]
    assert counts == [1, 2, 3, 4]
    (face,) = (face for _, face in chapters.charts(notebook))
    assert face["finding"] == "Kites in China rose by 50% in three years."


def test_nothing_of_the_machine_is_stored(freshbook):
    for path, raw in bytes_of(freshbook).items():
        if "nqpf" not in path.parts:
            assert str(freshbook).encode() not in raw, f"{path.name} holds an absolute path"
    metadata = chapters.read(chapter(freshbook)).metadata
    assert set(metadata) == {"kernelspec", "language_info", "nqpf"}
    assert metadata.language_info == {"name": "python"}


def test_a_fresh_chapter_is_fresh(freshbook):
    assert why(freshbook) == []


def test_a_chapter_that_was_never_executed_is_stale(kitebook):
    assert why(kitebook) == ["it was never executed by make refresh"]


@pytest.mark.parametrize(
    ("file", "old", "new", "names"),
    [
        ("data/observations.csv", "kites,CHN,2021,110", "kites,CHN,2021,111", ["series:kites"]),
        ("data/observations.csv", "kites,FRA,2021,30,reported", "kites,FRA,2021,30,estimate", ["series:kites"]),
        ("data/observations.csv", "kite_share,CHN,2023,74", "kite_share,CHN,2023,75", []),
        ("data/series.csv", "kites,Kites,Kites counted", "kites,Kites!,Kites counted", ["series:kites"]),
        ("data/series.csv", "kites,Kites,Kites counted", "kites,Kites,Kites seen", []),
        ("data/events.csv", "The first kite flies.", "A kite flies.", ["event:first-flight"]),
        ("data/events.csv", "The second fair opens.", "A fair opens.", []),
        ("data/sources.csv", "Kite yearbook", "Yearbook of kites", ["event:first-flight", "series:kites"]),
        ("notebooks/nqpf/dataset.py", '"""Load the shared', '"""Read the shared', ["nqpf/dataset.py"]),
        ("notebooks/nqpf/register/ai.py", "Numbers about kites", "Kites", []),
        ("book/index.md", "# The kite book", "# A kite book", []),
    ],
)  # fmt: skip
def test_what_is_stale_is_exactly_what_changed(freshbook, file, old, new, names):
    toy.edit(freshbook / file, old, new)
    assert why(freshbook) == names


def edit_cell(root, place: int, change) -> None:
    """Change a cell in place and write the chapter without any other change."""
    path = chapter(root)
    notebook = chapters.read(path)
    change(notebook.cells[place])
    chapters.write(path, notebook)


def test_a_change_of_prose_makes_nothing_stale(freshbook):
    edit_cell(freshbook, 0, lambda cell: cell.update(source="# Kites\n\nHow few are there?"))
    assert why(freshbook) == []


def test_a_change_of_code_is_named_by_its_cell(freshbook):
    edit_cell(freshbook, 3, lambda cell: cell.update(source=cell.source + "\n"))
    assert why(freshbook) == ["code of cell fig-kites"]


def test_an_edited_output_is_named_by_its_cell(freshbook):
    edit_cell(freshbook, 4, lambda cell: cell.outputs[0].data.update({"text/plain": "['x']"}))
    assert why(freshbook) == ["output of cell 5"]


def test_a_changed_formula_is_named(freshbook, register):
    numbers = toybook.toy_numbers()
    numbers[2] = Number("kites-rise", "", obs("kites", "CHN", "2020"), "{:.0f}%")
    register(ai=numbers)
    assert why(freshbook) == ["number:kites-rise"]


def test_a_newer_package_is_named(freshbook, monkeypatch):
    monkeypatch.setattr(staleness, "locked_versions", lambda: {"matplotlib": "99"})
    assert "package matplotlib" in why(freshbook)


def test_a_changed_value_is_refreshed_and_only_then_fresh(freshbook):
    toy.edit(freshbook / "data" / "observations.csv", "kites,CHN,2020,100", "kites,CHN,2020,120")
    names = {p.name for p in refresh(say=quiet)}
    # data.md and sources.md show no values and stay as they are
    assert names == {toybook.CHAPTER, "index.md", "numbers.md", "evidence.md", "series.csv"}
    notebook = chapters.read(chapter(freshbook))
    assert "[120 thousand](#num-kites-2020)" in notebook.cells[2].source
    (face,) = (face for _, face in chapters.charts(notebook))
    assert face["finding"] == "Kites in China rose by 25% in three years."  # 150 ÷ 120 − 1
    assert why(freshbook) == []


def test_a_failing_cell_leaves_the_chapter_and_is_named(freshbook):
    edit_cell(freshbook, 4, lambda cell: cell.update(source="data.row('kites', 'CHN', '1999')"))
    before = chapter(freshbook).read_bytes()
    with pytest.raises(RefreshError) as caught:
        refresh(say=quiet)
    assert f"notebooks/{toybook.CHAPTER}, cell 5: UnknownIdError" in str(caught.value)
    assert "the stored chapter was left as it is" in str(caught.value)
    assert chapter(freshbook).read_bytes() == before


NOISY = {
    "cells": [
        {"cell_type": "markdown", "id": "a1", "metadata": {"collapsed": False}, "source": "# T"},
        {"cell_type": "code", "id": "b2", "execution_count": 7, "source": "print(1)"}
        | {"metadata": {"execution": {"iopub.execute_input": "2026-01-01"}, "tags": ["x"]}}
        | {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]},
        {"cell_type": "code", "id": "c3", "execution_count": 8, "source": "2", "metadata": {}}
        | {"outputs": [{"output_type": "execute_result", "execution_count": 8, "data": {"text/plain": "2"}, "metadata": {"w": 1}}]},
        {"cell_type": "code", "id": "d4", "execution_count": None, "metadata": {}, "outputs": [], "source": "  \n"},
    ],
    "metadata": {"kernelspec": {"name": "mine", "display_name": "Mine", "language": "python"}, "widgets": {}, "language_info": {"version": "3.99", "name": "python"}},
    "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


def test_the_canonical_form_holds_no_noise_and_is_final(tmp_path):
    text = chapters.canonical(nbformat.from_dict(NOISY))
    clean = json.loads(text)
    assert [c["metadata"] for c in clean["cells"]] == [{}, {"tags": ["x"]}, {}]
    assert clean["cells"][2]["outputs"][0]["metadata"] == {}
    assert set(clean["metadata"]) == {"kernelspec", "language_info"}
    assert "3.99" not in text
    assert "2026" not in text
    assert text.endswith("}\n")
    assert chapters.canonical(nbformat.reads(text, 4)) == text
    path = tmp_path / "x.ipynb"
    assert chapters.write(path, nbformat.from_dict(NOISY))
    assert not chapters.write(path, nbformat.reads(text, 4)), "an unchanged chapter is not written"


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    path = tmp_path / "01_x.ipynb"
    path.write_text("{ no", encoding="utf-8")
    with pytest.raises(chapters.ChapterError, match=r"01_x\.ipynb cannot be read as a notebook"):
        chapters.read(path)


def test_a_failed_write_leaves_the_old_file_alone(tmp_path, monkeypatch):
    path = tmp_path / "kites.csv"
    assert files.write_text(path, "old\n")
    assert not files.write_text(path, "old\n")

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(type(path), "replace", fail)
    with pytest.raises(OSError, match="no space left"):
        files.write_text(path, "new\n")
    assert path.read_text() == "old\n"
    assert [p.name for p in tmp_path.iterdir()] == ["kites.csv"], "half a file is left behind"


def test_a_write_keeps_mode_and_line_ends(tmp_path):
    path = tmp_path / "kites.csv"
    path.write_text("old")
    path.chmod(0o600)
    files.write_text(path, "a\nb\n")
    assert path.read_bytes() == b"a\nb\n"
    if os.name != "nt":  # Windows has no modes
        assert path.stat().st_mode & 0o777 == 0o600


def test_the_workshop_finds_the_project_from_any_folder(tmp_path):
    program = "from press import paths; print(paths.relative(paths.DATA / 'series.csv'))"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "data/series.csv"
    assert paths.relative(tmp_path / "elsewhere.csv") == "elsewhere.csv"
