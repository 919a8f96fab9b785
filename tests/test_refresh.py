"""Refreshing: the same bytes every time, only what is stale, every failure in one sentence."""

# ruff: noqa: E501 - a table of cases is read row by row

import asyncio
import shutil
import sys
import time

import pytest
import toy
import toybook

from nqpf.errors import DatasetError
from press import kernels, notebooks, seals
from press import refresh as refreshing
from press.kernels import running
from press.refresh import RefreshError, refresh
from press.workshop import Workshop

#: A chart whose drawing fails.
FAULTY = """from nqpf import open_book
from nqpf.charts import Drawing

def paint(figure, narrow):
    raise ValueError("no such colour")

book = open_book()
drawing = Drawing("Line chart", book.data.select("kites", "CHN"), "Kites", paint)
book.publish("kites", drawing, finding="This is how many kites there are.")"""

SERVE = kernels._serve
LEFT = "; the stored chapter was left as it is"
CORRECT = f" Correct the cell{LEFT}"
GONE = f"the kernel is gone (Kernel died): a crash, an exit, or too little memory.{CORRECT}"
AGAIN = (
    "it puts out something else each time (a clock, chance, the order of a set, the address of an "
    "object?). "
    f"Make it the same each time, as by a fixed seed{LEFT}"
)
#: Chapters that fail: their cells of code, the number of the cell that is named, the sentence.
FAILING = {
    "01_endless": (["import time\ntime.sleep(600)"], 2, f"it did not end within 45 seconds. Make it faster, or raise the limit in notebooks/book.toml{LEFT}"),
    "10_exit": (["1", "import os\nos._exit(3)"], 3, GONE),
    "11_crash": (["import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"], 2, GONE),
    "13_sys_exit": (["import sys\nsys.exit(3)"], 2, f"SystemExit: 3.{CORRECT}"),
    "14_interrupt": (["raise KeyboardInterrupt"], 2, f"KeyboardInterrupt.{CORRECT}"),
    "15_asks": (["input()"], 2, f"StdinNotImplementedError: raw_input was called, but this frontend does not support input requests.{CORRECT}"),
    "16_time": (["import time, warnings\nwarnings.warn('names its process')", "print(time.time())"], 3, AGAIN),
    "17_chance": (["import random\nrandom.random()"], 2, AGAIN),
    "27_set": (["print({str(i) for i in range(20)})"], 2, AGAIN),
    "28_numpy": (["import numpy\nnumpy.random.random()"], 2, AGAIN),
    "18_address": (["object()"], 2, AGAIN),
    "19_data": (["2", "open('../data/observations.csv', 'a').write('x')"], 3, f"PermissionError: a chapter must not change data/observations.csv.{CORRECT}"),
    "20_seeds": (["import os\nos.remove('../seeds/claims.csv')"], 2, f"PermissionError: a chapter must not change seeds/claims.csv.{CORRECT}"),
    "21_chapter": (["import os\nos.rename('x', '02_kites.ipynb')"], 2, f"PermissionError: a chapter must not change notebooks/02_kites.ipynb.{CORRECT}"),
    "22_unknown": (["from nqpf import open_book\nopen_book().text('kites-2021')"], 2, f"UnknownIdError: There is no number 'kites-2021'. Did you mean 'kites-2022'?{CORRECT}"),
    "23_lines": (["raise ValueError('one\\ntwo')"], 2, f"ValueError: one two.{CORRECT}"),
    "24_program": (["import os\nos.system('echo >> ../data/observations.csv')"], 2, f"PermissionError: a chapter must not start a program.{CORRECT}"),
    "26_drawing": ([FAULTY], 2, f"ValueError: no such colour.{CORRECT}"),
}  # fmt: skip
LATIN = "book/latin.md is not UTF-8 from byte 2 on; save it as UTF-8"
TORN = "notebooks/25_torn.ipynb is no JSON (Expecting value: line 1 column 11 (char 10)); restore it from version control"
#: A chapter of everything that is allowed.
GOOD = """import tempfile
from pathlib import Path

import helper
import nqpf
import pandas as pd

Path("kites.txt").write_text("own files are no matter")
tempfile.TemporaryFile("w").write("nor those of others")
table = pd.read_csv("../data/events.csv")
print(len(table), helper.COLOUR, Path(nqpf.__file__).parents[1] == Path.cwd(), "sys" in dir())
get_ipython = None"""


