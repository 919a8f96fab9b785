"""Make a zip with which anybody can run the chapters again: text, code, data, exact packages."""

import re
import zipfile
from pathlib import Path

from press.workshop import Workshop

TEMPLATES = Path(__file__).parent / "templates"


class BundleError(ValueError):
    """No bundle was made; the message says why."""


def bundle(shop: Workshop) -> Path:
    """Write the bundle to `book/_build/bundle`; the same project gives the same bytes."""
    target = shop.build / "bundle" / "nqpf-bundle.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        with zipfile.ZipFile(part, "w", compresslevel=9) as out:
            for name, content in sorted(contents(shop).items()):
                entry = zipfile.ZipInfo(f"nqpf-bundle/{name}")  # of 1980, whatever the clock says
                entry.create_system, entry.external_attr = 3, 0o644 << 16  # alike on every system
                out.writestr(entry, content, zipfile.ZIP_DEFLATED)
        return part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def contents(shop: Workshop) -> dict[str, bytes]:
    """Give the files of the bundle by name: the tables, the chapters, what they import, no more.

    Raises BundleError: a file is missing, is a symbolic link, or has a name that is not portable.
    """
    names = ["data/datapackage.json", "seeds/claims.csv", "seeds/documents.csv"]
    names += [f"data/{table}.csv" for table in shop.data.package.tables]
    names += ["notebooks/book.toml", "notebooks/nqpf/look.toml", "notebooks/requirements.lock"]
    code = [*shop.chapters(), *shop.library.rglob("*.py"), *shop.root.glob("LICENSE")]
    names += [path.relative_to(shop.root).as_posix() for path in code]
    found = {}
    for name in names:
        path = shop.root / name
        if not path.is_file() or path.resolve() != shop.root.resolve() / name:
            raise BundleError(f"{name} is missing, or is a link to elsewhere; restore the file")
        if not re.fullmatch(r"[\w./-]+", name):
            raise BundleError(f"{name!r} is no file name for every system; use letters and _")
        found[name] = path.read_bytes()
    return found | {
        "README.md": (TEMPLATES / "bundle.md").read_bytes(),
        "rerun.py": (TEMPLATES / "rerun.py").read_bytes(),
        "requirements.txt": found.pop("notebooks/requirements.lock"),
    }
