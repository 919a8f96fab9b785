"""Decide whether the stored outputs of a chapter are still those of its inputs.

A chapter keeps digests of what it used when it was executed: its code cells, the modules of nqpf,
what it read, the packages that compute and draw; and of what each cell put out.
"""

import ast
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from nqpf.errors import DatasetError
from press import notebooks
from press.notebooks import ChapterError
from press.workshop import Workshop

#: The pinned packages whose version can change a stored output.
PINS = re.compile(r"^(matplotlib|numpy|pandas|pillow)==([\w.]+)", re.MULTILINE)
#: What a chapter read, among the names of what it used.
READ = re.compile(r"(series|event|number|seeds|file):")


def digest(*parts: object) -> str:
    """Twelve hex digits that stand for some values."""
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()[:12]


def shape(node: Any) -> Any:  # noqa: ANN401 - a node of a syntax tree, a list or a constant
    """Reduce a syntax tree to what it does, in the same way in every version of Python."""
    if isinstance(node, ast.AST):
        fields = {k: v for k, v in ast.iter_fields(node) if k != "ctx" and v not in (None, [])}
        return [type(node).__name__, {key: shape(value) for key, value in fields.items()}]
    if isinstance(node, list):  # a constant that stands alone is a docstring
        said = (ast.Expr, ast.Constant)
        return [shape(n) for n in node if (type(n), type(getattr(n, "value", n))) != said]
    return repr(node)


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
            name = file.relative_to(shop.notebooks).as_posix()
            try:
                if file.suffix == ".py":
                    self._shared[name] = digest(shape(ast.parse(file.read_bytes())))
                elif file.suffix in (".ttf", ".toml"):
                    self._shared[name] = digest(file.read_bytes())
            except (SyntaxError, ValueError) as error:
                line, what = getattr(error, "lineno", 1), getattr(error, "msg", error)
                raise ChapterError(f"notebooks/{name}, line {line}: {what}; correct it") from error
        try:
            pins = PINS.findall(shop.lock.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            what = f"{shop.relative(shop.lock)} cannot be read; restore it, or run make lock"
            raise ChapterError(what) from error
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
