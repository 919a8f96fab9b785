"""A project as the workshop sees it: where its files are, and by which rules they can be wrong."""

import tomllib
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import yaml

from nqpf.errors import Register
from nqpf.project import Project


class Workshop(Project):
    """A project with the paths of everything that is checked, executed and built."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.book, self.notebooks = root / "book", root / "notebooks"
        self.data_folder, self.seeds = root / "data", root / "seeds"
        self.folders = (self.book, self.notebooks, self.data_folder, self.seeds)
        self.library = self.notebooks / "nqpf"  # what the chapters share
        self.lock = self.book / "requirements.lock"  # the pinned packages
        self.build = self.book / "_build"
        self.html = self.build / "html"

    @cached_property
    def myst(self) -> dict[str, Any]:
        """What `book/myst.yml` says: title, contents, options of the site."""
        return yaml.safe_load((self.book / "myst.yml").read_text(encoding="utf-8"))

    @cached_property
    def citation(self) -> dict[str, Any]:
        """How the book wants to be cited; empty where it does not say."""
        path = self.root / "CITATION.cff"
        return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}

    def chapters(self) -> list[Path]:
        """List the chapters, whose names begin with two digits, in the order of the book."""
        return sorted(self.notebooks.glob("[0-9][0-9]_*.ipynb"))

    def pages(self) -> list[Path]:
        """List the Markdown pages of the book."""
        return sorted(self.book.glob("*.md"))

    def relative(self, path: Path) -> str:
        """Name a file as a reader of a message expects it: from the top of the project."""
        path, root = path.resolve(), self.root.resolve()
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name

    def again(self) -> Self:
        """Open the same project anew, as its files are now."""
        return type(self)(self.root)


@cache
def rules() -> dict[str, dict[str, Any]]:
    """Read the rules: {id: {"why": …, "fix": …}}, sorted by id."""
    file = Path(__file__).with_name("rules.toml")
    return Register("rule", sorted(tomllib.loads(file.read_text(encoding="utf-8")).items()))


class Problem(NamedTuple):
    """One thing that is wrong, where it stands, and how to fix it."""

    rule: str
    where: str  # file and row, cell or paragraph
    what: str
    fix: str = ""  # where the rule does not say it well enough

    def __str__(self) -> str:
        said = " ".join(f"{self.where}: {self.what} [{self.rule}]".split())  # a cell can hold any
        return f"{said}\n  fix: {self.fix or rules()[self.rule]['fix']}"
