"""The dataset to take away: as a data package, in SQLite and in Parquet."""

import hashlib
import io
import json
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from press.workshop import Workshop

#: How a column is stored, by its type in the data package.
STORED = {"string": "string", "number": "float64", "integer": "int64"}


def package(shop: Workshop, jinja: jinja2.Environment) -> dict[str, bytes]:
    """Give the files of the data package by name, with codebook, licences and checksums."""
    names = ["datapackage.json", *(f"{table}.csv" for table in shop.data.package.tables)]
    files = {name: (shop.data_folder / name).read_bytes() for name in names}
    for name in ("codebook.md", "LICENCES.md"):
        files[name] = jinja.get_template(name).render(described=_described(shop)).encode()
    sums = (f"{hashlib.sha256(made).hexdigest()}  {name}\n" for name, made in files.items())
    return files | {"SHA256SUMS": "".join(sums).encode()}


def database(shop: Workshop, jinja: jinja2.Environment) -> tuple[bytes, dict[str, bytes]]:
    """Put the tables into SQLite, with views of them; give it and all of it as Parquet files."""
    with tempfile.TemporaryDirectory(prefix="data-") as folder:
        path = Path(folder) / "data.sqlite"
        connection = sqlite3.connect(path)
        for name, table in _tables(shop).items():
            table.to_sql(name, connection, index=False)
        connection.executescript(jinja.get_template("views.sql").render())
        names = connection.execute("SELECT name FROM sqlite_master WHERE type != 'index'")
        frames = {}
        for (name,) in sorted(names):
            out = io.BytesIO()
            pd.read_sql(f"SELECT * FROM {name}", connection).to_parquet(out, index=False)
            frames[f"{name}.parquet"] = out.getvalue()
        connection.close()
        return path.read_bytes(), frames


def _tables(shop: Workshop) -> dict[str, pd.DataFrame]:
    """Give the tables of the package as it types them, the register, what numbers come to."""
    found = {}
    for one in _described(shop)["resources"]:
        kinds = {field["name"]: STORED[field["type"]] for field in one["schema"]["fields"]}
        path = shop.data_folder / one["path"]
        found[one["name"]] = pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=[""])
    found["computed"] = pd.DataFrame(
        {
            "number": name,
            "value": shop.value(name),
            "text": shop.text(name),
            "sources": " ".join(shop.sources(name)),
        }
        for name in shop.numbers
    )
    found["documents"] = shop.documents.reset_index()
    found["claims"] = pd.DataFrame(map(vars, shop.claims.values()))
    return found


def _described(shop: Workshop) -> dict[str, Any]:
    return json.loads((shop.data_folder / "datapackage.json").read_text(encoding="utf-8"))
