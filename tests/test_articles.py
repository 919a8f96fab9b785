"""The register is held against made-up articles, with one thing wrong at a time."""

import hashlib

import pytest
from articles import faults, spans
from toy import dump

ARTICLE = """In 2031 the town of Lindow counted 1,250 kites, worth 3.5 million crowns.

By May 4 the 12th fair had opened; sales rose 8.5 percent, and 3D kites led.
"""
DOCUMENT = {
    "id": "kites",
    "file": "kites.txt",
    "sha256": hashlib.sha256(ARTICLE.encode()).hexdigest(),
    "paragraphs": "2",
}
CLAIMS = {
    "K01": {"document": "kites", "paragraph": "1", "figures": "2031 | 1,250"},
    "K02": {"document": "kites", "paragraph": "1", "figures": "3.5 million"},
    "K03": {"document": "kites", "paragraph": "2", "figures": "May 4 | 12th"},
    "K04": {"document": "kites", "paragraph": "2", "figures": "8.5 percent | 3D"},
}


@pytest.mark.parametrize(
    ("claim", "changed", "says"),
    [
        ("K01", {}, None),
        ("K01", {"article": ARTICLE.replace("town", "Town")}, "its SHA-256 differs"),
        ("K01", {"paragraphs": "3"}, "has 2 paragraphs, the register says 3"),
        ("K01", {"file": "boats.txt"}, "boats.txt is not in the folder"),
        ("K01", {"paragraph": "3"}, "K01: kites.txt has no paragraph 3"),
        ("K02", {"figures": "3.5 million | 9.5"}, "K02: '9.5' is not in paragraph 1"),
        ("K02", {"figures": "3.5"}, "paragraph 1: no claim accounts for '3.5 million'"),
        ("K02", {"paragraph": "2"}, "K02: '3.5 million' is not in paragraph 2"),
        ("K03", {"figures": "May 4"}, "paragraph 2: no claim accounts for '12th'"),
        ("K04", {"figures": "8.5 percent"}, "paragraph 2: no claim accounts for '3D'"),
    ],
)
def test_one_thing_is_wrong(tmp_path, claim, changed, says):
    (tmp_path / "kites.txt").write_text(changed.pop("article", ARTICLE), encoding="utf-8")
    of_document = {key: changed.pop(key) for key in [*changed] if key in DOCUMENT}
    dump(tmp_path / "documents.csv", [DOCUMENT | of_document])
    claims = [{"id": key} | row | (changed if key == claim else {}) for key, row in CLAIMS.items()]
    dump(tmp_path / "claims.csv", claims)
    found = list(faults(tmp_path, tmp_path))
    assert (found[:1] or [None])[0] == says or says in "\n".join(found)


@pytest.mark.parametrize(
    ("figure", "text", "times"),
    [("1.2", "11.2 and 1.25 and 1.2.3", 0), ("200", "6,200", 0), ("1.2", "1.2, then 1.2.", 2)],
)
def test_a_figure_is_found_whole(figure, text, times):
    assert len(spans(figure, text)) == times
