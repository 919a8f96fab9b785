"""Where files are read and written: the one door through which a name becomes a path."""

import csv
import hashlib
import io
import re
import tomllib
from functools import cached_property
from pathlib import Path

from .text import ThemeError, unhashed

STATIC = Path(__file__).parent / "static"
ALLOWED = tomllib.loads((STATIC.parent / "allowed.toml").read_text(encoding="utf-8"))

_NAME = re.compile(ALLOWED["names"]["pattern"], re.I)
_NUMBER = re.compile(r"[-+]?[\d.,]+(?:e[-+]?\d+)?%?", re.I)


def below(folder: Path, address: str) -> Path:
    """Return the path of an address below a folder.

    ThemeError: a part of the address is no plain file name on every system (`..`, a drive, a
    device, a control character, too long), or the path leads out of the folder.
    """
    for part in address.split("/"):
        if not _NAME.fullmatch(part) or len(part.encode()) > ALLOWED["names"]["bytes"]:
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
        self.pictures: set[Path] = set()  # of those that are kept, the ones in use

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

    def stored(self, source: Path) -> str:
        """Copy a file of the parsed site; two different ones of one name are refused."""
        content, address = source.read_bytes(), f"files/{unhashed(source.name)}"
        path = below(self._out, address)
        if path in self.written and path.read_bytes() != content:
            raise ThemeError(f"two different files are called {path.name}; rename one")
        return self.write(address, content)

    def named(self, content: bytes, suffix: str) -> str:
        """Write a file without a name of its own; its content names it."""
        return self.write(f"files/{_digest(content)}.{suffix}", content)

    @cached_property
    def static(self) -> dict[str, str]:
        """Fonts, style sheet and scripts: name → address, named by their content.

        The style sheet names fonts by their names; it gets their addresses.
        """
        found: dict[str, str] = {}
        for path in [*sorted(STATIC.glob("fonts/*")), *sorted(STATIC.glob("*.*"))]:
            data = path.read_bytes()
            if path.suffix == ".css":
                names = re.compile(rb"(?<=url\()fonts/([\w.-]+)(?=\))")
                data = names.sub(lambda m: found[m[1].decode()].encode()[7:], data)
            address = f"static/{path.stem}.{_digest(data)[:10]}{path.suffix}"
            found[path.name] = self.write(address, data)
        return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def spreadsheet(table: str) -> str:
    """Return a CSV that a spreadsheet opens rightly and safely.

    A byte-order mark tells it the encoding, so that Chinese is shown as written. A cell that begins
    like a formula (= + - @) and is no number gets an apostrophe: that is text for a spreadsheet.
    """

    def text(cell: str) -> str:
        return f"'{cell}" if cell[:1] in tuple("=+-@\t\r") and not _NUMBER.fullmatch(cell) else cell

    out = io.StringIO()
    rows = csv.reader(io.StringIO(table))
    csv.writer(out, lineterminator="\n").writerows(map(text, row) for row in rows)
    return "\ufeff" + out.getvalue()
