"""One project: its data, numbers and claims, opened from a folder and passed down."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from nqpf import claims, dataset
from nqpf.claims import Claim
from nqpf.dataset import Dataset
from nqpf.errors import DatasetError, Register, UnknownIdError
from nqpf.expressions import Reference, parse
from nqpf.hedges import Figure
from nqpf.numbers import Number
from nqpf.settings import Settings, read_settings
from nqpf.tables import Package

if TYPE_CHECKING:
    from nqpf.charts import Chart, Drawing


class Project:
    """A project: a folder with data, seeds and notebooks, read as far as something asks for it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        #: What has been read so far: ``series:…``, ``event:…``, ``number:…``, ``seeds:…``.
        self.used: set[str] = set()
        self._texts: dict[str, str] = {}

    @cached_property
    def settings(self) -> Settings:
        """What the book is about; DatasetError if `notebooks/book.toml` cannot be read."""
        return read_settings(self.root / "notebooks" / "book.toml")

    @cached_property
    def data(self) -> Dataset:
        """The dataset; DatasetError names file, line and column."""
        return dataset.load(self.root / "data", self.settings.lead, self.used.add)

    @cached_property
    def numbers(self) -> dict[str, Number]:
        """The named numbers, by id."""
        rows = self.data.numbers.reset_index().to_dict("records")
        return Register("number", {row["id"]: Number(**row) for row in rows})

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """The claims, by id; DatasetError names file and line."""
        self.used.add("seeds:claims.csv")
        return claims.read_claims(self.root / "seeds")

    @cached_property
    def documents(self) -> pd.DataFrame:
        """The source documents, indexed by id; DatasetError names file and line."""
        return Package(self.root / "seeds").read("documents").set_index("id")

    def number(self, number_id: str) -> Number:
        """Look a number up; UnknownIdError suggests the nearest where there is none."""
        return self.numbers[number_id]

    def value(self, number_id: str) -> Figure:
        """Compute a number in the unit of its formula, with status, tier, series and sources.

        UnknownIdError, DatasetError, ExpressionError: it or what it needs is not there.
        """
        number = self.number(number_id)
        self.used.add(f"number:{number_id}")
        return number.expression.value(self)

    def rows(self, number_id: str) -> list[dict]:
        """List the observations that a number rests on (several for a rank, count or sum)."""
        inputs = self.number(number_id).expression.inputs
        return [row for i in inputs if i.series != "claims" for row in self.observations(i)]

    def sources(self, number_id: str) -> list[str]:
        """List the ids of the sources of a number, in order of first use."""
        return list(dict.fromkeys(row["source"] for row in self.rows(number_id)))

    def text(self, number_id: str) -> str:
        """Write a number as the prose shows it; DatasetError: its format does not fit the data."""
        number = self.number(number_id)
        if number_id not in self._texts:
            try:
                self._texts[number_id] = number.written(self.value(number_id))
            except (KeyError, ValueError, IndexError, AttributeError) as error:
                raise DatasetError(f"number {number_id!r}: {error}") from error
        return self._texts[number_id]

    def observations(self, reference: Reference) -> list[dict]:
        """Give the rows that a reference of an expression stands for.

        ``claims[*]`` are all claims, ``claims[holds]`` those with a verdict, ``2014:2022`` whole
        years. UnknownIdError, DatasetError: there are none, or several where one is meant.
        """
        series, geo, period = reference.series, reference.geo, reference.period
        if series == "claims":
            if geo not in ("*", *claims.VERDICTS):
                raise UnknownIdError("verdict", geo, claims.VERDICTS)
            every = self.claims.values()
            return [{"geo": c.id, "value": 1.0} for c in every if geo in ("*", c.verdict)]
        if reference.many:
            span = slice(*period.split(":")) if ":" in period else None
            chosen = [None if part == "*" else part for part in (geo, span or period)]
            rows = self.data.select(series, *chosen, reference.qualifiers or None)
            return rows[rows["period"].str.isdecimal() | (span is None)].to_dict("records")
        return [self.data.row(series, geo, period, *reference.qualifiers)]

    def table(self, names: Mapping[str, str]) -> pd.DataFrame:
        """Put named numbers in a frame that a chart form can draw: {id: what its row is called}.

        Status, tier, series and sources follow from the formula; economy and period are the first.
        """
        return pd.DataFrame(
            self.rows(number_id)[0] | self.value(number_id).columns | {"name": name}
            for number_id, name in names.items()
        )

    def holds(self, condition: str) -> bool:
        """Compute a condition over numbers or observations; an empty one is true. See `value`."""
        return not condition.strip() or bool(parse(condition).value(self))

    def publish(
        self, chart_id: str, drawing: "Drawing", *, finding: str, holds: str = ""
    ) -> "Chart":
        """Publish a chart, as `nqpf.charts.publish` does.

        The finding is true if `holds` is, or a "judgement"; ValueError: the condition is false.
        """
        if holds != "judgement" and not self.holds(holds):
            raise ValueError(f"chart {chart_id!r}: {finding!r} is false, as {holds} does not hold")
        from nqpf.charts import publish  # matplotlib is loaded only by those who draw

        return publish(chart_id, drawing, finding, self.data)


def find(start: Path) -> Path:
    """Find the project that a folder lies in, the nearest above it; DatasetError if in none."""
    for folder in (start, *start.parents):
        if (folder / "notebooks" / "book.toml").is_file():
            return folder
    raise DatasetError(f"no project at or above the folder {start.name!r}, no notebooks/book.toml")


def open_book(start: Path | None = None) -> Project:
    """Open the project that a folder, by default the working directory, lies in; see `find`."""
    return Project(find((start or Path.cwd()).resolve()))
