"""A newcomer's first hour: the guide's worked example to the letter, then seven slips of the pen.

Everything is taken from CONTRIBUTING.md and done in a clone, by the commands that stand there. So
the guide is tested with the workshop: a step that no longer works fails here.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import nbformat
import pytest
import toy
import typer
import workshop
from bs4 import BeautifulSoup
from nothing_skipped import need

from press import paths
from press.__main__ import app

CHAPTER = "03_future_industries.ipynb"
SENTENCE = "China made over 400 thousand kites in 2025."
FINDING = "Firms in China made over 400 thousand kites in 2025."


@dataclass(frozen=True)
class Example:
    """What the guide tells a newcomer to write: rows by table, a number, a sentence, a chart."""

    rows: dict[str, list[str]]
    module: str
    number: str
    sentence: str
    chart: str


def example() -> Example:
    """Read the worked example out of the guide."""
    guide = (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    text = re.search(r"^## Add data.*?(?=^## )", guide, re.MULTILINE | re.DOTALL)[0]
    rows = {}
    for step in re.split(r"^\d\. ", text, flags=re.MULTILINE):
        if table := re.search(r"in `data/(\w+\.csv)`", step):
            rows[table[1]] = re.findall(r"^   `(.+)`$", step, re.MULTILINE)
    blocks = re.findall(r"^   ```\w+\n(.*?)^   ```$", text, re.MULTILINE | re.DOTALL)
    number, sentence, chart = (dedent(block) for block in blocks)
    number = re.search(r"# the others\n(.*)^\]", number, re.MULTILINE | re.DOTALL)[1]
    module = re.search(r"`(notebooks/nqpf/register/\w+\.py)`", text)[1]
    return Example(rows, module, number, sentence.strip(), chart.strip())


def git(root: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    command = ["git", *who, "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, cwd=root, check=True, capture_output=True)


def clone(folder: Path) -> Path:
    """Give the project as somebody gets it who clones it: what .gitignore names does not come."""
    origin, root = workshop.project(folder / "origin"), folder / "my clone"
    for name in (".gitignore", ".gitattributes", "CONTRIBUTING.md"):
        shutil.copy(paths.ROOT / name, origin)
    git(origin, "init", "--quiet")
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "The project as it is")
    git(folder, "clone", "--quiet", "origin", root.name)
    return root


def append(path: Path, *lines: str) -> None:
    with path.open("a", encoding="utf-8", newline="") as file:
        file.writelines(f"{line}\n" for line in lines)


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
        append(root / "data" / table, *rows)
    module = root / guide.module
    text = module.read_text(encoding="utf-8")
    assert text.endswith("\n]\n"), f"{guide.module} no longer ends with its list of numbers"
    module.write_text(text[:-2] + guide.number + "]\n", encoding="utf-8", newline="")

    def add(cells):
        place = next(i for i, c in enumerate(cells) if c.source.startswith("## What would change"))
        cells[place:place] = [
            nbformat.v4.new_markdown_cell(guide.sentence),
            nbformat.v4.new_code_cell(guide.chart),
        ]

    edit_chapter(root, add)


def nbval(root: Path) -> str:
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q"]
    command += ["-p", "no:cacheprovider", "--rootdir", str(root), f"notebooks/{CHAPTER}"]
    run = subprocess.run(
        command, cwd=root, env=workshop.environment(root),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return run.stdout


@pytest.fixture(scope="module")
def guide() -> Example:
    return example()


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    need(shutil.which("git"), "git is not installed")
    return clone(tmp_path_factory.mktemp("newcomer"))


@pytest.fixture(scope="module")
def walk(guide, root) -> dict[str, str]:
    """Take the whole walk once; give what each command said."""
    said = {"first build": workshop.do(root, "build")}
    follow(guide, root)
    code, said["check"] = workshop.run(root, "check", "--fix")
    assert code == 1, "nothing is executed or counted yet, and the check did not say so"
    said["refresh"] = workshop.do(root, "refresh")
    said["check again"] = workshop.do(root, "check")
    building = workshop.start(root, "build")  # the other two only read
    said["test"] = nbval(root)
    said["diff"] = workshop.do(root, "diff", "HEAD")
    said["build"], _ = building.communicate()
    assert building.returncode == 0, said["build"]
    return said


def problems(said: str) -> dict[str, list[str]]:
    """Group what the check said by rule: place, what is wrong and how to mend it."""
    found: dict[str, list[str]] = {}
    for what, rule, mend in re.findall(r"^(.+) \[([a-z-]+)\]\n  mend: (.+)$", said, re.MULTILINE):
        found.setdefault(rule, []).append(f"{what}\n{mend}")
    return found


def page(root: Path, name: str) -> BeautifulSoup:
    file = root / "book" / "_build" / "html" / name / "index.html"
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def test_a_clone_builds_at_once_and_is_fresh(walk):
    assert re.search(r"^\d+ files in book/_build/html$", walk["first build"], re.MULTILINE)
    assert "stale" not in walk["first build"]


def test_the_check_says_what_is_left_to_do(walk, guide):
    for table in guide.rows:
        assert f"mended data/{table}" in walk["check"], f"{table} was not sorted"
    found = problems(walk["check"])
    place = f"notebooks/{CHAPTER}"
    for rule, where, what in (
        ("row-count", "(kite_output), column rows", "has 3 rows of kite_output"),
        ("number-text", place, "the dataset gives 'over 400 thousand'"),
        ("not-executed", place, "the cell was never executed"),
        ("not-canonical", place, "traces of an editor"),
        ("stale", place, "code of cell fig-kites"),
        ("page-stale", "book/numbers.md", "kites"),
        ("page-stale", "book/sources.md", "ite"),
    ):
        fitting = [line for line in found.get(rule, []) if where in line and what in line]
        assert fitting, f"{rule} of {where}: {what!r} was not said:\n{walk['check']}"
        assert all("run make refresh" in line for line in fitting)
    wanted = {"row-count", "number-text", "not-executed", "not-canonical", "stale", "page-stale"}
    rest = {rule: lines for rule, lines in found.items() if rule not in wanted}
    counted = "".join(rest.pop("constraint-error", []))  # the empty cells that refresh fills
    assert re.findall(r"column (\w+): the cell is empty", counted) in ([], ["rows", "digest"])
    assert not rest, f"the guide's example breaks rules of the house: {rest}"


def test_a_refresh_executes_that_chapter_alone_and_leaves_nothing_to_say(walk):
    assert re.findall(r"^(\S+): executed$", walk["refresh"], re.MULTILINE) == [CHAPTER]
    assert walk["check again"] == "no problems\n"


def test_the_difference_tells_a_reviewer_what_is_new(walk):
    for piece in ("kites-2025", "over 400 thousand", FINDING, "kite_output", "kite-office-2025"):
        assert piece in walk["diff"], walk["diff"]


def test_the_notebook_test_compares_the_new_chart_too(walk, root):
    cells = nbformat.read(root / "notebooks" / CHAPTER, as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert re.search(rf"^{len(code)} passed", walk["test"], re.MULTILINE), walk["test"]


def test_the_sentence_stands_on_the_page_and_leads_to_its_number(walk, root):
    shown = page(root, "future-industries")
    link = shown.find("a", href=re.compile(r"#num-kites-2025$"), string="over 400 thousand")
    assert SENTENCE in " ".join(link.parent.get_text().split())
    entry = page(root, "numbers").find(id="num-kites-2025").parent.get_text()
    for piece in ("Kites made, 2025", "over 400 thousand", "kite_output", "Kite Office"):
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
    assert "Kites in 2025" in page(root, "future-industries").get_text(), "not in the bibliography"


# One check reports all problems at once, so the slips of one kind are made together and asked for
# one by one. Those in the data come first: a chapter is checked when its data can be read.


@pytest.fixture(scope="module")
def slips_in_the_data(walk, root, tmp_path_factory) -> dict[str, list[str]]:
    broken = workshop.copy(root, tmp_path_factory.mktemp("slips") / "data")
    table = broken / "data" / "observations.csv"
    toy.edit(table, "kite_output,CHN,2024", "kite_ouput,CHN,2024")
    toy.edit(table, "kite_output,CHN,2023,310,", "kite_output,CHN,2023,12,5,")
    code, said = workshop.run(broken, "check")
    assert code == 1
    return problems(said)


@pytest.fixture(scope="module")
def slips_in_the_chapter(walk, root, tmp_path_factory) -> tuple[dict[str, list[str]], list[str]]:
    broken = workshop.copy(root, tmp_path_factory.mktemp("slips") / "chapter")

    def slip(cells):
        said = next(i for i, cell in enumerate(cells) if SENTENCE in plain(cell.source))
        chart = cells[said + 1]
        chart.source = chart.source.partition("\n")[2].replace("{n('kites-2025')}", "400 thousand")
        cells[
            said
        ].source += "\nThat is 14% more.\n\nIn 2024 it was [352](#num-kite-2025) thousand."
        cells.insert(said + 2, nbformat.v4.new_code_cell('data.select("kite_output")'))

    edit_chapter(broken, slip)
    cells = nbformat.read(broken / "notebooks" / CHAPTER, as_version=4).cells
    at = next(i for i, c in enumerate(cells, start=1) if SENTENCE in plain(c.source))
    code, said = workshop.run(broken, "check")
    assert code == 1
    place = f"notebooks/{CHAPTER}, cell"
    return problems(said), [f"{place} {at}", f"{place} {at + 1}", f"{place} {at + 2}"]


def plain(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)


@pytest.mark.parametrize(
    ("rule", "what", "mend"),
    [
        ("foreign-key", "'kite_ouput' is not in data/series.csv", "did you mean 'kite_output'?"),
        ("extra-cell", 'an extra value in field at position "8"', "write a decimal number with a"),
    ],
    ids=["a misspelt series", "a decimal comma"],
)
def test_a_slip_in_the_data_is_refused(slips_in_the_data, root, rule, what, mend):
    lines = (root / "data" / "observations.csv").read_text(encoding="utf-8").splitlines()
    year = "2024" if rule == "foreign-key" else "2023"
    line = next(i for i, row in enumerate(lines, 1) if row.startswith(f"kite_output,CHN,{year}"))
    said = [text for text in slips_in_the_data[rule] if what in text]
    assert len(said) == 1, slips_in_the_data
    assert said[0].startswith(f"data/observations.csv, line {line}")
    assert mend in said[0]


@pytest.mark.parametrize(
    ("cell", "rule", "what", "mend"),
    [
        (0, "bare-figure", "That is 14% more", "link it: [text](#num-name)"),
        (0, "number-unknown", "(#num-kite-2025) names no number", "correct the name, or define it"),
        (
            1,
            "bare-figure",
            "typed into a finding: 'Firms in China made 400",
            'register: {n("name")}',
        ),
        (1, "chart-label", "'kites' has no anchor", "make '#| label: fig-kites' the first line"),
        (2, "not-executed", "the cell was never executed", "run make refresh"),
    ],
    ids=[
        "a bare figure",
        "a wrong name of a number",
        "a figure typed into a finding",
        "a chart without a label",
        "a cell never executed",
    ],
)
def test_a_slip_in_the_chapter_is_refused(slips_in_the_chapter, cell, rule, what, mend):
    found, places = slips_in_the_chapter
    said = [text for text in found[rule] if text.startswith(f"{places[cell]}") and what in text]
    assert len(said) == 1, found
    assert mend in said[0]


def test_the_page_for_contributors_lists_every_command():
    text = (paths.BOOK / "contributing.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `press ([a-z]+)", text, re.MULTILINE))
    commands = set(typer.main.get_command(app).commands)
    assert listed == commands, "book/contributing.md, the commands: bring the table up to date"
