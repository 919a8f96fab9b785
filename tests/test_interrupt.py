"""Interrupting a run at any moment leaves whole files: those of before, or those of after.

`make test` interrupts each command a few times. All thirty interruptions of each:
NQPF_KILLS=30 python -m pytest tests/test_interrupt.py
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import psutil
import pytest
import workshop

from press import build as building
from press import refresh as refreshing
from press.files import PART, sweep
from press.lock import alone

KILLS = int(os.environ.get("NQPF_KILLS", "3"))
SEED = 20261121


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The small book with three chapters, built."""
    root = workshop.kites(tmp_path_factory.mktemp("interrupt") / "kites")
    workshop.more_kites(root, 6, 7)
    workshop.do(root, "refresh")
    workshop.do(root, "build")
    return root


def site(root):
    """Give the files of the site; of the search index only whether it is whole.

    Pagefind numbers pages as its threads come by, so its files are not the same every time.
    """
    html = root / "book" / "_build" / "html"
    entry = json.loads((html / "pagefind" / "pagefind-entry.json").read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        assert (html / "pagefind" / f"pagefind.{language['hash']}.pf_meta").exists()
    return {k: v for k, v in workshop.files(html).items() if not k.startswith("html/pagefind/")}


def sources(root):
    return workshop.files(root / "notebooks", root / "data", root / "seeds") | {
        f"book/{path.name}": path.read_bytes() for path in (root / "book").glob("*.md")
    }


def interrupt(root, command, after, how):
    """Run a command in a group of its own, and end it and all it started, or it alone."""
    process = workshop.start(root, command)
    family = psutil.Process(process.pid)
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        children = family.children(recursive=True) if how == "everything" else []
        process.send_signal(signal.SIGINT if how == "ctrl-c" else signal.SIGKILL)
        for child in children:
            child.kill()
    process.communicate()


def change(root, value):
    """Change a value that all chapters draw, so that all have to be executed."""
    table = root / "data" / "observations.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(i for i, line in enumerate(lines) if line.startswith("kites,CHN,2023,"))
    cells = lines[place].split(",")
    if cells[4] == "superseded":
        raise AssertionError("the toy dataset has another order now; change its revised value")
    cells[3] = str(value)
    lines[place] = ",".join(cells)
    table.write_text("".join(lines), encoding="utf-8", newline="")


def duration(root, command):
    begin = time.monotonic()
    workshop.do(root, command)
    return time.monotonic() - begin


def assert_whole(root, before, after):
    """Every file is that of before or that of after, and a chapter is a notebook."""
    now = sources(root)
    wholes = {name for name in now if not name.endswith(PART)}
    assert wholes == before.keys() | after.keys(), "a file has gone, or a strange one has come"
    for name in wholes:
        assert now[name] in (before.get(name), after.get(name)), f"{name} is neither old nor new"
        if name.endswith(".ipynb"):
            json.loads(now[name])


@pytest.mark.skipif(os.name == "nt", reason="signals are those of Unix")
def test_an_interrupted_refresh_leaves_whole_chapters(root, tmp_path):
    first = workshop.copy(root, tmp_path / "first")
    change(first, 170)
    start = sources(first)
    takes = duration(first, "refresh")
    end = sources(first)
    assert start != end, "nothing was to be done, so nothing is proved"
    chance = random.Random(SEED)
    for number in range(KILLS):
        here = workshop.copy(root, tmp_path / "here")
        change(here, 170)
        how = ("kill", "everything", "ctrl-c")[number % 3]
        interrupt(here, "refresh", chance.uniform(0.05, takes), how)
        assert_whole(here, start, end)
        if number % 5 == 0:
            workshop.do(here, "refresh")
            assert sources(here) == end, f"a refresh after an interrupted one (by {how}) differs"
        shutil.rmtree(here, ignore_errors=True)


@pytest.mark.skipif(os.name == "nt", reason="signals are those of Unix")
def test_an_interrupted_build_leaves_the_last_good_site(root, tmp_path):
    here = workshop.copy(root, tmp_path / "here")
    page = here / "book" / "index.md"
    text = page.read_text(encoding="utf-8")
    states, takes = [], []
    for word in ("old", "new"):
        page.write_text(f"{text}\nA sentence, {word}.\n", encoding="utf-8")
        takes.append(duration(here, "build"))
        states.append(site(here))
    old, new = states
    assert old != new
    chance = random.Random(SEED)
    for number in range(KILLS):
        word, wanted = (("old", old), ("new", new))[number % 2]
        page.write_text(f"{text}\nA sentence, {word}.\n", encoding="utf-8")
        how = ("kill", "everything", "ctrl-c")[number % 3]
        interrupt(here, "build", chance.uniform(0.05, min(takes)), how)
        building.recover(here / "book" / "_build" / "html")
        assert site(here) in (old, new), f"the site is neither old nor new (ended by {how})"
    workshop.do(here, "build")
    assert site(here) == wanted
    left = [path.name for path in (here / "book" / "_build").iterdir()]
    assert sorted(left) in ([".lock", "html"], ["html"]), "a killed build left something for ever"


@pytest.mark.parametrize("step", [0, 1])
def test_a_swap_that_is_interrupted_is_undone(step, tmp_path, monkeypatch):
    html, new = tmp_path / "html", tmp_path / "new"
    for folder in (html, new):
        folder.mkdir()
        (folder / "index.html").write_text(folder.name)
    replace, calls = type(html).replace, []

    def stop(self, target):
        calls.append(self)
        if len(calls) - 1 == step:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(type(html), "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        building.swap(new, html)
    assert (html / "index.html").read_text() == "html"


def test_a_swap_that_was_killed_half_way_is_undone_by_the_next_run(tmp_path):
    html = tmp_path / "html"
    last = tmp_path / "html.last"
    last.mkdir()
    (last / "index.html").write_text("good")
    building.recover(html)
    assert (html / "index.html").read_text() == "good"
    assert not last.exists()


def test_two_runs_at_once_wait_for_each_other(root, tmp_path):
    here, before = (workshop.copy(root, tmp_path / name) for name in ("here", "before"))
    for folder in (here, before):
        change(folder, 180)
    workshop.do(before, "build")  # the changed data with the chapters of before
    both = [workshop.start(here, "refresh"), workshop.start(here, "refresh")]
    builds = [workshop.start(here, "build"), workshop.start(here, "build")]
    said = [process.communicate()[0] for process in both + builds]
    assert [process.returncode for process in both + builds] == [0, 0, 0, 0], "\n".join(said)
    assert sum("waiting for it to end" in line for line in said) >= 2
    assert sum(text.count("02_ai_push.ipynb: executed") for text in said) == 1, (
        "the second refresh must find the work done"
    )
    found = site(here)
    workshop.do(here, "build")
    assert found in (site(before), site(here)), "the site is neither of before nor of after"


def test_the_lock_is_free_after_its_holder_was_killed(tmp_path):
    script = f"""
import pathlib, time
from press.lock import alone
with alone(pathlib.Path({str(tmp_path)!r})):
    print("held", flush=True)
    time.sleep(60)
"""
    holder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert holder.stdout.readline().strip() == b"held"
    holder.kill()
    holder.communicate()
    said = []
    with alone(tmp_path, say=said.append):
        pass
    assert said == []


def test_a_chapter_saved_while_it_runs_is_not_overwritten(freshbook, monkeypatch):
    execute = refreshing.execute

    async def slowly(path, data):
        notebook = await execute(path, data)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("# Kites", "# Kites, edited"), encoding="utf-8")
        return notebook

    monkeypatch.setattr(refreshing, "execute", slowly)
    with pytest.raises(refreshing.RefreshError, match="was saved by somebody while it was exec"):
        refreshing.refresh(everything=True, say=lambda line: None)
    (chapter,) = (freshbook / "notebooks").glob("*.ipynb")
    assert "# Kites, edited" in chapter.read_text(encoding="utf-8"), "somebody's edit was lost"


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path):
    left = tmp_path / f".01_x.ipynb.abc{PART}"
    kept = tmp_path / "01_x.ipynb"
    for file in (left, kept):
        file.write_text("x")
    sweep([tmp_path])
    assert kept.exists()
    assert not left.exists()
    assert refreshing.sweep is sweep, "every refresh begins with this"
