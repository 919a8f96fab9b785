"""Make a zip with which anybody can run the chapters again: text, code, data, exact packages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from press import paths

#: What executes the chapters; everything else in the bundle's requirements follows from these.
NEEDED = ("ipykernel", "matplotlib", "nbclient", "nbformat", "pandas")
#: A zip has no older date, so every file gets this one.
EPOCH = (1980, 1, 1, 0, 0, 0)
README = Path(__file__).parent / "templates" / "bundle.md"
RERUN = Path(__file__).parent / "rerun.py"


def bundle(target: Path | None = None) -> Path:
    """Write the bundle; the same project gives the same bytes.

    Args:
        target: the file; by default `book/_build/bundle/nqpf-bundle.zip`.

    Returns:
        The file.
    """
    target = target or paths.BUILD / "bundle" / "nqpf-bundle.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.part")
    with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, content in sorted(contents().items()):
            entry = zipfile.ZipInfo(f"nqpf-bundle/{name}", EPOCH)
            entry.create_system = 3  # the same on every machine
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, content)
    aside.replace(target)
    return target


def contents() -> dict[str, bytes]:
    """Give the files of the bundle by name."""
    found = {
        "README.md": README.read_bytes(),
        "requirements.txt": requirements(paths.LOCK.read_text(encoding="utf-8")).encode(),
        "rerun.py": RERUN.read_bytes(),
    }
    for path in _sources():
        found[path.relative_to(paths.ROOT).as_posix()] = path.read_bytes()
    return found


def _sources() -> Iterator[Path]:
    yield from paths.chapters()
    yield from paths.NQPF.rglob("*.py")
    for folder in (paths.DATA, paths.SEEDS):
        yield from (p for p in folder.iterdir() if p.suffix in (".csv", ".json"))
    if (paths.ROOT / "LICENSE").exists():
        yield paths.ROOT / "LICENSE"


def requirements(lock: str) -> str:
    """Take out of the lock, hashes included, what the chapters need to run on any system."""
    wanted = closure(NEEDED)
    blocks = re.findall(r"^[^\s#-].*(?:\n[ \t].*)*", lock, re.MULTILINE)
    taken = [b for b in blocks if canonicalize_name(re.match(r"[\w.-]+", b)[0]) in wanted]
    return "\n".join(taken) + "\n"


def closure(roots: tuple[str, ...]) -> set[str]:
    """Name the packages that some packages need, those for other systems included."""
    found: set[str] = set()
    waiting = [canonicalize_name(name) for name in roots]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # it belongs to another system
        for need in map(Requirement, needs):
            if "extra" not in str(need.marker or ""):
                waiting.append(canonicalize_name(need.name))
    return found
