"""Copies of the project in which the workshop runs as a person runs it: by its commands."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import toybook

from nqpf import claims, dataset, numbers
from press import paths

TOC = """version: 1
project:
  title: Kites
  toc:
    - file: index.md
    - title: Chapters
      children:
        - file: ../notebooks/02_ai_push.ipynb
    - title: Evidence
      children:
        - file: evidence.md
        - file: numbers.md
        - file: data.md
        - file: sources.md
        - file: methodology.md
site:
  template: theme
"""
WASTE = shutil.ignore_patterns(
    "_build", "__pycache__", ".ipynb_checkpoints", ".*.part", "*.egg-info"
)


def environment(root: Path) -> dict[str, str]:
    """Give the environment in which Python finds the copy before the project."""
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(str(root / part) for part in ("book", "notebooks")),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def start(root: Path, *command: str, **options) -> subprocess.Popen:
    """Start a command of the workshop in a copy."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "press", *command],
        cwd=root,
        env=environment(root),
        stdin=subprocess.DEVNULL,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        **options,
    )


def run(root: Path, *command: str) -> tuple[int, str]:
    """Run a command of the workshop in a copy; give its exit code and what it said."""
    process = start(root, *command)
    said, _ = process.communicate()
    return process.returncode, said


def do(root: Path, *command: str) -> str:
    """Run a command that must succeed."""
    code, said = run(root, *command)
    assert code == 0, f"press {' '.join(command)} failed:\n{said}"
    return said


def project(root: Path) -> Path:
    """Copy everything a reader gets from a clone, without what was built."""
    root.mkdir()
    for part in ("book", "data", "notebooks", "seeds"):
        shutil.copytree(paths.ROOT / part, root / part, ignore=WASTE)
    return root


def kites(root: Path) -> Path:
    """Make the small book, with the workshop and the theme, executed but not built."""
    nqpf = paths.NQPF
    real = {name: paths.BOOK / name for name in ("press", "theme")}
    with pytest.MonkeyPatch.context() as patch:
        toybook.make(root, nqpf, patch)
    for cached in (dataset.load, claims.load, numbers.modules, numbers.register):
        cached.cache_clear()
    for name, folder in real.items():
        shutil.copytree(folder, root / "book" / name, ignore=WASTE)
    (root / "book" / "myst.yml").write_text(TOC, encoding="utf-8")
    method = "# Method\n\nHow this book is made, in a few plain words.\n"
    (root / "book" / "methodology.md").write_text(method, encoding="utf-8")
    do(root, "refresh")
    return root


def more_kites(root: Path, *places: int) -> None:
    """Give the small book more chapters like its own, with charts of other names."""
    text = (root / "notebooks" / toybook.CHAPTER).read_text(encoding="utf-8")
    toc = root / "book" / "myst.yml"
    entry = f"        - file: ../notebooks/{toybook.CHAPTER}\n"
    entries = entry
    for place in places:
        notebook = json.loads(text)
        for cell in notebook["cells"]:
            source = "".join(cell["source"])
            for old in ('    "kites",\n', "fig-kites", "sec-kites"):
                source = source.replace(old, old.replace("kites", f"kites-{place}"))
            cell |= {"source": source, "id": f"{cell['id']}-{place}"}
        name = f"{place:02}_kites.ipynb"
        (root / "notebooks" / name).write_text(json.dumps(notebook), encoding="utf-8")
        entries += entry.replace(toybook.CHAPTER, name)
    listed = toc.read_text(encoding="utf-8").replace(entry, entries)
    toc.write_text(listed, encoding="utf-8")


def copy(root: Path, target: Path) -> Path:
    """Copy a project with what was built in it."""
    return shutil.copytree(root, target, ignore=shutil.ignore_patterns("__pycache__"))


def files(*folders: Path) -> dict[str, bytes]:
    """Give the bytes of all files below some folders, caches and locks left out."""
    ignored = {"__pycache__", ".lock"}
    return {
        f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and not ignored & set(path.parts)
    }
