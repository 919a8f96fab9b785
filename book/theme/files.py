"""Where files are read and written: the one door through which a name becomes a path."""

import csv
import io
import os
import re
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from functools import cached_property
from hashlib import sha256
from multiprocessing import parent_process
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from threading import Thread

from .text import ALLOWED, PATTERNS, ThemeError, unhashed

STATIC = Path(__file__).parent / "static"


def below(folder: Path, address: str) -> Path:
    """Return the path of an address below a folder; ThemeError: `..`, a device, too long, out."""
    for part in address.split("/"):
        if not PATTERNS["name"].fullmatch(part) or len(part.encode()) > ALLOWED["longest"]:
            raise ThemeError(f"{address[:80]!r} is no name for a file of the site; rename it")
    path = folder / address
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ThemeError(f"{address[:80]!r} leads out of the site; rename it")
    return path


class Files:
    """Everything that is written, each file under an address that stays the same."""

    def __init__(self, out: Path, kept: Path) -> None:
        self._out, self.kept = out, kept  # the site, and pictures for the next time
        self.written: set[Path] = set()  # so far
        self.pictures: dict[str, Path] = {}  # by address, where each is kept
        self._pool, self._drawing = ProcessPoolExecutor(initializer=_follow), []

    def path(self, address: str) -> Path:
        """Return the file of an address that was written."""
        return below(self._out, address)

    def write(self, address: str, content: str | bytes) -> str:
        """Write one file below the output folder; return its address from the root of the site."""
        path = below(self._out, address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.written.add(path)
        return address

    def picture(self, address: str, kept: Path, draw: Callable, *given: object) -> str:
        """Let `draw(kept, …)` work beside the rendering, if it must; return the address."""
        if not kept.exists():
            self._drawing.append(self._pool.submit(draw, kept, *given))
        self.pictures[address] = kept
        return address

    def settle(self) -> None:
        """Wait for the pictures, and write them."""
        try:
            with self._pool:
                for drawn in self._drawing:
                    drawn.result()  # raises what went wrong
        except BrokenExecutor as error:
            what = "a picture was not drawn, as its process is gone: is there too little memory?"
            raise ThemeError(what) from error
        for address, kept in self.pictures.items():
            self.write(address, kept.read_bytes())

    def stored(self, source: Path) -> str:
        """Copy a file of the parsed site; two different ones of one name are refused."""
        content, address = source.read_bytes(), f"files/{unhashed(source.name)}"
        path = below(self._out, address)
        if path in self.written and path.read_bytes() != content:
            raise ThemeError(f"two different files are called {path.name}; rename one")
        return self.write(address, content)

    def named(self, content: bytes, suffix: str) -> str:
        """Write a file without a name of its own; its content names it."""
        return self.write(f"files/{sha256(content).hexdigest()[:32]}.{suffix}", content)

    @cached_property
    def static(self) -> dict[str, str]:
        """Fonts, style sheet (with their addresses) and scripts: name → address, with a digest."""
        found: dict[str, str] = {}
        for path in [*sorted(STATIC.glob("fonts/*")), *sorted(STATIC.glob("*.*"))]:
            data = path.read_bytes()
            if path.suffix == ".css":
                names = re.compile(rb"(?<=url\()fonts/([\w.-]+)(?=\))")
                data = names.sub(lambda m: found[m[1].decode()].encode()[7:], data)
            address = f"static/{path.stem}.{sha256(data).hexdigest()[:10]}{path.suffix}"
            found[path.name] = self.write(address, data)
        return found


def _follow() -> None:
    """End with the process that one works for, however that ends; a Ctrl-C is for that alone."""
    signal(SIGINT, SIG_IGN)
    Thread(target=lambda: parent_process().join() or os._exit(1), daemon=True).start()


def spreadsheet(table: str) -> str:
    """Return a CSV that a spreadsheet opens rightly and safely.

    A byte-order mark tells the encoding; what looks like a formula gets an apostrophe, and is text.
    """

    def text(cell: str) -> str:
        formula = cell[:1] in tuple("=+-@\t\r") and not PATTERNS["figure"].fullmatch(cell)
        return f"'{cell}" if formula else cell

    out = io.StringIO()
    rows = csv.reader(io.StringIO(table))
    csv.writer(out, lineterminator="\n").writerows(map(text, row) for row in rows)
    return "\ufeff" + out.getvalue()
