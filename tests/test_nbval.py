"""The notebook test compares what a chapter shows: every kind of edit makes it fail, or the check.

nbval compares text, HTML and SVG, skips PNG, and skips cells that were never executed; what it
skips, `press check` must see.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import toybook

from press import chapters, check

CHART, EVENTS = 3, 4  # places of the cells in the small book


def output(notebook, place: int):
    return notebook.cells[place].outputs[0]


def edits_text(notebook):
    text = output(notebook, CHART).data["text/plain"]
    output(notebook, CHART).data["text/plain"] = re.sub(r"values: \w{4}", "values: 0000", text)


def edits_svg(notebook):
    svg = output(notebook, CHART).data["image/svg+xml"]
    output(notebook, CHART).data["image/svg+xml"] = svg.replace("Kites, thousand", "Kites, million")


def edits_table(notebook):
    face = output(notebook, CHART).data[chapters.CHART]
    face["csv"] = face["csv"].replace(",80,", ",81,")


def edits_list(notebook):
    output(notebook, EVENTS).data["text/plain"] = "['Another event.']"


def clears_output(notebook):
    notebook.cells[CHART].outputs = []


def edits_png(notebook):
    output(notebook, CHART).data["image/png"] = output(notebook, CHART).data["image/png"][:-8]


def unexecutes(notebook):
    notebook.cells[CHART].update(execution_count=None, outputs=[])


def changes_nothing(notebook):
    pass


SEEN = {edits_text, edits_svg, edits_table, edits_list, clears_output}
UNSEEN = {edits_png: "stale", unexecutes: "not-executed"}
CASES = [changes_nothing, *sorted(SEEN, key=lambda f: f.__name__), *UNSEEN]


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory, nqpf, refreshed) -> dict[str, str]:
    """What one run of nbval says of the chapter and of each edited copy."""
    with pytest.MonkeyPatch.context() as patch:
        root = toybook.make(tmp_path_factory.mktemp("nbval") / "kitebook", nqpf, patch)
    toybook.forget()
    folder = root / "notebooks"
    (folder / toybook.CHAPTER).unlink()
    for case in CASES:
        path = folder / f"{case.__name__}.ipynb"
        path.write_text(refreshed[f"notebooks/{toybook.CHAPTER}"], encoding="utf-8")
        notebook = chapters.read(path)
        case(notebook)
        chapters.write(path, notebook)
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-rA", "-q"]
    command += ["-p", "no:cacheprovider", "--rootdir", str(root), str(folder)]
    env = os.environ | {"PYTHONPATH": str(folder)}
    run = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    found = {case.__name__: "" for case in CASES}
    for word, name, cell in re.findall(
        r"^(PASSED|FAILED) .*?(\w+)\.ipynb::(.+?)(?: - .*)?$", run.stdout, re.M
    ):
        found[name] += f"{cell} {word}\n"
    return found


def test_a_fresh_chapter_passes(verdicts):
    said = verdicts["changes_nothing"]
    assert said.count("PASSED") == 4, f"four code cells were to be compared:\n{said}"
    assert "FAILED" not in said


@pytest.mark.parametrize("case", sorted(SEEN, key=lambda f: f.__name__), ids=lambda f: f.__name__)
def test_nbval_sees(verdicts, case):
    said = verdicts[case.__name__]
    assert said.count("FAILED") == 1, said
    wrong = "Cell 2" if case is edits_list else "Cell 1"  # code cells, counted from 0
    assert f"{wrong} FAILED" in said


@pytest.mark.parametrize("case", list(UNSEEN), ids=lambda f: f.__name__)
def test_what_nbval_does_not_see_the_check_sees(verdicts, freshbook: Path, case):
    assert "FAILED" not in verdicts[case.__name__], "nbval sees it now; move the case to SEEN"
    path = freshbook / "notebooks" / toybook.CHAPTER
    notebook = chapters.read(path)
    case(notebook)
    chapters.write(path, notebook)
    assert UNSEEN[case] in {p.rule for p in check.check()[0]}


@pytest.mark.parametrize("case", sorted(SEEN, key=lambda f: f.__name__), ids=lambda f: f.__name__)
def test_the_check_sees_in_a_second_what_nbval_sees_too(freshbook: Path, case):
    path = freshbook / "notebooks" / toybook.CHAPTER
    notebook = chapters.read(path)
    case(notebook)
    chapters.write(path, notebook)
    assert "stale" in {p.rule for p in check.check()[0]}
