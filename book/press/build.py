"""Build the site in a private copy of the book, prove it whole, then swap it in."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from nqpf.errors import DatasetError, UnknownIdError
from press.changes import contents
from press.files import alone, recover, swap, write_text
from press.pages import generate, newest_drawn
from press.staleness import Fingerprints
from press.workshop import Workshop

#: Begins the name of a folder in which a site is built.
BUILDING = ".building-"
#: How the engine marks a warning or an error; the lines that follow explain it.
MARK = "[⚠⛔🚫❌]"


class BuildError(RuntimeError):
    """The book was not built; the last good one is still in place."""

    def __str__(self) -> str:
        return f"The book was not built; the last good one is still in place.\n{self.args[0]}"


def build(shop: Workshop, html: Path | None = None, *, base_url: str | None = None) -> None:
    """Build the site, for a base URL, and put it in place of the last one, with `book.json`.

    BuildError, OSError: says what is wrong with the book or the disk; nothing is changed then.
    """
    html = html or shop.html
    with alone(html.parent):
        recover(html)
        for left in html.parent.glob(f"{BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        with (
            tempfile.TemporaryDirectory(prefix="book-") as copy,
            tempfile.TemporaryDirectory(dir=html.parent, prefix=BUILDING) as folder,
        ):
            new = Path(folder) / "html"
            files = _build(shop, Path(copy).resolve(), new, base_url, html.with_name("pictures"))
            swap(new, html)
            new.with_name("book.json").replace(html.with_name("book.json"))
    print(f"{files} files in {shop.relative(html)}")


def _build(shop: Workshop, work: Path, new: Path, base_url: str | None, kept: Path) -> int:
    fill(shop, work)
    with ThreadPoolExecutor(1) as engine:
        parsing = engine.submit(parse, work, REGISTERS=str(os.getpid()))
        _compute(shop, work / "registers.json")
        import theme  # meanwhile; `press refresh` works without it

        summary = json.dumps(contents(shop), ensure_ascii=False, indent=1, sort_keys=True)
        site = parsing.result()
    newest, options = newest_drawn(shop), shop.myst["site"].get("options", {})
    if (as_of := options.get("data_as_of", newest)) != newest:
        what = f"data_as_of is {as_of}, the newest period that a chapter draws {newest or 'none'}"
        raise BuildError(f"book/myst.yml: {what}; write that one")
    try:
        files = theme.render(site, new, base_url=base_url, kept=kept)
    except theme.ThemeError as error:
        raise BuildError(f"the theme cannot render a page: {error}") from error
    run("pagefind", "--site", str(new), "--quiet", cwd=work)
    new.with_name("book.json").write_text(summary + "\n", encoding="utf-8", newline="")
    return len(files)


def _compute(shop: Workshop, registers: Path) -> None:
    """Write what the engine waits for (see `register.mjs`), null if the book cannot be built."""
    pages = None
    try:
        prints = Fingerprints(shop)
        for path in shop.chapters():
            if why := ", ".join(prints.stale_because(path)[:3]):
                raise BuildError(f"{shop.relative(path)} is stale ({why}); run make refresh")
        pages = generate(shop)
    except (DatasetError, UnknownIdError) as error:
        raise BuildError(str(error)) from error
    finally:
        write_text(registers, json.dumps(pages))


def fill(shop: Workshop, work: Path) -> None:
    """Copy what the engine reads, so that two builds never meet; without symbolic links.

    The copy must not lie in `book/`: from a chapter, the engine looks upwards for a project.
    """

    def left_out(folder: str, names: list[str]) -> set[str]:
        hidden = {name for name in names if name[0] == "." or name in ("_build", "__pycache__")}
        return hidden | {name for name in names if Path(folder, name).is_symlink()}

    try:
        for folder in shop.folders:
            shutil.copytree(folder, work / folder.name, ignore=left_out, dirs_exist_ok=True)
        editions = shop.build / "editions"
        if editions.is_dir():  # offered if they are of this content
            shutil.copytree(editions, work / "book" / "_build" / "editions")
        if shop.citation:
            shutil.copy(shop.root / "CITATION.cff", work)
    except shutil.Error as error:  # a list of all that failed
        source, _, why = error.args[0][0]
        raise BuildError(f"{shop.relative(Path(source))} cannot be copied: {why}") from error


def environment() -> dict[str, str]:
    """Give the environment in which the engine finds this Python and its Node."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return os.environ | {"PATH": path, "NODE_NO_WARNINGS": "1"}


def run(*command: str, cwd: Path, **variables: str) -> str:
    """Run a Python module; give its stderr, or raise BuildError with its last words."""
    text = {"capture_output": True, "encoding": "utf-8", "errors": "replace"}
    python, here = (sys.executable, "-m"), {"cwd": cwd, "env": environment() | variables}
    done = subprocess.run([*python, *command], stdin=subprocess.DEVNULL, **here, **text)
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip() or f"nothing (code {done.returncode})"
        said = re.split(r"\n(?=\w*Error: )", re.sub(r"\n +at .*|\nNode\.js v.*", "", said))[-1]
        raise BuildError(f"{command[0]} failed and says:\n{said.strip()[-4000:]}")
    return done.stderr


def parse(work: Path, **variables: str) -> Path:
    """Let Jupyter Book parse a private copy; give the folder. BuildError: it failed or warned."""
    try:
        said = run("jupyter_book", "build", "--site", cwd=work / "book", **variables)
        wrong = re.search(MARK, said)
    except BuildError as error:
        said, wrong = error.args[0], True
    if wrong:  # its paths are complete, or from the folder of the book
        said = re.sub(rf"^({MARK}\S* +)(?=[\w.-]+\.\w)", r"\1book/", said, flags=re.M)
        raise BuildError(said.replace(f"{work}{os.sep}", "").strip())
    return work / "book" / "_build" / "site"