def quiet(line: str) -> None:
    pass


def code(*cells):
    return ["# A chapter", *((cell, []) for cell in cells)]


def bytes_of(shop: Workshop) -> dict:
    ignored = {"__pycache__", "_build", "kites.txt"}
    files = (p for p in shop.root.rglob("*") if p.is_file() and not ignored & set(p.parts))
    return {p.relative_to(shop.root).as_posix(): p.read_bytes() for p in files}


def read(shop: Workshop, name: str = toybook.CHAPTER):
    return notebooks.read(shop, shop.notebooks / name)


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory) -> Workshop:
    """The small book with one more chapter, refreshed."""
    folder = tmp_path_factory.mktemp("once") / "kitebook"
    shop = toybook.make(folder, **{"03_good": code(GOOD)})
    (shop.notebooks / "helper.py").write_text("COLOUR = 'red'\n", encoding="utf-8")
    written = refresh(shop, say=quiet)
    names = {toybook.CHAPTER, "03_good.ipynb", "index.md", "seals.csv"}
    assert {path.name for path in written} == names
    return shop


@pytest.fixture
def shop(refreshed, tmp_path) -> Workshop:
    """The refreshed book, to be changed."""
    return Workshop(shutil.copytree(refreshed.root, tmp_path / "kitebook"))


@pytest.fixture(scope="module")
def failed(tmp_path_factory):
    """One refresh of many chapters that fail, beside one that does not."""
    chapters = {name: code(*cells) for name, (cells, _, _) in FAILING.items()}
    shop = toybook.make(tmp_path_factory.mktemp("failed") / "kitebook", **chapters)
    toy.edit(shop.notebooks / "book.toml", 'address = ""', "limit = 45")
    (shop.notebooks / "25_torn.ipynb").write_text('{"cells": ', encoding="utf-8")
    (shop.book / "latin.md").write_bytes("Qué?".encode("latin-1"))
    before, said = bytes_of(shop), []
    with pytest.raises(RefreshError) as caught:
        refresh(shop, say=said.append)
    return shop, before, said, str(caught.value).split("\n")


@pytest.mark.parametrize("name", FAILING)
def test_what_fails_is_named_by_chapter_and_cell(failed, name):
    _, place, sentence = FAILING[name]
    assert f"notebooks/{name}.ipynb, cell {place}: {sentence}" in failed[3]


def test_every_failure_is_named_once(failed):
    assert len(failed[3]) == len(FAILING) + 2
    assert {TORN, LATIN} < set(failed[3])


def test_only_what_did_not_fail_is_written(failed):
    shop, before, said, _ = failed
    after = bytes_of(shop)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {f"notebooks/{toybook.CHAPTER}", "book/index.md", "data/seals.csv"}
    assert [line for line in said if "executed" in line] == [
        f"{name}.ipynb: it was never executed by make refresh"
        for name in sorted(["02_kites", *FAILING])
    ] + [f"{toybook.CHAPTER}: executed"]


def test_a_second_refresh_changes_no_byte(shop):
    before = bytes_of(shop)
    assert refresh(shop, say=quiet) == []
    assert bytes_of(shop) == before


def test_executing_again_gives_the_same_bytes(shop):
    before, said = bytes_of(shop), []
    assert refresh(shop, everything=True, say=said.append) == []
    assert f"{toybook.CHAPTER}: executed" in said
    assert bytes_of(shop) == before


def test_a_refresh_computes_every_text(refreshed):
    notebook = read(refreshed)
    assert "There were [100 thousand](#num-kites-2020) in 2020" in notebook.cells[2].source
    assert "> **Claim [2026 ¶1 ● holds](#claim-a01).**" in notebook.cells[2].source
    index = (refreshed.book / "index.md").read_text(encoding="utf-8")
    assert "rose by [50%](#num-kites-rise)" in index  # 150 ÷ 100 − 1
    assert [c.execution_count for c in notebooks.code_cells(notebook)] == [1, 2, 3]
    ((_, face, svg),) = notebooks.charts(notebook)
    assert face["finding"] == "Kites in China rose by 50% in three years."
    assert svg.startswith("<?xml")


def test_what_a_chapter_reads_is_noted(refreshed):
    used = {name for name in read(refreshed).metadata.nqpf if ":" in name}
    assert used == {"series:kites", "number:kites-rise", "event:first-flight"}
    good = read(refreshed, "03_good.ipynb")
    assert [o.text for o in good.cells[1].outputs if o.name == "stdout"] == ["2 red True False\n"]
    used = {name for name in good.metadata.nqpf if ":" in name}
    assert used == {"file:data/events.csv", "file:notebooks/helper.py"}


