"""Show on a terminal how far a long run is; say nothing where nobody watches."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def bar(title: str, steps: int) -> Iterator[Callable[[], None]]:
    """Show a progress bar; what is printed meanwhile appears above it.

    Args:
        title: what is going on.
        steps: how many steps there are.

    Yields:
        The function to call when a step is done.
    """
    from rich import progress
    from rich.console import Console

    console = Console()
    if not console.is_terminal:
        yield lambda: None
        return
    columns = (
        progress.SpinnerColumn(),
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
    )
    with progress.Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task(title, total=steps)
        yield lambda: shown.advance(task)
