"""Bring everything computed up to date: the outputs of chapters, and texts of numbers.

An output that differs from the stored one is stored if a second execution, in a new kernel, agrees.
"""

import ast
import asyncio
import copy
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from press import kernels, notebooks, seals, texts
from press.files import alone, sweep, write_text
from press.notebooks import ChapterError
from press.staleness import Fingerprints
from press.workshop import Workshop

#: Begins to watch a chapter from inside its kernel, and asks what it used.
WATCH = {"watch": "__import__('press.probe')"}
USED = {"used": "__import__('press.probe').probe.used()"}


class RefreshError(RuntimeError):
    """Something could not be brought up to date; names chapter, cell and fix, one a line."""


def _left(name: str, place: int, what: str, fix: str) -> RefreshError:
    """Say in which cell (0 for none) a chapter came to no good end, what happened, and the fix."""
    where = f"{name}, cell {place}" if place else name
    what += "" if what.endswith((".", "?", "!")) else "."
    return RefreshError(f"{where}: {what} {fix}; the stored chapter was left as it is")


async def _run(shop: Workshop, notebook: NotebookNode, name: str, *, fresh: bool) -> list[str]:
    """Execute a chapter in a kernel of its own; give what it used, or raise a RefreshError."""
    limit, place = shop.settings.limit, 0
    try:
        async with kernels.running(shop.notebooks, fresh=fresh) as kernel:
            client = NotebookClient(notebook, timeout=limit, coalesce_streams=True)
            client.kc, client.record_timing, kernel.allow_stdin = kernel, False, False
            ask = partial(kernel.execute_interactive, "", silent=True, timeout=limit)
            await ask(user_expressions=WATCH)
            for place, cell in enumerate(notebook.cells, start=1):
                await client.async_execute_cell(cell, place - 1)
            asked = await ask(user_expressions=USED)
    except CellExecutionError as error:
        what = f"{error.ename}: {' '.join(error.evalue.split())[:300]}".strip(" :")
        raise _left(name, place, what, "Correct the cell") from error
    except TimeoutError as error:
        fix = "Make it faster, or raise the limit in notebooks/book.toml"
        raise _left(name, place, f"it did not end within {limit} seconds", fix) from error
    except RuntimeError as error:
        what = f"the kernel is gone ({error}): a crash, an exit, or too little memory"
        raise _left(name, place, what, "Correct the cell") from error
    used = asked["content"]["user_expressions"]["used"]
    return ast.literal_eval(used["data"]["text/plain"]).splitlines()


def _shown(notebook: NotebookNode) -> dict[int, list[dict[str, Any]]]:
    """Give what must be the same each time, by cell; warnings name a process, and are refused."""
    return {
        place: [one for one in notebooks.outputs(cell) if one.get("name") != "stderr"]
        for place, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code"
    }


async def _execute(shop: Workshop, path: Path, prints: Fingerprints) -> bool:
    """Execute a chapter, again if it gives other outputs; did it change? RefreshError: it fails."""
    read, name, notebook = path.read_bytes(), shop.relative(path), notebooks.read(shop, path)
    stored = _shown(notebook)
    for cell in notebooks.code_cells(notebook):
        cell.update(outputs=[], execution_count=None)
    again = copy.deepcopy(notebook)
    used = await _run(shop, notebook, name, fresh=False)
    if (shown := _shown(notebook)) != stored:
        await _run(shop, again, name, fresh=True)
        stored = _shown(again)
    for place, given in shown.items():
        if given != stored[place]:
            what = "it puts out something else each time (a clock, chance, the order of a set, "
            what += "the address of an object?)"
            raise _left(name, place, what, "Make it the same each time, as by a fixed seed")
    if path.read_bytes() != read:
        what = "was saved by somebody while it was executed, so it was left as it is now"
        raise RefreshError(f"{name} {what}; run make refresh again")
    notebook.metadata["nqpf"] = prints.of(notebook, used)
    return write_text(path, notebooks.canonical(notebook))


def rewrite(shop: Workshop, path: Path) -> bool:
    """Set the links to numbers and claims in a page or chapter; tells whether it changed."""
    if path.suffix == ".ipynb":
        notebook = notebooks.read(shop, path)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = texts.rewrite(cell.source, shop)
        return write_text(path, notebooks.canonical(notebook))
    try:
        return write_text(path, texts.rewrite(path.read_text(encoding="utf-8"), shop))
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 from byte {error.start} on"
        raise ChapterError(shop.relative(path), what, "save it as UTF-8") from error


def refresh(
    shop: Workshop, *, everything: bool = False, say: Callable[[str], None] = print
) -> list[Path]:
    """Seal new rows, execute stale chapters (or all) in parallel, rewrite computed texts.

    Gives the files that were written. RefreshError: all that failed; all else is refreshed.
    SealError, DatasetError, ChapterError: nothing can be done.
    """
    with alone(shop.build, say=say):
        sweep(shop.folders)
        sealed = seals.seal(shop)  # first, as it may refuse
        return sealed + _refresh(shop.again(), everything, say)  # another run may have been at work


def _refresh(shop: Workshop, everything: bool, say: Callable[[str], None]) -> list[Path]:
    prints, failures, written = Fingerprints(shop), set(), {}
    at_once = asyncio.Semaphore(1 + (os.cpu_count() or 1))  # one waits for its kernel

    async def one(path: Path) -> None:
        try:
            why = prints.stale_because(path)
            if not why and not everything:
                return
            more = f" and {len(why) - 3} more" if len(why) > 3 else ""
            say(f"{path.name}: {', '.join(why[:3]) or 'asked for'}{more}")
            async with at_once:
                written[path] = await _execute(shop, path, prints)
            say(f"{path.name}: executed")
        except (ChapterError, RefreshError) as error:
            failures.add(str(error))

    async def work() -> None:
        await asyncio.gather(*map(one, shop.chapters()))

    asyncio.run(work())
    for path in [*shop.pages(), *shop.chapters()]:
        try:
            written[path] = rewrite(shop, path) or written.get(path, False)
        except ChapterError as error:
            failures.add(str(error))
    if failures:
        raise RefreshError("\n".join(sorted(failures)))
    return [path for path, done in written.items() if done]
