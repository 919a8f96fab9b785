"""The project about kites as a whole book, with a chapter that needs no kernel."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import kites

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WASTE = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints")
CHAPTER = "notebooks/02_kites.ipynb"
MYST = """version: 1
project:
  title: Kites
  plugins:
    - register.mjs
  toc:
    - file: index.md
    - file: ../notebooks/02_kites.ipynb
    - file: evidence.md
    - file: numbers.md
    - file: data.md
    - file: sources.md
    - file: methodology.md
site:
  template: theme
"""
INDEX = """# The kite book

There were [100 thousand](#num-kites-2020) kites: see [the claim](#claim-a01), [the
series](#series-kites), [the flight](#event-first-flight) and [the yearbook](#source-lindow-2024).
"""
PROSE = "# Kites\n\nHow many kites are there?\n\n(sec-kites)=\n## Many\n\nMany, says the fair."


def make(root: Path) -> Path:
    """Write the book; its chapter has not been refreshed."""
    kites.write(root)
    settings = root / "notebooks" / "book.toml"
    settings.write_text(kites.SETTINGS + 'traditional = { title = "Strings" }\n', encoding="utf-8")
    cell = {"cell_type": "markdown", "id": "kites-0", "metadata": {}, "source": PROSE}
    chapter = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (root / CHAPTER).write_text(json.dumps(chapter), encoding="utf-8")
    for folder in ("book/press", "book/theme", "notebooks/nqpf"):
        shutil.copytree(ROOT / folder, root / folder, ignore=WASTE)
    (root / "notebooks").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "notebooks" / "requirements.lock", root / "notebooks")
    for name in ("register.mjs", "requirements.lock"):
        shutil.copy(ROOT / "book" / name, root / "book")
    pages = {"myst.yml": MYST, "index.md": INDEX, "methodology.md": "# Method\n\nHow.\n"}
    for name in ("numbers", "data", "sources", "evidence"):
        pages[f"{name}.md"] = f"# The {name}\n\n:::{{register}} {name}\n:::\n"
    for name, text in pages.items():
        (root / "book" / name).write_text(text, encoding="utf-8")
    return root


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def environment(root: Path) -> dict[str, str]:
    """Give the environment in which Python finds the book's own workshop first."""
    path = os.pathsep.join(str(root / part) for part in ("book", "notebooks"))
    return os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def start(root: Path, *command: str, **options) -> subprocess.Popen:
    """Start a command of the workshop, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "press", "--root", str(root), *command],
        cwd=root,
        env=environment(root) | options.pop("env", {}),
        stdin=subprocess.DEVNULL,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
        **options,
    )


def run(root: Path, *command: str, **options) -> tuple[int, str]:
    """Run a command of the workshop; give its exit code and what it said."""
    process = start(root, *command, **options)
    said, _ = process.communicate(timeout=180)
    assert "Traceback" not in said, said
    return process.returncode, said


def do(root: Path, *command: str) -> str:
    """Run a command that must succeed."""
    code, said = run(root, *command)
    assert code == 0, f"press {' '.join(command)} failed:\n{said}"
    return said


def native_start(root: Path, *command: str, **variables: str) -> subprocess.Popen:
    """Start Jupyter Book as somebody who knows nothing of the workshop."""
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | {"PATH": path} | variables
    return subprocess.Popen(
        [BIN / "jupyter", "book", *command],
        cwd=root / "book",
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def native(root: Path, *command: str, **variables: str) -> subprocess.CompletedProcess:
    """Run Jupyter Book so, to its end."""
    process = native_start(root, *command, **variables)
    out, err = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def site(html: Path) -> dict[str, bytes]:
    """Give the files of a site by their path; not those of the search, which differ each time."""
    return {
        file.relative_to(html).as_posix(): file.read_bytes()
        for file in html.rglob("*")
        if file.is_file() and "pagefind" not in file.parts
    }
