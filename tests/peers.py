"""The same chapters through other tools: what would people wait who used those instead?

    python tests/peers.py --rounds 3

Every round times each command once, in turn, so that a machine that slows down slows all alike.
What is printed is the median of the rounds with its spread, as a ratio to a cold build by Jupyter
Book 1. The other tools live in an environment
that is made for the occasion; the project never sees it.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path

import nbformat
from bench import WASTE

from press.workshop import Workshop

ROOT = Path(__file__).resolve().parents[1]
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
        if folder == self.ours:  # in the one form, as an editor that refreshes leaves it
            self.press("refresh")

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
            "nbconvert --execute": lambda: self.peer(*convert, *names),
            "one process that runs all cells": self.floor,
            "ours, cold: execute and build": lambda: (
                self.press("refresh", "--all"), self.press("build")
            ),
            "ours, from stored outputs": lambda: self.press("build"),
            "ours, one word edited": lambda: (self.word(self.ours), self.press("build")),
            "ours, press check": lambda: self.press("check"),
        }  # fmt: skip


def measure(shop: Workshop, rounds: int) -> dict[str, list[float]]:
    """Time every command once a round; give the seconds by what was done."""
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
    return found


def table(found: dict[str, list[float]]) -> str:
    """Write the medians, with the least and the greatest, as ratios to the first."""
    base = statistics.median(next(iter(found.values())))
    lines = ["| What is done | Median | Least to greatest |", "|---|---:|---:|"]
    for what, times in found.items():
        low, mid, high = (f(times) / base for f in (min, statistics.median, max))
        lines.append(f"| {what} | {mid:.2f} | {low:.2f}–{high:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    print(table(measure(Workshop(ROOT), parser.parse_args().rounds)))
