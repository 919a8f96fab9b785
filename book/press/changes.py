"""Say what the book says differently since a revision: what a reviewer of data reads."""

import io
import json
import re
import subprocess
import tarfile
import tempfile
from contextlib import suppress
from csv import DictReader
from pathlib import Path
from typing import Any

from nqpf.errors import DatasetError, UnknownIdError
from press.contents import charts, contents
from press.workshop import Workshop

#: What `make refresh` writes into a paragraph, and remarks that no page shows.
COMPUTED = re.compile(r"\[[^\]]*\](?=\(#(?:num|claim)-)|^%.*\n?", re.MULTILINE)
NUMBER = re.compile(r"\[([^\[\]\n]+)\]\(#num-([\w-]+)\)")


class DiffError(RuntimeError):
    """The comparison is not possible; the message says why."""


def report(shop: Workshop, revision: str, *, markdown: bool = False) -> str:
    """Compare a project as it stands with a revision, in words.

    Raises:
        DiffError: no git, or no such revision.
        DatasetError: the project as it stands cannot be read.
    """
    new, said = contents(shop) | {"text": _paragraphs(shop)}, ""
    with tempfile.TemporaryDirectory() as folder:
        _unpack(shop.root, revision, Path(folder))
        old, whole = _before(Workshop(Path(folder)))
    for kind, table in new.items():
        before, now = _flat(old.get(kind, {})), _flat(table)
        names = [n for n in before | now if (whole or n in before) and before.get(n) != now.get(n)]
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


def _before(shop: Workshop) -> tuple[dict[str, dict[str, Any]], bool]:
    """Sum up an older book; tell whether its tables have the form of today.

    Where they have not, only what can be read without them is compared: rows as they stand,
    charts, text, and the numbers that the chapters link to.
    """
    text = _paragraphs(shop)
    with suppress(DatasetError, UnknownIdError, KeyError, OSError):
        return contents(shop) | {"text": text}, True
    linked = NUMBER.findall("\n".join(path.read_text("utf-8") for path in shop.chapters()))
    table, keys = (
        shop.data_folder / "observations.csv",
        ("series", "geo", "period", "status", "source"),
    )
    rows = DictReader(table.read_text("utf-8").splitlines() if table.exists() else [])
    return {
        "numbers": {name: shown for shown, name in linked},
        "charts": dict(charts(shop)),
        "observations": {",".join(row[key] for key in keys): float(row["value"]) for row in rows},
        "text": text,
    }, not text  # where there was no book, all is new


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
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                text = COMPUTED.sub("", "".join(cell["source"])).strip()
                for paragraph in re.split(r"\n\s*\n", text):
                    found[f"{path.stem[3:]}: {' '.join(paragraph.split())[:40]}"] = paragraph
    return found


def _flat(table: dict[str, Any]) -> dict[str, str]:
    """Give each value of a table, or each part of it, a line of its own."""
    found = {}
    for name, value in table.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        found |= {f"{name} {part}".strip(): " ".join(str(one).split()) for part, one in parts}
    return found
