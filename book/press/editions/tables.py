"""The dataset to take away: as a package, in SQLite and Parquet, and with the chapters to run."""

import hashlib
import re
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from press.workshop import Workshop

#: What an edition leaves out or leads elsewhere, and what the bundle holds.
FORM = tomllib.loads(Path(__file__).with_name("form.toml").read_text(encoding="utf-8"))

#: How a column is stored that holds no text, by its type in the data package.
STORED = {"number": "float64", "integer": "int64"}
README = Path(__file__).parents[1] / "templates" / "bundle.md"


class EditionError(ValueError):
    """No edition was made; the message says why."""


def package(shop: Workshop, jinja: jinja2.Environment) -> dict[str, bytes]:
    """Give the files of the data package by name, with codebook, licences and checksums."""
    names = ["datapackage.json", *(f"{table}.csv" for table in shop.data.package.tables)]
    files = {name: (shop.data_folder / name).read_bytes() for name in names}
    for name in ("codebook.md", "LICENCES.md"):
        files[name] = jinja.get_template(name).render().encode()
    sums = (f"{hashlib.sha256(made).hexdigest()}  {name}\n" for name, made in files.items())
    return files | {"SHA256SUMS": "".join(sums).encode()}


def database(shop: Workshop, jinja: jinja2.Environment) -> tuple[bytes, dict[str, bytes]]:
    """Put the tables into SQLite, with views of them; give it and all of it as Parquet files."""
    connection = sqlite3.connect(":memory:")
    for name, table in _tables(shop, jinja.globals["described"]).items():
        table.to_sql(name, connection, index=False)
    connection.executescript(jinja.get_template("views.sql").render())
    names = connection.execute("SELECT name FROM sqlite_master WHERE type != 'index' ORDER BY name")
    frames = {name: pd.read_sql(f"SELECT * FROM {name}", connection) for (name,) in [*names]}
    parquet = {f"{name}.parquet": frame.to_parquet(index=False) for name, frame in frames.items()}
    return connection.serialize(), parquet


def _tables(shop: Workshop, described: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Give the tables of the package as it types them, the register, what numbers come to."""
    found = {}
    for one in described["resources"]:
        table, fields = shop.data.package.read(one["name"]), one["schema"]["fields"]
        stored = {f["name"]: STORED[f["type"]] for f in fields if f["type"] in STORED}
        found[one["name"]] = table.mask(table == "").astype(stored)
    numbers = pd.DataFrame({"number": [*shop.numbers]})
    numbers["value"] = numbers["number"].map(shop.value)
    numbers["text"] = numbers["number"].map(shop.text)
    numbers["sources"] = numbers["number"].map(shop.sources).str.join(" ")
    documents, claims = shop.documents.reset_index(), pd.DataFrame(map(vars, shop.claims.values()))
    return found | {"computed": numbers, "documents": documents, "claims": claims}


def bundle(shop: Workshop) -> dict[str, bytes]:
    """Give the files of the bundle by name: the tables, the chapters, what they import, no more.

    EditionError: one is missing, is a symbolic link, or has a name that is not portable.
    """
    tables = [f"data/{table}.csv" for table in shop.data.package.tables]
    paths = [shop.root / name for name in (*tables, *FORM["bundled"])]
    paths += [path for pattern in FORM["bundled_if_there"] for path in shop.root.glob(pattern)]
    found = {"README.md": README.read_bytes()}
    for path in paths:
        name = path.relative_to(shop.root).as_posix()
        if not path.is_file() or path.resolve() != shop.root.resolve() / name:
            raise EditionError(f"{name} is missing, or is a link to elsewhere; restore the file")
        if not re.fullmatch(r"[\w./-]+", name):
            raise EditionError(f"{name!r} is no file name for every system; use letters and _")
        found[name] = path.read_bytes()
    found["requirements.txt"] = found.pop("notebooks/requirements.lock")
    return dict(sorted(found.items()))
