"""Check the registers: numbers and verdicts are computed, claims are treated in their sections."""

import re
from collections.abc import Iterator

from nqpf.claims import Claim
from nqpf.dataset import NOT_CURRENT
from nqpf.errors import DatasetError, ExpressionError, UnknownIdError
from nqpf.expressions import parse
from nqpf.hedges import WORDS, opening
from press import texts
from press.workshop import Problem, Workshop


def problems(shop: Workshop) -> Iterator[Problem]:
    """Find numbers and claims that are wrong in themselves, or against the data and chapters."""
    homes = {}
    for path in shop.chapters():
        text = "\n".join(text for _, text in texts.pieces(shop, path))
        parts = re.split(r"^\(([a-z0-9-]+)\)=\s*$", text, flags=re.MULTILINE)
        sections = zip(parts[1::2], parts[2::2], strict=True)  # by their labels
        homes |= {label: (path.stem, section) for label, section in sections}
    for line, claim in enumerate(shop.claims.values(), start=2):
        where = f"seeds/claims.csv, line {line} ({claim.id}), column"
        yield from _verdict_problems(shop, where, claim)
        if claim.anchor not in homes:
            hint = str(UnknownIdError("section", claim.anchor, homes))
            yield Problem("claim-anchor", f"{where} anchor", hint)
        elif f"#claim-{claim.id.lower()})" not in homes[claim.anchor][1]:
            home = homes[claim.anchor][0]
            what = f"the section {claim.anchor} of {home} does not link to {claim.id}"
            yield Problem("claim-untreated", f"{where} anchor", what)
    yield from _number_problems(shop)


def _verdict_problems(shop: Workshop, where: str, claim: Claim) -> Iterator[Problem]:
    known = {"series": shop.data.series.index, "event": shop.data.events.index,
             "number": shop.numbers}  # fmt: skip
    for kind, name in claim.evidence:
        if name not in known.get(kind, ()):
            hint = str(UnknownIdError(kind, name, known.get(kind, known)))
            yield Problem("claim-evidence", f"{where} rests_on", hint)
    if claim.verdict in ("holds", "partly", "challenged") and not claim.rests_on:
        what = f"the verdict {claim.verdict!r} rests on nothing"
        yield Problem("claim-evidence", f"{where} rests_on", what, "name its evidence")
    try:
        if claim.condition and (read := parse(claim.condition)).inputs:
            what = f"{claim.condition!r} names the observation {read.inputs[0]}"
            yield Problem("claim-condition", f"{where} condition", what)
        elif not shop.holds(claim.condition):
            what = f"the data no longer give “{claim.condition}”, on which {claim.verdict!r} hangs"
            yield Problem("verdict-contradicted", f"{where} condition", what)
    except (ExpressionError, UnknownIdError, DatasetError) as error:
        yield Problem("claim-condition", f"{where} condition", str(error))


def _number_problems(shop: Workshop) -> Iterator[Problem]:
    """Find numbers that are broken, or whose format is surer or less sure than the figure is."""
    for line, number in enumerate(shop.numbers.values(), start=2):
        where = f"data/numbers.csv, line {line} ({number.id})"
        try:
            shop.text(number.id)
        except DatasetError as error:
            yield Problem("number-broken", where, str(error))
            continue
        status, word = shop.value(number.id).status, opening(number.format.partition("{")[0])
        if word and status not in ("", *NOT_CURRENT) and word not in WORDS.get(status, ()):
            yield Problem("hedge", where, f"the format says {word!r}, the figure is {status}")
        if "{stated" in number.format and status != "estimate":
            yield Problem("hedge", where, f"the format says “stated”, the figure is {status}")
