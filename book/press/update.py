"""Renew the dataset from its publishers: what they changed becomes a vintage beside the old one.

Of a source whose answer has another shape than declared nothing is written; every other one is.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from nqpf.tables import Package
from press import changes, seals
from press.check import data, words
from press.connectors import KEY, ConnectorError, Web, connectors, read
from press.files import alone, write_text
from press.refresh import RefreshError, refresh
from press.workshop import Workshop

#: More known values than this share may not be missing from an answer.
LOST = 0.1
#: A factor between old and new values that no revision explains.
OTHER_UNIT = 1.5
#: Rules of the check that an answer may not break.
REFUSED = ("out-of-range", "primary-key", "foreign-key", "schema")


class UpdateError(RuntimeError):
    """Some sources could not be read, one a line; all others are up to date."""


def held(connector: dict[str, str], rows: pd.DataFrame, got: pd.Series) -> pd.DataFrame:
    """Give the rows whose values a connector is asked for; `now` is what it got, or missing."""
    vintage = rf"{re.escape(connector['source'])}(-\d{{8}})?"
    own = rows[(rows["series"] == connector["series"]) & rows["source"].str.fullmatch(vintage)]
    return own[~own["status"].isin(["superseded", "target"])].join(got, on=KEY)


def compare(
    shop: Workshop, connector: dict[str, str], got: pd.Series, rows: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Give revised rows, `now` being their value; new ones after the newest; lost values.

    ConnectorError: the answer is not whole, or in another unit.
    """
    name, address, mine = connector["series"], connector["address"], held(connector, rows, got)
    gone = mine[mine["now"].isna()]
    if len(gone) > LOST * len(mine):
        what = f"{len(gone)} of {len(mine)} known values of {name} are missing"
        raise ConnectorError(f"{address}: {what}; is the file whole?")
    values = mine[["value", "now"]].astype(float).query("value != 0")
    times = (values["now"] / values["value"]).median()
    if times >= OTHER_UNIT or times <= 1 / OTHER_UNIT:
        what = f"{name} is {times:.3g} times what it was, in {shop.data.unit(name)}"
        raise ConnectorError(f"{address}: {what}; has its unit changed?")
    newest = mine.sort_values("period").drop_duplicates("geo", keep="last")
    newest = newest[["geo", "series", "period", "status"]].rename(columns={"period": "before"})
    taken = rows[(rows["series"] == name) & (rows["status"] != "target")].set_index(KEY).index
    new = got[~got.index.isin(taken)].rename("value").reset_index()
    new = new.merge(newest, on="geo").query("period > before")  # of one precision
    new["status"] = new["status"].where(new["status"] == "estimate", "reported")
    revised = mine[mine["now"].notna() & (mine["now"] != mine["value"])]
    return revised, new, [f"{name} {geo} {period}" for geo, period in gone[KEY].to_numpy()]


def update(shop: Workshop, wanted: Collection[str] = (), *, web: Web, day: str) -> None:
    """Fetch, compare, write new vintages marked with the `day`, refresh, and say what differs.

    OfflineError, SealError: nothing is done. UpdateError: sources that failed, chapters that cannot
    be refreshed. DiffError: all is done, but git does not know what the book said before.
    """
    seals.seal(shop)  # what somebody else has changed is not accepted along with it
    said, failures, before = [], [], shop.data.observations
    for base, group in pd.DataFrame(connectors(shop, wanted)).groupby("source"):
        try:
            said += _renew(shop, str(base), group.to_dict("records"), web, day)
        except ConnectorError as error:
            failures.append(f"{error}; nothing of {base} was written")
    shop = shop.again()
    if not shop.data.observations.equals(before):
        for problem in words.register_problems(shop):
            if problem.rule == "verdict-contradicted":
                print(f"CONTRADICTED {problem}")
        try:
            refresh(shop, say=lambda line: None)
        except RefreshError as error:
            failures.append(str(error))
        said.insert(0, changes.report(shop.again(), "HEAD"))
    elif not failures:
        said.append("every fetched value is that of the dataset")
    for line in said:
        print(line)
    if failures:
        raise UpdateError("\n".join(failures))


