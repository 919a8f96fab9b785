"""The same chapters through other tools: what would people wait who used those instead?

    make bench PEERS=3

Every round times each command once, in turn, so that a machine that slows down slows all alike.
What is found is the median of the rounds with its spread, as a ratio to a cold build by Jupyter
Book 1; then what a visit to the same chapter costs. The tables are written into the page
`book/measured.txt`. The other tools live in an environment that is made for the occasion; the
project never sees it. Quarto is missing: no package registry has it, only a program that loads it.
"""

import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping
from pathlib import Path

import nbformat
from browsing import served
from playwright.sync_api import sync_playwright

from press.workshop import Workshop

WASTE = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints")
#: The chapter that is visited, as it is called here and there.
CHAPTER = ("ai-push/index.html", "_build/html/02_ai_push.html")
PEERS = ("jupyter-book==1.0.4.post1", "nbconvert", "ipykernel", "matplotlib", "pandas")
#: Runs all code cells in one process that has imported everything once.
FLOOR = """
import ast, glob, json, os
os.chdir("notebooks")
for path in sorted(glob.glob("[0-9][0-9]_*.ipynb")):
    names = {}
    for cell in json.load(open(path, encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, path, "exec"), names)
            value = eval(compile(ast.Expression(last.value), path, "eval"), names) if last else None
            if hasattr(value, "_repr_mimebundle_"):
                value._repr_mimebundle_()
"""
CONFIG = """title: Peers
execute:
  execute_notebooks: cache
  timeout: 300
only_build_toc_files: true
"""
SPHINX = """extensions = ["myst_nb"]
project = "Peers"
nb_execution_mode = "force"
nb_execution_timeout = 300
"""


class Round:
    """One copy of the project, ours and theirs, in which every command can be timed."""

    def __init__(self, shop: Workshop, folder: Path, python: Path) -> None:
        self.ours, self.theirs, self._python = folder / "ours", folder / "theirs", python
        for source in shop.folders:
            shutil.copytree(source, self.ours / source.name, ignore=WASTE)
        shutil.copy(shop.root / "CITATION.cff", self.ours)
        for name in ("notebooks", "data", "seeds"):
            shutil.copytree(self.ours / name, self.theirs / name)
        stems = [path.stem for path in Workshop(self.ours).chapters()]
        for path in (self.theirs / "notebooks").glob("*.ipynb"):
            notebook = nbformat.read(path, 4)
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.outputs, cell.execution_count = [], None
                else:  # directives and links of this book, which others do not know
                    cell.source = re.sub(r"^:::.*|\]\(#[^)]*\)", "", cell.source, flags=re.M)
            nbformat.write(notebook, path)
        lines = [f"  - file: {stem}" for stem in stems[1:]]
        toc = "\n".join(["format: jb-book", f"root: {stems[0]}", "chapters:", *lines]) + "\n"
        book = self.theirs / "notebooks"
        (book / "_toc.yml").write_text(toc, encoding="utf-8")
        (book / "conf.py").write_text(SPHINX + f'master_doc = "{stems[0]}"\n', encoding="utf-8")
        (book / "_config.yml").write_text(CONFIG, encoding="utf-8")

    def press(self, *command: str) -> None:
        self._run(Path(sys.executable), "-m", "press", "--root", str(self.ours), *command)

    def peer(self, *command: str) -> None:
        self._run(self._python, *command, cwd=self.theirs / "notebooks")

    def floor(self) -> None:
        self._run(self._python, "-c", FLOOR, cwd=self.theirs)

    def _run(self, *command: Path | str, cwd: Path | None = None) -> None:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stdout + done.stderr)[-2000:]
            sys.exit(f"{' '.join(map(str, command[1:4]))} failed:\n{said}")

    def word(self, folder: Path) -> None:
        """Add a word to the prose of a chapter."""
        path = sorted(folder.glob("notebooks/0[1-5]_*.ipynb"))[1]
        notebook = nbformat.read(path, 4)
        next(c for c in notebook.cells if c.cell_type == "markdown").source += "\n\nIndeed."
        nbformat.write(notebook, path)

    def value(self) -> None:
        """Change a value that a chapter draws, and bring the book up to date."""
        path = self.ours / "data" / "observations.csv"
        text = path.read_text(encoding="utf-8")
        one = re.search(r"^ai_articles,CHN,2003,(\d+)", text, re.M)
        changed = f"{one[0].removesuffix(one[1])}{int(one[1]) + 1}"
        path.write_text(text.replace(one[0], changed, 1), encoding="utf-8", newline="")
        self.press("seal", "--why", "To see how long it takes.")
        self.press("refresh")
        self.press("build")

    def commands(self) -> dict[str, Callable[[], object]]:
        """Everything that is timed, in order; a later one may build on an earlier."""
        book = ("-c", "from jupyter_book.cli.main import main; main()", "build", ".")
        sphinx = ("-m", "sphinx", "-j", "2", "-q", "-E", "-b", "html", ".", "../sphinx")
        names = [path.name for path in Workshop(self.ours).chapters()]
        convert = ("-m", "nbconvert", "--execute", "--to", "html", "--output-dir", "../converted")
        return {
            "Jupyter Book 1, cold": lambda: self.peer(*book),
            "Jupyter Book 1, one word edited": lambda: (
                self.word(self.theirs), self.peer(*book)
            ),
            "Sphinx with MyST-NB, two processes": lambda: self.peer(*sphinx),
            "`nbconvert --execute`": lambda: self.peer(*convert, *names),
            "One process that runs all cells": self.floor,
            "This book, cold: execute and build": lambda: (
                self.press("refresh", "--all"), self.press("build")
            ),
            "This book, from stored outputs": lambda: self.press("build"),
            "This book, one word edited": lambda: (self.word(self.ours), self.press("build")),
            "This book, one value changed": self.value,
            "This book, press check": lambda: self.press("check"),
        }  # fmt: skip


