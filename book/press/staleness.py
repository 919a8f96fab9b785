"""Decide whether the stored outputs of a chapter are still those of its inputs.

A chapter keeps digests of what it used: cells, modules, data, packages; and of what it put out.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode

from nqpf.errors import DatasetError
from press import notebooks, texts
from press.notebooks import ChapterError
from press.workshop import Workshop

#: What a chapter read, among the names of what it used.
READ = re.compile(r"(series|event|number|seeds|file):")


def digest(*parts: object) -> str:
    """Twelve hex digits that stand for some values."""
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()[:12]


def cell_name(cell: NotebookNode) -> str:
    """Name a cell by its label, or by its id: neither changes when another cell is put in."""
    label = re.match(r"#\| label: (\S+)", cell.source)
    return label[1] if label else cell.id


class Fingerprints:
    """The digests of what chapters use; ChapterError, DatasetError: an input cannot be read."""

    def __init__(self, shop: Workshop) -> None:
        self._shop, self._data = shop, shop.data
        self._shared: dict[str, str] = {}
        for file in shop.library.rglob("*"):
            if file.suffix in (".py", ".ttf", ".toml"):
                name = file.relative_to(shop.notebooks).as_posix()
                self._shared[name] = digest(file.read_bytes().hex())
        try:
            pins = texts.pattern("pins").findall(shop.lock.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            where, fix = shop.relative(shop.lock), "restore it, or run make lock"
            raise ChapterError(where, "cannot be read", fix) from error
        self._shared |= {f"package {name}": version for name, version in pins}

    def of(self, notebook: NotebookNode, used: Iterable[str]) -> dict[str, str]:
        """Digest all inputs and outputs of a chapter by name; `used` is as in `Project.used`."""
        cells = {cell_name(cell): cell for cell in notebooks.code_cells(notebook)}
        found = self._shared | {"order of the code cells": digest(list(cells))}
        for name, cell in cells.items():
            found[f"code of {name}"] = digest(cell.source)
            found[f"output of {name}"] = digest(notebooks.outputs(cell))
        return dict(sorted((found | {read: self._read(read) for read in used}).items()))

    def _read(self, read: str) -> str:
        """Digest one thing that a chapter read; "gone" if it is gone."""
        kind, _, name = read.partition(":")
        data = self._data
        try:
            if kind == "series":
                rows = data.observations[data.observations["series"] == name]
                sources = data.sources.loc[sorted(set(rows["source"]))].reset_index()
                about = data.series.loc[name, ["title", "definition", "unit"]]
                return digest(rows.values.tolist(), about.tolist(), sources.values.tolist())
            if kind == "event":
                row = data.events.loc[name]
                return digest(row.tolist(), data.sources.loc[row["source"]].tolist())
            if kind == "number":
                number = self._shop.number(name)
                return digest(number.formula, number.format, self._shop.text(name))
            folder = self._shop.seeds if kind == "seeds" else self._shop.root
            return hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]
        except (KeyError, DatasetError, OSError):
            return "gone"

    def stale_because(self, path: Path) -> list[str]:
        """List what changed in a chapter and its inputs since it was executed; empty if fresh."""
        notebook = notebooks.read(self._shop, path)
        stored = notebook.metadata.get("nqpf")
        if not isinstance(stored, dict):
            return ["it was never executed by make refresh"]
        current = self.of(notebook, filter(READ.match, stored))
        return sorted({name for name, _ in current.items() ^ stored.items()})
