"""Where files are read and written: the one door through which a name becomes a path."""

import csv
import io
import re
from functools import cached_property
from hashlib import sha256
from pathlib import Path

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
