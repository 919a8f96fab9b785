"""The command line of the workshop: `python -m press …`; the make targets call it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from press import paths

app = typer.Typer(
    add_completion=False, help=__doc__, no_args_is_help=True, pretty_exceptions_enable=False
)
new = typer.Typer(help="Start something new from a template.", no_args_is_help=True)
app.add_typer(new, name="new")


@app.command()
def check(
    originals: Annotated[
        Path | None, typer.Option(help="Folder with the source documents, to check seeds/ against.")
    ] = None,
    fix: Annotated[bool, typer.Option(help="Mend what is mechanical in data/ first.")] = False,
    freshness: Annotated[bool, typer.Option(help="List overdue series instead.")] = False,
    as_of: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The date to judge by.")
    ] = None,
) -> None:
    """Run all static checks: seconds, no kernel, every problem at once."""
    if freshness:
        from nqpf import dataset
        from press.freshness import overdue

        if as_of is None:
            sys.exit("press check --freshness needs a date: --as-of 2026-11-21")
        lines = overdue(dataset.load(), as_of.date())
        print("\n".join(lines) or "no series is overdue")
        return
    from press import checks_report

    raise typer.Exit(checks_report.run(originals, fix=fix))


@app.command()
def refresh(
    everything: Annotated[bool, typer.Option("--all", help="Execute fresh chapters too.")] = False,
) -> None:
    """Re-execute stale chapters, rewrite computed texts and generated pages."""
    from nqpf.dataset import DatasetError
    from press.chapters import ChapterError
    from press.refresh import RefreshError
    from press.refresh import refresh as run

    try:
        written = run(everything=everything)
    except (RefreshError, DatasetError, ChapterError) as error:
        sys.exit(f"refresh: {error}")
    print(f"{len(written)} files written" if written else "everything is fresh")


@app.command()
def build(
    base_url: Annotated[
        str | None,
        typer.Option(envvar="BASE_URL", help="Where the site will be published."),
    ] = None,
) -> None:
    """Build the site into book/_build/html."""
    from nqpf.dataset import DatasetError
    from press.build import BuildError
    from press.build import build as run
    from press.chapters import ChapterError

    try:
        run(base_url=base_url)
    except (BuildError, DatasetError, ChapterError) as error:
        sys.exit(f"The book was not built; the last good one is still in place.\n{error}")


@app.command()
def serve(port: int = 8000) -> None:
    """Preview the site; rebuild and reload on save."""
    from press.serve import serve as run

    try:
        run(port)
    except OSError as error:
        sys.exit(f"serve: {error}; is port {port} taken? Name another: press serve --port 8001")


@app.command()
def diff(
    revision: Annotated[str, typer.Argument(help="A branch, tag or commit.")],
    markdown: Annotated[bool, typer.Option(help="Write Markdown.")] = False,
) -> None:
    """Say what the book says differently since a revision: numbers, verdicts, charts, rows."""
    from press import diff as differences

    try:
        found = differences.changes(revision)
    except differences.DiffError as error:
        sys.exit(f"diff: {error}")
    print((differences.markdown if markdown else differences.text)(found, revision))


@new.command()
def chapter(
    name: Annotated[str, typer.Argument(help="snake_case, such as green_steel.")],
) -> None:
    """Start a chapter that passes the checks at once."""
    from press.new import NewError
    from press.new import chapter as run

    try:
        made = run(name)
    except NewError as error:
        sys.exit(f"new chapter: {error}")
    print("made " + ", ".join(paths.relative(path) for path in made))
    print("replace its example piece by piece; make serve shows it as you write")


@app.command()
def bundle() -> None:
    """Make a zip with which anybody can run the chapters again."""
    from press.bundle import bundle as run

    target = run()
    print(f"{paths.relative(target)}, {target.stat().st_size / 1e6:.1f} MB")


@app.command()
def bench(
    quick: Annotated[bool, typer.Option(help="Leave Lighthouse out, which takes minutes.")] = False,
) -> None:
    """Measure times and sizes in one run, and every page with Lighthouse."""
    from press.bench import run

    run(quick=quick)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def test(context: typer.Context) -> None:
    """Prove everything: static checks, then data, chapters (nbval), book and browser."""
    for step in (["check"], ["build"]):
        if subprocess.run([sys.executable, "-m", "press", *step], check=False).returncode:
            sys.exit(1)
    workers = str(os.cpu_count() or 2)
    command = ["pytest", "tests", "notebooks", "--nbval", "--nbval-current-env"]
    command += ["-n", workers, "--dist", "loadfile", *context.args]
    raise typer.Exit(
        subprocess.run([sys.executable, "-m", *command], cwd=paths.ROOT, check=False).returncode
    )


if __name__ == "__main__":
    app()
