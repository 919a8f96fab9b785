"""The commands: which project they take, and a sentence instead of a traceback whatever happens."""

import errno
import socket
import subprocess
import sys

import kitehouse
import kites
import pytest
import toy
import typer
from html_pages import ROOT
from typer.testing import CliRunner

from nqpf.settings import MIME
from press import pages
from press.__main__ import app
from press.pages import newest_drawn
from press.workshop import Workshop

COMMANDS = typer.main.get_command(app).commands


@pytest.fixture
def root(tmp_path):
    return kites.write(tmp_path / "kites, 风筝")


def press(*arguments: str) -> tuple[int, str]:
    """Run a command in this process; give its exit code and all that it said."""
    done = CliRunner().invoke(app, list(arguments), prog_name="press")
    assert "Traceback" not in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def freshness(root, day: str = "2027-02-01") -> tuple[int, str]:
    return press("--root", str(root), "freshness", "--as-of", day)


def loaded(*arguments: str) -> set[str]:
    """The modules that a command imports, in a process of its own."""
    command = [sys.executable, "-X", "importtime", "-m", "press", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


def test_a_series_is_overdue_when_the_month_it_was_due_in_is_over(root):
    lines = [
        "2027-01 OVERDUE  kite_share (last 2023; Lindow, annual, by hand)",
        "2027-01 OVERDUE  kites (last 2023; Lindow, annual, fetched)",
    ]
    assert freshness(root) == (0, "\n".join(lines) + "\n")
    for day in ("2027-01-01", "2027-01-31", ""):
        said = freshness(root, day)[1]
        assert "OVERDUE" not in said, "a month is not over before its end"
        assert said.startswith("2027-01  kite_share")
    assert freshness(root, "today")[0] == 0


def test_the_register_of_ages_says_the_same(tmp_path):
    root = kitehouse.make(tmp_path / "kites")
    text = pages.generate(Workshop(root))["freshness"]
    assert "| [Kites](#series-kites) | 2023 | 2027-01 | by a connector |" in text
    kitehouse.edit(root / "data/sources.csv", "2024-05-01", "2027-02-01")
    text = pages.generate(Workshop(root))["freshness"]
    assert "| [Share of kites](#series-kite_share) | 2023 | 2027-01 (overdue) | by hand |" in text


def test_the_newest_period_that_is_drawn_is_no_target_and_a_year_lasts_until_its_end(root):
    assert newest_drawn(Workshop(root)) == ""
    table = "series,geo,period,value,status\n" + "\n".join(
        f"kites,CHN,{period},1,{status}"
        for period, status in (("2030", "target"), ("2024-11", "reported"), ("2024", "reported"))
    )
    face = {"id": "kites", "finding": "Kites.", "csv": table}
    shown = {"output_type": "display_data", "metadata": {}, "data": {MIME: face}}
    chapter = toy.notebook("# Kites", ("book.publish()", [shown]))
    (root / "notebooks" / "02_kites.ipynb").write_text(chapter, encoding="utf-8")
    assert newest_drawn(Workshop(root)) == "2024"


def test_the_project_is_that_of_the_working_directory_or_of_the_program(root, monkeypatch):
    monkeypatch.chdir(root / "seeds")
    assert "kite_share" in press("freshness")[1]
    monkeypatch.chdir(root.parent)
    assert "ai_articles" in press("freshness")[1]


def test_a_rule_is_explained_and_an_unknown_one_named():
    code, said = press("explain", "number-text")
    assert code == 0
    assert "why:" in said
    assert press("explain", "number-txt") == (
        1,
        "There is no rule 'number-txt'. Did you mean 'number-text'?\n",
    )


def test_a_table_that_is_broken_is_a_sentence(root):
    kitehouse.edit(root / "data/series.csv", "id,title", "id;title")
    code, said = freshness(root)
    assert code == 1
    assert said.startswith("data/series.csv, line 1: the header has no column")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/a/b/page.html"),
         "page.html: No space left on device; see that there is room"),
        (PermissionError(errno.EACCES, "Permission denied", "/a/b/html"),
         "html: Permission denied; see that there is room, and that you may read and write there"),
        (OSError(errno.EROFS, "Read-only file system"), "Read-only file system; see that"),
    ],
)  # fmt: skip
def test_what_the_disk_refuses_is_a_sentence(root, monkeypatch, fault, said):
    monkeypatch.setattr(
        "press.workshop.Workshop.data", property(lambda _: (_ for _ in ()).throw(fault))
    )
    code, output = freshness(root)
    assert code == 1
    assert output.startswith(said)
    assert output.count("\n") == 1


def test_a_port_that_is_taken_is_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = press("serve", "--port", str(taken.getsockname()[1]))
    assert code == 1
    assert said.endswith("name another port: press serve --port 8001\n")


def test_a_fault_of_the_workshop_is_one_line_and_a_saved_log(root, monkeypatch):
    (root / "book").mkdir()
    monkeypatch.setattr("press.workshop.Workshop.data", property(lambda _: {}["kite\nsecond line"]))
    code, said = freshness(root)
    assert code == 1
    assert said.startswith("KeyError: ")
    assert said.endswith("please report it with book/_build/log.txt\n")
    assert said.count("\n") == 1
    log = (root / "book/_build/log.txt").read_text(encoding="utf-8")
    assert log.startswith("Traceback")
    assert "test_commands.py" in log


def test_a_mistyped_command_is_named_with_what_is_there():
    assert press("bild")[0] == 2
    assert "No such command 'bild'" in press("bild")[1]
    code, said = press("--help")
    assert code == 0
    assert all(name in said for name in COMMANDS)


def test_words_of_any_language_are_printed_on_any_terminal(root):
    env = kitehouse.environment(ROOT) | {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    kitehouse.edit(root / "data/series.csv", "-5,100,future,Lindow", "-5,100,future,风筝")
    command = [sys.executable, "-m", "press", "--root", str(root), "freshness"]
    done = subprocess.run(
        [*command, "--as-of", "2027-02-01"], env=env, capture_output=True, check=False
    )
    assert "(last 2023; 风筝, annual, by hand)" in done.stdout.decode("utf-8"), done.stderr


def test_a_command_loads_only_what_it_needs():
    assert not {"pandas", "nqpf", "rich", "yaml"} & loaded("--help")
    check = loaded("check")
    assert "pandas" in check
    assert not {"matplotlib", "matplotlib.figure", "playwright", "theme"} & check
