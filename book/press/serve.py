"""Live preview: a saved page shows at once, the whole book follows, a broken save harms nothing.

The engine parses what is saved, in a copy, and `theme.live` shows it. Then `press refresh` and
`press build` run apart, so that edited modules count; what they refuse stands above the page.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from tornado.netutil import bind_sockets
from watchfiles import DefaultFilter, awatch
from yaml import YAMLError, safe_dump

from press.build import BuildError, environment, fill
from press.workshop import Workshop
from theme.live import Live

#: Seconds without a save before the whole book is built; the saved page is shown by then.
CALM = 0.8
SOURCES = DefaultFilter(ignore_dirs=(*DefaultFilter.ignore_dirs, "_build", ".ipynb_checkpoints"))


def serve(shop: Workshop, port: int) -> None:
    """Serve the book and answer every save until Ctrl-C; OSError if the port is taken."""
    with (
        tempfile.TemporaryDirectory(prefix="preview-", ignore_cleanup_errors=True) as folder,
        suppress(KeyboardInterrupt, asyncio.CancelledError),
    ):
        try:
            asyncio.run(_serve(shop, port, Path(folder).resolve()))
        except ExceptionGroup as failures:  # the first one ended the others
            raise failures.exceptions[0] from failures


async def _serve(shop: Workshop, port: int, folder: Path) -> None:
    """Hand every save to the engine, and let the whole book be built after it."""
    work, due = folder / "work", asyncio.Event()
    live = Live(work / "_build" / "site", folder / "html")
    print(f"http://127.0.0.1:{live.listen(port)}/ shows the book; Ctrl-C ends it", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    async with asyncio.TaskGroup() as tasks:
        engine = tasks.create_task(_parse(shop, work, live))
        tasks.create_task(_prove(shop, due, live))
        due.set()
        async for changes in awatch(*shop.folders, watch_filter=SOURCES, debounce=80, step=20):
            paths = {Path(name) for _, name in changes}
            for path in paths:
                with suppress(OSError):  # gone again, or a folder; the whole build says more
                    copy = work / path.relative_to(shop.root)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy) if path.exists() else copy.unlink()
            due.set()
            if engine.done() or any(path.suffix not in (".md", ".ipynb") for path in paths):
                engine.cancel()  # it reads data and settings at its start only
                await asyncio.wait([engine])
                engine = tasks.create_task(_parse(shop, work, live))


async def _parse(shop: Workshop, work: Path, live: Live) -> None:
    """Show what an engine parses in a new copy of the book, until it ends."""
    shutil.rmtree(work, ignore_errors=True)
    try:
        fill(shop, work)
        _lift(shop.again().myst, work / "book")
    except (BuildError, OSError, YAMLError, LookupError, TypeError, AttributeError) as error:
        live.say(problem=str(error))  # the whole build says it better
        return
    with bind_sockets(0, "127.0.0.1")[0] as socket:
        port = str(socket.getsockname()[1])
    command = ("jupyter_book", "start", "--headless", "--server-port", port)
    env = environment() | {"HOST": "127.0.0.1"}
    async with _running(*command, cwd=work, env=env, stdout=DEVNULL) as engine:
        while engine.returncode is None:
            with suppress(OSError):  # it does not listen yet
                await live.follow(f"127.0.0.1:{port}")
            await asyncio.sleep(0.1)


def _lift(settings: dict[str, Any], book: Path) -> None:
    """Put the settings of a copied book above it: the engine sees what is saved below them."""
    names = {path.relative_to(book).as_posix() for path in book.rglob("*")}

    def named(given: Any) -> Any:  # noqa: ANN401 - any part of the settings
        if isinstance(given, dict):
            return {key: named(value) for key, value in given.items()}
        if isinstance(given, list):
            return list(map(named, given))
        if isinstance(given, str):
            return f"book/{given}" if given in names else given.removeprefix("../")
        return given

    settings = named(settings)
    settings["site"].setdefault("options", {})["folder"] = "."
    (book.parent / "myst.yml").write_text(safe_dump(settings), encoding="utf-8")
    (book / "myst.yml").unlink()


async def _prove(shop: Workshop, due: asyncio.Event, live: Live) -> None:
    """Do the whole work when there is calm after a save; what a refresh writes is one, too."""
    while await due.wait():
        while due.is_set():
            due.clear()
            await asyncio.sleep(CALM)
        problem = await _press(shop, "refresh")
        await asyncio.sleep(CALM)
        if not due.is_set():
            problem = problem or await _press(shop, "build")
            print(problem or "the whole book is built", flush=True)
            live.say(problem=problem)


async def _press(shop: Workshop, step: str) -> str:
    """Run a command of the workshop; give what it said if it failed, else nothing."""
    async with _running("press", "--root", str(shop.root), step, stdout=PIPE) as process:
        said, _ = await process.communicate()
    return said.decode(errors="replace").strip()[-4000:] if process.returncode else ""


@asynccontextmanager
async def _running(*module: str, **options: Any) -> AsyncIterator[Process]:  # noqa: ANN401
    """Run a Python module that ends with the block, in order if it can, with all it started."""
    options |= {"stdin": DEVNULL, "stderr": STDOUT, "start_new_session": True}
    process = await create_subprocess_exec(sys.executable, "-m", *module, **options)
    try:
        yield process
    finally:
        if process.returncode is None and sys.platform == "win32":
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False)
        elif process.returncode is None:
            os.killpg(process.pid, signal.SIGINT)
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()
