"""Live preview: a saved page shows at once, the whole book follows, a broken save harms nothing.

The engine's own server parses what is saved, in a copy of the book, and `theme.live` shows the
page within two seconds. Then `press refresh` and `press build` do the whole work, in processes of
their own so that edited modules count. What they refuse stands above the last good page.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process, create_subprocess_exec
from contextlib import suppress
from pathlib import Path
from typing import Any

from tornado.netutil import bind_sockets
from watchfiles import DefaultFilter, awatch

from press.build import environment, fill
from press.workshop import Workshop
from theme.live import Live

#: Seconds without a save before the whole book is built; the saved page is shown by then.
CALM = 0.8
IGNORED = (*DefaultFilter.ignore_dirs, "_build", ".ipynb_checkpoints")


class Preview:
    """The book, kept parsed, built and shown."""

    def __init__(self, shop: Workshop, folder: Path) -> None:
        """Use a folder of its own for the copy that the engine watches."""
        self._shop, self._work = shop, folder / "work"
        self.live = Live(self._work / "book" / "_build" / "site", folder / "html")
        self._saved, self._due = asyncio.Event(), asyncio.Event()
        self._due.set()
        self._engine: Process | None = None

    async def watch(self) -> None:
        """Hand every save to the engine, and let the whole book be built after it."""
        shop, sources = self._shop, DefaultFilter(ignore_dirs=IGNORED)
        async for changes in awatch(*shop.folders, watch_filter=sources, debounce=80, step=20):
            paths = {Path(name) for _, name in changes}
            for path in paths:
                with suppress(OSError):  # gone again, or a folder; the whole build says more
                    copy = self._work / path.relative_to(shop.root)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, copy) if path.exists() else copy.unlink()
            self._saved.set()
            self._due.set()
            if any(path.suffix not in (".md", ".ipynb") for path in paths):
                await end(self._engine)  # it reads data and settings at its start only
            elif any(not path.is_relative_to(shop.book) for path in paths):
                # It watches its own folder, not the chapters; this makes it look at every page.
                nudge = self._work / "book" / "public" / "saved"
                nudge.parent.mkdir(exist_ok=True)
                nudge.write_text(str(changes), encoding="utf-8")

    async def parse(self) -> None:
        """Keep an engine at work; one that has ended starts again with the next save."""
        while True:
            self._saved.clear()
            shutil.rmtree(self._work, ignore_errors=True)
            fill(self._shop, self._work)
            (socket,) = bind_sockets(0, "127.0.0.1")
            port = str(socket.getsockname()[1])
            socket.close()
            self._engine = await start(
                *("jupyter_book", "start", "--headless", "--server-port", port),
                **{"cwd": self._work / "book", "env": environment() | {"HOST": "127.0.0.1"}},
            )
            try:
                while self._engine.returncode is None:
                    with suppress(OSError):  # it does not listen yet
                        await self.live.follow(f"127.0.0.1:{port}")
                    await asyncio.sleep(0.1)
            finally:
                await end(self._engine)
            await self._saved.wait()

    async def prove(self) -> None:
        """Build the whole book when there is calm after a save."""
        while True:
            await self._due.wait()
            while self._due.is_set():
                self._due.clear()
                await asyncio.sleep(CALM)
            problem = await self._press("refresh")
            await asyncio.sleep(CALM)
            if self._due.is_set():
                continue  # what the refresh wrote, or the next save, comes first
            problem = problem or await self._press("build")
            print(problem or "the whole book is built", flush=True)
            self.live.say(problem)

    async def _press(self, step: str) -> str:
        """Run a command of the workshop; give what it said if it failed, else nothing."""
        root = str(self._shop.root)
        process = await start("press", "--root", root, step, stdout=PIPE, stderr=STDOUT)
        try:
            said, _ = await process.communicate()
        finally:
            await end(process)
        return said.decode(errors="replace").strip()[-4000:] if process.returncode else ""


async def start(*module: str, **options: Any) -> Process:  # noqa: ANN401 - those of asyncio
    """Start a Python module in a session of its own, unheard if not asked for."""
    options = {"stdin": DEVNULL, "stdout": DEVNULL, "stderr": DEVNULL} | options
    command = (sys.executable, "-m", *module)
    return await create_subprocess_exec(*command, start_new_session=True, **options)


async def end(process: Process | None) -> None:
    """Let a process end in order, with all it started; or end it."""
    if process is None or process.returncode is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False)
    else:
        os.killpg(process.pid, signal.SIGINT)
    try:
        await asyncio.wait_for(process.wait(), 5)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _serve(shop: Workshop, port: int, folder: Path) -> None:
    with suppress(NotImplementedError):  # Windows knows no such signal
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        loop.add_signal_handler(signal.SIGTERM, task.cancel)
    preview = Preview(shop, folder)
    port = preview.live.listen(port)
    print(f"http://127.0.0.1:{port}/ shows the book; Ctrl-C ends it", flush=True)
    await asyncio.gather(preview.watch(), preview.parse(), preview.prove())


def serve(shop: Workshop, port: int) -> None:
    """Serve the book and answer every save until Ctrl-C; OSError if the port is taken."""
    with (
        tempfile.TemporaryDirectory(prefix="preview-", ignore_cleanup_errors=True) as folder,
        suppress(KeyboardInterrupt, asyncio.CancelledError),
    ):
        asyncio.run(_serve(shop, port, Path(folder).resolve()))
