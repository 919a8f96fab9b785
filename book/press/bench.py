"""What the workshop and the book cost, measured in one run, as ratios to a stated base."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from press.workshop import Workshop

#: The bytes that a visit to a chapter may cost; `lighthouse.json` holds a page to it.
BUDGET = 150_000
LIGHTHOUSE = Path(__file__).parent / "templates" / "lighthouse.json"
WASTE = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints")


class BenchError(RuntimeError):
    """A command that should be measured failed; the message holds what it said."""


def bench(shop: Workshop) -> None:
    """Measure a copy of the project, and print what was found.

    Raises:
        BenchError: a command of the workshop failed.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        copy = Workshop(Path(name) / "project")
        for folder in (shop.book, shop.notebooks, shop.data_folder, shop.seeds):
            shutil.copytree(folder, copy.root / folder.name, ignore=WASTE)
        _press(copy, "refresh")  # what is measured below starts from a fresh book
        base = min(_press(copy, "check") for _ in range(2))
        print(f"Time of a command; press check is the base, {base:.1f} s here")
        for label, *command in (
            ("refresh, nothing stale", "refresh"),
            ("refresh, one cell edited", "refresh"),
            ("refresh --all", "refresh", "--all"),
            ("build", "build"),
        ):
            if "edited" in label:
                _edit(copy.chapters()[1])
            print(f"  {label:26} × {_press(copy, *command) / base:5.2f}", flush=True)
        _sizes(copy.html)
        _visits(copy)


def _press(shop: Workshop, *command: str) -> float:
    """Run a command of the workshop; give its seconds."""
    places = os.pathsep.join([str(shop.book), str(shop.notebooks)])
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "press", *command],
        cwd=shop.root, env=os.environ | {"PYTHONPATH": places}, stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        raise BenchError(f"press {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - begun


def _edit(chapter: Path) -> None:
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["source"] = "".join(code["source"]) + "\n# edited"
    chapter.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def _sizes(site: Path) -> None:
    print(f"\nSize with gzip; the base is what a visit may cost, {BUDGET // 1000} kB")
    shared = [path for path in site.glob("static/*") if path.suffix in (".css", ".js")]
    for path in [*sorted(shared), *sorted(site.rglob("index.html"))]:
        size = len(gzip.compress(path.read_bytes(), 6)) / BUDGET
        print(f"  {path.relative_to(site).as_posix().removesuffix('/index.html'):26} × {size:5.2f}")


def _visits(shop: Workshop) -> None:
    """Let Lighthouse visit every page on a phone, where it is installed."""
    lhci = shutil.which("lhci")
    if not lhci:
        print("\nNo scores of pages: npm install --global @lhci/cli@0.15 makes them")
        return
    command = [lhci, "autorun", f"--config={LIGHTHOUSE}", f"--collect.staticDistDir={shop.html}"]
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), "")
    environment = {"CHROME_PATH": browser} | os.environ
    done = subprocess.run(
        command, cwd=shop.root, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    print(f"\nLighthouse on a phone; bytes beside {BUDGET // 1000} kB")
    for path in sorted(shop.root.glob(".lighthouseci/lhr-*.json")):
        report = json.loads(path.read_text(encoding="utf-8"))
        marks = [f"{100 * (c['score'] or 0):3.0f}" for c in report["categories"].values()]
        bytes_ = report["audits"]["total-byte-weight"]["numericValue"] / BUDGET
        page = report["requestedUrl"].split("/", 3)[3].removesuffix("index.html")
        print(f"  {page:26} × {bytes_:5.2f}  {' '.join(marks)}")
    print(done.stderr if done.returncode else "  every page keeps the budgets of lighthouse.json")
