"""What a book says, in one table that two builds can be compared by."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from press.workshop import Workshop

CHART = "application/vnd.nqpf.chart+json"


def contents(shop: Workshop) -> dict[str, dict[str, Any]]:
    """Sum a book up.

    Returns:
        Six tables, each by id: `numbers` (their text), `claims` (their verdict), `charts`
        (finding, and digests of values and drawing), `observations` (value, by "series,geo,
        period,status,source"), `series` and `events` (what defines them).

    Raises:
        DatasetError: the data, a number or a chapter cannot be read.
    """
    data = shop.data
    key = ["series", "geo", "period", "status", "source"]
    keys = data.observations[key].agg(",".join, axis=1)
    return {
        "numbers": {name: shop.text(name) for name in shop.numbers},
        "claims": {claim.id: claim.verdict for claim in shop.claims.values()},
        "charts": dict(charts(shop)),
        "observations": dict(zip(keys, data.observations["value"], strict=True)),
        "series": data.series[["title", "definition", "unit", "caveats"]].to_dict("index"),
        "events": data.events[["date", "event", "source"]].to_dict("index"),
    }


def charts(shop: Workshop) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the published charts that the chapters store, by id."""
    for path in shop.chapters():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                chart = output.get("data", {}).get(CHART)
                if chart:
                    drawn = [output["data"].get("image/svg+xml"), chart.get("narrow")]
                    digests = {"values": _digest(chart["csv"]), "drawing": _digest(drawn)}
                    yield chart["id"], {"finding": chart["finding"], **digests}


def _digest(stored: object) -> str:
    return hashlib.sha256(json.dumps(stored).encode()).hexdigest()[:12]
