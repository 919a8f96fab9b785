"""The notebook test compares what a chapter shows: every kind of edit makes it fail, or the check.

nbval compares text, HTML and SVG, and skips cells that were never executed; what it skips,
`press check` must see.
"""

import os
import re
import subprocess
import sys

import pytest
import toybook

from nqpf.settings import MIME
from press.check import check

CHART = 3  # place of the cell in the small book


def shown(notebook) -> dict:
    return notebook.cells[CHART].outputs[0].data


def edits_text(notebook):
    shown(notebook)["text/plain"] = re.sub(
        r"values: \w{4}", "values: 0000", shown(notebook)["text/plain"]
    )


def edits_svg(notebook):
    shown(notebook)["image/svg+xml"] = shown(notebook)["image/svg+xml"].replace(
        "</svg>", "<g/></svg>"
    )


def edits_table(notebook):
    shown(notebook)[MIME]["csv"] += "another,row"


def clears_output(notebook):
    notebook.cells[CHART].outputs = []


def unexecutes(notebook):
    notebook.cells[CHART].update(execution_count=None, outputs=[])


def changes_nothing(notebook):
    pass


SEEN = [edits_text, edits_svg, edits_table, clears_output]
CASES = [changes_nothing, unexecutes, *SEEN]


@pytest.fixture(scope="module")
def failures(tmp_path_factory, refreshed) -> dict[str, int]:
    """How many cells of each edited copy one run of nbval refuses."""
    root = tmp_path_factory.mktemp("nbval") / "book"
    toybook.shutil.copytree(refreshed, root, ignore=toybook.shutil.ignore_patterns("_build"))
    whole = (root / "notebooks" / toybook.CHAPTER).read_text(encoding="utf-8")
    (root / "notebooks" / toybook.CHAPTER).unlink()
    for case in CASES:
        path = root / "notebooks" / f"{case.__name__}.ipynb"
        path.write_text(whole, encoding="utf-8")
        toybook.edit(path, case)
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-rA", "-q"]
    command += ["-p", "no:cacheprovider", "--rootdir", str(root), str(root / "notebooks")]
    env = os.environ | {"PYTHONPATH": str(root / "notebooks")}
    run = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert "PASSED" in run.stdout, run.stdout
    lines = re.findall(r"^FAILED .*?(\w+)\.ipynb::", run.stdout, re.M)
    return {case.__name__: lines.count(case.__name__) for case in CASES}


def test_a_fresh_chapter_passes(failures):
    assert failures["changes_nothing"] == 0


@pytest.mark.parametrize("case", SEEN, ids=lambda f: f.__name__)
def test_nbval_sees(failures, case):
    assert failures[case.__name__] == 1


def test_what_nbval_does_not_see_the_check_sees(failures, toy):
    assert failures["unexecutes"] == 0, "nbval sees it now"
    toybook.edit(toy.notebooks / toybook.CHAPTER, unexecutes)
    assert "not-executed" in {problem.rule for problem in check(toy)}
