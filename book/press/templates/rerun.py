"""Execute every chapter again and compare what it gives with what is stored: python rerun.py."""

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
HOME = FOLDER / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
COMPARE = ["-m", "pytest", "-q", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider"]

if "--here" in sys.argv:  # with the packages of this Python
    PYTHON = sys.executable
elif not (HOME / "ready").exists():
    print("installing the packages into .venv", flush=True)
    venv.create(HOME, with_pip=True, clear=True)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", FOLDER / "requirements.txt"], check=True)
    (HOME / "ready").touch()
sys.exit(subprocess.call([PYTHON, *COMPARE, "notebooks"], cwd=FOLDER))
