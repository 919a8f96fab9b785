"""Chapters as files: content is kept, traces go, and what is no chapter is one sentence."""

import copy
import functools
import json

import nbformat
import pytest
import toybook

from press import files, notebooks
from press.notebooks import ChapterError
from press.workshop import Workshop

PICTURE = {"kite.png": {"image/png": "iVBORw0KGgo="}}
CHART = "application/vnd.nqpf.chart+json"
#: As JupyterLab and others may leave a notebook; what is content stands in CONTENT once more.
NOISY = {
    "cells": [
        {"cell_type": "markdown", "id": "a1", "source": ["![A kite](attachment:kite.png)\n", "x"]}
        | {"metadata": {"collapsed": False, "editable": True}, "attachments": PICTURE},
        {"cell_type": "code", "id": "b2", "execution_count": 7, "source": "print(1)"}
        | {"metadata": {"execution": {"iopub.execute_input": "2026-01-01"}, "tags": ["x"]}}
        | {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["1\n", "2\n"]}]},
        {"cell_type": "code", "id": "c3", "execution_count": None, "metadata": {}}
        | {"outputs": [], "source": "  \n"},
        {"cell_type": "code", "id": "d4", "execution_count": 9, "source": "2"}
        | {"metadata": {"jupyter": {"source_hidden": True}, "trusted": True}}
        | {
            "outputs": [
                {"output_type": "execute_result", "execution_count": 9}
                | {"data": {"text/plain": "2"}, "metadata": {"alt": "Two"}},
                {"output_type": "display_data", "data": {"image/svg+xml": ["<svg>\n", "</svg>"]}}
                | {"metadata": {"image/svg+xml": {"alt": "A line"}}},
            ]
        },
        {"cell_type": "raw", "id": "e5", "source": "x", "attachments": PICTURE}
        | {"metadata": {"raw_mimetype": "text/html", "tags": [], "slideshow": {"slide_type": ""}}},
        {"cell_type": "code", "id": "f6", "execution_count": None, "metadata": {}}
        | {"outputs": [], "source": "new"},
    ],
    "metadata": {
        "kernelspec": {"name": "mine", "display_name": "Mine", "language": "python"},
        "language_info": {"version": "3.99", "name": "python"},
        "title": "Kites",
        "widgets": {"state": {}},
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}
CONTENT = [
    ("markdown", "a1", {}, "![A kite](attachment:kite.png)\nx", PICTURE),
    ("code", "b2", {"tags": ["x"]}, "print(1)", None),
    ("code", "d4", {}, "2", None),
    ("raw", "e5", {"raw_mimetype": "text/html"}, "x", PICTURE),
    ("code", "f6", {}, "new", None),
]


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Workshop:
    """The small book; each test writes chapters of its own into it."""
    return toybook.make(tmp_path_factory.mktemp("notebooks") / "kitebook")


def read(shop, notebook):
    path = shop.notebooks / "09_x.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return notebooks.read(shop, path)


def test_the_canonical_form_keeps_content_and_drops_traces(shop):
    clean = json.loads(notebooks.canonical(read(shop, NOISY)))
    kept = [
        (c["cell_type"], c["id"], c["metadata"], "".join(c["source"]), c.get("attachments"))
        for c in clean["cells"]
    ]
    assert kept == CONTENT
    assert [c.get("execution_count") for c in clean["cells"]] == [None, 1, 2, None, None]
    assert clean["cells"][2]["outputs"] == [
        {"output_type": "execute_result", "execution_count": 2}
        | {"data": {"text/plain": ["2"]}, "metadata": {"alt": "Two"}},
        {"output_type": "display_data", "data": {"image/svg+xml": ["<svg>\n", "</svg>"]}}
        | {"metadata": {"image/svg+xml": {"alt": "A line"}}},
    ]
    assert clean["metadata"] == {
        "kernelspec": notebooks.KERNEL,
        "language_info": {"name": "python"},
        "title": "Kites",
    }


