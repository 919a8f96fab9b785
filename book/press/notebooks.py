"""Read and write chapters in one canonical form, so that a diff shows only what changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from press.files import write_text
from press.paths import relative
from press.problems import Problem

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CHART = "application/vnd.nqpf.chart+json"


class ChapterError(ValueError):
    """A chapter that cannot be read; the message names the file and the mend."""


def read(path: Path) -> NotebookNode:
    """Read a chapter.

    Raises:
        ChapterError: the file is no notebook.
    """
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        raise ChapterError(
            f"{relative(path)} cannot be read as a notebook ({error}); "
            "restore it, or mend the JSON at the place named"
        ) from error


def canonical(notebook: NotebookNode) -> str:
    """Write a notebook without anything that a machine, a clock or an editor left in it."""
    cells = []
    for cell in notebook.cells:
        source = "".join(cell.source)
        if not source.strip():
            continue
        digest = hashlib.sha256(f"{len(cells)}{source}".encode()).hexdigest()[:8]
        clean = {
            "cell_type": cell.cell_type,
            "id": cell.get("id") or digest,
            "metadata": {k: v for k, v in cell.metadata.items() if k == "tags" and v},
            "source": source,
        }
        if cell.cell_type == "code":
            clean["execution_count"] = cell.execution_count
            clean["outputs"] = clean_outputs(cell)
        cells.append(clean)
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    if "nqpf" in notebook.metadata:
        metadata["nqpf"] = notebook.metadata["nqpf"]
    clean = nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )
    return nbformat.writes(clean, version=4).rstrip("\n") + "\n"


def _clean_output(output: NotebookNode) -> dict:
    kept = {k: v for k, v in output.items() if k != "metadata"}
    if output.output_type in ("execute_result", "display_data"):
        kept["metadata"] = {}
    return kept


def write(path: Path, notebook: NotebookNode) -> bool:
    """Write a chapter canonically, in one step; tells whether it changed."""
    return write_text(path, canonical(notebook))


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """List the code cells that hold something."""
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]


def charts(notebook: NotebookNode) -> list[tuple[NotebookNode, dict]]:
    """List the published charts with their cells."""
    return [
        (cell, output.data[CHART])
        for cell in code_cells(notebook)
        for output in cell.outputs
        if CHART in output.get("data", {})
    ]


def clean_outputs(cell: NotebookNode) -> list[dict]:
    """Give the outputs of a cell as the canonical form holds them."""
    return [_clean_output(output) for output in cell.outputs]


def structure_problems(path: Path, notebook: NotebookNode) -> list[Problem]:
    """Find what makes a chapter untestable: cells without execution, errors, wrong labels."""
    found = []
    for place, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        where = f"{relative(path)}, cell {place}"
        if cell.execution_count is None:
            found.append(
                Problem("not-executed", where, "the cell was never executed", "run make refresh")
            )
        for output in cell.outputs:
            if output.output_type == "error":
                found.append(
                    Problem(
                        "error-output",
                        where,
                        f"the cell ended in {output.ename}: {output.evalue}",
                        "mend the cell and run make refresh",
                    )
                )
            if output.output_type == "stream" and output.name == "stderr":
                found.append(
                    Problem(
                        "stderr-output",
                        where,
                        f"the cell writes to stderr: {output.text.strip()[:100]!r}",
                        "remove the cause of the warning and run make refresh",
                    )
                )
            chart = output.get("data", {}).get(CHART)
            label = f"#| label: fig-{chart['id']}" if chart else ""
            if chart and cell.source.splitlines()[0].strip() != label:
                found.append(
                    Problem(
                        "chart-label",
                        where,
                        f"the chart {chart['id']!r} has no anchor of its own",
                        f"make {label!r} the first line of the cell",
                    )
                )
    return found