def test_nothing_of_the_machine_is_stored(refreshed):
    text = (refreshed.notebooks / toybook.CHAPTER).read_text(encoding="utf-8")
    assert str(refreshed.root) not in text
    assert set(read(refreshed).metadata) == {"kernelspec", "language_info", "nqpf"}


def test_a_changed_value_is_refreshed(shop):
    toy.edit(shop.data_folder / "observations.csv", "kites,CHN,2020,100", "kites,CHN,2020,120")
    seals.seal(shop, "Counted again.", "2026-11-26")
    said = []
    names = {path.name for path in refresh(shop, say=said.append)}
    assert names == {toybook.CHAPTER, "index.md"}
    assert f"{toybook.CHAPTER}: number:kites-rise, series:kites" in said
    assert "[120 thousand](#num-kites-2020)" in read(shop).cells[2].source


def test_only_a_new_output_is_computed_twice(tmp_path, monkeypatch):
    shop, runs = toybook.make(tmp_path / "kitebook"), []

    async def run(_, notebook, name, *, fresh):
        assert fresh is (len(runs) == 1), "what must agree is computed in a kernel of its own"
        runs.append(len(runs))
        for cell in notebooks.code_cells(notebook):
            cell.outputs = [toybook.output("the same")]
        return []

    monkeypatch.setattr(refreshing, "_run", run)
    refresh(shop, say=quiet)
    assert len(runs) == 2
    refresh(shop, everything=True, say=quiet)
    assert len(runs) == 3


def test_a_kernel_that_is_slow_is_waited_for_and_a_dead_one_is_not(tmp_path, monkeypatch):
    """The client of Jupyter takes one for dead that does not answer for a second."""

    async def answer(serve):
        monkeypatch.setattr(kernels, "_serve", serve)
        async with running(tmp_path, fresh=True) as kernel:
            reply = await kernel.execute_interactive("", user_expressions={"": "6 * 7"}, timeout=60)
        return reply["content"]["user_expressions"][""]["data"]["text/plain"]

    assert asyncio.run(answer(slow)) == "42"
    with pytest.raises(RuntimeError, match="Kernel died"):
        asyncio.run(answer(dead))


def slow(*given):
    time.sleep(2.5)
    SERVE(*given)


def dead(*given):
    raise SystemExit(1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork a kernel")
def test_kernels_share_what_they_load_but_for_a_fresh_one(tmp_path):
    """Two kernels that are forked alike would agree on what is made up anew in every process."""
    shop = toybook.make(tmp_path / "kitebook")
    ask = [
        "hash('kites')",
        "'matplotlib' in __import__('sys').modules",
        "__import__('os').getcwd()",
    ]

    async def answers(**how):
        async with running(shop.notebooks, **how) as kernel:
            asked = {str(place): one for place, one in enumerate(ask)}
            reply = await kernel.execute_interactive("", user_expressions=asked, timeout=60)
        assert not await kernel.is_alive(), "it ends with the block"
        found = reply["content"]["user_expressions"]
        return [found[place]["data"]["text/plain"] for place in sorted(found)]

    first, second = asyncio.run(answers()), asyncio.run(answers())
    fresh = asyncio.run(answers(fresh=True))
    assert first == second
    assert first[1:] == ["True", repr(str(shop.notebooks))]
    assert fresh[1:] == ["False", repr(str(shop.notebooks))]
    assert fresh[0] != first[0]


def test_a_plain_plot_is_shown_as_in_any_notebook(tmp_path):
    plot = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    shop = toybook.make(tmp_path / "kitebook", **{"03_plot": code(plot)})
    refresh(shop, say=quiet)
    cell = read(shop, "03_plot.ipynb").cells[1]
    assert "image/png" in cell.outputs[0].data


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "true", '"long"'])
def test_a_limit_is_a_whole_number_of_seconds(tmp_path, limit):
    shop = toybook.make(tmp_path / "kitebook")
    toy.edit(shop.notebooks / "book.toml", 'address = ""', f"limit = {limit}")
    with pytest.raises(DatasetError, match=r"^notebooks/book\.toml: limit is missing or of the wr"):
        refresh(shop, say=quiet)
