"""Execute every chapter again and compare what it gives with what is stored in it.

python rerun.py           in an environment of its own, made in .venv
python rerun.py --here    with the packages of this Python
"""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def install() -> Path:
    """Make the environment, unless it is there; give its Python."""
    home = FOLDER / ".venv"
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (home / "ready").exists():
        print("installing the packages into .venv", flush=True)
        venv.create(home, with_pip=True, clear=True)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", FOLDER / "requirements.txt"], check=True)
        (home / "ready").touch()
    return python


def outputs(notebook: dict) -> list[list[dict]]:
    """Give what each code cell shows, without what a front end adds."""
    return [
        [{k: v for k, v in output.items() if k != "metadata"} for output in cell["outputs"]]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


def rerun() -> int:
    """Execute and compare all chapters; give the number of those that differ."""
    import nbformat
    from nbclient import NotebookClient

    different = 0
    for path in sorted((FOLDER / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        stored = outputs(notebook)
        NotebookClient(
            notebook,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            extra_arguments=["--log-level=ERROR"],
        ).execute()
        fresh = outputs(nbformat.reads(nbformat.writes(notebook), as_version=4))
        wrong = [
            i for i, pair in enumerate(zip(stored, fresh, strict=True), 1) if pair[0] != pair[1]
        ]
        different += bool(wrong)
        cells = ", ".join(map(str, wrong))
        print(f"{path.name}: " + (f"code cells {cells} differ" if wrong else "the stored outputs"))
    return different


if __name__ == "__main__":
    if "--here" in sys.argv:
        sys.exit(1 if rerun() else 0)
    sys.exit(subprocess.run([install(), __file__, "--here"], check=False).returncode)
