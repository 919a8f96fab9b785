"""Named numbers: every figure in the prose, with its formula, format, inputs and sources.

A number is defined once, in `nqpf.register`, as a formula over the dataset::

    Number("ai-core-2025", "Core AI industry, end of 2025",
           obs("ai_core_industry", "CHN", "2025"), "at least {:.1f} trillion yuan")

The prose links to it, `[at least 1.2 trillion yuan](#num-ai-core-2025)`, and the text of the link
is what `text("ai-core-2025")` gives.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from nqpf import dataset
from nqpf.dataset import Dataset, DatasetError, UnknownIdError
from nqpf.wording import Quantity

#: Follows a number that rests on a secondary quotation (tier C), in prose and in findings.
TIER_C_MARK = "ᶜ"


@dataclass(frozen=True)
class Formula:
    """A calculation over the dataset that can say what it is.

    Attributes:
        text: the formula as a reader sees it.
        inputs: the observations it reads, as (series, geo, period, status or None,
            source or None).
        compute: Dataset → float.
    """

    text: str
    inputs: tuple[tuple[str, str, str, str | None, str | None], ...]
    compute: Callable[[Dataset], float]

    def _with(
        self, other: Formula | float, sign: str, op: Callable[[float, float], float]
    ) -> Formula:
        other = other if isinstance(other, Formula) else constant(other)
        return Formula(
            f"{_bracket(self.text)} {sign} {_bracket(other.text)}",
            self.inputs + other.inputs,
            lambda data: op(self.compute(data), other.compute(data)),
        )

    def __add__(self, other: Formula | float) -> Formula:
        return self._with(other, "+", lambda a, b: a + b)

    def __sub__(self, other: Formula | float) -> Formula:
        return self._with(other, "−", lambda a, b: a - b)

    def __mul__(self, other: Formula | float) -> Formula:
        return self._with(other, "×", lambda a, b: a * b)

    def __truediv__(self, other: Formula | float) -> Formula:
        return self._with(other, "÷", lambda a, b: a / b)


def _bracket(text: str) -> str:
    return f"({text})" if any(f" {sign} " in text for sign in "+−×÷") else text


def constant(value: float) -> Formula:
    """A fixed number in a formula, such as a figure that a claim itself states."""
    return Formula(f"{value:g}", (), lambda data: float(value))


def obs(
    series: str, geo: str, period: str, status: str | None = None, source: str | None = None
) -> Formula:
    """One observed value, in the unit of its series; status and source tell several apart."""
    shown = f"{series}[{', '.join(x for x in (geo, period, status, source) if x)}]"
    return Formula(
        shown,
        ((series, geo, period, status, source),),
        lambda data: float(data.row(series, geo, period, status, source)["value"]),
    )


def china(
    series: str, period: str, status: str | None = None, source: str | None = None
) -> Formula:
    """One observed value of China, in the unit of its series."""
    return obs(series, "CHN", period, status, source)


def growth(new: Formula, old: Formula, years: float = 1) -> Formula:
    """Growth in percent a year from old to new, compounded over `years`."""
    return Formula(
        f"(({_bracket(new.text)} ÷ {_bracket(old.text)})^(1/{years:g}) − 1) × 100",
        new.inputs + old.inputs,
        lambda data: ((new.compute(data) / old.compute(data)) ** (1 / years) - 1) * 100,
    )


def change(new: Formula, old: Formula) -> Formula:
    """Change in percent from old to new."""
    return growth(new, old)


def share(part: Formula, whole: Formula) -> Formula:
    """Part of a whole, in percent."""
    return part / whole * 100


def world_share(series: str, geo: str, period: str) -> Formula:
    """An economy's part of the world, in percent."""
    return share(obs(series, geo, period), obs(series, "WLD", period))


def size(formula: Formula) -> Formula:
    """The absolute value, where the sentence itself says which way ("fell by")."""
    return Formula(f"|{formula.text}|", formula.inputs, lambda data: abs(formula.compute(data)))


def _over_rows(
    name: str, series: str, period: str | None, geo: str | None, reduce: Callable[..., float]
) -> Formula:
    scope = ", ".join(x for x in (geo, period) if x)
    text = f"{name}({series}[{scope}])" if scope else f"{name}({series})"

    def compute(data: Dataset) -> float:
        return float(reduce(data.select(series, geo=geo, period=period)))

    return Formula(text, ((series, geo or "*", period or "*", None, None),), compute)


def rank(series: str, geo: str, period: str) -> Formula:
    """Place of an economy among all that have a value, 1 being the largest."""

    def place(rows: object) -> float:
        own = rows.loc[rows["geo"] == geo, "value"].iloc[0]
        return float((rows["value"] > own).sum() + 1)

    formula = _over_rows("rank", series, period, None, place)
    return Formula(f"rank of {geo} in {series}[{period}]", formula.inputs, formula.compute)


