"""What the tests share. Nothing here or in a test writes into the project."""

import pytest
from browsing import address, chromium, reader, site  # noqa: F401 - fixtures that pytest finds here
from kites import kite_book, kite_data, report  # noqa: F401
from nothing_skipped import (  # noqa: F401 - hooks
    pytest_make_collect_report,
    pytest_runtest_makereport,
)

from nqpf.dataset import Dataset
from nqpf.project import Project


@pytest.fixture(scope="session")
def data(report: Project) -> Dataset:  # noqa: F811
    """The dataset of the book."""
    return report.data
