"""Bring everything computed up to date: outputs, texts of numbers, generated pages."""

from __future__ import annotations

import asyncio
import copy
import json
import os
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from nqpf import dataset
from nqpf.dataset import Dataset
from press import chapters, claimcheck, datacheck, paths, prose, registers, staleness
from press.files import sweep, write_text
from press.lock import alone
from press.progress import bar

#: Appended to a chapter while it runs, and taken off again: what did it read?
_ASK = "import json, nqpf.dataset\nprint(json.dumps(sorted(nqpf.dataset.load().reads)))"


class RefreshError(RuntimeError):
    """A chapter could not be executed; the message names the chapter and the cell."""


async def execute(path: Path, data: Dataset) -> NotebookNode:
    """Execute a chapter in a kernel of its own and note what it read.

    Raises:
        RefreshError: a cell failed; nothing is written.
    """
    notebook = nbformat.from_dict(copy.deepcopy(chapters.read(path)))
    for cell in chapters.code_cells(notebook):
        cell.outputs, cell.execution_count = [], None
    notebook.cells.append(nbformat.v4.new_code_cell(_ASK))
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(paths.NOTEBOOKS)}},
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # the kernel is local; it warns about its sockets
    )
    try:
        await client.async_execute()
    except CellExecutionError as error:
        place = next(
            i
            for i, c in enumerate(notebook.cells, start=1)
            if any(o.output_type == "error" for o in c.get("outputs", []))
        )
        raise RefreshError(
            f"{paths.relative(path)}, cell {place}: {error.ename}: {error.evalue}. "
            "Mend the cell; the stored chapter was left as it is"
        ) from error
    asked = notebook.cells.pop()
    reads = json.loads(asked.outputs[0]["text"])
    for count, cell in enumerate(chapters.code_cells(notebook), start=1):
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
    notebook.metadata["nqpf"] = staleness.fingerprint(notebook, reads, data)
    return notebook


async def _execute_all(
    stale: list[Path], data: Dataset, done: Callable[[Path], None]
) -> list[RefreshError]:
    at_once = asyncio.Semaphore(os.cpu_count() or 2)
    failures: list[RefreshError] = []

    async def one(path: Path) -> None:
        async with at_once:
            try:
                read = path.read_bytes()
                notebook = await execute(path, data)
                if path.read_bytes() != read:
                    raise RefreshError(
                        f"{paths.relative(path)} was saved by somebody while it was executed, "
                        "so it was left as it is now; run make refresh again"
                    )
                chapters.write(path, notebook)
            except RefreshError as error:
                failures.append(error)
            done(path)

    await asyncio.gather(*(one(path) for path in stale))
    return failures


def _rewrite(text: str, data: Dataset) -> str:
    return claimcheck.rewrite(prose.rewrite(text, data))


def rewrite_texts(data: Dataset) -> list[Path]:
    """Set the number links of all chapters and pages; give the files that changed."""
    changed = []
    for path in [*paths.chapters(), *paths.pages()]:
        if path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
            if write_text(path, _rewrite(text, data)):
                changed.append(path)
            continue
        notebook = chapters.read(path)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = _rewrite(cell.source, data)
        if chapters.write(path, notebook):
            changed.append(path)
    return changed


def refresh(*, everything: bool = False, say: Callable[[str], None] = print) -> list[Path]:
    """Re-execute stale chapters in parallel, rewrite computed texts and generated pages.

    Args:
        everything: execute fresh chapters too.
        say: takes one line of progress at a time.

    Returns:
        The files that were written.

    Raises:
        RefreshError: chapters that failed, all named; the others are refreshed.
    """
    with alone(paths.BUILD, say=say):
        sweep((paths.BOOK, paths.DATA, paths.NOTEBOOKS, paths.SEEDS))
        return _refresh(everything, say)


def _refresh(everything: bool, say: Callable[[str], None]) -> list[Path]:
    data = dataset.load()
    reasons = {path: staleness.stale_because(path, data) for path in paths.chapters()}
    stale = [path for path, why in reasons.items() if why or everything]
    for path in stale:
        why = reasons[path]
        more = f" and {len(why) - 3} more" if len(why) > 3 else ""
        say(f"{path.name}: {', '.join(why[:3]) or 'asked for'}{more}")
    failures = []
    if stale:
        with bar("executing chapters", len(stale)) as advance:

            def done(path: Path) -> None:
                say(f"{path.name}: executed")
                advance()

            failures = asyncio.run(_execute_all(stale, data, done))
    written = [*stale, *rewrite_texts(data), *registers.write_all(data)]
    if datacheck.seal(paths.DATA):
        written.append(paths.DATA / "series.csv")
    if failures:
        raise RefreshError("\n".join(str(failure) for failure in failures))
    return list(dict.fromkeys(written))
