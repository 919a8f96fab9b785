"""Renew the dataset from its publishers: what they changed becomes a vintage beside the old one.

Of a source whose answer has another shape than declared nothing is written; every other one is.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Collection
from decimal import Decimal
from pathlib import Path
from statistics import median

import pandas as pd

from nqpf.dataset import when
from nqpf.tables import Package
from press import changes, seals
from press.check import data, registers
from press.connectors import ConnectorError, Web, connectors, read
from press.files import alone, write_text
from press.refresh import RefreshError, refresh
from press.workshop import Workshop

Row = dict[str, str]
#: More known values than this share may not be missing from an answer.
LOST = 0.1
#: A factor between old and new values that no revision explains.
OTHER_UNIT = 1.5
#: Rules of the check that an answer may not break.
REFUSED = ("out-of-range", "primary-key", "foreign-key", "schema")


class UpdateError(RuntimeError):
    """Some sources could not be read, one a line; all others are up to date."""


def held(connector: Row, rows: pd.DataFrame) -> dict[tuple[str, str], Row]:
    """Give the rows whose values a connector is asked for, as {(geo, period): row}."""
    vintage = rf"{re.escape(connector['source'])}(-\d{{8}})?"
    own = rows[(rows["series"] == connector["series"]) & rows["source"].str.fullmatch(vintage)]
    own = own[~own["status"].isin(["superseded", "target"])]
    return {(row["geo"], row["period"]): row for row in own.to_dict("records")}


def compare(
    shop: Workshop, connector: Row, got: dict[tuple[str, str], str], rows: pd.DataFrame
) -> tuple[list[tuple[Row, Row]], list[str]]:
    """Compare what a connector read with the rows of the dataset.

    Only periods after the newest that the book has of an economy count as new: what was left out
    on purpose stays out.

    Returns:
        What is new as pairs of a row, or for a new period the row before it, and its successor;
        and the values that the publisher has withdrawn.

    Raises ConnectorError: the answer is not whole, or in another unit.
    """
    name, address, mine = connector["series"], connector["address"], held(connector, rows)
    gone = [f"{name} {' '.join(key)}" for key in mine if key not in got]
    if len(gone) > LOST * len(mine):
        what = f"{len(gone)} of {len(mine)} known values of {name} are missing"
        raise ConnectorError(f"{address}: {what}; is the file whole?")
    known = {key: float(row["value"]) for key, row in mine.items() if key in got}
    times = median([float(got[key]) / value for key, value in known.items() if value] or [1])
    if not 1 / OTHER_UNIT < times < OTHER_UNIT:
        what = f"{name} is {times:.3g} times what it was, in {shop.data.unit(name)}"
        raise ConnectorError(f"{address}: {what}; has its unit changed?")
    taken = rows[(rows["series"] == name) & (rows["status"] != "target")]
    taken = set(zip(taken["geo"], taken["period"], strict=True))
    last = {geo: row for (geo, _), row in sorted(mine.items(), key=lambda item: when(item[0][1]))}
    found = []
    for (geo, period), value in got.items():
        old, before = mine.get((geo, period)), last.get(geo)
        if old and Decimal(old["value"]) != Decimal(value):
            found.append((old, old | {"value": value, "status": "revised", "note": ""}))
        elif before and (geo, period) not in taken and when(period) > when(before["period"]):
            status = "estimate" if before["status"] == "estimate" else "reported"
            new = {"period": period, "value": value, "status": status, "note": ""}
            found.append((before, before | new))
    return found, gone


def update(
    shop: Workshop,
    wanted: Collection[str] = (),
    *,
    web: Web,
    day: str,
    say: Callable[[str], None] = print,
) -> None:
    """Fetch, compare, write new vintages, refresh, and say what the book says differently.

    New sources are marked with the `day` of today. Verdicts that the new data contradict are said
    first.

    Raises:
        OfflineError: nothing can be reached; nothing is changed.
        UpdateError: sources that failed, or chapters that cannot be refreshed.
        SealError: rows were changed before, without a word.
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
        failures += _consequences(shop, say)
    elif not failures:
        said.append("every fetched value is that of the dataset")
    for line in said:
        say(line)
    if failures:
        raise UpdateError("\n".join(failures))


def _renew(shop: Workshop, base: str, group: list[Row], web: Web, day: str) -> list[str]:
    """Write what a source says otherwise, all of it or nothing; give what it has withdrawn."""
    package, vintage = Package(shop.data_folder), f"{base}-{day.replace('-', '')}"
    rows, book = package.read("observations"), package.read("sources").set_index("id", drop=False)
    changed, withdrawn = [], []
    for connector in group:
        file = web.get(connector["address"])
        found, gone = compare(shop, connector, read(connector, file, shop.data.geos), rows)
        changed += [(old, new | {"source": vintage}) for old, new in found]
        withdrawn += [f"withdrawn by the publisher, kept here: {value}" for value in gone]
    if changed:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        via = f"connector, {connector['address']}, SHA-256 {digest}"
        about = {"id": vintage, "date": day, "checked_on": day, "reached": "repository"}
        book.loc[vintage] = book.loc[base].to_dict() | about | {"via": via}
        old = [row for row, new in changed if new["status"] == "revised"]
        kept = [r | {"status": "superseded"} if r in old else r for r in rows.to_dict("records")]
        _write(shop, {"sources": book, "observations": kept + [new for _, new in changed]})
        seals.seal(shop.again(), f"New vintage of {book.loc[base, 'publisher']}.", day)
    return withdrawn


def _write(shop: Workshop, tables: dict[str, pd.DataFrame | list[Row]]) -> None:
    """Write tables aside, check them, then put them in place; ConnectorError: a row is wrong."""
    with alone(shop.build), tempfile.TemporaryDirectory(prefix="update-") as folder:
        aside = shop.again()
        aside.data_folder = Path(shutil.copytree(shop.data_folder, Path(folder) / "data"))
        files = {name: aside.data_folder / f"{name}.csv" for name in tables}
        for name, table in tables.items():
            pd.DataFrame(table).to_csv(files[name], index=False, lineterminator="\n")
        data.fix(aside)  # in order, in the one form
        for problem in data.problems(aside):
            if problem.rule in REFUSED:
                raise ConnectorError(str(problem))
        for file in files.values():
            write_text(shop.data_folder / file.name, file.read_text(encoding="utf-8"))


def _consequences(shop: Workshop, say: Callable[[str], None]) -> list[str]:
    """Refresh the book and say what it says differently; give what could not be refreshed."""
    failures = []
    try:
        refresh(shop, say=lambda line: None)
    except RefreshError as error:
        failures.append(str(error))
    shop = shop.again()
    for problem in registers.problems(shop):
        if problem.rule == "verdict-contradicted":
            say(f"CONTRADICTED {problem}")
    try:
        say(changes.report(shop, "HEAD"))
    except changes.DiffError as error:
        say(f"what the book says differently is not known: {error}")
    return failures