def measure(shop: Workshop, rounds: int) -> tuple[str, str]:
    """Time every command once a round, then weigh a page; give both tables."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="peers-") as name:
        home = Path(name) / "venv"
        venv.create(home, with_pip=True)
        python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS]
        subprocess.run(pip, check=True)
        for turn in range(rounds):
            one = Round(shop, Path(name) / f"round-{turn}", python)
            for what, command in one.commands().items():
                begun = time.monotonic()
                command()
                found.setdefault(what, []).append(time.monotonic() - begun)
                print(f"round {turn + 1}: {what}: {found[what][-1]:.1f} s", flush=True)
        return times(found), weights(one.theirs / "notebooks", Workshop(one.ours).html)


def times(found: Mapping[str, list[float]]) -> str:
    """Write the medians, with the least and the greatest, as ratios to the first."""
    base = statistics.median(next(iter(found.values())))
    lines = ["| What is done | Median | Least to greatest |", "|---|---:|---:|"]
    for what, seconds in found.items():
        low, mid, high = (f(seconds) / base for f in (min, statistics.median, max))
        lines.append(f"| {what} | {mid:.2f} | {low:.2f}–{high:.2f} |")
    return "\n".join(lines) + "\n"


def weights(theirs: Path, ours: Path) -> str:
    """Write what a first visit to one chapter costs, there and here."""
    names = ("performance", "accessibility", "best-practices", "seo")
    head = "| A chapter | Requests | kB with gzip | Lighthouse, mobile, sent unpacked |"
    lines = [head, "|---|---:|---:|---|"]
    here, there = CHAPTER
    for what, folder, page in (("Jupyter Book 1", theirs, there), ("This book", ours, here)):
        with served(folder) as address:
            size = visit(f"{address}{page}")
            scores = lighthouse(f"{address}{page}", folder)
        told = ", ".join(f"{name} {scores[name]:.0f}" for name in names if name in scores)
        lines.append(
            f"| {what} | {len(size)} | {sum(size) / 1000:.0f} | {told or 'not measured'} |"
        )
    return "\n".join(lines) + "\n"


def visit(address: str) -> list[int]:
    """Open a page for the first time; give the bytes of each answer as a host would pack it."""
    sizes = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        page.on("requestfinished", lambda one: sizes.append(one.response().body()))
        page.goto(address, wait_until="networkidle")
        browser.close()
    return [len(gzip.compress(body)) for body in sizes]


def lighthouse(address: str, folder: Path) -> dict[str, float]:
    """Give the scores of a page, of 100; none where the tool is missing."""
    lhci = shutil.which("lhci")
    if lhci:
        flags = "--settings.chromeFlags=--headless=new --no-sandbox"
        run = [lhci, "collect", f"--url={address}", "--numberOfRuns=1", flags]
        env = {"CHROME_PATH": shutil.which("chromium") or ""} | os.environ
        subprocess.run(run, cwd=folder, env=env, capture_output=True, check=False)
    for report in folder.glob(".lighthouseci/lhr-*.json"):
        given = json.loads(report.read_text(encoding="utf-8"))["categories"]
        return {name: 100 * (one["score"] or 0) for name, one in given.items()}
    return {}


def put(page: Path, table: str) -> None:
    """Put a table into a page, in place of the one with the same head."""
    head, text = table.split("\n", 1)[0], page.read_text(encoding="utf-8")
    old = re.compile(rf"^{re.escape(head)}\n(?:\|.*\n)*", re.MULTILINE)
    page.write_text(old.sub(lambda _: table, text, count=1), encoding="utf-8", newline="")
    print(table)
