"""What the tests share. Nothing here or in a test writes into the project."""

import os

import pytest
from browsing import address, chromium, reader, site  # noqa: F401 - fixtures that pytest finds here
from html_pages import ROOT
from kites import kite_book, kite_data, report  # noqa: F401
from nothing_skipped import (  # noqa: F401 - hooks
    pytest_make_collect_report,
    pytest_runtest_makereport,
)

from nqpf.dataset import Dataset
from nqpf.project import Project

# One folder for the letters that matplotlib has found; each small book would search anew.
os.environ["MPLCONFIGDIR"] = str(ROOT / "book" / "_build" / "matplotlib")


@pytest.fixture(scope="session")
def data(report: Project) -> Dataset:  # noqa: F811
    """The dataset of the book."""
    return report.data
