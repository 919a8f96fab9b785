"""What the workshop and the book cost, measured in one run, as ratios to a stated base."""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import peers
import scale

from press.workshop import Workshop

#: The bytes that a visit to a chapter may cost; `lighthouse.json` holds every page to it.
BUDGET = 150_000
LIGHTHOUSE = Path(__file__).with_name("lighthouse.json")


class BenchError(RuntimeError):
    """A command that should be measured failed; the message holds what it said."""


def bench(shop: Workshop) -> None:
    """Measure a copy of the project, and print what was found.

    Raises:
        BenchError: a command of the workshop failed.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        copy = Workshop(Path(name))
        for folder in (shop.book, shop.notebooks, shop.data_folder, shop.seeds):
            shutil.copytree(folder, copy.root / folder.name, ignore=peers.WASTE)
        _press(copy, "refresh")  # what is measured below starts from a fresh book
        base = min(_press(copy, "check") for _ in range(2))
        print(f"Time of a command; press check is the base, {base:.1f} s here")
        print(f"  refresh, nothing stale     × {_press(copy, 'refresh') / base:5.2f}")
        notebook = nbformat.read(copy.chapters()[1], 4)
        next(cell for cell in notebook.cells if cell.cell_type == "code").source += "\n# edited"
        nbformat.write(notebook, copy.chapters()[1])
        print(f"  refresh, one cell edited   × {_press(copy, 'refresh') / base:5.2f}")
        print(f"  refresh --all              × {_press(copy, 'refresh', '--all') / base:5.2f}")
        print(f"  build                      × {_press(copy, 'build') / base:5.2f}")
        print(f"\nSize with gzip; the base is what a visit may cost, {BUDGET // 1000} kB")
        shared = [path for path in copy.html.glob("static/*") if path.suffix in (".css", ".js")]
        for path in sorted([*shared, *copy.html.rglob("index.html")]):
            size = len(gzip.compress(path.read_bytes(), 6)) / BUDGET
            print(f"  {path.relative_to(copy.html).as_posix():36} × {size:5.2f}", flush=True)
        lhci = shutil.which("lhci")
        if not lhci:
            print("\nNo scores of pages: install them with npm install --global @lhci/cli@0.15")
            return
        browser = shutil.which("chromium") or shutil.which("google-chrome") or ""
        command = [
            lhci,
            "autorun",
            f"--config={LIGHTHOUSE}",
            f"--collect.staticDistDir={copy.html}",
        ]
        subprocess.run(command, cwd=name, env={"CHROME_PATH": browser} | os.environ, check=False)


def _press(shop: Workshop, *command: str) -> float:
    """Run a command of the workshop in a copy; give its seconds."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "press", "--root", str(shop.root), *command],
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise BenchError(f"press {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - begun


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=int, metavar="ROUNDS", help="beside other tools")
    parser.add_argument("--scale", type=int, metavar="CHAPTERS", help="in a generated book")
    given = parser.parse_args()
    root = Path(__file__).resolve().parents[1]
    page = root / "book" / "measured.txt"
    try:
        if given.peers:
            for found in peers.measure(Workshop(root), given.peers):
                peers.put(page, found)
        elif given.scale:
            peers.put(page, scale.grown(given.scale))
        else:
            bench(Workshop(root))
    except BenchError as error:
        sys.exit(str(error))
