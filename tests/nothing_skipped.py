"""A test that cannot run is skipped on a person's machine, with the reason; under CI it fails.

A pytest plugin: `conftest.py` takes the hooks over, and `test_nothing_skipped.py` proves them.
"""

import os

import pytest


def under_ci() -> bool:
    return os.environ.get("CI") == "true"


def need(condition: object, reason: str) -> None:
    """Skip, with the reason, where something is missing; under CI nothing may be missing."""
    if not condition:
        pytest.skip(reason)


def _fail_under_ci(report):
    if report.skipped and under_ci() and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"under CI nothing is skipped. {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _fail_under_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _fail_under_ci((yield))
