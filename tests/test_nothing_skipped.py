"""Nothing is skipped in CI: every way to skip a test becomes a failure there, and only there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CASES = {
    "need": "from nothing_skipped import need\ndef test():\n    need(False, 'no kite here')\n",
    "mark": "import pytest\n@pytest.mark.skip(reason='no kite here')\ndef test(): pass\n",
    "fixture": (
        "import pytest\n@pytest.fixture\ndef kite(): pytest.skip('no kite here')\n"
        "def test(kite): pass\n"
    ),
    "module": "import pytest\npytest.skip('no kite here', allow_module_level=True)\n",
    "import": "import pytest\npytest.importorskip('kite_here', reason='no kite here')\n",
}


def run(folder: Path, source: str, ci: str) -> tuple[int, str]:
    (folder / "test_case.py").write_text(source, encoding="utf-8")
    env = os.environ | {"CI": ci, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "nothing_skipped", "-p", "no:nbval"]
    command += ["-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("case", CASES)
def test_a_skip_fails_under_ci_with_its_reason(tmp_path, case):
    code, said = run(tmp_path, CASES[case], ci="true")
    assert code == (2 if case in ("module", "import") else 1), said
    assert "under CI nothing is skipped" in said
    assert "no kite here" in said


def test_a_skip_is_a_skip_elsewhere_with_its_reason(tmp_path):
    code, said = run(tmp_path, CASES["need"], ci="")
    assert code == 0, said
    assert "1 skipped" in said
    assert "no kite here" in said


def test_an_expected_failure_is_no_skip(tmp_path):
    code, said = run(
        tmp_path, "import pytest\n@pytest.mark.xfail\ndef test(): assert False\n", ci="true"
    )
    assert code == 0, said
    assert "1 xfailed" in said
