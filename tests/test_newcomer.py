"""A newcomer's first hour: the guide's worked example to the letter, then slips of the pen.

Everything is taken from CONTRIBUTING.md and done in a clone, by the commands that stand there. So
the guide is tested with the workshop: a step that no longer works fails here.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import nbformat
import pytest
import toy
from bs4 import BeautifulSoup
from html_pages import ROOT
from kitehouse import do, edit, run
from nothing_skipped import need

CHAPTER = "03_future_industries.ipynb"
SENTENCE = "China made over 400 thousand kites in 2025."
FINDING = "Firms in China made over 400 thousand kites in 2025."
WASTE = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints", ".*.part")


@dataclass(frozen=True)
class Example:
    """What the guide tells a newcomer to write: rows by table, a sentence, a chart."""

    rows: dict[str, list[str]]
    sentence: str
    chart: str


@pytest.fixture(scope="module")
def guide() -> Example:
    """The worked example of the guide."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    text = re.search(r"^## Add data.*?(?=^## )", text, re.MULTILINE | re.DOTALL)[0]
    rows = {}
    for step in re.split(r"^\d\. ", text, flags=re.MULTILINE):
        if table := re.search(r"of `data/(\w+\.csv)`", step):
            rows[table[1]] = re.findall(r"^   `(.+)`$", step, re.MULTILINE)
    blocks = re.findall(r"^   ```\w+\n(.*?)^   ```$", text, re.MULTILINE | re.DOTALL)
    return Example(rows, *(dedent(block).strip() for block in blocks))


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    command = ["git", *who, "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """The project as somebody gets it who clones it: what .gitignore names does not come."""
    need(shutil.which("git"), "git is not installed")
    folder = tmp_path_factory.mktemp("newcomer")
    origin, root = folder / "origin", folder / "my clone"
    for part in ("book", "data", "notebooks", "seeds"):
        shutil.copytree(ROOT / part, origin / part, ignore=WASTE)
    for name in (".gitignore", ".gitattributes"):
        shutil.copy(ROOT / name, origin)
    git(origin, "init", "--quiet")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "The project as it is")
    git(folder, "clone", "--quiet", "origin", root.name)
    return root


def edit_chapter(root: Path, change) -> None:
    """Change a chapter as Jupyter saves it: with random ids, and traces in the metadata."""
    path = root / "notebooks" / CHAPTER
    notebook = nbformat.read(path, as_version=4)
    change(notebook.cells)
    notebook.metadata["toc-autonumbering"] = False
    nbformat.write(notebook, path)


def follow(guide: Example, root: Path) -> None:
    """Write what the guide says, each thing at the end of its file, as a beginner does."""
    for table, rows in guide.rows.items():
        with (root / "data" / table).open("a", encoding="utf-8", newline="") as file:
            file.writelines(f"{row}\n" for row in rows)

    def add(cells):
        place = next(i for i, c in enumerate(cells) if c.source.startswith("## What would change"))
        cells[place:place] = [
            nbformat.v4.new_markdown_cell(guide.sentence),
            nbformat.v4.new_code_cell(guide.chart),
        ]

    edit_chapter(root, add)


@pytest.fixture(scope="module")
def walk(guide, root) -> dict[str, str]:
    """Take the whole walk once; give what each command said."""
    follow(guide, root)
    code, first = run(root, "check", "--fix")
    assert code == 1, "nothing is executed or counted yet, and the check did not say so"
    steps = {
        "refresh": ["refresh"],
        "check": ["check"],
        "diff": ["diff", "HEAD"],
        "build": ["build"],
    }
    return {"first": first} | {name: do(root, *command) for name, command in steps.items()}


def problems(said: str) -> dict[str, list[str]]:
    """Group what the check said by rule: place, what is wrong and how to fix it."""
    found: dict[str, list[str]] = {}
    for what, rule, fix in re.findall(r"^(.+) \[([a-z-]+)\]\n  fix: (.+)$", said, re.MULTILINE):
        found.setdefault(rule, []).append(f"{what}\n{fix}")
    return found


def page(root: Path, name: str) -> BeautifulSoup:
    file = root / "book" / "_build" / "html" / name / "index.html"
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def test_the_check_says_what_is_left_to_do(walk, guide):
    for table in guide.rows:
        assert f"fixed data/{table}" in walk["first"], f"{table} was not sorted"
    found = problems(walk["first"])
    for rule, where, what in (
        ("unsealed-row", "data/observations.csv", "kite_output"),
        ("number-text", CHAPTER, "over 400 thousand"),
        ("not-executed", CHAPTER, "never executed"),
        ("not-canonical", CHAPTER, "traces of an editor"),
    ):
        fitting = [line for line in found.get(rule, []) if where in line and what in line]
        assert fitting, f"{rule} of {where}: {what!r} was not said:\n{walk['first']}"
        assert all("run make refresh" in line for line in fitting)
    left = {"unsealed-row", "number-text", "not-executed", "not-canonical", "stale"}
    assert found.keys() <= left, f"the guide's example breaks other rules: {walk['first']}"


def test_a_refresh_executes_that_chapter_alone_and_leaves_nothing_to_say(walk):
    assert re.findall(r"^(\S+): executed$", walk["refresh"], re.MULTILINE) == [CHAPTER]
    assert walk["check"].endswith("\nno problems\n")


def test_the_difference_tells_a_reviewer_what_is_new_and_nothing_else(walk):
    heads = re.findall(r"^(\w+ \(\d+\))$", walk["diff"], re.MULTILINE)
    wanted = ["Numbers (1)", "Charts (3)", "Observations (3)"]
    assert heads == [*wanted, "Series (4)", "Text (1)"]
    for piece in ("kites-2025", "over 400 thousand", FINDING, "kite_output", "kite-office-2025"):
        assert piece in walk["diff"], walk["diff"]


def test_the_sentence_stands_on_the_page_and_leads_to_its_number(walk, root):
    shown = page(root, "future-industries")
    link = shown.find("a", href=re.compile(r"#num-kites-2025$"), string="over 400 thousand")
    assert SENTENCE in " ".join(link.parent.get_text().split())
    entry = page(root, "numbers").find(id="num-kites-2025").parent.get_text()
    for piece in ("Kites made, China, 2025", "over 400 thousand", "Kite Office"):
        assert piece in entry


def test_the_chart_stands_on_the_page_with_its_finding_and_its_values(walk, root, guide):
    figure = page(root, "future-industries").find(id="fig-kites")
    assert FINDING in " ".join(figure.get_text().split())
    assert figure.find("svg"), "the chart is not drawn on the page"
    csv = figure.find("a", href=re.compile(r"\.csv$"))["href"]
    table = toy.rows(root / "book" / "_build" / "html" / "future-industries" / csv)
    drawn = [(row["period"], row["value"], row["status"], row["source"]) for row in table]
    given = [tuple(row.split(",")[2:6]) for row in guide.rows["observations.csv"]]
    assert sorted(drawn) == given


def test_the_source_is_listed_and_cited(walk, root):
    assert page(root, "sources").find(id="source-kite-office-2025")
    assert "https://kites.example/2025" in str(page(root, "sources"))
    assert "Kites in 2025" in page(root, "future-industries").get_text(), "not among its sources"


# One check reports all problems at once, so the slips of one kind are made together and asked for
# one by one. Those in the data come first: a chapter is checked when its data can be read.


def broken(root: Path, folder: Path) -> Path:
    return shutil.copytree(root, folder, ignore=WASTE)


@pytest.fixture(scope="module")
def slips_in_the_data(walk, root, tmp_path_factory) -> dict[str, list[str]]:
    clone = broken(root, tmp_path_factory.mktemp("slips") / "data")
    table = clone / "data" / "observations.csv"
    edit(table, "kite_output,CHN,2024", "kite_ouput,CHN,2024")
    edit(table, "kite_output,CHN,2023,310,", "kite_output,CHN,Jun-23,31000,")
    code, said = run(clone, "check")
    assert code == 1
    return problems(said)


@pytest.fixture(scope="module")
def slips_in_the_chapter(walk, root, tmp_path_factory) -> tuple[dict[str, list[str]], list[str]]:
    clone = broken(root, tmp_path_factory.mktemp("slips") / "chapter")

    def slip(cells):
        said = next(i for i, cell in enumerate(cells) if SENTENCE in plain(cell.source))
        chart = cells[said + 1]
        chart.source = chart.source.partition("\n")[2].replace("{n('kites-2025')}", "400 thousand")
        cells[said].source += "\nThat is 14% more.\n\nIn 2024: [352](#num-kite-2025) thousand."
        cells.insert(said + 2, nbformat.v4.new_code_cell('data.select("kite_output")'))

    edit_chapter(clone, slip)
    cells = nbformat.read(clone / "notebooks" / CHAPTER, as_version=4).cells
    at = next(i for i, c in enumerate(cells, start=1) if SENTENCE in plain(c.source))
    code, said = run(clone, "check")
    assert code == 1
    place = f"notebooks/{CHAPTER}, cell"
    return problems(said), [f"{place} {at}", f"{place} {at + 1}", f"{place} {at + 2}"]


def plain(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


@pytest.mark.parametrize(
    ("rule", "year", "what"),
    [
        ("foreign-key", "2024", "did you mean 'kite_output'?"),
        ("schema", "Jun-23", "Excel turns into a date"),
        ("out-of-range", "Jun-23", "31000"),
    ],
    ids=["a misspelt series", "a date that a spreadsheet made", "a unit"],
)
def test_a_slip_in_the_data_is_refused_with_its_line(slips_in_the_data, rule, year, what):
    said = [text for text in slips_in_the_data.get(rule, []) if what in text]
    assert said, slips_in_the_data
    assert re.match(r"data/observations\.csv, line \d+", said[0])


@pytest.mark.parametrize(
    ("cell", "rule", "what", "fix"),
    [
        (0, "bare-figure", "That is 14% more", "link it: [text](#num-name)"),
        (0, "number-unknown", "no number 'kite-2025'", "correct the name"),
        (1, "bare-figure", "typed into a finding: 'Firms in China made 400", '{n("name")}'),
        (1, "chart-label", "'#| label: fig-kites'", "the first line of the cell"),
        (2, "not-executed", "the cell was never executed", "run make refresh"),
    ],
    ids=["a bare figure", "a wrong name", "a typed finding", "no label", "a cell never executed"],
)
def test_a_slip_in_the_chapter_is_refused_with_its_cell(
    slips_in_the_chapter, cell, rule, what, fix
):
    found, places = slips_in_the_chapter
    said = [text for text in found[rule] if text.startswith(f"{places[cell]}") and what in text]
    assert len(said) == 1, found
    assert fix in said[0]
