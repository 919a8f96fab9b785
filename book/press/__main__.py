"""The command line of the workshop: `python -m press …`; the make targets call it."""

import errno
import os
import sys
import traceback
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

Root = Annotated[Path | None, typer.Option(exists=True, file_okay=False)]
Fix = Annotated[bool, typer.Option("--fix", help="Fix what is mechanical in data/.")]
Everything = Annotated[bool, typer.Option("--all", help="Execute fresh chapters too.")]
Why = Annotated[str, typer.Option(help="The reason, for the readers.")]
BaseUrl = Annotated[str | None, typer.Option(envvar="BASE_URL")]
Series = Annotated[list[str] | None, typer.Argument()]
#: The day of this machine, as dates are written in data/.
TODAY = date.today().isoformat()


class Commands(typer.core.TyperGroup):
    """Commands whose failures are sentences: what is wrong, where, and how to fix it."""

    def invoke(self, context: typer.Context) -> object:
        """Run a command; end with one sentence where it fails."""
        try:
            return super().invoke(context)
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read the output has gone; that is no failure
            fix = "see that there is room, and that you may read and write there"
            if error.errno == errno.EADDRINUSE:
                fix = "name another port: press serve --port 8001"
            where = f"{Path(error.filename).name}: " if error.filename else ""
            sys.exit(f"{where}{error.strerror or error}; {fix}")
        except Exception as error:
            kind = type(error).__module__.partition(".")[0]
            if kind in ("nqpf", "press", "theme"):  # raised on purpose: it says what to do
                sys.exit(str(error))
            if kind in ("typer", "click"):
                raise
            log = context.obj().build / "log.txt"
            with suppress(OSError):
                log.parent.mkdir(exist_ok=True)
                log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            sys.exit(f"{said}; a fault of the workshop, please report it with book/_build/log.txt")


app = typer.Typer(
    cls=Commands, add_completion=False, help=__doc__, no_args_is_help=True, rich_markup_mode=None
)
new = typer.Typer(help="Start something new from a template.", no_args_is_help=True)
app.add_typer(new, name="new")


@app.callback()
def project(context: typer.Context, root: Root = None) -> None:
    """Take the project of --root, else of the working directory, else of this program."""

    def shop():  # noqa: ANN202 - to name its type is to import pandas, for --help too
        from nqpf.project import find
        from press.workshop import Workshop

        try:
            home = root or find(Path.cwd())
        except ValueError:
            home = Path(__file__).parents[2]
        return Workshop(home.resolve())

    context.obj = shop


@app.command()
def check(context: typer.Context, fix: Fix = False) -> None:
    """Run all static checks: seconds, no kernel, every problem at once."""
    from press.check import run

    raise typer.Exit(run(context.obj(), fix=fix))


@app.command()
def explain(rule: str) -> None:
    """Say why a rule of the check is there, and how its problems are fixed."""
    from press.workshop import rules

    print(f"{rule}\n  why: {rules()[rule]['why']}\n  fix: {rules()[rule]['fix']}")


@app.command()
def refresh(context: typer.Context, everything: Everything = False) -> None:
    """Execute stale chapters again and rewrite computed texts."""
    from press.refresh import refresh

    written = refresh(context.obj(), everything=everything)
    print(f"{len(written)} files written" if written else "everything is fresh")


@app.command()
def seal(context: typer.Context, why: Why) -> None:
    """Accept rows that were changed or removed, and write the reason to data/changes.csv."""
    from press.seals import seal

    written = seal(context.obj(), why, TODAY)
    print(f"{len(written)} files written; now make refresh" if written else "nothing was changed")


@app.command()
def build(context: typer.Context, base_url: BaseUrl = None) -> None:
    """Build the site into book/_build/html; where that fails, the last one stays."""
    from press.build import build

    build(context.obj(), base_url=base_url)


@app.command()
def serve(context: typer.Context, port: int = 8000) -> None:
    """Preview the site; rebuild and reload on save."""
    from press.serve import serve

    serve(context.obj(), port)


@app.command()
def diff(context: typer.Context, revision: str, markdown: bool = False) -> None:
    """Say what the book says differently since a branch, tag or commit."""
    from press import changes

    print(changes.report(context.obj(), revision, markdown=markdown))


@new.command()
def chapter(context: typer.Context, name: str) -> None:
    """Start a chapter, named like green_steel, that passes the checks at once."""
    from press.new import chapter

    print(f"made {chapter(context.obj(), name)}; replace its example piece by piece")


@app.command()
def editions(context: typer.Context, base_url: BaseUrl = None) -> None:
    """Make everything that is published beside the site: print, e-book, one file, data."""
    from press.editions import make

    for path in make(context.obj(), base_url):
        print(context.obj().relative(path))


@app.command()
def update(context: typer.Context, series: Series = None) -> None:
    """Fetch what publishers say now, write new vintages, refresh, and say what changed."""
    from press.connectors import Web
    from press.update import update

    shop = context.obj()
    update(shop, series or (), web=Web(shop.build / "cache"), day=TODAY)


@app.command()
def verify(context: typer.Context) -> None:
    """Open every source again, and compare the values that a machine can read."""
    from press.connectors import Web
    from press.update import verify

    shop = context.obj()
    print(verify(shop, web=Web(shop.build / "cache"), day=TODAY))


@app.command()
def freshness(context: typer.Context, as_of: str = "") -> None:
    """List the series by when they are due; --as-of is a day or "today", else that of the data."""
    from press import pages, texts

    rows = pages.freshness(context.obj(), TODAY if as_of == "today" else as_of)
    print(texts.templates("").get_template("freshness.txt").render(rows=rows), end="")


if __name__ == "__main__":
    if os.access(sys.prefix, os.W_OK):  # no settings of this machine, nor a home to write to
        os.environ.setdefault("MPLCONFIGDIR", str(Path(sys.prefix) / "matplotlib"))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()
