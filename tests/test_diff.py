"""What the book says differently since a revision: numbers, verdicts, charts, rows and text."""

import json
import shutil
import subprocess

import kitehouse
import pytest
from kitehouse import CHAPTER, edit
from nothing_skipped import need

from press.changes import DiffError, report
from press.workshop import Workshop

ROWS = "series,geo,period,status,source,value\nkites,CHN,2023,revised,lindow-2024,150\n"
FACE = {"id": "kites", "finding": "Kites rose.", "csv": ROWS, "narrow": "<svg>narrow</svg>"}
NEW_FACE = FACE | {"finding": "Kites rose faster.", "csv": ROWS.replace("150", "160")}


def git(root, *arguments):
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    command = ["git", *who, "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def commit(root):
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", "state")


def draw(root, face, wide="<svg>wide</svg>"):
    """Store a chart in the chapter, as a refresh does."""
    path = root / CHAPTER
    notebook = json.loads(path.read_text(encoding="utf-8"))
    data = {"application/vnd.nqpf.chart+json": face, "image/svg+xml": wide}
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    cell = {"cell_type": "code", "id": "chart", "metadata": {}, "execution_count": 1}
    notebook["cells"][1:] = [cell | {"source": "1", "outputs": [output]}]
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The small book under version control, with one thing of each kind changed since."""
    need(shutil.which("git"), "git is not installed")
    root = kitehouse.make(tmp_path_factory.mktemp("diff") / "kites")
    draw(root, FACE)
    git(root, "init", "--quiet")
    commit(root)
    git(root, "tag", "before")
    edit(root / "data/observations.csv", "kites,CHN,2023,150,", "kites,CHN,2023,160,")
    edit(root / "data/events.csv", "The first kite flies.", "The first kite flew.")
    edit(root / "seeds/claims.csv", ",holds,They rose.", ",partly,They rose for a while.")
    edit(root / CHAPTER, "Many, says the fair.", "Few, says the fair.")
    draw(root, NEW_FACE, "<svg>wide</svg>")
    return root


@pytest.fixture
def book(root, tmp_path):
    """A copy of it that may be changed further."""
    return Workshop(shutil.copytree(root, tmp_path / "kites"))


def test_it_names_everything_that_changed_and_nothing_else(root):
    said = report(Workshop(root), "before")
    heads = [line for line in said.splitlines()[1:] if line and line[0] != " "]
    # 150 ÷ 100 − 1 = 50%, then 160 ÷ 100 − 1 = 60%; of the chart the finding and the values
    kinds = ("Numbers", "Claims", "Observations", "Events")
    once = [f"{kind} (1)" for kind in kinds]
    assert sorted(heads) == sorted([*once, "Charts (2)", "Text (2)"])
    for change in (
        "  kites-rise\n    was  50%\n    now  60%\n",
        "  A01\n    was  holds\n    now  partly\n",
        "  kites finding\n    was  Kites rose.\n    now  Kites rose faster.\n",
        "  kites,CHN,2023,revised,lindow-2024\n    was  150.0\n    now  160.0\n",
        "  kites: Many, says the fair.\n    was  Many, says the fair.",
    ):
        assert change in said, said


def test_a_drawing_that_changed_is_seen_though_its_values_did_not(book):
    commit(book.root)
    draw(book.root, NEW_FACE, "<svg>another</svg>")
    assert "Charts (1)\n  kites drawing\n" in report(book, "HEAD")


def test_nothing_is_said_where_nothing_changed_but_what_refresh_writes(book):
    edit(book.root / CHAPTER, "Few, says", "Few ([1](#num-kites-2020)), says")
    commit(book.root)
    edit(book.root / CHAPTER, "[1](#num", "[100 thousand](#num")
    assert report(book, "HEAD") == "The book says the same as in HEAD."


def test_what_is_new_and_what_is_gone_are_told_apart(book):
    commit(book.root)
    edit(book.root / "data/numbers.csv", "kites-2020,", "kites-then,")
    said = report(book, "HEAD")
    assert "Numbers (2)" in said
    assert "  kites-2020\n    was  100 thousand\n  kites-then\n    now  100 thousand" in said


def test_markdown_holds_it_in_one_block_where_nothing_is_read_as_markdown(book):
    commit(book.root)
    edit(book.root / "data/events.csv", "The first kite", '"\n~~~\n</details> @everybody the kite')
    edit(book.root / "data/events.csv", "kite flew.", 'kite flew."')
    said = report(book, "HEAD", markdown=True)
    opened, inside = said.split("~~~text\n")
    assert opened == "<details><summary>What the book says differently since HEAD</summary>\n\n"
    block, end = inside.rsplit("\n~~~\n", 1)
    assert end == "\n</details>"
    assert "@everybody" in block
    assert not [line for line in block.splitlines() if line.startswith("~~~")]


def test_a_chapter_that_cannot_be_read_is_named_here_and_in_the_revision(book):
    whole = (book.root / CHAPTER).read_text(encoding="utf-8")
    (book.root / CHAPTER).write_text("<<<<<<< HEAD", encoding="utf-8")
    commit(book.root)
    with pytest.raises(ValueError, match=r"^notebooks/02_kites\.ipynb"):
        report(book, "before")
    (book.root / CHAPTER).write_text(whole, encoding="utf-8")
    with pytest.raises(DiffError, match=r"^the book of HEAD cannot be read: notebooks/02_kites"):
        report(book, "HEAD")


@pytest.mark.parametrize("name", ["nowhere", "--output=x", "HEAD~99"])
def test_an_unknown_revision_is_refused(root, name):
    with pytest.raises(DiffError, match=f"'{name}' is no revision that git knows here"):
        report(Workshop(root), name)
    assert not (root / "x").exists()


def test_a_folder_without_git_is_refused_in_the_words_of_git(book):
    shutil.rmtree(book.root / ".git")
    with pytest.raises(DiffError, match=r"^git says: fatal: not a git repository"):
        report(book, "HEAD")


def test_a_folder_of_somebody_else_is_refused_in_the_words_of_git(book, monkeypatch):
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(DiffError, match=r"^git says: fatal: detected dubious ownership"):
        report(book, "HEAD")


def test_a_machine_without_git_says_so(root, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DiffError, match="git is not installed"):
        report(Workshop(root), "HEAD")
