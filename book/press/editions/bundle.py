"""What anybody needs to run the chapters again: text, code, data, exact packages."""

import re
from pathlib import Path

from press.workshop import Workshop

README = Path(__file__).parents[1] / "templates" / "bundle.md"


class EditionError(ValueError):
    """No edition was made; the message says why."""


def contents(shop: Workshop) -> dict[str, bytes]:
    """Give the files of the bundle by name: the tables, the chapters, what they import, no more.

    EditionError: one is missing, is a symbolic link, or has a name that is not portable.
    """
    tables = [f"data/{table}.csv" for table in shop.data.package.tables]
    tables += ["seeds/claims.csv", "seeds/documents.csv"]
    names = [*tables, "data/datapackage.json", "seeds/datapackage.json"]
    names += ["notebooks/book.toml", "notebooks/requirements.lock"]
    kinds = ("**/*.py", "*.toml", "fonts/*")
    library = [path for kind in kinds for path in shop.library.glob(kind)]
    code = [*shop.chapters(), *library, *shop.root.glob("LICENSE")]
    names += [path.relative_to(shop.root).as_posix() for path in code]
    found = {"README.md": README.read_bytes()}
    for name in names:
        path = shop.root / name
        if not path.is_file() or path.resolve() != shop.root.resolve() / name:
            raise EditionError(f"{name} is missing, or is a link to elsewhere; restore the file")
        if not re.fullmatch(r"[\w./-]+", name):
            raise EditionError(f"{name!r} is no file name for every system; use letters and _")
        found[name] = path.read_bytes()
    found["requirements.txt"] = found.pop("notebooks/requirements.lock")
    return dict(sorted(found.items()))
