"""Watch a chapter from inside its kernel: what it reads, and that it changes no source.

`press.refresh` lets a kernel import it before the first cell of a chapter.
"""

import os
import sys
import traceback
from typing import Any

from IPython import get_ipython

FOLDERS = ("data", "seeds", "book", "notebooks")
#: The files of the chapters' folder that a chapter must not change; others are its own.
SOURCES = (".ipynb", ".py", ".toml")
CHANGES = ("os.rename", "os.remove", "os.truncate", "os.link", "os.symlink")
#: What starts another program, which could not be watched.
STARTS = ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.startfile")
ROOT = os.path.realpath("..")  # a kernel works in the folder of its chapter
#: The sources that were opened by the chapter itself, and by the library on its behalf.
directly: set[str] = set()
through_nqpf: set[str] = set()
before = set(sys.modules)  # what the kernel itself needs


def source(path: object) -> str:
    """Give the path of a source from the top of the project; empty for any other file."""
    if not isinstance(path, str | bytes | os.PathLike):
        return ""
    name = os.path.relpath(os.path.realpath(os.fsdecode(path)), ROOT).replace(os.sep, "/")
    built = name.endswith(".pyc") or name.startswith("book/_build/")
    return name if name.split("/")[0] in FOLDERS and not built else ""


def hook(event: str, args: tuple[Any, ...]) -> None:
    """Note the sources that are opened; PermissionError: one is changed, a program started."""
    if event in STARTS:
        raise PermissionError("a chapter must not start a program")
    if event == "open" and not args[2] & (os.O_WRONLY | os.O_RDWR):
        if name := source(args[0]):
            files = [frame.f_code.co_filename for frame, _ in traceback.walk_stack(None)]
            through = any(f"{os.sep}nqpf{os.sep}" in file for file in files)
            (through_nqpf if through else directly).add(name)
    elif event == "open" or event in CHANGES:
        for name in map(source, args[: 1 if event == "open" else 2]):
            if name and (not name.startswith("notebooks/") or name.endswith(SOURCES)):
                raise PermissionError(f"a chapter must not change {name}")


def used() -> str:
    """List what the chapter has read, one a line; without an open project, its files whole."""
    project = getattr(sys.modules.get("nqpf.project"), "Project", ())
    variables = list(get_ipython().user_ns.values())
    books = [value for value in variables if isinstance(value, project)]
    modules = [getattr(sys.modules[name], "__file__", None) for name in {*sys.modules} - before]
    files = directly.union(map(source, modules), () if books else through_nqpf)
    read = {f"file:{file}" for file in files if file and "nqpf/" not in file}
    return "\n".join(sorted(read.union(*(book.used for book in books))))


sys.addaudithook(hook)
