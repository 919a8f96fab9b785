"""Whole results, one run at a time: files, and folders of them, are put in place in one step.

A lock ends with its process; what a killed run left half done is put right by the next one.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

#: Ends the name of a file that is being written; a killed run leaves such a file behind.
PART = ".part"


def write_text(path: Path, text: str) -> bool:
    """Replace a file in one step, and only if its text changes; tells whether it did."""
    there = path.exists()
    if there and path.read_bytes() == text.encode():
        return False
    part = path.with_name(f".{path.name[:40]}.{os.getpid()}{PART}")
    try:
        part.write_bytes(text.encode())
        if there:
            shutil.copymode(path, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return True


def sweep(folders: Iterable[Path]) -> None:
    """Remove what killed runs left half-written; only while nobody else writes."""
    for folder in folders:
        for left in folder.glob(f".*{PART}"):
            left.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(folder: Path, *, say: Callable[[str], None] = print) -> Iterator[None]:
    """Hold the lock of a folder, made if need be; say so if another run has to end first."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / ".lock", thread_local=False)
    try:
        held = lock.acquire(timeout=0)
    except Timeout:
        say("another run is at work here; waiting for it to end")
        held = lock.acquire()
    with held:
        yield


def swap(new: Path, html: Path) -> None:
    """Put the new site in place of the old one; an interruption is undone here or by `recover`."""
    try:
        if html.exists():
            html.replace(html.with_name(f"{html.name}.last"))
        new.replace(html)
    finally:
        recover(html)


def recover(html: Path) -> None:
    """End a swap: remove the old site, or put it back where the new one is not in place."""
    old = html.with_name(f"{html.name}.last")
    if html.exists():
        shutil.rmtree(old, ignore_errors=True)
    elif old.exists():
        old.replace(html)
