"""What a publisher's machine-readable table says of our series, as `data/connectors.csv` declares.

A row of that table names an address and the columns of the CSV file there that hold economy,
period and value (SDMX-CSV is such a file); it is the schema that an answer is held against. There
is one connector for all publishers: what differs between them is data.
"""

import csv
import io
from collections.abc import Callable, Collection
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path

import httpx
import pandas as pd
from hishel import CacheOptions, SqliteStorage
from hishel.httpx import CacheTransport
from httpx_retries import Retry, RetryTransport

from nqpf.dataset import PERIOD
from nqpf.errors import UnknownIdError
from nqpf.tables import Package
from press.check.data import canonical_number
from press.workshop import Workshop

HEADERS = {
    "User-Agent": "report-book (keeps its data up to date; one request at a time)",
    "Cache-Control": "no-cache",  # what is kept is used only if the server says that it is current
}
#: What passes; a server that says how long to wait is asked again only then.
BUSY = (429, 500, 502, 503, 504)
RETRY = Retry(total=3, backoff_factor=2, status_forcelist=BUSY, retry_on_exceptions=[])
#: How many letters of a period are kept.
PRECISION = {"year": 4, "month": 7}


class ConnectorError(ValueError):
    """An address gives no answer or another one than declared; nothing of it is used."""


class OfflineError(ConnectorError):
    """No address can be reached at all."""


class Web:
    """Asks each address once, again only for what is newer, and patiently where it is busy."""

    def __init__(
        self,
        cache: Path,
        *,
        transport: httpx.BaseTransport | None = None,
        retry: Retry = RETRY,
        limit: float = 60,
    ) -> None:
        """Keep answers in a folder; `limit` is how many seconds a server may be silent."""
        cache.mkdir(parents=True, exist_ok=True)
        patient = RetryTransport(transport or httpx.HTTPTransport(), retry)
        kept = SqliteStorage(database_path=cache / "answers.sqlite")
        self._client = httpx.Client(
            transport=CacheTransport(patient, kept, CacheOptions(shared=False)),
            event_hooks={"request": [_stay]},
            follow_redirects=True,
            headers=HEADERS,
            timeout=limit,
        )
        self._answers: dict[str, bytes] = {}
        self._reached = False

    def get(self, address: str) -> bytes:
        """Give what stands at an address; ConnectorError says why there is nothing of use."""
        if address not in self._answers:
            try:
                host = httpx.URL(address).host
                answer = self._client.get(address, extensions={"host": host})
                self._reached = True
                answer.raise_for_status()
            except httpx.HTTPStatusError as error:
                raise ConnectorError(f"{address} answers with {answer.status_code}") from error
            except httpx.ConnectError as error:
                kind, fix = ConnectorError, "does it still exist?"
                if not self._reached:
                    kind, fix = OfflineError, "is there a network? Nothing was changed"
                raise kind(f"{host} cannot be reached; {fix}") from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                what = f"{address} gave no whole answer ({type(error).__name__}: {error})"
                raise ConnectorError(f"{what}; try again later") from error
            self._answers[address] = answer.content
        return self._answers[address]


def _stay(request: httpx.Request) -> None:
    if request.url.host != (host := request.extensions.get("host", request.url.host)):
        raise ConnectorError(f"{host} leads away to {request.url.host}; look why")


def connectors(shop: Workshop, wanted: Collection[str] = ()) -> list[dict[str, str]]:
    """List the connectors of some series, or all; UnknownIdError: a series has none."""
    rows = Package(shop.data_folder).read("connectors").to_dict("records")
    known = {row["series"] for row in rows}
    for name in wanted:
        if name not in known:
            raise UnknownIdError("connector of series", name, known)
    return [row for row in rows if not wanted or row["series"] in wanted]


def read(connector: dict[str, str], body: bytes, geos: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Read an answer: {(geo, period): value as the dataset writes it}.

    Lines of other economies than those of `geos`, and empty values, are left out.

    Raises ConnectorError: it has another shape than declared; says in which line.
    """
    wrong = partial(_wrong, connector)
    table = _table(connector, body, wrong)
    names = {name.casefold(): code for code, name in geos["name"].items()}
    names |= {code.casefold(): code for code in geos.index}
    names |= {name.casefold(): code for name, code in _pairs(connector["geo_names"]).items()}
    table["geo"] = table["geo"].str.strip().str.casefold().map(names)
    table["period"] = table["period"].str.strip().str[: PRECISION[connector["precision"]]]
    table = table[table["geo"].notna() & (table["value"].str.strip() != "")]
    found: dict[tuple[str, str], str] = {}
    for line, geo, period, cell in table[["geo", "period", "value"]].itertuples():
        try:
            value = Decimal(cell.replace(",", "")) * Decimal(connector["scale"])
            plain = canonical_number(f"{value:.{connector['digits']}f}")
        except InvalidOperation as error:
            raise wrong(f"{cell!r} is no number", line) from error
        if not PERIOD.fullmatch(period):
            raise wrong(f"{period!r} is no {connector['precision']}", line)
        if (geo, period) in found:
            raise wrong(f"{geo} {period} stands twice", line)
        found[geo, period] = plain
    if not found:
        raise wrong(f"no line is of {connector['filter'] or 'an economy of the book'}")
    return found


def _table(connector: dict[str, str], body: bytes, wrong: Callable) -> pd.DataFrame:
    """Read the wanted lines with their columns geo, period and value, by number of line."""
    if body.lstrip().startswith(b"<"):
        raise wrong("a web page came instead of a table")
    try:
        header, *cells = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise wrong(f"byte {body[error.start]:#04x} is not UTF-8", line) from error
    except (csv.Error, ValueError) as error:  # an open quotation mark, or nothing at all
        raise wrong(f"this is no whole table ({error})") from error
    for line, row in enumerate(cells, start=2):
        if len(row) != len(header):
            raise wrong("not as many cells as columns; is it cut off?", line)
    table = pd.DataFrame(cells, columns=[name.strip() for name in header], dtype=str)
    table.index += 2
    start, wide, _ = connector["period_column"].partition("*")
    filters, named = _pairs(connector["filter"]), connector["geo_column"]
    columns = [named, *filters] if wide else [named, start, connector["value_column"], *filters]
    if lost := [name for name in columns if name not in table]:
        raise wrong(f"there is no column {', '.join(map(repr, lost))}", 1)
    for name, text in filters.items():
        table = table[table[name] == text]
    if wide:
        years = [name for name in table if PERIOD.fullmatch(name.removeprefix(start))]
        table = table.melt([named], years, "period", "value", ignore_index=False)
        table["period"] = table["period"].str.removeprefix(start)
        start = "period"
    value = "value" if wide else connector["value_column"]
    return table[[named, start, value]].set_axis(["geo", "period", "value"], axis=1)


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split("; ") if pair)


def _wrong(connector: dict[str, str], what: str, line: int = 0) -> ConnectorError:
    where = f"{connector['address']}, line {line}" if line else connector["address"]
    fix = f"mend the row of {connector['series']} in data/connectors.csv if it is meant"
    return ConnectorError(f"{where}: {what}; {fix}")
