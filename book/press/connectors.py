"""What a publisher's table says of our series, as `data/connectors.csv` declares.

A row there names the address of a CSV file (SDMX-CSV is one), and its columns of economy, period
and value, or `*` for a list to be counted: the schema of an answer. All share one connector.
"""

import csv
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import httpx
import pandas as pd
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport
from httpx_retries import Retry, RetryTransport

from nqpf import tables
from nqpf.dataset import PERIOD
from nqpf.errors import UnknownIdError
from press.check.data import canonical_number
from press.workshop import Workshop

HEADERS = {
    "User-Agent": "report-book (keeps its data up to date; one request at a time)",
    "Cache-Control": "no-cache",  # what is kept is used only if the server says that it is current
}
#: What passes; a server that says how long to wait is asked again only then.
BUSY = (429, 500, 502, 503, 504)
#: What tells the values of a series apart.
KEY = ["geo", "period"]
#: How many letters of a period are kept.
PRECISION = {"year": 4, "month": 7}


class ConnectorError(ValueError):
    """An address gives no answer or another one than declared; nothing of it is used."""


class OfflineError(RuntimeError):
    """No address can be reached at all."""


@dataclass
class Web:
    """Asks each address once, again only for what is newer, and patiently where it is busy."""

    cache: Path  # the folder where answers are kept
    transport: httpx.BaseTransport | None = None
    pause: float = 2  # seconds that a busy server gets, doubled each time
    limit: float = 60  # seconds that it may be silent

    def __post_init__(self) -> None:
        self.cache.mkdir(parents=True, exist_ok=True)
        again = Retry(3, status_forcelist=BUSY, retry_on_exceptions=[], backoff_factor=self.pause)
        patient = RetryTransport(self.transport or httpx.HTTPTransport(), again)
        kept = SqliteStorage(database_path=self.cache / "answers.sqlite")
        asking = CacheTransport(patient, kept, CacheOptions(shared=False))
        options = {"headers": HEADERS, "timeout": self.limit, "follow_redirects": True}
        self._client = httpx.Client(transport=asking, event_hooks={"request": [_stay]}, **options)
        self._answers, self._reached = {}, False

    def get(self, address: str) -> Path:
        """Give a file with an answer; ConnectorError: there is none, OfflineError: no network."""
        if address not in self._answers:
            try:
                host = httpx.URL(address).host
                answer = self._client.get(address, extensions={"host": host})
                self._reached = True
            except httpx.ConnectError as error:
                if self._reached:
                    raise ConnectorError(f"{host} cannot be reached; is it gone?") from error
                fix = "is there a network? Nothing was changed"
                raise OfflineError(f"{host} cannot be reached; {fix}") from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                what = f"{address} gave no whole answer ({type(error).__name__}: {error})"
                raise ConnectorError(f"{what}; try again later") from error
            if not answer.is_success:
                raise ConnectorError(f"{address} answers with {answer.status_code}")
            file = self.cache / hashlib.sha256(address.encode()).hexdigest()[:16]
            file.write_bytes(answer.content)
            self._answers[address] = file
        return self._answers[address]


def _stay(request: httpx.Request) -> None:
    if request.url.host != (host := request.extensions.get("host", request.url.host)):
        raise ConnectorError(f"{host} leads away to {request.url.host}; look why")


def connectors(shop: Workshop, wanted: Collection[str] = ()) -> list[dict[str, str]]:
    """List the connectors of some series, or all; UnknownIdError: a series has none."""
    table = tables.Package(shop.data_folder).read("connectors")
    for name in {*wanted} - {*table["series"]}:
        raise UnknownIdError("connector of series", name, table["series"])
    return table[table["series"].isin(wanted or table["series"])].to_dict("records")


