"""What the tests share. Nothing here or in a test writes into the project.

`report` is the project as a library sees it, `data` its dataset, `shop` the same as the workshop
sees it. `kite_book` and `kite_data` are a small project without a book, `toy` is one with a book
that has been refreshed and has no problem: a copy for each test, to be broken. `site` is the built
book, `address` a server of it, `chromium` and `reader` a browser (see `browsing.py`).
"""

import os
import shutil
from pathlib import Path

import pytest
import toy as tables
import toybook
from browsing import address, chromium, reader, site  # noqa: F401 - fixtures that pytest finds here
from kites import ROOT, kite_book, kite_data, report  # noqa: F401
from nothing_skipped import (  # noqa: F401 - hooks
    pytest_make_collect_report,
    pytest_runtest_makereport,
)

from nqpf.dataset import Dataset
from nqpf.project import Project
from press.workshop import Workshop


def pytest_xdist_auto_num_workers() -> int:
    """Take two workers a core: many tests wait for an engine, a kernel or a browser."""
    return 2 * (os.cpu_count() or 1)


#: Files of few tests that take long, as they wait for engines, kernels and browsers.
LONG = ("serve", "refresh", "native", "newcomer", "editions", "interrupt", "mutations",
        "bibliography", "check", "browser_charts", "nbval", "browser_pages", "new_chapter",
        "browser_reading", "browser_safety", "bundle", "editions_small", "bench")  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end."""
    order = {f"test_{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.path.stem, len(LONG)))


@pytest.fixture(scope="session")
def data(report: Project) -> Dataset:  # noqa: F811
    """The dataset of the book."""
    return report.data


@pytest.fixture(scope="session")
def shop() -> Workshop:
    """The project itself."""
    return Workshop(ROOT)


@pytest.fixture(scope="session")
def refreshed(tmp_path_factory) -> Path:
    """The small book after one refresh, with nothing that the check objects to."""
    from press.check import data as tables_of
    from press.refresh import refresh

    made = toybook.make(tmp_path_factory.mktemp("once") / "toy")
    with (made.notebooks / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write('traditional = { title = "Strings" }\n')
    with (made.book / "index.md").open("a", encoding="utf-8") as page:
        page.writelines(f"\n[x](#num-{name})\n" for name in made.numbers)
    tables.edit(made.seeds / "claims.csv", " event:second", " series:strings event:second")
    tables.edit(made.notebooks / toybook.CHAPTER, "are many.", "are many. [A02](#claim-a02)")
    tables_of.fix(made)
    refresh(made, say=lambda line: None)
    return made.root


@pytest.fixture
def toy(refreshed: Path, tmp_path: Path) -> Workshop:
    """A copy of the small book that may be broken."""
    ignored = shutil.ignore_patterns("_build", "__pycache__")
    return Workshop(shutil.copytree(refreshed, tmp_path / "toy", ignore=ignored))
