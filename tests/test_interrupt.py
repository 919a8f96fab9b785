"""Interrupting a run leaves whole files, those of before or those of after, and no process."""

import json
import os
import signal
import subprocess
import sys
import time

import kitehouse
import pytest
from kitehouse import CHAPTER, edit

from press import files
from press.files import PART

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are those of Unix")
HOW = ("kill", "everything", "ctrl-c")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The small book with code in its chapter, built."""
    root = kitehouse.make(tmp_path_factory.mktemp("interrupt") / "kites")
    chapter = json.loads((root / CHAPTER).read_text(encoding="utf-8"))
    code = {"cell_type": "code", "id": "kites-1", "metadata": {}, "source": "print('kite 0')"}
    chapter["cells"].append(code | {"execution_count": None, "outputs": []})
    (root / CHAPTER).write_text(json.dumps(chapter), encoding="utf-8")
    kitehouse.do(root, "refresh")
    kitehouse.do(root, "build")
    return root


def seconds(root, command):
    begin = time.monotonic()
    kitehouse.do(root, command)
    return time.monotonic() - begin


def interrupt(root, command, after, how):
    """Interrupt a command, as Ctrl-C does or brutally; nothing it started may stay."""
    process = kitehouse.start(root, command)
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        if how == "kill":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL if how == "everything" else signal.SIGINT)
    said, _ = process.communicate()
    assert "Traceback" not in said, said
    assert not (root / "book/_build/log.txt").exists(), "to end a command is no fault of it"
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError(f"{command}, ended by {how}, left a process behind")


def sources(root):
    folders = (root / name for name in ("notebooks", "data", "seeds"))
    return {file: file.read_bytes() for folder in folders for file in folder.glob("*.*")}


def test_an_interrupted_refresh_leaves_whole_chapters(root):
    edit(root / CHAPTER, "kite 0", "kite x")
    takes = seconds(root, "refresh")
    for number, how in enumerate(HOW, start=1):
        edit(root / CHAPTER, "kite ", "kite kite ")
        before = sources(root)
        interrupt(root, "refresh", takes * number / 4, how)
        now = sources(root)
        kitehouse.do(root, "refresh")
        after = sources(root)
        whole = {name for name in now if not name.name.endswith(PART)}
        assert whole == before.keys() == after.keys()
        for name in whole:
            assert now[name] in (before[name], after[name]), f"{name} is neither old nor new"


def test_an_interrupted_build_leaves_the_last_good_site(root):
    page, html = root / "book" / "index.md", root / "book" / "_build" / "html"
    edit(page, "There were", "There, old, were")
    takes = seconds(root, "build")
    old = kitehouse.site(html)
    edit(page, "There, old, were", "There, new, were")
    for number, how in enumerate(HOW, start=2):
        interrupt(root, "build", takes * number / 5, how)
        files.recover(html)
        now = kitehouse.site(html)
        assert now.keys() == old.keys()
        assert now == old or b"There, new, were" in now["index.html"], f"not whole after {how}"
    kitehouse.do(root, "build")
    assert b"There, new, were" in kitehouse.site(html)["index.html"]
    left = {path.name for path in html.parent.iterdir()}
    assert left <= {".lock", "html", "book.json"}, "a killed build left something for ever"


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
        files.swap(new, html)
    assert (html / "index.html").read_text() == "html"


def test_a_swap_that_was_killed_half_way_is_undone_by_the_next_run(tmp_path):
    last = tmp_path / "html.last"
    last.mkdir()
    (last / "index.html").write_text("good")
    files.recover(tmp_path / "html")
    assert (tmp_path / "html" / "index.html").read_text() == "good"
    assert not last.exists()


def test_what_a_killed_run_left_half_written_is_swept_away(root):
    half = root / "notebooks" / f".02_kites.ipynb.abc{PART}"
    half.write_text("half a chap")
    kitehouse.do(root, "refresh")
    assert not half.exists()


def test_a_chapter_saved_while_it_runs_is_not_overwritten(root, tmp_path):
    running = tmp_path / "running"
    slow = f"import pathlib, time; pathlib.Path({str(running)!r}).touch(); time.sleep(3)"
    before = (root / CHAPTER).read_text(encoding="utf-8")
    chapter = json.loads(before)
    chapter["cells"][1]["source"] = slow
    (root / CHAPTER).write_text(json.dumps(chapter), encoding="utf-8")
    refresh = kitehouse.start(root, "refresh")
    while not running.exists() and refresh.poll() is None:
        time.sleep(0.05)
    edit(root / CHAPTER, "# Kites", "# Kites, edited")
    said, _ = refresh.communicate()
    assert refresh.returncode == 1, said
    assert "02_kites.ipynb" in said
    edited = (root / CHAPTER).read_text(encoding="utf-8")
    (root / CHAPTER).write_text(before, encoding="utf-8")
    assert "# Kites, edited" in edited, "an edit was lost"


def test_two_runs_at_once_wait_for_each_other(root):
    edit(root / "book" / "index.md", "were", "were there")
    both = [kitehouse.start(root, "build") for _ in range(2)]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], "\n".join(said)
    assert sum("waiting for it to end" in text for text in said) == 1


def test_the_lock_is_free_after_its_holder_was_killed(tmp_path):
    script = f"""
import pathlib, time
from press.files import alone
with alone(pathlib.Path({str(tmp_path)!r})):
    print("held", flush=True)
    time.sleep(600)
"""
    holder = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    holder.kill()
    holder.communicate()
    waited = []
    with files.alone(tmp_path, say=waited.append):
        assert waited == []
