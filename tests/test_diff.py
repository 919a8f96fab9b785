"""What the book says differently since a revision: numbers, verdicts, charts, rows; no more."""

import shutil
import subprocess

import pytest
import workshop
from nothing_skipped import need

from press.diff import Change, _cell, markdown, text


def git(root, *arguments):
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run(
        ["git", *who, "-c", "commit.gpgsign=false", *arguments],
        cwd=root, check=True, capture_output=True,
    )  # fmt: skip


def commit(root):
    git(root, "add", "--all", "--force", "data", "notebooks", "seeds")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "state")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The small book under version control, with a value, a verdict and an event changed since."""
    need(shutil.which("git"), "git is not installed")
    root = workshop.kites(tmp_path_factory.mktemp("diff") / "kites")
    git(root, "init", "--quiet")
    commit(root)
    git(root, "tag", "before")
    edit(root / "data" / "observations.csv", "kites,CHN,2023,150,", "kites,CHN,2023,160,")
    edit(root / "data" / "events.csv", "The first kite flies.", "The first kite flew.")
    edit(root / "seeds" / "claims.csv", ",holds,They rose.", ",partly,They rose for a while.")
    workshop.do(root, "refresh")
    return root


def edit(path, old, new):
    before = path.read_text(encoding="utf-8")
    assert before.count(old) == 1, f"{old!r} stands {before.count(old)} times in {path.name}"
    path.write_text(before.replace(old, new), encoding="utf-8", newline="")


def test_it_names_every_number_verdict_chart_and_row_that_changed(root):
    said = workshop.do(root, "diff", "before")
    # 150 ÷ 100 − 1 = 50%, then 160 ÷ 100 − 1 = 60%
    assert "Numbers (1 changed)\n  kites-rise\n    was  50%\n    now  60%\n" in said
    assert "  A01\n    was  holds: They rose.\n    now  partly: They rose for a while.\n" in said
    assert "    was  Kites in China rose by 50% in three years.\n" in said
    assert "    now  Kites in China rose by 60% in three years.\n" in said
    drawn = (
        "  kites: kites, CHN, 2023, revised\n    was  150 (lindow-2024)\n    now  160 (lindow-2024)"
    )
    assert drawn in said
    assert "Values drawn in charts (1 changed)" in said
    assert "Observations (1 changed)" in said
    assert "Events (1 changed)" in said
    assert "Series (" not in said, "a seal that follows from the rows is no change of its own"


def test_it_says_the_same_as_markdown(root):
    said = workshop.do(root, "diff", "before", "--markdown")
    assert "**Numbers (1 changed)**\n\n| what | was | now |\n|---|---|---|\n" in said
    assert "| kites-rise | 50% | 60% |" in said


def test_nothing_is_said_where_nothing_changed(root, tmp_path):
    here = workshop.copy(root, tmp_path / "kites")
    commit(here)
    assert workshop.do(here, "diff", "HEAD") == "The book says the same as in HEAD.\n"


def test_what_is_new_and_what_is_gone_are_told_apart(root, tmp_path):
    here = workshop.copy(root, tmp_path / "kites")
    commit(here)
    edit(
        here / "notebooks" / "nqpf" / "register" / "ai.py",
        'Number("kites-2020"', 'Number("kites-then"',
    )  # fmt: skip
    said = workshop.do(here, "diff", "HEAD")
    assert "Numbers (1 added, 1 removed)" in said
    assert "  kites-2020\n    was  100 thousand\n  kites-then\n    now  100 thousand" in said


def test_a_number_that_broke_says_why(root, tmp_path):
    here = workshop.copy(root, tmp_path / "kites")
    commit(here)
    edit(here / "data" / "observations.csv", "kites,CHN,2020,100,reported,lindow-2024,\n", "")
    said = workshop.do(here, "diff", "HEAD")
    assert "    now  cannot be computed: " in said


def test_a_revision_without_the_book_is_all_new(root, tmp_path):
    here = workshop.copy(root, tmp_path / "kites")
    git(here, "checkout", "--quiet", "--orphan", "bare")
    git(here, "rm", "--quiet", "-r", "-f", "--cached", ".")
    git(here, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    said = workshop.do(here, "diff", "HEAD")
    assert "changed" not in said.replace("changed since", "")
    assert "  kites-rise\n    now  60%" in said


@pytest.mark.parametrize("name", ["nowhere", "--output=x", "HEAD~99"])
def test_an_unknown_revision_is_refused(root, name):
    code, said = workshop.run(root, "diff", "--", name)
    assert code == 1
    assert f"{name!r} is no revision that git knows here" in said


def test_a_folder_without_git_is_refused(root, tmp_path):
    here = workshop.copy(root, tmp_path / "kites")
    shutil.rmtree(here / ".git")
    code, said = workshop.run(here, "diff", "HEAD")
    assert code == 1
    assert "no git checkout" in said


def test_a_long_list_is_folded_and_no_mark_of_a_name_is_read_as_markdown():
    many = [Change("Observations", f"row {i}", "1", "2") for i in range(13)]
    assert "<details><summary>Observations (13 changed)</summary>" in markdown(many, "v1")
    assert "<details>" not in markdown(many[:12], "v1")
    assert _cell("a|b <script> *c* [d](e) @all #1\nf") == (
        "a\\|b &lt;script> \\*c\\* \\[d\\](e) \\@all \\#1 f"
    )
    assert text([], "v1") == "The book says the same as in v1."
