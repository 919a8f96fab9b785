"""Live preview: a saved page shows at once, the whole book follows, a broken save harms nothing.

A save is answered twice. The warm engine parses the saved page and the theme renders it, well
within two seconds; then `press refresh` and `press build` do the whole work as always, in a
process of their own so that edited modules count. What they refuse is shown above the last good
page.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from watchfiles import DefaultFilter, watch

from nqpf.dataset import DatasetError
from press import engine, paths, preview
from press.build import BuildError

#: Seconds without a save before the whole book is built.
CALM = 0.4
#: How often the page is tried, ten times a second, while the engine writes.
PATIENCE = 50
_IGNORED = {"_build", "press", "__pycache__", ".ipynb_checkpoints", "requirements.lock"}


class Desk:
    """Where saves arrive and are answered.

    Attributes:
        state: what the browsers see.
    """

    def __init__(self, shown: Path) -> None:
        self.state = preview.State([shown, paths.HTML])
        self._shown = shown
        self._seen: dict[Path, bytes] = {}
        self._due = threading.Event()
        self._due.set()
        self._showing = threading.Lock()
        self._engine: engine.Engine | None = None
        self._stack = contextlib.ExitStack()

    def close(self) -> None:
        """End the engine."""
        self._engine = None
        self._stack.close()

    def saved(self) -> None:
        """Find what was saved since the last time, and answer it."""
        current = {path: _digest(path) for path in inputs()}
        known = current.keys() | self._seen.keys()
        changed = sorted(path for path in known if current.get(path) != self._seen.get(path))
        self._seen = current
        if not changed:
            return
        begin = time.perf_counter()
        names = ", ".join(paths.relative(path) for path in changed)
        try:
            with self._showing:
                shown = self._show(changed)
            if shown:
                self.state.reload()
                print(f"{names}: shown after {time.perf_counter() - begin:.1f} s")
        except Exception as error:
            self._restart()
            self.report(f"{names}\n{error}")
        self._due.set()

    def _show(self, changed: list[Path]) -> bool:
        """Show single pages, or the theme, without the whole build; tell whether that was done."""
        import theme

        pages = [p for p in changed if p.suffix in (".md", ".ipynb")]
        themed = any(paths.BOOK / "theme" in p.parents for p in changed)
        known = self._engine and all(p.exists() and self._engine.knows(p) for p in pages)
        if not known or paths.BOOK / "myst.yml" in changed:
            self._restart()  # what the book consists of has changed
            return False
        if not pages and not themed:
            return False
        warned = self._engine.parse(pages)
        if warned:
            self.report("\n".join(warned))
        if any(line.startswith(engine.FAILED) for line in warned):
            return False
        if themed:
            theme = _fresh_theme()
        only = None if themed else [paths.relative(page) for page in pages]
        for patience in reversed(range(PATIENCE)):
            try:
                theme.render(self._engine.site, self._shown, only=only)
                break
            except json.JSONDecodeError:  # the engine is writing again, because of another save
                if not patience:
                    raise
                time.sleep(0.1)
        return True

    def _restart(self) -> None:
        """Start another engine on the book as it is now, if the book allows that."""
        self.close()
        self._stack = contextlib.ExitStack()
        with contextlib.suppress(BuildError, DatasetError):  # the whole build says what is wrong
            self._engine = self._stack.enter_context(engine.warm())

    def report(self, text: str) -> None:
        """Show a problem in the terminal and on the pages."""
        print(text, file=sys.stderr)
        self.state.problem(text)

    def work(self) -> None:
        """Rebuild the whole book whenever that is due, for ever."""
        while True:
            self._due.wait()
            self._due.clear()
            time.sleep(CALM)
            if self._due.is_set():
                continue
            problem = _run("refresh")
            time.sleep(CALM)
            if self._due.is_set():
                continue  # what the refresh wrote, or the next save, comes first
            self._whole_book(problem)

    def _whole_book(self, problem: str) -> None:
        before = _tree(self._shown, paths.HTML)
        begin = time.perf_counter()
        problem = problem or _run("build")
        if problem:
            self.report(f"{problem}\nThe last good book stays; save again when it is mended.")
            return
        print(f"the whole book is built after {time.perf_counter() - begin:.1f} s")
        with self._showing:
            if not self._due.is_set():
                shutil.rmtree(self._shown, ignore_errors=True)
        self.state.problem("")
        if _tree(self._shown, paths.HTML) != before:
            self.state.reload()


def inputs() -> Iterator[Path]:
    """List the files of which the book is made."""
    for folder in (paths.BOOK, paths.NOTEBOOKS, paths.DATA, paths.SEEDS):
        for path in folder.rglob("*"):
            parts = path.relative_to(paths.ROOT).parts
            if path.is_file() and not _IGNORED & set(parts) and not path.name.startswith("."):
                yield path


def _digest(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b""


def _tree(*layers: Path) -> dict[str, bytes]:
    """Digest what a browser can see, the upper layer over the lower one."""
    return {
        path.relative_to(layer).as_posix(): _digest(path)
        for layer in reversed(layers)
        for path in layer.rglob("*")
        if path.is_file()
    }


def _fresh_theme() -> ModuleType:
    """Import the theme anew, as it is now."""
    for name in [m for m in sys.modules if m.split(".")[0] == "theme"]:
        del sys.modules[name]
    return importlib.import_module("theme")


def _run(step: str) -> str:
    """Run a command of the workshop; give what it said if it failed, else nothing."""
    run = subprocess.run(
        [sys.executable, "-m", "press", step],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return run.stdout.strip()[-4000:] if run.returncode else ""


def serve(port: int) -> None:
    """Serve the book and answer every save; stops with Ctrl-C.

    Raises:
        OSError: the port is taken.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        desk = Desk(Path(folder) / "html")
        server = preview.start(desk.state, port)
        print(f"http://127.0.0.1:{server.server_port}/ shows the book; Ctrl-C ends it")
        threading.Thread(target=desk.work, daemon=True).start()
        folders = (paths.BOOK, paths.NOTEBOOKS, paths.DATA, paths.SEEDS)
        sources = DefaultFilter(ignore_dirs=(*DefaultFilter.ignore_dirs, *_IGNORED))
        try:
            desk.saved()
            for _ in watch(*folders, watch_filter=sources, debounce=80, step=20):
                desk.saved()
        except KeyboardInterrupt:
            print("ended")
        finally:
            server.shutdown()
            desk.close()
