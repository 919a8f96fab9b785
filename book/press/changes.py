"""Say what the book says differently since a revision: what a reviewer of data reads."""

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from press import notebooks
from press.contents import contents
from press.workshop import Workshop

#: What `make refresh` writes into a paragraph, and remarks that no page shows.
COMPUTED = re.compile(r"\[[^\]]*\](?=\(#(?:num|claim)-)|^%.*\n?", re.MULTILINE)


class DiffError(RuntimeError):
    """The comparison is not possible; the message says why."""


def report(shop: Workshop, revision: str, *, markdown: bool = False) -> str:
    """Compare a project as it stands with a revision, in words.

    Raises:
        DiffError: no git, no such revision, or one that holds broken files.
        DatasetError, ChapterError: the project as it stands cannot be read.
    """
    text, said = _paragraphs(shop), ""  # which names a chapter that cannot be read
    new = contents(shop) | {"text": text}
    with tempfile.TemporaryDirectory() as folder:
        _unpack(shop.root, revision, Path(folder))
        try:
            then = Workshop(Path(folder))
            old = {"text": _paragraphs(then)} | contents(then)  # which names a broken chapter
        except (ValueError, KeyError, OSError) as error:
            raise DiffError(f"the book of {revision} cannot be read: {error}") from error
    for kind, table in new.items():
        before, now = _flat(old.get(kind, {})), _flat(table)
        names = [name for name in before | now if before.get(name) != now.get(name)]
        said += f"\n{kind.capitalize()} ({len(names)})\n" if names else ""
        for name in sorted(names):
            said += f"  {name}\n"
            said += f"    was  {before[name]}\n" if name in before else ""
            said += f"    now  {now[name]}\n" if name in now else ""
    if not said:
        return f"The book says the same as in {revision}."
    head = f"What the book says differently since {revision}"
    if markdown:  # inside a code block nothing is read as Markdown, and nobody is called by name
        return f"<details><summary>{head}</summary>\n\n~~~text{said}~~~\n\n</details>"
    return f"{head}:\n{said}"


def _unpack(root: Path, revision: str, folder: Path) -> None:
    _git(root, "rev-parse", "--git-dir")  # in git's own words where it refuses this folder
    try:
        commit = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        packed = io.BytesIO(_git(root, "archive", "--format=tar", commit.decode().strip()))
        with tarfile.open(fileobj=packed) as tar:
            tar.extractall(folder, filter="data")
    except (DiffError, tarfile.TarError) as error:
        raise DiffError(
            f"{revision!r} is no revision that git knows here; name a branch, a tag or a commit, "
            f"and fetch it first if it is newer than this clone ({error})"
        ) from error


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise DiffError("git is not installed; what changed since then is known to git") from error
    if done.returncode:
        raise DiffError(f"git says: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _paragraphs(shop: Workshop) -> dict[str, str]:
    """Give the paragraphs of the chapters, by chapter and first words."""
    found = {}
    for path in shop.chapters():
        for cell in notebooks.read(shop, path).cells:
            if cell.cell_type == "markdown":
                for paragraph in re.split(r"\n\s*\n", COMPUTED.sub("", cell.source).strip()):
                    found[f"{path.stem[3:]}: {' '.join(paragraph.split())[:40]}"] = paragraph
    return found


def _flat(table: dict[str, Any]) -> dict[str, str]:
    """Give each value of a table, or each part of it, a line of its own."""
    found = {}
    for name, value in table.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        found |= {f"{name} {part}".strip(): " ".join(str(one).split()) for part, one in parts}
    return found
