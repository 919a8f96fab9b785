"""What the tests share. Nothing here or in a test writes into the project."""

import shutil
from pathlib import Path

import pytest
import toy as toy_tables
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
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project that may be broken; the workshop works on the copy."""
    root = tmp_path / "project"
    skip = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints", "theme", "press")
    for name in ("data", "seeds", "notebooks", "book"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=skip)
    point_to(root, monkeypatch)
    return root


def point_to(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the workshop take another folder for the project."""
    for name in ("BOOK", "DATA", "NOTEBOOKS", "SEEDS", "NQPF", "LOCK", "BUILD", "HTML"):
        monkeypatch.setattr(paths, name, root / getattr(paths, name).relative_to(paths.ROOT))
    monkeypatch.setattr(paths, "ROOT", root)
    load = dataset.load
    monkeypatch.setattr(dataset, "load", lambda folder=None: load(folder or root / "data"))


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


@pytest.fixture(scope="session")
def chromium():
    """One browser for each worker."""
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
