"""Write files so that an interruption never leaves half of one, and name them safely."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

#: Ends the name of a file that is being written; a killed run leaves such a file behind.
PART = ".part"
#: What cannot name a file on one system or another, and why.
_REFUSED = {
    r"\.{0,2}": "it names no file",
    r".*[/\\].*": "it leads to another folder",
    r'.*[:<>"|?*].*': 'Windows allows none of : < > " | ? *',
    r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*[. ]": "Windows gives it another meaning",
}


def safe_name(name: str) -> str:
    """Give a name back if it may name a file in a folder: the one door from a text to a path.

    Raises:
        ValueError: it leads elsewhere, or is no name on every system; says why.
    """
    why = "" if name.isprintable() else "it holds a control character"
    if not why and (len(name) > 100 or len(name.encode()) > 240):
        why = "it is longer than 100 characters"
    fits = (says for pattern, says in _REFUSED.items() if re.fullmatch(pattern, name, re.I))
    if why := why or next(fits, ""):
        raise ValueError(f"{name[:40]!r} cannot name a file: {why}")
    return name


def write_text(path: Path, text: str) -> bool:
    """Replace a file in one step, and only if its text changes; tells whether it did."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    mode = path.stat().st_mode if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=PART)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(text.encode())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return True


def sweep(folders: Iterable[Path]) -> None:
    """Remove what killed runs left half-written; only while nobody else writes."""
    for folder in folders:
        for left in folder.glob(f".*{PART}"):
            left.unlink(missing_ok=True)