def read(connector: dict[str, str], file: Path, geos: pd.DataFrame) -> pd.Series:
    """Read an answer: `now`, each value as the dataset writes it, by economy and period.

    ConnectorError: its shape is another than declared; says in which line. Economies other than
    those of `geos` are left out.
    """
    names = {name.casefold(): code for code, name in geos["name"].items()}
    names |= {code.casefold(): code for code in geos.index}
    names |= {name.casefold(): code for name, code in _pairs(connector["geo_names"]).items()}
    counted, found = connector["value_column"] == "*", {}
    for line, named, label, cell in _cells(connector, file).itertuples():
        geo, period = names.get(named.casefold()), label[: PRECISION[connector["precision"]]]
        if geo is None or not cell.strip():
            continue
        try:
            value = Decimal(cell.replace(",", "")) * Decimal(connector["scale"])
            value += Decimal(found.get((geo, period), 0)) if counted else 0
            plain = canonical_number(f"{value:.{connector['digits']}f}")
        except InvalidOperation as error:
            raise _wrong(connector, f"{cell!r} is no number", line) from error
        if not PERIOD.fullmatch(period):
            raise _wrong(connector, f"{period!r} is no {connector['precision']}", line)
        if (geo, period) in found and not counted:
            raise _wrong(connector, f"{geo} {period} stands twice", line)
        found[geo, period] = plain
    found = _closed(connector, found) if counted else found
    if not found:
        raise _wrong(connector, f"no line is of {connector['filter'] or 'an economy we know'}")
    return pd.Series(found, name="now").rename_axis(KEY)


def _cells(connector: dict[str, str], file: Path) -> pd.DataFrame:
    """Read the wanted lines of a table, as economy, period and value by line, as editors count."""
    with file.open("rb") as opened:
        head = opened.readline().decode("utf-8-sig", errors="replace")
    if head.lstrip().startswith("<"):
        raise _wrong(connector, "a web page came instead of a table")
    geo, period, value = (connector[f"{what}_column"] for what in ("geo", "period", "value"))
    filters, header = _pairs(connector["filter"]), next(csv.reader([head]), [])
    wanted = [geo, *filters]
    wanted += [] if "*" in period else [name for name in (period, value) if name != "*"]
    columns = header if {*wanted} <= {*header} else wanted
    for fault in tables.faults(file, columns):
        raise _wrong(connector, fault.what, fault.line)
    table = tables.read(file, columns)
    table.index += 2 + table.sum(axis="columns").str.count("\n").shift(fill_value=0).cumsum()
    for name, text in filters.items():
        table = table[table[name] == text]
    if value == "*":  # a line counts once for each economy it names, and for all of them together
        table = table[table[period] != ""].assign(value="1")
        texts = table[geo].str.split(connector["geo_separator"] or "\n", regex=False)
        table[geo] = [{"*", *map(str.strip, text)} for text in texts]
        return table.explode(geo)[[geo, period, "value"]]
    if "*" not in period:
        return table[[geo, period, value]]
    start = period.rstrip("*")  # a column a period
    years = [name for name in table if PERIOD.fullmatch(name.removeprefix(start))]
    table = table.melt([geo], years, ignore_index=False)
    return table.assign(variable=table["variable"].str.removeprefix(start))


def _closed(connector: dict[str, str], counts: dict[tuple[str, str], str]) -> dict:
    """Give the counts of a list with zeros, and without its newest period, which still grows."""
    for geo in filter(None, connector["zero_geos"].split("; ")):
        if geo not in {named for named, _ in counts}:  # it has another name now, and is not zero
            raise _wrong(connector, f"no line is of {geo}")
        counts |= {(geo, period): "0" for _, period in counts if (geo, period) not in counts}
    newest = max((period for _, period in counts), default="")
    return {key: count for key, count in counts.items() if key[1] != newest}


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split("; ") if pair)


def _wrong(connector: dict[str, str], what: str, line: int = 0) -> ConnectorError:
    where = f"{connector['address']}, line {line}" if line else connector["address"]
    fix = f"mend the row of {connector['series']} in data/connectors.csv if it is meant"
    return ConnectorError(f"{where}: {what}; {fix}")
