"""A project as the workshop sees it: where its files are."""

from __future__ import annotations

from pathlib import Path

from nqpf.project import Project

#: A chapter's file name begins with its two-digit number.
CHAPTERS = "[0-9][0-9]_*.ipynb"


class Workshop(Project):
    """A project with the paths of everything that is checked, executed and built.

    Attributes:
        book, notebooks, data_folder, seeds: the four folders of sources.
        library: the Python modules that the chapters share.
        lock: the pinned packages.
        build: where everything is built; html: the site in it.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.book, self.notebooks = root / "book", root / "notebooks"
        self.data_folder, self.seeds = root / "data", root / "seeds"
        self.library = self.notebooks / "nqpf"
        self.lock = self.book / "requirements.lock"
        self.build = self.book / "_build"
        self.html = self.build / "html"

    def chapters(self) -> list[Path]:
        """List the chapters in the order of the book."""
        return sorted(self.notebooks.glob(CHAPTERS))

    def pages(self) -> list[Path]:
        """List the Markdown pages of the book."""
        return sorted(self.book.glob("*.md"))

    def relative(self, path: Path) -> str:
        """Name a file as a reader of a message expects it: from the top of the project."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.name

    def again(self) -> Workshop:
        """Open the same project anew, as its files are now."""
        return Workshop(self.root)
