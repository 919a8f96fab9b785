"""Look again whether the sources still stand where they were read, and still say the same."""

from collections import Counter

from nqpf.tables import Package
from press.connectors import ConnectorError, Web, connectors, read
from press.files import write_text
from press.update import held
from press.workshop import Workshop


def verify(shop: Workshop, *, web: Web, day: str) -> str:
    """Open every source again; give what is dead, what differs, and what was seen again.

    Only a source whose every value was found again, by its connectors, is marked as checked on
    `day`: that a page opens does not show that the figure still stands there.

    Raises OfflineError: nothing can be reached; nothing is changed.
    """
    package, said, opened, seen = Package(shop.data_folder), [], 0, Counter()
    rows, book = package.read("observations"), package.read("sources")
    for connector in connectors(shop):
        try:
            got = read(connector, web.get(connector["address"]), shop.data.geos)
        except ConnectorError as error:
            said.append(f"cannot be compared  {connector['source']}: {error}")
            continue
        for key, row in held(connector, rows).items():
            seen[row["source"]] += row["value"] == got.get(key)
            if row["value"] != got.get(key):
                what = f"{connector['series']} {' '.join(key)} is {row['value']}"
                said.append(f"differs  {row['source']}: {what}, there {got.get(key, 'nothing')}")
    for row in book[book["address"] != ""].to_dict("records"):
        try:
            web.get(row["address"])
            opened += 1
        except ConnectorError as error:
            known = row["checked_on"] if row["checked_on"] != "unopened" else row["date"]
            copy = f"https://web.archive.org/web/{known.replace('-', '') or '2'}/{row['address']}"
            said.append(f"not opened  {row['id']}: {error}; the archived copy to use: {copy}")
    same = book["id"].map(seen) == book["id"].map(rows["source"].value_counts())
    book.loc[same, "checked_on"] = day
    write_text(package.folder / "sources.csv", book.to_csv(index=False, lineterminator="\n"))
    return "\n".join([*said, f"{opened} sources opened, {sum(same)} with every value seen again"])
