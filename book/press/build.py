"""Build the site aside, prove it whole, then swap it in."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from nqpf import dataset
from press import paths, registers, staleness
from press.lock import alone
from press.progress import bar

#: Begins the name of a workspace.
BUILDING = ".building-"
WARNING = re.compile(r"⚠|⛔|🚫|❌|\berror\b", re.IGNORECASE)


class BuildError(RuntimeError):
    """The book was not built; the last good one is still in place."""


def build(
    html: Path = paths.HTML,
    *,
    base_url: str | None = None,
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Build the whole site and put it in place of the last one.

    Args:
        html: where the site goes.
        base_url: where it will be published, for complete addresses (site map, feed, sharing).
        say: takes one line of progress at a time.

    Returns:
        The pages, relative to the site.

    Raises:
        BuildError: a warning of the engine, a missing page, a page that cannot be rendered;
            nothing is changed then.
    """
    with alone(html.parent, say=say):
        recover(html)
        for left in html.parent.glob(f"{BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        pages = _build(html, base_url, say)
    say(f"{len(pages)} files in {paths.relative(html)}")
    return pages


def _build(html: Path, base_url: str | None, say: Callable[[str], None]) -> list[Path]:
    import theme  # imported late: `press refresh` works without it

    data = dataset.load()
    for path in paths.chapters():
        why = staleness.stale_because(path, data)
        if why:
            say(f"note: {path.name} is stale ({', '.join(why[:3])}); run make refresh")
    for page, text in registers.generate(data).items():
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            say(f"note: {page.name} is stale; run make refresh")
    with workspace(html.parent) as work, bar("building the book", 3) as advance:
        site = parse(work)
        expect_pages(site)
        advance()
        new = work / "html"
        try:
            pages = theme.render(site, new, base_url=base_url)
        except theme.ThemeError as error:
            raise BuildError(f"the theme cannot render a page: {error}") from error
        advance()
        index(new)
        advance()
        swap(new, html)
    return pages


@contextlib.contextmanager
def workspace(parent: Path) -> Iterator[Path]:
    """A private copy of what the engine reads, so that two builds never meet."""
    with tempfile.TemporaryDirectory(dir=parent, prefix=BUILDING) as name:
        work = Path(name)
        ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        book = work / "book"
        book.mkdir()
        for file in paths.BOOK.glob("*.md"):
            shutil.copy2(file, book)
        (book / "myst.yml").write_text(_settings(), encoding="utf-8")
        shutil.copytree(paths.BOOK / "theme", book / "theme", ignore=ignore)
        (work / "notebooks").mkdir()
        for chapter in paths.chapters():
            shutil.copy2(chapter, work / "notebooks")
        shutil.copytree(paths.DATA, work / "data", ignore=ignore)
        yield work


def _settings() -> str:
    """Give the settings of the book, with the date of its latest source for the footer.

    Raises:
        BuildError: they cannot be read.
    """
    try:
        settings = yaml.safe_load((paths.BOOK / "myst.yml").read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise BuildError(f"book/myst.yml cannot be read as YAML: {error}") from error
    latest = str(dataset.load().sources["date"].max())
    settings["site"].setdefault("options", {})["data_as_of"] = latest
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)


def parse(work: Path) -> Path:
    """Let Jupyter Book parse the sources; give the folder with the parsed pages.

    Raises:
        BuildError: the engine failed or warned; the lines are quoted.
    """
    run = subprocess.run(
        [sys.executable, "-m", "jupyter_book", "build", "--site", "--strict"],
        cwd=work / "book",
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    text = run.stdout.replace(str(work) + os.sep, "")
    bad = list(
        dict.fromkeys(line.strip(" -") for line in text.splitlines() if WARNING.search(line))
    )
    if run.returncode or bad:
        raise BuildError("Jupyter Book says:\n" + "\n".join(bad or text.splitlines()[-20:]))
    return work / "book" / "_build" / "site"


def environment() -> dict[str, str]:
    """Give the environment in which the engine finds the Node of this Python."""
    bin_folder = str(Path(sys.executable).parent)
    return os.environ | {"PATH": os.pathsep.join([bin_folder, os.environ.get("PATH", "")])}


def expect_pages(site: Path) -> None:
    """Every file of the table of contents must have given a page.

    Raises:
        BuildError: names the entries without one.
    """
    toc = yaml.safe_load((paths.BOOK / "myst.yml").read_text(encoding="utf-8"))["project"]["toc"]
    wanted = {Path(name).name for name in _files(toc)}
    import json

    found = {
        Path(json.loads(page.read_text(encoding="utf-8"))["location"]).name
        for page in (site / "content").glob("*.json")
    }
    if wanted - found:
        missing = ", ".join(sorted(wanted - found))
        raise BuildError(f"book/myst.yml lists {missing}, which gave no page; is the name right?")


def _files(entries: list[dict]) -> Iterator[str]:
    for entry in entries:
        if "file" in entry:
            yield entry["file"]
        yield from _files(entry.get("children", []))


def index(site: Path) -> None:
    """Make the search index of the rendered pages.

    Raises:
        BuildError: Pagefind failed; its words are quoted.
    """
    run = subprocess.run(
        [sys.executable, "-m", "pagefind", "--site", str(site), "--quiet"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        raise BuildError(f"Pagefind says:\n{run.stderr or run.stdout}")


def swap(new: Path, html: Path) -> None:
    """Put the new site in place of the old one; an interruption is undone here or by `recover`."""
    old = html.with_name(f"{html.name}.last")
    try:
        if html.exists():
            html.replace(old)
        new.replace(html)
    except BaseException:
        recover(html)
        raise
    shutil.rmtree(old, ignore_errors=True)


def recover(html: Path) -> None:
    """Undo an interrupted swap."""
    old = html.with_name(f"{html.name}.last")
    if old.exists():
        if html.exists():
            shutil.rmtree(old)
        else:
            old.replace(html)
