"""Colours that meet in a chart can be told apart by everybody, and each means one thing."""

import csv
import io
import itertools
import json
import re

import kites
import pytest
from coloraide import Color

from nqpf.settings import MIME, PALETTE
from theme import svg

ROOT, report = kites.ROOT, kites.report
#: Text, rules and paper: nothing that a reader tells apart by colour.
PAGE = {PALETTE[key] for key in ("ink", "muted", "grid", "paper", "softer")}
DARK = dict(svg.palette().values())
APART, FILTERED = 15, 10  # ΔE2000 in normal sight and where red or green is not seen


def faces():
    """Every stored chart with the colours that its two variants use."""
    for path in sorted((ROOT / "notebooks").glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                if face := output.get("data", {}).get(MIME):
                    drawings = "".join(output["data"]["image/svg+xml"]) + face["narrow"]
                    yield face, set(re.findall(r"#[0-9a-f]{6}", drawings)) - PAGE


FACES = list(faces())
NAMES = {colour: key for key, colour in PALETTE.items()}


def distances(one, other):
    """ΔE2000 of two colours: as they are, without red and without green."""
    yield Color(one).delta_e(other, method="2000")
    for blindness in ("protan", "deutan"):
        seen = [Color(c).filter(blindness).convert("srgb").clip() for c in (one, other)]
        yield seen[0].delta_e(seen[1], method="2000")


def too_near(colours):
    """Name the pairs of a set of colours that lie too near in one of the schemes."""
    for pair in itertools.combinations(sorted(colours), 2):
        for scheme in (pair, [DARK[colour] for colour in pair]):
            normal, *filtered = distances(*scheme)
            if normal < APART or min(filtered) < FILTERED:
                yield *sorted(NAMES[c] for c in pair), round(normal), round(min(filtered))


def test_colours_that_meet_in_a_chart_are_far_apart():
    wrong = {face["id"]: list(too_near(used)) for face, used in FACES}
    assert {name: pairs for name, pairs in wrong.items() if pairs} == {}
    assert max(len(used) for _, used in FACES) >= 5, "no chart holds many colours"


@pytest.mark.parametrize(
    "keys",
    [
        ("china", "usa", "eu", "japan", "korea", "germany", "india", "world"),
        ("china", "focus", "second", "rest", "named"),
        ("holds", "official", "partly", "challenged", "unverifiable", "aim"),
    ],
    ids=["economies", "roles", "verdicts"],
)
def test_colours_of_a_kind_may_meet(keys):
    assert list(too_near({PALETTE[key] for key in keys})) == []


def test_the_measure_tells_near_colours():
    first = next(iter(DARK))
    assert list(distances(first, first)) == pytest.approx([0, 0, 0])
    red, green = Color("#b3261e"), Color("#4f6f1e")
    normal, *filtered = distances(red, green)
    assert normal > APART > FILTERED > min(filtered), "red and green meet where neither is seen"


def test_every_colour_has_one_name_and_each_economy_its_own(report):
    assert len(NAMES) == len(PALETTE)
    drawn = report.data.geos["colour"][lambda c: c != ""]
    assert set(drawn) <= set(NAMES)
    shared = drawn[drawn.duplicated(keep=False)].index
    assert set(shared) == {"EU27", "EUK", "EUR"}, "one colour for Europe, however it is drawn"


def test_the_colour_of_an_economy_stands_for_it(report):
    of = report.data.geos["colour"]
    wrong = []
    for face, used in FACES:
        rows = list(csv.DictReader(io.StringIO(face["csv"])))
        meant = {of.get(row.get("geo"), "") for row in rows} | {of["WLD"]}
        wrong += [(face["id"], NAMES[c]) for c in (used & set(of)) - meant]
    assert wrong == []
