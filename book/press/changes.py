"""What the book says, and what it says differently since a revision, for a reviewer of data."""

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from press import notebooks, texts
from press.staleness import digest
from press.workshop import Workshop


class DiffError(RuntimeError):
    """The comparison is not possible; the message says why."""


def contents(shop: Workshop) -> dict[str, dict[str, Any]]:
    """Sum a book up in tables by id; DatasetError, ChapterError: a part of it cannot be read."""
    charts, text = {}, {}
    for path in shop.chapters():
        for _, face, svg in notebooks.charts(notebooks.read(shop, path)):
            digests = {"values": digest(face["csv"]), "drawing": digest(svg, face.get("narrow"))}
            charts[face["id"]] = {"finding": face["finding"]} | digests
        for _, prose in texts.pieces(shop, path):
            for paragraph in re.split(r"\n\s*\n", texts.pattern("computed").sub("", prose).strip()):
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
    """Compare a project with a revision, in words; DiffError: git or the revision is no help."""
    new = contents(shop)
    with tempfile.TemporaryDirectory() as folder:
        _unpack(shop.root, revision, Path(folder))
        try:
            old = contents(Workshop(Path(folder)))
        except (ValueError, KeyError, OSError) as error:
            raise DiffError(f"the book of {revision} cannot be read: {error}") from error
    was, now = _lines(old), _lines(new)
    names = sorted(key for key in was | now if was.get(key) != now.get(key))
    changed = {kind: [name for of, name in names if of == kind] for kind in new}
    told = {"revision": revision, "changed": changed, "was": was, "now": now, "markdown": markdown}
    return texts.templates("").get_template("diff.md").render(told)


def _unpack(root: Path, revision: str, folder: Path) -> None:
    git(root, "rev-parse", "--git-dir")  # in git's own words where it refuses this folder
    try:
        commit = git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        packed = io.BytesIO(git(root, "archive", "--format=tar", commit.decode().strip()))
        with tarfile.open(fileobj=packed) as tar:
            tar.extractall(folder, filter="data")
    except (DiffError, tarfile.TarError) as error:
        raise DiffError(
            f"{revision!r} is no revision that git knows here; name a branch, a tag or a commit, "
            f"and fetch it first if it is newer than this clone ({error})"
        ) from error


def git(root: Path, *arguments: str) -> bytes:
    """Ask git about a project; give what it says, or raise DiffError."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise DiffError("git is not installed; what changed since then is known to git") from error
    if done.returncode:
        raise DiffError(f"git says: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _lines(book: dict[str, dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Give each value of a book, or each part of it, a line of its own, by kind and name."""
    return {
        (kind, f"{name} {part}".strip()): " ".join(str(one).split())
        for kind, table in book.items()
        for name, value in table.items()
        for part, one in (value.items() if isinstance(value, dict) else [("", value)])
    }
