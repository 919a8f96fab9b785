"""Watch a chapter from inside its kernel: what it reads, and that it changes no source.

`press.refresh` sends the text of this file to a kernel before the first cell of a chapter.
"""

import os
import sys
import traceback
from typing import Any

FOLDERS = ("data", "seeds", "book", "notebooks")
#: The files of the chapters' folder that a chapter must not change; others are its own.
SOURCES = (".ipynb", ".py", ".toml")
CHANGES = ("os.rename", "os.remove", "os.truncate", "os.link", "os.symlink")


class Probe:
    """Notes the files of a project that are opened, and refuses to change its sources."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)
        self._directly: set[str] = set()
        self._through_nqpf: set[str] = set()
        sys.addaudithook(self._hook)

    def _source(self, path: object) -> str:
        """Give the path of a source from the top of the project; empty for any other file."""
        if not isinstance(path, str | bytes | os.PathLike):
            return ""
        name = os.path.relpath(os.path.realpath(os.fsdecode(path)), self._root)
        name = name.replace(os.sep, "/")
        built = name.endswith(".pyc") or name.startswith("book/_build/")
        return name if name.split("/")[0] in FOLDERS and not built else ""

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and not args[2] & (os.O_WRONLY | os.O_RDWR):
            if name := self._source(args[0]):
                files = [frame.f_code.co_filename for frame, _ in traceback.walk_stack(None)]
                through = any(f"{os.sep}nqpf{os.sep}" in file for file in files)
                (self._through_nqpf if through else self._directly).add(name)
        elif event == "open" or event in CHANGES:
            for name in map(self._source, args[: 1 if event == "open" else 2]):
                source = not name.startswith("notebooks/") or name.endswith(SOURCES)
                if name and source:
                    raise PermissionError(f"a chapter must not change {name}")

    def used(self, variables: dict[str, Any]) -> str:
        """List what a chapter with these variables read, one thing a line.

        An opened project knows what it was asked for; without one, its files count whole.
        """
        project = getattr(sys.modules.get("nqpf.project"), "Project", ())
        books = [value for value in variables.values() if isinstance(value, project)]
        modules = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
        files = self._directly.union(map(self._source, modules))
        files |= set() if books else self._through_nqpf
        own = {f"file:{file}" for file in files if file and "nqpf/" not in file}
        return "\n".join(sorted(own.union(*(book.used for book in books))))


probe = Probe("..")  # a kernel works in the folder of its chapter
