"""The bundle runs elsewhere and gives the stored outputs again; its bytes are always the same."""

import json
import os
import re
import subprocess
import sys
import zipfile

import pytest
import workshop

from press import bundle, paths


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return workshop.kites(tmp_path_factory.mktemp("bundle") / "kites")


@pytest.fixture(scope="module")
def target(root):
    said = workshop.do(root, "bundle")
    assert "nqpf-bundle.zip" in said
    return root / "book" / "_build" / "bundle" / "nqpf-bundle.zip"


def unpack(target, folder):
    with zipfile.ZipFile(target) as file:
        file.extractall(folder)
    return folder / "nqpf-bundle"


def rerun(folder):
    """Execute the bundle as a stranger does, knowing nothing of the project."""
    plain = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    run = subprocess.run(
        [sys.executable, "rerun.py", "--here"],
        cwd=folder, env=plain, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return run.returncode, run.stdout + run.stderr


def test_it_holds_what_a_rerun_needs_and_nothing_of_the_machine(target):
    with zipfile.ZipFile(target) as file:
        names = {name.removeprefix("nqpf-bundle/") for name in file.namelist()}
        dates = {entry.date_time for entry in file.infolist()}
    assert {"README.md", "requirements.txt", "rerun.py", "data/observations.csv"} <= names
    assert {"notebooks/02_ai_push.ipynb", "notebooks/nqpf/dataset.py"} <= names
    assert {"notebooks/nqpf/register/ai.py", "seeds/claims.csv"} <= names
    assert not [n for n in names if "__pycache__" in n or n.startswith("book/")]
    assert dates == {bundle.EPOCH}


def test_the_same_project_gives_the_same_bytes(root, target):
    before = target.read_bytes()
    for path in (root / "notebooks").rglob("*.py"):
        os.utime(path, (1, 1))
    workshop.do(root, "bundle")
    assert target.read_bytes() == before


def test_every_chapter_runs_elsewhere_with_the_stored_outputs(target, tmp_path):
    code, said = rerun(unpack(target, tmp_path / "a place with spaces"))
    assert code == 0, said
    assert "02_ai_push.ipynb: the stored outputs" in said


def test_a_different_output_is_seen(target, tmp_path):
    folder = unpack(target, tmp_path)
    chapter = folder / "notebooks" / "02_ai_push.ipynb"
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "code" and c["outputs"])
    output = cell["outputs"][0]
    output["data"]["text/plain"] = ["something else"]
    chapter.write_text(json.dumps(notebook), encoding="utf-8")
    code, said = rerun(folder)
    assert code == 1, "an edited output went unnoticed"
    assert "differ" in said


def test_the_chapters_of_the_book_run_from_the_bundle(tmp_path):
    target = bundle.bundle(tmp_path / "nqpf-bundle.zip")
    code, said = rerun(unpack(target, tmp_path))
    assert code == 0, said
    lines = [f"{path.name}: the stored outputs" for path in paths.chapters()]
    assert [line for line in said.splitlines() if ".ipynb" in line] == lines


def test_the_requirements_are_the_part_of_the_lock_that_chapters_need():
    lock = paths.LOCK.read_text(encoding="utf-8")
    taken = bundle.requirements(lock)
    names = set(re.findall(r"^([\w.-]+)==", taken, re.MULTILINE))
    assert set(bundle.NEEDED) <= names
    assert {"numpy", "pillow", "jupyter-client", "pyzmq"} <= names
    assert not {"jupyter-book", "playwright", "frictionless", "pytest"} & names
    assert bundle.closure(bundle.NEEDED) == names, "the lock lacks something the chapters need"
    for block in re.split(r"\n(?=\S)", taken.strip()):
        assert "--hash=sha256:" in block, f"no hash for {block.splitlines()[0]}"
    assert all(block in lock for block in re.split(r"\n(?=\S)", taken.strip()))
