"""One run at a time: whoever writes chapters or the site holds a lock of the operating system.

The system lets go of it when the process ends, however it ends, so a killed run blocks nobody.
"""

from __future__ import annotations

import contextlib
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
