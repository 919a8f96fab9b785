"""The bundle runs elsewhere and gives the stored outputs again; its bytes are always the same."""

import io
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile

import kitehouse
import pytest
from html_pages import ROOT

from press.editions import tables, zipped
from press.workshop import Workshop

NAMES = (
    "observations", "series", "sources", "events", "geos", "numbers", "changes", "crosschecks",
    "connectors",
)  # fmt: skip
TABLES = {f"data/{name}.csv" for name in NAMES}


@pytest.fixture
def book(tmp_path):
    """The small book, with a chapter that needs a kernel and stores what it gave."""
    root = kitehouse.make(tmp_path / "kites")
    path = root / kitehouse.CHAPTER
    notebook = json.loads(path.read_text(encoding="utf-8"))
    data = {"text/plain": "100.0"}
    output = {"output_type": "execute_result", "metadata": {}, "execution_count": 1, "data": data}
    source = "from nqpf import open_book\nopen_book().value('kites-2020')"
    cell = {"cell_type": "code", "id": "chart", "metadata": {}, "execution_count": 1}
    notebook["cells"].append(cell | {"source": source, "outputs": [output]})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return Workshop(root)


def unpack(book, folder):
    made = io.BytesIO(zipped(tables.bundle(book), "nqpf-bundle/"))
    with zipfile.ZipFile(made) as file:
        file.extractall(folder)
    return folder / "nqpf-bundle"


def rerun(folder):
    """Execute the bundle as its README says, knowing nothing of the project."""
    said = (folder / "README.md").read_text(encoding="utf-8")
    command = re.search(r"^\.venv/bin/python (-m pytest .+)$", said, re.M)[1].split()
    plain = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    run = subprocess.run(
        [sys.executable, *command, "-p", "no:cacheprovider"],
        cwd=folder, env=plain, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return run.returncode, run.stdout + run.stderr


def test_it_holds_what_a_rerun_needs_and_nothing_else(book):
    (book.data_folder / "scratch.csv").write_text("mine", encoding="utf-8")
    (book.seeds / "notes.csv").write_text("mine", encoding="utf-8")
    names = set(tables.bundle(book))
    library = {name for name in names if name.startswith("notebooks/nqpf/")}
    assert "notebooks/nqpf/forms/marks.py" in library
    assert all(name.endswith((".py", ".toml", ".ttf", "/fonts/OFL.txt")) for name in library)
    assert names - library == TABLES | {
        "README.md", "requirements.txt", "data/datapackage.json", "seeds/claims.csv",
        "seeds/documents.csv", "seeds/datapackage.json", "notebooks/book.toml", kitehouse.CHAPTER,
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["data/series.csv", "notebooks/09_key.ipynb", "notebooks/nqpf/x.py"]
)
def test_a_link_to_elsewhere_is_refused_by_name(book, name, tmp_path):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (tmp_path / "series.csv").write_text(
        (book.data_folder / "series.csv").read_text("utf-8"), "utf-8"
    )
    path = book.root / name
    path.unlink(missing_ok=True)
    path.symlink_to(tmp_path / ("series.csv" if name.startswith("data") else "secret"))
    with pytest.raises(tables.EditionError, match=name):
        tables.bundle(book)


def test_a_name_that_not_every_system_can_write_is_refused(book):
    (book.notebooks / "03_what?.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(tables.EditionError, match="no file name for every system"):
        tables.bundle(book)


def test_the_same_project_gives_the_same_bytes(book):
    before = zipped(tables.bundle(book))
    for path in book.notebooks.rglob("*.py"):
        os.utime(path, (1, 1))
    assert zipped(tables.bundle(book.again())) == before
    with zipfile.ZipFile(io.BytesIO(before)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_chapter_runs_elsewhere_and_a_different_output_is_seen(book, tmp_path):
    folder = unpack(book, tmp_path / "a place with spaces, 数据")
    assert rerun(folder)[0] == 0
    kitehouse.edit(folder / kitehouse.CHAPTER, "100.0", "101.0")
    code, said = rerun(folder)
    assert code == 1
    assert "101.0" in said


def test_the_library_of_the_book_works_from_its_bundle(tmp_path):
    for name, content in tables.bundle(Workshop(ROOT)).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    code = "from nqpf import forms, open_book as b; print(len([*map(b().text, b().numbers)]))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "notebooks", env=os.environ | {"PYTHONPATH": ""},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert int(done.stdout) > 300, done.stderr


def test_the_requirements_are_the_part_of_the_lock_that_chapters_need():
    whole, part = (
        set(re.findall(r"^\S+==\S+", (ROOT / name / "requirements.lock").read_text("utf-8"), re.M))
        for name in ("book", "notebooks")
    )
    assert part < whole
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    assert set(groups["chapters"]) <= {pin.partition("==")[0] for pin in part}