def test_the_canonical_form_is_final(shop, tmp_path):
    text = notebooks.canonical(read(shop, NOISY))
    assert text.endswith("}\n")
    assert notebooks.canonical(nbformat.reads(text, 4)) == text
    path = tmp_path / "x.ipynb"
    assert files.write_text(path, text)
    assert not files.write_text(path, notebooks.canonical(read(shop, NOISY))), "it did not change"


def test_each_cell_has_an_id_of_its_own_that_is_no_chance(shop):
    given = copy.deepcopy(NOISY)
    for cell in given["cells"]:
        cell["id"] = "same"
    del given["cells"][1]["id"]
    ids = [cell.id for cell in read(shop, given).cells]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "same"
    assert [cell.id for cell in read(shop, given).cells] == ids


def test_published_charts_are_listed_with_their_drawing(shop):
    face = {"id": "kites", "series": ["kites"]}
    given = copy.deepcopy(NOISY)
    given["cells"][3]["outputs"][1]["data"][CHART] = face
    given["cells"][3]["outputs"][0]["data"][CHART] = ["no", "chart"]
    ((cell, found, svg),) = notebooks.charts(read(shop, given))
    assert (cell.id, found, svg) == ("d4", face, "<svg>\n</svg>")


RESTORE = "; restore it from version control"
CONFLICT = '{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> other\n]}'
R = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}


def without(**changes) -> str:
    return json.dumps(NOISY | changes)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", f"is no JSON (Expecting value: line 1 column 1 (char 0)){RESTORE}"),
        (
            without()[:40],
            f"is no JSON (Unterminated string starting at: line 1 column 38 (char 37)){RESTORE}",
        ),
        (
            without(metadata=functools.reduce(lambda inner, _: {"x": inner}, range(700))),
            "is no JSON (maximum recursion depth exceeded",
        ),
        ("null", f"holds no notebook{RESTORE}"),
        ("[]", f"holds no notebook{RESTORE}"),
        ("{}", f"holds no notebook{RESTORE}"),
        ("[" * 100_000, "is no JSON (maximum recursion depth exceeded"),
        (b"\xff\xfe{}", "is no JSON ('utf-8' codec can't decode byte 0xff in position 0: "),
        (
            CONFLICT,
            "holds the marks of a merge conflict (lines 2, 4, 6); keep the right lines and remove "
            "the marks",
        ),
        (
            without(nbformat=3),
            "is in version 3 of the notebook format, not in version 4; open it in JupyterLab and "
            "save it",
        ),
        (without(nbformat="x"), "is in version x of the notebook format, not in version 4;"),
        (without(cells="x"), f"is no valid notebook (cells: 'x' is not of type 'array'){RESTORE}"),
        (without(cells=[1]), "is no valid notebook (cells/0: 1 is not "),
        (without(metadata=[]), "is no valid notebook (metadata: [] is not of type 'object')"),
        (
            without(metadata=R),
            "is written in R, but chapters run in Python; choose a Python kernel, or keep it "
            "outside of notebooks/",
        ),
        (
            without(metadata={"language_info": {"name": "julia"}}),
            "is written in julia, but chapters run in Python;",
        ),
    ],
)
def test_what_is_no_chapter_is_one_sentence(shop, text, sentence):
    path = shop.notebooks / "09_x.ipynb"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ChapterError) as caught:
        notebooks.read(shop, path)
    assert str(caught.value).startswith(f"notebooks/09_x.ipynb {sentence}")
    assert "\n" not in str(caught.value)


def test_a_folder_in_place_of_a_chapter_is_one_sentence(shop):
    (shop.notebooks / "08_x.ipynb").mkdir()
    with pytest.raises(ChapterError) as caught:
        notebooks.read(shop, shop.notebooks / "08_x.ipynb")
    assert str(caught.value) == f"notebooks/08_x.ipynb cannot be read (Is a directory){RESTORE}"


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
    if files.os.name != "nt":  # Windows has no modes
        assert path.stat().st_mode & 0o777 == 0o600


def test_half_written_files_are_swept_and_no_others(tmp_path):
    for name in (f".kites.csv.x{files.PART}", "kites.csv", f"kites{files.PART}"):
        (tmp_path / name).touch()
    files.sweep([tmp_path])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kites.csv", "kites.part"]