def _renew(shop: Workshop, base: str, group: list[dict], web: Web, day: str) -> list[str]:
    """Write what a source says otherwise, all of it or nothing; give what it has withdrawn."""
    package, vintage = Package(shop.data_folder), f"{base}-{day.replace('-', '')}"
    rows, book = package.read("observations"), package.read("sources").set_index("id", drop=False)
    added, withdrawn = [], []
    for connector in group:
        file = web.get(connector["address"])
        got = read(connector, file, shop.data.geos)
        revised, new, gone = compare(shop, connector, got, rows)
        rows.loc[revised.index, "status"] = "superseded"
        added += [new, revised.assign(value=revised["now"], status="revised")]
        withdrawn += [f"withdrawn by the publisher, kept here: {value}" for value in gone]
    if any(map(len, added)):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        via = f"connector, {connector['address']}, SHA-256 {digest}"
        about = {"id": vintage, "date": day, "checked_on": day, "reached": "repository"}
        book.loc[vintage] = book.loc[base].to_dict() | about | {"via": via}
        rows = pd.concat([rows, *(new.assign(source=vintage, note="") for new in added)])
        _write(shop, {"sources": book, "observations": rows[package.columns("observations")]})
        seals.seal(shop.again(), f"New vintage of {book.loc[base, 'publisher']}.", day)
    return withdrawn


def _write(shop: Workshop, tables: dict[str, pd.DataFrame]) -> None:
    """Write tables aside, check them, then put them in place; ConnectorError: a row is wrong."""
    with alone(shop.build), tempfile.TemporaryDirectory(prefix="update-") as folder:
        aside = shop.again()
        aside.data_folder = Path(shutil.copytree(shop.data_folder, Path(folder) / "data"))
        for name, table in tables.items():
            path = aside.data_folder / f"{name}.csv"
            table.to_csv(path, index=False, lineterminator="\n")
        data.fix(aside)  # in order, in the one form
        for problem in data.problems(aside):
            if problem.rule in REFUSED:
                raise ConnectorError(str(problem))
        for name in tables:
            text = (aside.data_folder / f"{name}.csv").read_text(encoding="utf-8")
            write_text(shop.data_folder / f"{name}.csv", text)


def verify(shop: Workshop, *, web: Web, day: str) -> str:
    """Open every source again; give what is dead, what differs, and what was seen again.

    Only a source whose every value its connectors found is marked as checked on `day`: that a page
    opens does not show that the figure stands there. OfflineError: no network, nothing is changed.
    """
    package, said, opened = Package(shop.data_folder), [], 0
    rows, book = package.read("observations"), package.read("sources")
    found = [rows.iloc[:0].assign(now="")]
    for connector in connectors(shop):
        try:
            got = read(connector, web.get(connector["address"]), shop.data.geos)
            found.append(held(connector, rows, got).fillna({"now": "nothing"}))
        except ConnectorError as error:
            said.append(f"cannot be compared  {connector['source']}: {error}")
    found = pd.concat(found)
    for row in found.query("value != now").itertuples():
        what = f"{row.series} {row.geo} {row.period} is {row.value}, there {row.now}"
        said.append(f"differs  {row.source}: {what}")
    for row in book[book["address"] != ""].itertuples():
        try:
            web.get(row.address)
            opened += 1
        except ConnectorError as error:
            known = row.checked_on if row.checked_on != "unopened" else row.date
            copy = f"https://web.archive.org/web/{known.replace('-', '') or '2'}/{row.address}"
            said.append(f"not opened  {row.id}: {error}; the archived copy to use: {copy}")
    seen = found.query("value == now")["source"].value_counts()
    same = book["id"].map(seen) == book["id"].map(rows["source"].value_counts())
    book.loc[same, "checked_on"] = day
    write_text(package.folder / "sources.csv", book.to_csv(index=False, lineterminator="\n"))
    return "\n".join([*said, f"{opened} sources opened, {sum(same)} with every value seen again"])
