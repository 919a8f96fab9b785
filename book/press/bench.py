"""What the workshop and the book cost, measured in one run, relative to a stated base."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from press import lighthouse, paths, weight

#: What a chapter with all its charts may weigh, and how many files it may ask for.
BUDGET, REQUESTS = 150_000, 8
WASTE = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints", "*.egg-info")


def run(*, quick: bool = False, say: Callable[[str], None] = print) -> None:
    """Measure and print.

    Args:
        quick: leave Lighthouse out, which takes minutes.
        say: takes one line at a time.
    """
    browser = weight.chromium()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        root = _copy(Path(name) / "project")
        _times(root, say)
        site = root / "book" / "_build" / "html"
        pages = sorted(
            path.relative_to(site).as_posix().removesuffix("index.html")
            for path in site.rglob("index.html")
        )
        _sizes(site, pages, say)
        if not browser:
            say("\nNo Chromium on this machine; name one in CHROMIUM for weights and Lighthouse.")
            return
        with weight.served(site) as address:
            _weights(address, pages, browser, say)
            if not quick:
                _scores(address, pages, browser, say)


def _copy(root: Path) -> Path:
    """Copy the project: a bench must not rewrite what it measures."""
    for part in ("book", "data", "notebooks", "seeds"):
        shutil.copytree(paths.ROOT / part, root / part, ignore=WASTE)
    return root


def _times(root: Path, say: Callable[[str], None]) -> None:
    _step(root, "refresh")  # what is measured below starts from a fresh book
    base = min(_step(root, "check") for _ in range(2))
    say(f"Time of a command; press check is the base, {base:.1f} s here")
    rows: list[tuple[str, float]] = [("check", base)]
    rows.append(("refresh, nothing stale", _step(root, "refresh")))
    _edit_code(root)
    rows.append(("refresh, one cell edited", _step(root, "refresh")))
    rows.append(("refresh --all", _step(root, "refresh", "--all")))
    rows.append(("build", _step(root, "build")))
    rows.extend(_saved())
    for label, seconds in rows:
        say(f"  {label:28} × {seconds / base:5.2f}")
    peak = _peak()
    if peak:
        say(f"  largest process: {peak:.0f} MB of memory")


def _step(root: Path, *command: str) -> float:
    """Run a command of the workshop in the copy; give its seconds."""
    places = os.pathsep.join(str(root / part) for part in ("book", "notebooks"))
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "press", *command],
        cwd=root,
        env=os.environ | {"PYTHONPATH": places},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"bench: press {' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - begun


def _edit_code(root: Path) -> None:
    path = sorted((root / "notebooks").glob("01_*.ipynb"))[0]
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(c for c in notebook["cells"] if c["cell_type"] == "code")
    cell["source"] = "".join(cell["source"]) + "\n# edited"
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")


def _saved() -> Iterator[tuple[str, float]]:
    """Time what the live preview does when a chapter is saved: parse it alone, render it alone."""
    import theme
    from press import engine

    chapter = paths.chapters()[1]
    with engine.warm() as warm, tempfile.TemporaryDirectory() as out:
        warm.parse([chapter])
        begun = time.monotonic()
        warm.parse([chapter])
        theme.render(warm.site, Path(out), only={paths.relative(chapter)})
        yield "preview of a saved chapter", time.monotonic() - begun


def _peak() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / scale


def _sizes(site: Path, pages: list[str], say: Callable[[str], None]) -> None:
    shared = [p for p in (site / "static").iterdir() if p.suffix in (".css", ".js")]
    say(f"\nSize with gzip; the base is what a chapter may weigh, {BUDGET // 1000} kB")
    for path in sorted(shared):
        kind = f"{path.name.partition('.')[0]}{path.suffix}"
        size = len(weight.zipped(path.read_bytes()))
        say(f"  {kind:28} × {size / BUDGET:5.2f}  {size / 1e3:6.1f} kB")
    for page in pages:
        size = len(weight.zipped((site / page / "index.html").read_bytes()))
        say(f"  {page or 'overview':28} × {size / BUDGET:5.2f}  {size / 1e3:6.1f} kB")


def _weights(address: str, pages: list[str], browser: str, say: Callable[[str], None]) -> None:
    say(f"\nA visit on a phone with an empty cache; at most 1.00 and {REQUESTS} requests wanted")
    for one in weight.weigh(address, pages, browser):
        over = one.transferred > BUDGET or one.requests > REQUESTS or one.shift > 0
        say(
            f"  {one.page or 'overview':28} × {one.transferred / BUDGET:5.2f}  "
            f"{one.requests} requests  layout shift {one.shift:.3f}{'  ← over' if over else ''}"
        )


def _scores(address: str, pages: list[str], browser: str, say: Callable[[str], None]) -> None:
    missing = lighthouse.install()
    if missing:
        say(f"\nNo Lighthouse: {missing}")
        return
    say(f"\nLighthouse, mobile: {', '.join(lighthouse.CATEGORIES)}")
    for one in lighthouse.judge(address, pages, browser):
        marks = " ".join(f"{mark:3}" for mark in one.marks)
        say(f"  {one.page or 'overview':28} {marks}  {'; '.join(one.lost)}".rstrip())
