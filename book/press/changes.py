"""What the book says, and what it says differently since a revision, for a reviewer of data."""

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from press import notebooks
from press.staleness import digest
from press.workshop import Workshop

#: What `make refresh` writes into a paragraph, and remarks that no page shows.
COMPUTED = re.compile(
    r"\[[^\]]*\](?=\(#(?:num|claim)-)|^%[^\n]*\n?|<!--.*?-->", re.MULTILINE | re.DOTALL
)


class DiffError(RuntimeError):
    """The comparison is not possible; the message says why."""


def contents(shop: Workshop) -> dict[str, dict[str, Any]]:
    """Sum a book up in tables by id, from the text of each number to that of each paragraph.

    An observation goes by "series,geo,period,status,source", a paragraph by its first words; of a
    chart there are the finding and the digests of values and drawing.

    Raises DatasetError, ChapterError: the data, a number or a chapter cannot be read.
    """
    charts, text = {}, {}
    for path in shop.chapters():
        notebook = notebooks.read(shop, path)
        for _, face, svg in notebooks.charts(notebook):
            digests = {"values": digest(face["csv"]), "drawing": digest(svg, face.get("narrow"))}
            charts[face["id"]] = {"finding": face["finding"]} | digests
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                for paragraph in re.split(r"\n\s*\n", COMPUTED.sub("", cell.source).strip()):
                    text[f"{path.stem[3:]}: {' '.join(paragraph.split())[:40]}"] = paragraph
    rows = shop.data.observations
    keys = rows[["series", "geo", "period", "status", "source"]].agg(",".join, axis=1)
    series = shop.data.series[["title", "definition", "unit", "caveats"]]
    return {
        "numbers": {name: shop.text(name) for name in shop.numbers},
        "claims": {claim.id: claim.verdict for claim in shop.claims.values()},
        "charts": charts,
        "observations": dict(zip(keys, rows["value"], strict=True)),
        "series": series.to_dict("index"),
        "events": shop.data.events[["date", "event", "source"]].to_dict("index"),
        "text": text,
    }


def report(shop: Workshop, revision: str, *, markdown: bool = False) -> str:
    """Compare a project as it stands with a revision, in words.

    Raises:
        DiffError: no git, no such revision, or one that holds broken files.
        DatasetError, ChapterError: the project as it stands cannot be read.
    """
    new, said = contents(shop), ""
    with tempfile.TemporaryDirectory() as folder:
        _unpack(shop.root, revision, Path(folder))
        try:
            old = contents(Workshop(Path(folder)))
        except (ValueError, KeyError, OSError) as error:
            raise DiffError(f"the book of {revision} cannot be read: {error}") from error
    for kind, table in new.items():
        before, now = _flat(old[kind]), _flat(table)
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


def _flat(table: dict[str, Any]) -> dict[str, str]:
    """Give each value of a table, or each part of it, a line of its own."""
    found = {}
    for name, value in table.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        found |= {f"{name} {part}".strip(): " ".join(str(one).split()) for part, one in parts}
    return found
