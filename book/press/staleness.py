"""Decide whether the stored outputs of a chapter are still those of its inputs.

A chapter keeps, in its metadata, a digest of everything it used when it was executed: its code
cells, the modules of nqpf, each series, event and number it read, the versions of the packages
that compute and draw. What differs now is what made it stale, and is named.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from nqpf import numbers
from nqpf.dataset import Dataset
from press import chapters, paths

#: Packages whose version can change a stored output.
DRAWING = ("matplotlib", "numpy", "pandas", "pillow")


def digest(*parts: object) -> str:
    """Twelve hex digits that stand for some values."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:12]


@cache
def locked_versions() -> dict[str, str]:
    """Read the pinned versions of the drawing packages from the lock."""
    pins = re.findall(r"^([\w.-]+)==([\w.]+)", paths.LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: version for name, version in pins if name in DRAWING}


def modules() -> dict[str, str]:
    """Digest each module of nqpf; the register counts through the numbers a chapter reads."""
    return {
        f"nqpf/{file.name}": digest(file.read_text(encoding="utf-8"))
        for file in sorted(paths.NQPF.glob("*.py"))
    }


def read_digest(read: str, data: Dataset) -> str:
    """Digest one thing that a chapter read, such as ``series:gii_rank``; "gone" if it is gone."""
    kind, _, name = read.partition(":")
    try:
        if kind == "series":
            rows = data.observations[data.observations["series"] == name]
            sources = data.sources.loc[sorted(set(rows["source"]))]
            return digest(
                rows.drop(columns="when").values.tolist(),
                data.series.loc[name, ["title", "unit"]].tolist(),
                sources.reset_index().values.tolist(),
            )
        if kind == "event":
            row = data.events.loc[name]
            return digest(row.tolist(), data.sources.loc[row["source"]].tolist())
        if kind == "number":
            number = numbers.get(name)
            return digest(number.formula.text, number.form)
        if kind == "seeds":
            return digest((paths.SEEDS / name).read_text(encoding="utf-8"))
    except KeyError:
        return "gone"
    raise ValueError(f"unknown kind of read: {read!r}")


def fingerprint(notebook: NotebookNode, reads: list[str], data: Dataset) -> dict[str, str]:
    """Digest every input of a chapter by name."""
    return {
        "code": digest([c.source for c in chapters.code_cells(notebook)]),
        **modules(),
        **{f"package {name}": version for name, version in locked_versions().items()},
        **{read: read_digest(read, data) for read in sorted(reads)},
    }


def stale_because(path: Path, data: Dataset) -> list[str]:
    """List the inputs of a chapter that changed since its outputs were stored; empty if fresh."""
    notebook = chapters.read(path)
    stored = notebook.metadata.get("nqpf")
    if not stored or "inputs" not in stored:
        return ["it was never executed by make refresh"]
    reads = [name for name in stored["inputs"] if ":" in name]
    current = fingerprint(notebook, reads, data)
    changed = [
        name
        for name in sorted(current.keys() | stored["inputs"].keys())
        if current.get(name) != stored["inputs"].get(name)
    ]
    if stored.get("outputs") != chapters.outputs_digest(notebook):
        changed.append("its stored outputs")
    return changed
