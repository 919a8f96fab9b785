"""Execute every chapter again and compare what it gives with what is stored in it.

python rerun.py           in an environment of its own, made in .venv
python rerun.py --here    with the packages of this Python
"""

import os
import re
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
        if subprocess.call([*pip, "--require-hashes", "-r", FOLDER / "requirements.txt"]):
            sys.exit("The packages could not be installed; see above, and run this again.")
        (home / "ready").touch()
    return python


def outputs(notebook: dict) -> list[list[dict]]:
    """Give what each code cell shows, without what a front end adds."""
    code = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return [[{**output, "metadata": {}} for output in cell["outputs"]] for cell in code]


def rerun(path: Path) -> str:
    """Execute a chapter and compare; say what differs, or nothing."""
    import nbformat
    from nbclient import NotebookClient

    stored, notebook = outputs(nbformat.read(path, 4)), nbformat.read(path, 4)
    where, quiet = {"metadata": {"path": str(path.parent)}}, ["--log-level=ERROR"]
    client = NotebookClient(notebook, kernel_name="python3", resources=where, extra_arguments=quiet)
    try:
        client.execute()
    except Exception as error:  # a cell that fails, a kernel that dies
        plain = re.sub(r"\x1b\[[\d;]*m", "", str(error))
        return f"cannot be executed: {plain.strip().splitlines()[-1]}"
    fresh = outputs(nbformat.reads(nbformat.writes(notebook), 4))
    wrong = [str(i) for i, (a, b) in enumerate(zip(stored, fresh, strict=True), 1) if a != b]
    return f"code cells {', '.join(wrong)} differ" if wrong else ""


if __name__ == "__main__":
    if "--here" not in sys.argv:
        sys.exit(subprocess.call([install(), __file__, "--here"]))
    os.environ["MPLCONFIGDIR"] = str(FOLDER / ".matplotlib")  # no settings but the chapters' own
    said = {path.name: rerun(path) for path in sorted(FOLDER.glob("notebooks/[0-9][0-9]_*.ipynb"))}
    print("\n".join(f"{name}: {one or 'the stored outputs'}" for name, one in said.items()))
    sys.exit(any(said.values()))
