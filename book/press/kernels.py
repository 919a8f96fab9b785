"""Kernels for chapters, each in a process of its own.

They are forked from one that has loaded what chapters load, which takes longer than most chapters;
a `fresh` one shares nothing: order of sets, addresses and chance are its own.
"""

import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing import resource_tracker
from pathlib import Path

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.connect import write_connection_file

FORKS = "forkserver" in multiprocessing.get_all_start_methods()
#: What chapters load; not the library itself, which is that of their own project.
PACKAGES = ["ipykernel.kernelapp", "pandas", "matplotlib.backends.backend_svg", "matplotlib.figure"]


@asynccontextmanager
async def running(folder: Path, *, fresh: bool = False) -> AsyncIterator[AsyncKernelClient]:
    """Start a kernel in a folder, which comes first when it imports; RuntimeError: it died."""
    context = multiprocessing.get_context("forkserver" if FORKS and not fresh else "spawn")
    # As a kernel does, which is too late for what is loaded before.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    path = [str(folder), *(part for part in sys.path if part not in ("", str(Path.cwd())))]
    with tempfile.TemporaryDirectory(prefix="kernel-") as place:
        sockets = {"transport": "ipc", "ip": f"{place}/kernel"} if os.name == "posix" else {}
        file, _ = write_connection_file(f"{place}/kernel.json", **sockets)
        process = context.Process(target=_serve, args=(file, path))
        if FORKS:  # a Ctrl-C is not for a kernel, and waits until it is on its way
            context.set_forkserver_preload(PACKAGES)
            resource_tracker.ensure_running()  # to start that later would end the waiting
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
        finally:
            if FORKS:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

        async def alive() -> bool:
            return process.is_alive()  # one that is slow is not dead

        kernel = AsyncKernelClient(connection_file=file)
        kernel.is_alive = kernel._async_is_alive = alive
        kernel.load_connection_file()
        kernel.start_channels(hb=False)
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
    with Path(os.devnull).open("w") as nothing:
        for stream in (1, 2):
            os.dup2(nothing.fileno(), stream)
    IPKernelApp.launch_instance(["-f", file])


def _follow() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)