def count(series: str, period: str) -> Formula:
    """How many economies have a value in a period."""
    return _over_rows("count", series, period, None, lambda rows: rows["geo"].nunique())


def total(series: str, period: str | None = None, geo: str | None = None) -> Formula:
    """Sum over the economies of a period, or over the periods of an economy."""
    return _over_rows("sum", series, period, geo, lambda rows: rows["value"].sum())


def largest(series: str, geo: str) -> Formula:
    """Largest value that an economy has had."""
    return _over_rows("max", series, None, geo, lambda rows: rows["value"].max())


def smallest(series: str, geo: str) -> Formula:
    """Smallest value that an economy has had."""
    return _over_rows("min", series, None, geo, lambda rows: rows["value"].min())


@dataclass(frozen=True)
class Number:
    """A named number.

    Attributes:
        id: kebab-case; the link target is `#num-<id>`.
        title: what it is, for the register page.
        formula: how it is computed.
        form: a format string with one field, e.g. ``"{:.1f}%"`` or ``"{:fraction}"``.
        note: scope, rounding or caveat, where one is needed.
    """

    id: str
    title: str
    formula: Formula
    form: str
    note: str = ""

    def value(self, data: Dataset) -> float:
        """Compute the number, in the unit its formula implies."""
        return self.formula.compute(data)

    @cache  # noqa: B019 - numbers and datasets live as long as the process
    def rows(self, data: Dataset) -> list[dict]:
        """List the observations it rests on (several for a rank, count or sum)."""
        found = []
        for series, geo, period, status, source in self.formula.inputs:
            if "*" in (geo, period):
                geo, period = (None if x == "*" else x for x in (geo, period))
                found += data.select(series, geo, period).to_dict("records")
            else:
                found.append(data.row(series, geo, period, status, source).to_dict())
        return found

    def sources(self, data: Dataset) -> list[str]:
        """List the ids of its sources, in order of first use."""
        return list(dict.fromkeys(row["source"] for row in self.rows(data)))

    @cache  # noqa: B019
    def text(self, data: Dataset) -> str:
        """Write the number as the prose shows it.

        Raises:
            DatasetError: its formula or format does not fit the data; names the number.
        """
        try:
            shown = self.form.format(Quantity(self.value(data)))
            quoted = any(row["tier"] == "C" for row in self.rows(data))
        except (KeyError, ValueError, ZeroDivisionError, IndexError) as error:
            raise DatasetError(f"number {self.id!r}: {error}") from error
        return shown + (TIER_C_MARK if quoted else "")


@cache
def modules() -> dict[str, list[Number]]:
    """Collect the numbers of `nqpf.register`, by the name of their module."""
    from nqpf import register as package

    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__))
    return {name: importlib.import_module(f"nqpf.register.{name}").NUMBERS for name in names}


@cache
def register() -> dict[str, Number]:
    """Collect all numbers by id.

    Raises:
        DatasetError: an id is defined twice.
    """
    found: dict[str, Number] = {}
    for module, numbers in modules().items():
        for number in numbers:
            if number.id in found:
                raise DatasetError(
                    f"number {number.id!r} is defined twice; rename the one in register/{module}.py"
                )
            found[number.id] = number
    return found


def get(number_id: str) -> Number:
    """Look a number up.

    Raises:
        UnknownIdError: there is none of this name; suggests the nearest.
    """
    numbers = register()
    if number_id not in numbers:
        raise UnknownIdError("number", number_id, numbers)
    return numbers[number_id]


def table(names: Mapping[str, str], data: Dataset | None = None) -> pd.DataFrame:
    """Put named numbers in a frame that a chart form can draw, one row each.

    Args:
        names: {number id: what its row is called}.
        data: the dataset, where not the shared one.

    Returns:
        The columns of a selection and `name`; a number that is one observation keeps its status,
        a computed one is "derived". Economy and period are those of its first input.
    """
    data = dataset.load() if data is None else data
    rows = []
    for number_id, name in names.items():
        number = get(number_id)
        inputs = number.rows(data)
        data.reads.add(f"number:{number_id}")
        rows.append(
            inputs[0]
            | {
                "series": " ".join(dict.fromkeys(row["series"] for row in inputs)),
                "value": number.value(data),
                "status": inputs[0]["status"] if len(inputs) == 1 else "derived",
                "source": " ".join(number.sources(data)),
                "tier": max(row["tier"] for row in inputs),
                "name": name,
            }
        )
    return pd.DataFrame(rows)


def text(number_id: str, data: Dataset | None = None) -> str:
    """Write a number as prose shows it, from the shared dataset unless another is given."""
    data = dataset.load() if data is None else data
    number = get(number_id)
    data.reads.add(f"number:{number_id}")
    return number.text(data)
