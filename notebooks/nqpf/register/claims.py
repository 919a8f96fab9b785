"""Numbers of the claims themselves: how many there are, and how they were judged."""

from nqpf import claims
from nqpf.dataset import Dataset
from nqpf.numbers import Formula, Number


def _count(verdict: str | None = None) -> Formula:
    """Claims with a verdict, or all of them."""

    def compute(_: object) -> float:
        return float(sum(verdict in (None, c.verdict) for c in claims.load().values()))

    return Formula(
        f"number of claims{f' with the verdict {verdict}' if verdict else ''}", (), compute
    )


def _resting_on(confidence: str) -> Formula:
    """Claims whose evidence is of a confidence."""

    def compute(data: Dataset) -> float:
        return float(sum(confidence == claims.confidence(c, data) for c in claims.load().values()))

    return Formula(f"number of claims with {confidence} confidence", (), compute)


NUMBERS: list[Number] = [
    Number("claims-all", "Claims of the two articles", _count(), "{:.0f}"),
    Number("claims-holding", "Claims that hold", _count("holds"), "{:words}"),
    Number("claims-traced", "Claims traced to an official source", _count("traced"), "{:.0f}"),
    Number("claims-partly", "Claims that hold partly", _count("partly"), "{:words}"),
    Number("claims-challenged", "Claims that are challenged", _count("challenged"), "{:words}"),
    Number("claims-open", "Claims that no data can decide", _count("unverifiable"), "{:words}"),
    Number("claims-targets", "Claims about the future", _count("target"), "{:words}"),
    Number("claims-high", "Claims with high confidence", _resting_on("high"), "{:words}"),
    Number("claims-medium", "Claims with medium confidence", _resting_on("medium"), "{:.0f}"),
    Number("claims-low", "Claims with low confidence", _resting_on("low"), "{:words}"),
    Number("claims-statements", "Statements", _count("statement"), "{:words}"),
]
