"""Kernels for chapters, each in a process of its own.

They are forked from one that has loaded what chapters load, which takes longer than most chapters;
a `fresh` one shares nothing: order of sets, addresses and chance are its own.
"""

import multiprocessing
import os
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import write_connection_file

FORKS = "forkserver" in multiprocessing.get_all_start_methods()
#: What chapters load; not the library itself, which is that of their own project.
PACKAGES = ["ipykernel.kernelapp", "pandas", "matplotlib.backends.backend_svg", "matplotlib.figure"]


def prepare() -> None:
    """Begin to load what chapters load, beside whatever else is done."""
    if FORKS:
        from multiprocessing import forkserver  # which not every system has

        # A kernel says so too, but then the drawing library is loaded.
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        forkserver.set_forkserver_preload(PACKAGES)
        forkserver.ensure_running()


@asynccontextmanager
async def running(folder: Path, *, fresh: bool = False) -> AsyncIterator[AsyncKernelClient]:
    """Start a kernel in a folder, which comes first when it imports; RuntimeError: it died."""
    prepare()
    context = multiprocessing.get_context("forkserver" if FORKS and not fresh else "spawn")
    path = [str(folder), *(part for part in sys.path if part not in ("", str(Path.cwd())))]
    with tempfile.TemporaryDirectory(prefix="kernel-") as place:
        sockets = {"transport": "ipc", "ip": f"{place}/kernel"} if os.name == "posix" else {}
        file, _ = write_connection_file(f"{place}/kernel.json", **sockets)
        process = context.Process(target=_serve, args=(file, path))
        process.start()

        async def alive() -> bool:
            return process.is_alive()  # one that is slow is not dead

        kernel = AsyncKernelClient(connection_file=file)
        kernel.is_alive = kernel._async_is_alive = alive
        kernel.load_connection_file()
        kernel.start_channels()
        try:
            await kernel.wait_for_ready(timeout=60)
            yield kernel
        finally:
            kernel.stop_channels()
            process.kill()
            process.join()


def _serve(file: str, path: list[str]) -> None:
    """Be a kernel in the first folder of a path until it is killed, or who started it is gone."""
    from ipykernel.kernelapp import IPKernelApp

    threading.Thread(target=_follow, daemon=True).start()
    os.chdir(path[0])
    sys.path[:] = path
    if hasattr(os, "setsid"):
        os.setsid()  # a Ctrl-C is not for it
    with Path(os.devnull).open("w") as nothing:
        for stream in (1, 2):
            os.dup2(nothing.fileno(), stream)
    IPKernelApp.launch_instance(["-f", file])


def _follow() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)
