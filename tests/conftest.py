"""What the tests share. Nothing here or in a test writes into the project."""

import shutil
from functools import partial
from pathlib import Path

import pytest
import toy as toy_tables
import toybook
from browsing import Reader, served
from nothing_skipped import (  # noqa: F401 - hooks that pytest finds here
    need,
    pytest_make_collect_report,
    pytest_runtest_makereport,
)

from nqpf import dataset
from press import paths


@pytest.fixture
def toy(tmp_path: Path) -> dataset.Dataset:
    """A dataset of kites, small enough to compute with a pencil."""
    return dataset.load(toy_tables.write(tmp_path / "data"))


@pytest.fixture(scope="session")
def data() -> dataset.Dataset:
    """The dataset of the book."""
    return dataset.load()


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch):
    """Put other numbers in place of the register: `register(ai=[Number(…)])`."""
    return partial(toybook.put_register, monkeypatch)


@pytest.fixture(scope="session")
def nqpf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library as it stood when the tests began; somebody may be editing it."""
    return shutil.copytree(paths.NQPF, tmp_path_factory.mktemp("library") / "nqpf")


@pytest.fixture
def kitebook(tmp_path: Path, nqpf: Path, monkeypatch: pytest.MonkeyPatch, register) -> Path:
    """A small book that may be refreshed, broken and checked; not yet executed."""
    root = toybook.make(tmp_path / "kitebook", nqpf, monkeypatch)
    register(ai=toybook.toy_numbers())
    yield root
    monkeypatch.undo()
    toybook.forget()


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory: pytest.TempPathFactory, nqpf: Path) -> dict[str, str]:
    """The files of the small book after one refresh, by their path in it."""
    from press.refresh import refresh

    with pytest.MonkeyPatch.context() as patch:
        root = toybook.make(tmp_path_factory.mktemp("once") / "kitebook", nqpf, patch)
        toybook.put_register(patch, ai=toybook.toy_numbers())
        written = refresh(say=lambda line: None)
        files = {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in written}
    toybook.forget()
    return files


@pytest.fixture
def freshbook(kitebook: Path, refreshed: dict[str, str]) -> Path:
    """The small book, refreshed: nothing is wrong with it."""
    for name, text in refreshed.items():
        (kitebook / name).write_text(text, encoding="utf-8", newline="")
    return kitebook


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project that may be broken; the workshop works on the copy."""
    root = tmp_path / "project"
    skip = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints", "theme", "press")
    for name in ("data", "seeds", "notebooks", "book"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=skip)
    toybook.point_to(root, monkeypatch)
    yield root
    monkeypatch.undo()
    toybook.forget()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built book: the one that `make test` has just built, else one built aside."""
    if (paths.HTML / "index.html").exists():
        return paths.HTML
    from press.build import BuildError, build

    html = tmp_path_factory.mktemp("site") / "html"
    try:
        build(html)
    except BuildError as error:
        pytest.fail(f"the book cannot be built: {error}")
    return html


@pytest.fixture(scope="module")
def chromium():
    """One browser for the tests of a file; its event loop must not outlive them."""
    import os

    sync_api = pytest.importorskip("playwright.sync_api")
    program = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    need(program, "there is no Chromium on this machine; install it or name it in CHROMIUM")
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(site):
    """The site behind a web server on this machine."""
    with served(site) as found:
        yield found


@pytest.fixture
def reader(chromium):
    """Open a page of the browser, with options of its own: `reader(color_scheme="dark")`."""
    made = []

    def make(**options) -> Reader:
        made.append(Reader(chromium, **options))
        return made[-1]

    yield make
    for one in made:
        one.context.close()
