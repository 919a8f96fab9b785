"""Write files so that an interruption never leaves half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

#: Ends the name of a file that is being written; a killed run leaves such a file behind.
PART = ".part"


def write_text(path: Path, text: str) -> bool:
    """Replace a file in one step, and only if its text changes.

    Returns:
        Whether the file was written.
    """
    if path.exists() and path.read_bytes() == text.encode():
        return False
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PART)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
        if path.exists():
            Path(aside).chmod(path.stat().st_mode)
        else:
            Path(aside).chmod(0o644)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return True


def sweep(folders: Iterable[Path]) -> None:
    """Remove what killed runs left half-written; only while nobody else writes."""
    for folder in folders:
        for left in folder.glob(f".*{PART}"):
            left.unlink(missing_ok=True)
