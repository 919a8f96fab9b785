"""Nothing is skipped in CI: every way to skip a test becomes a failure there, and only there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SKIPS = {
    "need": "from nothing_skipped import need\ndef test():\n    need(False, 'no kite: need')\n",
    "mark": "import pytest\n@pytest.mark.skip(reason='no kite: mark')\ndef test(): pass\n",
    "fixture": (
        "import pytest\n@pytest.fixture\ndef kite(): pytest.skip('no kite: fixture')\n"
        "def test(kite): pass\n"
    ),
    "module": "import pytest\npytest.skip('no kite: module', allow_module_level=True)\n",
    "import": "import pytest\npytest.importorskip('kite_here', reason='no kite: import')\n",
}
EXPECTED = "import pytest\n@pytest.mark.xfail\ndef test(): assert False\n"


@pytest.fixture(scope="module", params=["true", ""], ids=["ci", "elsewhere"])
def run(request, tmp_path_factory):
    """All cases in one run of pytest: (whether under CI, exit code, what it said)."""
    folder = tmp_path_factory.mktemp("skips")
    for name, source in (SKIPS | {"expected": EXPECTED}).items():
        (folder / f"test_{name}.py").write_text(source, encoding="utf-8")
    env = os.environ | {"CI": request.param, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-m", "pytest", "-rsfE", "-p", "nothing_skipped", "-p", "no:nbval"]
    command += ["-p", "no:cacheprovider", "--continue-on-collection-errors", f"--rootdir={folder}"]
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=False)
    return bool(request.param), done.returncode, done.stdout


@pytest.mark.parametrize("case", SKIPS)
def test_a_skip_names_its_reason_and_fails_under_ci_alone(run, case):
    ci, code, said = run
    assert f"no kite: {case}" in said
    assert (f"under CI nothing is skipped. no kite: {case}" in said.replace("Skipped: ", "")) == ci
    assert code == (1 if ci else 0), said


def test_nothing_else_is_changed(run):
    ci, _, said = run
    assert ("1 failed, 1 xfailed, 4 errors" if ci else "5 skipped, 1 xfailed") in said
