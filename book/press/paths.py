"""Where things live. Everything is found from this file, never from the working directory."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
DATA = ROOT / "data"
NOTEBOOKS = ROOT / "notebooks"
SEEDS = ROOT / "seeds"
NQPF = NOTEBOOKS / "nqpf"
LOCK = BOOK / "requirements.lock"
BUILD = BOOK / "_build"
HTML = BUILD / "html"


def chapters() -> list[Path]:
    """List the chapters in the order of the book."""
    return sorted(NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"))


def pages() -> list[Path]:
    """List the Markdown pages of the book that people write (generated ones excluded)."""
    from press.registers import GENERATED

    return sorted(p for p in BOOK.glob("*.md") if p.name not in GENERATED)


def relative(path: Path) -> str:
    """Name a file as a reader of a message expects it: from the top of the project."""
    try:
        return path.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return path.name
