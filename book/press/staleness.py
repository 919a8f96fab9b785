"""Decide whether the stored outputs of a chapter are still those of its inputs.

A chapter keeps, in its metadata, a digest of everything it used when it was executed: each code
cell, the modules of nqpf, each series, event and number it read, the versions of the packages
that compute and draw; and a digest of what each cell put out. What differs now is named.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from nqpf import numbers
from nqpf.dataset import Dataset, DatasetError
from press import chapters, paths

#: Packages whose version can change a stored output.
DRAWING = ("matplotlib", "numpy", "pandas", "pillow")


def digest(*parts: object) -> str:
    """Twelve hex digits that stand for some values."""
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()[:12]


@cache
def locked_versions() -> dict[str, str]:
    """Read the pinned versions of the drawing packages from the lock."""
    pins = re.findall(r"^([\w.-]+)==([\w.]+)", paths.LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: version for name, version in pins if name in DRAWING}


def modules() -> dict[str, str]:
    """Digest each module of nqpf; the register counts through the numbers a chapter reads."""
    files = (file for file in sorted(paths.NQPF.rglob("*.py")) if file.parent.name != "register")
    return {
        f"nqpf/{file.relative_to(paths.NQPF).as_posix()}": digest(file.read_text(encoding="utf-8"))
        for file in files
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
            return digest(number.formula.text, number.form, number.text(data))
        if kind == "seeds":
            return digest((paths.SEEDS / name).read_text(encoding="utf-8"))
    except (KeyError, DatasetError):
        return "gone"
    raise ValueError(f"unknown kind of read: {read!r}")


def cell_name(place: int, cell: NotebookNode) -> str:
    """Name a cell by its label where it has one."""
    label = re.match(r"#\| label: (\S+)", cell.source)
    return f"cell {label[1] if label else place}"


def fingerprint(notebook: NotebookNode, reads: list[str], data: Dataset) -> dict[str, str]:
    """Digest every input and every output of a chapter by name."""
    found = {}
    for place, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            name = cell_name(place, cell)
            found[f"code of {name}"] = digest(cell.source)
            found[f"output of {name}"] = digest(chapters.clean_outputs(cell))
    found |= modules()
    found |= {f"package {name}": version for name, version in locked_versions().items()}
    found |= {read: read_digest(read, data) for read in reads}
    return dict(sorted(found.items()))


def stale_because(path: Path, data: Dataset) -> list[str]:
    """List what changed in a chapter and its inputs since it was executed; empty if fresh."""
    notebook = chapters.read(path)
    stored = notebook.metadata.get("nqpf")
    if not stored:
        return ["it was never executed by make refresh"]
    reads = [name for name in stored if re.match(r"(series|event|number|seeds):", name)]
    current = fingerprint(notebook, reads, data)
    return [
        name
        for name in sorted(current.keys() | stored.keys())
        if current.get(name) != stored.get(name)
    ]
