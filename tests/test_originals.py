"""Each rule of the originals check is broken once, in made-up articles, and must be seen."""

import csv
import hashlib
from pathlib import Path

import pytest

from press.originals import check_originals, paragraphs, spans

ARTICLE = """\
In 2031 the town of Lindow counted 1,250 kites, worth 3.5 million crowns.

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
    "K05": {"document": "kites", "paragraph": "2", "figures": ""},
}


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def check(tmp_path: Path):
    """Write a sound case, changed as asked, and check it."""
    folder, seeds = tmp_path / "originals", tmp_path / "seeds"
    folder.mkdir()
    seeds.mkdir()

    def run(article: str | None = ARTICLE, document=None, claims=None):
        if article is not None:
            (folder / "kites.txt").write_text(article, encoding="utf-8", newline="")
        changed = {key: row | (claims or {}).get(key, {}) for key, row in CLAIMS.items()}
        write(seeds / "documents.csv", [DOCUMENT | (document or {})])
        write(seeds / "claims.csv", [{"id": key} | row for key, row in changed.items()])
        return check_originals(folder, seeds)

    return run


def rules(result) -> list[str]:
    return [problem.rule for problem in result[0]]


def test_a_sound_register_has_no_problem(check):
    assert check() == ([], [])


def test_one_changed_letter_breaks_the_hash(check):
    problems, _ = check(article=ARTICLE.replace("town", "Town"))
    assert [problem.rule for problem in problems] == ["hash"]
    assert "kites.txt" in problems[0].what


def test_a_lost_paragraph_is_counted(check):
    assert rules(check(document={"paragraphs": "3"})) == ["paragraph-count"]


@pytest.mark.parametrize("paragraph", ["0", "3", "-1", "", "one"])
def test_a_paragraph_out_of_range(check, paragraph):
    problems, _ = check(claims={"K05": {"paragraph": paragraph}})
    assert [(p.rule, p.where) for p in problems] == [("paragraph-range", "seeds/claims.csv, K05")]


@pytest.mark.parametrize("figure", ["9.5 percent", "May 5", "2031"])
def test_a_figure_that_is_not_in_the_paragraph(check, figure):
    problems, _ = check(claims={"K05": {"figures": figure}})
    assert [p.rule for p in problems] == ["figure-absent"]
    assert repr(figure) in problems[0].what


@pytest.mark.parametrize(
    ("claim", "figures", "lost"),
    [
        ("K01", "2031", "1,250"),
        ("K02", "", "3.5 million"),
        ("K02", "3.5", "3.5 million"),  # a figure without its scale says something else
        ("K03", "May 4", "12th"),
        ("K04", "8.5 percent", "3D"),
    ],
)
def test_a_figure_that_no_claim_accounts_for(check, claim, figures, lost):
    problems, _ = check(claims={claim: {"figures": figures}})
    assert [(p.rule, lost in p.what) for p in problems] == [("figure-unaccounted", True)]


def test_a_figure_is_accounted_for_only_in_its_own_paragraph(check):
    found = rules(check(claims={"K02": {"paragraph": "2"}}))
    assert found == ["figure-absent", "figure-unaccounted"]


def test_a_claim_from_an_unknown_document(check):
    assert rules(check(claims={"K05": {"document": "boats"}})) == ["unknown-document"]


def test_an_absent_file_is_said_and_not_counted_as_a_problem(check):
    problems, unchecked = check(article=None)
    assert problems == []
    assert len(unchecked) == 1
    assert "kites.txt" in unchecked[0]
    assert "5 claims" in unchecked[0]


def test_a_missing_register_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"documents\.csv"):
        check_originals(tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("figure", "text", "times"),
    [
        ("1.2", "11.2 and 1.25 and 1.2.3", 0),
        ("200", "6,200", 0),
        ("1.2", "grew 1.2, then 1.2.", 2),
    ],
)
def test_a_figure_is_found_whole(figure, text, times):
    assert len(spans(figure, text)) == times


def test_paragraphs_are_the_lines_with_text():
    assert paragraphs(" a \r\n\r\n  \nb") == ["a", "b"]


def test_the_register_of_the_project_is_readable():
    seeds = Path(__file__).parent.parent / "seeds"
    problems, unchecked = check_originals(seeds / "no-such-folder", seeds)
    assert problems == []
    assert len(unchecked) == 2
