"""Read and write chapters in one canonical form, so that a diff shows only what changed."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines
from nbformat.validator import iter_validate

from nqpf.settings import MIME
from press.workshop import Workshop

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
#: Metadata that is content; all other is left behind by an editor, a kernel or a clock.
KEPT = ("nqpf", "title", "authors", "tags", "name", "format", "raw_mimetype")
#: Begins a line that a merge put in.
MARK = re.compile(rb"<{7}|={7}|>{7}")


class ChapterError(ValueError):
    """A chapter, or what every chapter rests on, that cannot be read: where, what, fix."""

    def __str__(self) -> str:
        return "{} {}; {}".format(*self.args)


def read(shop: Workshop, path: Path) -> NotebookNode:
    """Read a chapter, each cell with an id of its own; ChapterError: no notebook of Python."""
    raw, fix = b"", "restore it from version control"
    try:
        raw = path.read_bytes()
        notebook = nbformat.from_dict(json.loads(raw.decode()))
        what, fix = _fault(notebook, fix)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
    except (RecursionError, ValueError) as error:
        what = f"is no JSON ({error})"
        if marks := [str(i) for i, line in enumerate(raw.split(b"\n"), 1) if MARK.match(line)]:
            what = f"holds the marks of a merge conflict (lines {', '.join(marks)})"
            fix = "keep the right lines and remove the marks"
    if what:
        raise ChapterError(shop.relative(path), what, fix)
    ids: set[str] = set()
    for place, cell in enumerate(rejoin_lines(notebook).cells):
        if cell.get("id") in (None, *ids):
            cell.id = hashlib.sha256(f"{place}{cell.source}".encode()).hexdigest()[:8]
        ids.add(cell.id)
    return notebook


def _fault(data: Any, fix: str) -> tuple[str, str]:  # noqa: ANN401 - any JSON
    """Say what keeps some JSON from being a chapter, and what to do; nothing if it is one."""
    if not isinstance(data, dict) or "nbformat" not in data:
        return "holds no notebook", fix
    if data["nbformat"] != 4:
        what = f"is in version {data['nbformat']} of the notebook format, not in version 4"
        return what, "open it in JupyterLab and save it"
    for error in iter_validate(data, version=4, version_minor=4, relax_add_props=True):
        place = "/".join(map(str, error.absolute_path)) or "top"
        return f"is no valid notebook ({place}: {error.message[:120]})", fix
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        if (language := data["metadata"].get(key, {}).get(name, "python")) != "python":
            what = f"is written in {language}, but chapters run in Python"
            return what, "choose a Python kernel, or keep it outside of notebooks/"
    return "", ""


def canonical(notebook: NotebookNode) -> str:
    """Write a notebook with all its content, without what a clock or an editor left in it."""
    cells, count = [], 0
    for cell in notebook.cells:
        if not cell.source.strip():
            continue
        kept = ("cell_type", "id", "source", "attachments")
        clean = {key: cell[key] for key in kept if cell.get(key)}
        clean["metadata"] = _content(cell)
        if cell.cell_type == "code":
            count += 1
            clean["execution_count"] = run = cell.execution_count and count
            clean["outputs"] = outputs(cell)
            for one in clean["outputs"]:
                one |= {"execution_count": run} if one["output_type"] == "execute_result" else {}
        cells.append(clean)
    head = _content(notebook) | {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": head, "nbformat": 4, "nbformat_minor": 5}
    return nbformat.writes(nbformat.from_dict(whole), version=4).rstrip("\n") + "\n"


def _content(node: NotebookNode) -> dict[str, Any]:
    return {key: value for key, value in node.metadata.items() if key in KEPT and value}


def outputs(cell: NotebookNode) -> list[dict[str, Any]]:
    """Copy what a cell put out, but for the running number: that depends on other cells."""
    return [{k: v for k, v in one.items() if k != "execution_count"} for one in cell.outputs]


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """List the code cells that hold something."""
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]


def charts(notebook: NotebookNode) -> list[tuple[NotebookNode, dict[str, Any], str]]:
    """List the published charts: (code cell, the JSON of what it says, the wide drawing)."""
    return [
        (cell, output.data[MIME], output.data.get("image/svg+xml", ""))
        for cell in code_cells(notebook)
        for output in cell.outputs
        if isinstance(output.get("data", {}).get(MIME), dict)
    ]
