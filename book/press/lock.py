"""One run at a time, and whole results: a lock of the operating system, and a swap of folders.

The system lets go of the lock when the process ends, however it ends, so a killed run blocks
nobody; what it left half swapped is put right by the next one.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout


@contextlib.contextmanager
def alone(folder: Path, *, say: Callable[[str], None] = print) -> Iterator[None]:
    """Hold the lock of a folder of results; wait for another run that holds it.

    Args:
        folder: made if need be; gets a hidden lock file.
        say: is told that there is somebody to wait for.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("another run is at work here; waiting for it to end")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def swap(new: Path, html: Path) -> None:
    """Put the new site in place of the old one; an interruption is undone here or by `recover`."""
    old = html.with_name(f"{html.name}.last")
    try:
        if html.exists():
            html.replace(old)
        new.replace(html)
    except BaseException:
        recover(html)
        raise
    shutil.rmtree(old, ignore_errors=True)


def recover(html: Path) -> None:
    """Undo an interrupted swap."""
    old = html.with_name(f"{html.name}.last")
    if old.exists():
        if html.exists():
            shutil.rmtree(old)
        else:
            old.replace(html)
