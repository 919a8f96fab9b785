"""The engine kept warm for the live preview: it parses a saved page again in half a second."""

from __future__ import annotations

import contextlib
import posixpath
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import yaml

from press import paths
from press.build import WARNING, BuildError, environment, workspace

#: Seconds until a silent engine counts as dead.
PATIENCE = 120.0
#: Seconds until a file is saved to it again: just after its start the engine misses a save.
AGAIN = 4.0
#: How the engine begins a line about a file that it could not read.
FAILED = "⛔"


class Engine:
    """Jupyter Book's own watcher at work on a private copy of the book.

    The copy has `myst.yml` at its top, because the engine watches only what lies below that.

    Attributes:
        site: the folder with the parsed pages.
    """

    def __init__(self, work: Path) -> None:
        """Start on a workspace; the first parse goes on in the background."""
        self._work = work
        self.site = work / "_build" / "site"
        _lift_configuration(work)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyter_book", "start", "--headless"],
            cwd=work,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._ready = False

    def _listen(self) -> None:
        for line in self._process.stdout:
            self._lines.put(line.strip())
        self._lines.put(None)

    def _until(self, *marks: str, patience: float) -> list[str]:
        """Collect what the engine says up to a line with one of the marks.

        Raises:
            TimeoutError: no such line came.
            BuildError: the engine ended; its last words are quoted.
        """
        heard: list[str] = []
        end = time.monotonic() + patience
        while not (heard and any(mark in heard[-1] for mark in marks)):
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"Jupyter Book said nothing for {patience:g} seconds") from None
            if line is None:
                raise BuildError("Jupyter Book stopped:\n" + "\n".join(heard[-10:]))
            heard.append(line)
        return heard

    def knows(self, path: Path) -> bool:
        """Tell whether a file of the project was there when the engine started."""
        return (self._work / paths.relative(path)).exists()

    def parse(self, saved: list[Path]) -> list[str]:
        """Parse saved chapters and pages again.

        Args:
            saved: files of the project.

        Returns:
            What the engine warned of.

        Raises:
            BuildError: the engine has ended.
        """
        if not self._ready:
            self._until("Content server started", patience=PATIENCE)
            self._ready = True
        warned = [line for path in saved for line in self._parse(path) if WARNING.search(line)]
        return list(dict.fromkeys(warned))

    def _parse(self, path: Path) -> list[str]:
        name = paths.relative(path)
        while not self._lines.empty():
            self._lines.get()
        before = self._manifest()
        end = time.monotonic() + PATIENCE
        while True:
            shutil.copyfile(path, self._work / name)
            try:
                heard = self._until(
                    f"Built {name} in", f"File is not in project: {name}", patience=AGAIN
                )
                break
            except TimeoutError:
                if time.monotonic() > end:
                    raise
        while self._manifest() == before and time.monotonic() < end:
            time.sleep(0.01)
        return heard

    def _manifest(self) -> int:
        """Tell one writing of the manifest from the next; it is what the engine writes last."""
        return (self.site / "config.json").stat().st_mtime_ns

    def stop(self) -> None:
        """End the engine with the processes it started."""
        with contextlib.suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self._process.pid)
            family = [*parent.children(recursive=True), parent]
            for process in family:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(family, timeout=5)
        self._process.wait()


def _lift_configuration(work: Path) -> None:
    """Move `myst.yml` from the book's folder to the top, with the paths in it set right."""
    inside = work / "book" / "myst.yml"
    settings = yaml.safe_load(inside.read_text(encoding="utf-8"))
    _lift_paths(settings["project"]["toc"])
    settings["site"]["template"] = posixpath.join("book", settings["site"]["template"])
    inside.unlink()
    (work / "myst.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")


def _lift_paths(entries: list[dict]) -> None:
    for entry in entries:
        if "file" in entry:
            entry["file"] = posixpath.normpath(posixpath.join("book", entry["file"]))
        _lift_paths(entry.get("children", []))


@contextlib.contextmanager
def warm() -> Iterator[Engine]:
    """Run an engine on a copy of the book as it is now.

    Raises:
        BuildError: `book/myst.yml` cannot be read.
    """
    with workspace(Path(tempfile.gettempdir())) as work:
        try:
            engine = Engine(work)
        except (KeyError, TypeError) as error:
            raise BuildError(f"book/myst.yml lacks what a book needs: {error!r}") from error
        try:
            yield engine
        finally:
            engine.stop()
