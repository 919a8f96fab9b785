"""The whole check, on a small book that is sound until one thing in it is broken."""

# ruff: noqa: E501 - a table of cases is read row by row

import random

import pytest
import toy
import toybook
from nbformat.v4 import new_output

from nqpf.numbers import Number, constant, obs
from press import chapters, check, checks_report, datacheck

CHAPTER = f"notebooks/{toybook.CHAPTER}"


def problems() -> dict[str, check.Problem]:
    found, unchecked = check.check()
    assert unchecked == []
    assert all(p.where and p.what and p.mend for p in found)
    return {p.rule: p for p in reversed(found)}


def test_a_refreshed_book_has_no_problem(freshbook):
    assert problems() == {}


def edit_cell(root, place: int, change, *, name: str = toybook.CHAPTER) -> None:
    path = root / "notebooks" / name
    notebook = chapters.read(path)
    change(notebook.cells[place])
    chapters.write(path, notebook)


def sets(**fields):
    return lambda cell: cell.update(fields)


def adds(text: str):
    return lambda cell: cell.update(source=cell.source + text)


def replaces(old: str, new: str):
    def change(cell):
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return change


def draws_a_warning(cell):
    cell.outputs = [new_output("stream", name="stderr", text="Warning: kites\n")]


def ends_in_an_error(cell):
    cell.outputs = [new_output("error", ename="KeyError", evalue="kite", traceback=[])]


def moves_a_chart_value(cell):
    face = cell.outputs[0].data[chapters.CHART]
    face["csv"] = face["csv"].replace(",80,", ",81,")


@pytest.mark.parametrize(
    ("place", "change", "rule", "where", "what", "mend"),
    [
        (2, replaces("[100 thousand]", "[120 thousand]"), "number-text", f"{CHAPTER}, cell 3, line 6", "'100 thousand'", "make refresh"),
        (2, replaces("#num-kites-2020", "#num-kite-2020"), "number-unknown", f"{CHAPTER}, cell 3, line 6", "'kites-2020'", "correct the name"),
        (2, adds(" And 12 more."), "bare-figure", f"{CHAPTER}, cell 3, line 6", "12 more", "#num-name"),
        (2, replaces("#claim-a01", "#claim-a02"), "claim-unknown", f"{CHAPTER}, cell 3, line 4", "A02", "correct the id"),
        (2, replaces("● holds", "✕ challenged"), "claim-text", f"{CHAPTER}, cell 3, line 4", "● holds", "make refresh"),
        (2, replaces("(sec-kites)=", "(sec-kits)="), "claim-anchor", "seeds/claims.csv, line 2 (A01), column anchor", "'sec-kits'", "label the section"),
        (3, replaces("in three years", "12 percent"), "bare-figure", f"{CHAPTER}, cell 4, line 5", "12 percent", '{n("name")}'),
        (3, replaces("fig-kites", "fig-kitez"), "chart-label", f"{CHAPTER}, cell 4", "'kites'", "#| label: fig-kites"),
        (3, sets(execution_count=None), "not-executed", f"{CHAPTER}, cell 4", "never executed", "make refresh"),
        (3, ends_in_an_error, "error-output", f"{CHAPTER}, cell 4", "KeyError: kite", "mend the cell"),
        (3, draws_a_warning, "stderr-output", f"{CHAPTER}, cell 4", "Warning: kites", "the cause of the warning"),
        (3, moves_a_chart_value, "stale", CHAPTER, "output of cell fig-kites", "make refresh"),
        (3, sets(outputs=[]), "stale", CHAPTER, "output of cell fig-kites", "make refresh"),
        (3, adds("\n"), "stale", CHAPTER, "code of cell fig-kites", "make refresh"),
    ],
)  # fmt: skip
def test_a_broken_chapter(freshbook, place, change, rule, where, what, mend):
    edit_cell(freshbook, place, change)
    problem = problems()[rule]
    assert problem.where == where
    assert what in problem.what
    assert mend in problem.mend


@pytest.mark.parametrize(
    ("file", "old", "new", "rule", "where", "what"),
    [
        ("book/index.md", "[50%]", "[51%]", "number-text", "book/index.md, line 3", "'50%'"),
        ("book/index.md", "# The", "# 7: the", "bare-figure", "book/index.md, line 1", "7: the"),
        ("book/numbers.md", "150 thousand", "151 thousand", "page-stale", "book/numbers.md, line 32", "151 thousand"),
        ("book/data.md", "Kites counted", "Kites seen", "page-stale", "book/data.md, line 23", "Kites seen"),
        ("book/evidence.md", "They rose", "They fell", "page-stale", "book/evidence.md, line 14", "They fell"),
        ("seeds/claims.csv", "kites-2020 = 100", "kites-2020 = 101", "verdict-contradicted", "seeds/claims.csv, line 2 (A01), column condition", "kites-2020 = 101"),
        ("seeds/claims.csv", "kites-2020 = 100", "kites-2020 is 100", "claim-condition", "seeds/claims.csv, line 2 (A01), column condition", "is not written like"),
        ("seeds/claims.csv", "number:kites", "number:kits", "claim-evidence", "seeds/claims.csv, line 2 (A01), column rests_on", "'kites-2020'"),
        ("seeds/claims.csv", "holds", "perhaps", "claim-verdict", "seeds/claims.csv, line 2, column verdict", "'perhaps'"),
        ("seeds/claims.csv", "kites,1,ai", "kites,4,ai", "claim-paragraph", "seeds/claims.csv, line 2, column paragraph", "'4'"),
        ("seeds/claims.csv", "Fewer kites.", "", "claim-overturn", "seeds/claims.csv, line 2, column overturn", "empty"),
        ("seeds/documents.csv", "kites,kites.txt", "boats,kites.txt", "claim-document", "seeds/claims.csv, line 2, column document", "'kites'"),
        ("data/events.csv", "second-fair,2021-06", "second-fair,2021-07", "page-stale", "book/evidence.md, line 15", "2021-06"),
        (CHAPTER, '"nbformat": 4,', '"nbformat": 4 ,', "not-canonical", CHAPTER, "traces of an editor"),
        (CHAPTER, '"cells": [', '"cells": ', "unreadable", CHAPTER, "cannot be read"),
    ],
)  # fmt: skip
def test_a_broken_file(freshbook, file, old, new, rule, where, what):
    toy.edit(freshbook / file, old, new)
    problem = problems()[rule]
    assert problem.where.startswith(where)
    assert what in problem.what


def test_a_chart_that_stands_twice(freshbook):
    text = (freshbook / CHAPTER).read_text(encoding="utf-8")
    (freshbook / "notebooks" / "03_copy.ipynb").write_text(text, encoding="utf-8")
    assert "'kites' also stands in 02_ai_push.ipynb" in problems()["chart-twice"].what


@pytest.mark.parametrize(
    ("number", "rule", "what"),
    [
        (Number("extra", "", constant(1), "{}"), "number-unused", "no text uses it"),
        (Number("copy", "", obs("kites", "CHN", "2020"), "{:.0f} thousand"), "number-twice", "of kites-2020"),
        (Number("kites-2022", "", obs("kites", "CHN", "2022"), "{:.0f}"), "lower-bound", "more than"),
        (Number("kites-2022", "", obs("kites", "CHN", "1999"), "{:.0f}"), "number-broken", "1999"),
        (Number("extra", "", constant(1), "{:.0f},000"), "number-form", "nobody computes"),
    ],
)  # fmt: skip
def test_a_broken_number(freshbook, register, number, rule, what):
    kept = [n for n in toybook.toy_numbers() if n.id != number.id]
    register(ai=[*kept, number])
    problem = problems()[rule]
    assert problem.where == f"notebooks/nqpf/register, number {number.id}"
    assert what in problem.what


def test_a_lost_row_is_named_and_stops_no_other_check(freshbook):
    lines = (freshbook / "data" / "observations.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("kites,CHN,2020,")]
    assert len(kept) < len(lines)
    text = "\n".join(kept) + "\n"
    (freshbook / "data" / "observations.csv").write_text(text, encoding="utf-8", newline="")
    found = problems()
    assert {"row-count", "number-broken", "stale"} <= set(found)
    assert "kites" in found["row-count"].where


@pytest.mark.parametrize(
    ("file", "old", "new", "rule", "where"),
    [
        ("book/index.md", "[50 thousand](#num-strings)", "many", "number-unused", "notebooks/nqpf/register, number strings"),
        ("seeds/claims.csv", " event:second-fair", "", "event-unused", "data/events.csv, row second-fair"),
    ],
)  # fmt: skip
def test_what_nobody_uses(freshbook, file, old, new, rule, where):
    toy.edit(freshbook / file, old, new)
    assert problems()[rule].where == where


def test_a_series_that_nobody_uses(freshbook, register):
    register(ai=[n for n in toybook.toy_numbers() if n.id != "fair"])
    assert problems()["series-unused"].where == "data/series.csv, row fair_visitors"


@pytest.mark.parametrize(
    ("words", "weak"), [("A share of", True), ("A secondary quotation:", False)]
)
def test_a_finding_on_a_quotation_alone_must_say_so(freshbook, words, weak):
    text = f"\n\n## What the data show\n\n- {words} [74%ᶜ](#num-share).\n"
    edit_cell(freshbook, 2, adds(text))
    assert ("finding-tier-c" in problems()) is weak


def test_a_number_that_is_defined_twice(freshbook, register):
    own = toybook.toy_numbers()
    register(ai=own, concept=own[:1])
    assert "'kites-2020' is defined twice" in problems()["register"].what


@pytest.mark.parametrize("value", ["12,5", "n/a", "", "1e3", "0.1"])
def test_a_broken_value_is_a_problem_and_no_crash(freshbook, value):
    line = toy.edit(
        freshbook / "data" / "observations.csv", ",CHN,2020,100,", f",CHN,2020,{value},"
    )
    assert any(f"data/observations.csv, line {line}" in p.where for p in problems().values())


def test_two_problems_are_both_reported_with_the_exit_code(freshbook, capsys, monkeypatch):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert checks_report.run(None, fix=False) == 0
    assert capsys.readouterr().out == "no problems\n"
    toy.edit(freshbook / "book" / "index.md", "[50%]", "[51%]")
    edit_cell(freshbook, 3, sets(execution_count=None))
    assert checks_report.run(None, fix=False) == 1
    said = capsys.readouterr().out
    assert "book/index.md, line 3: " in said
    assert f"{CHAPTER}, cell 4: " in said
    assert "  mend: " in said
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    checks_report.run(None, fix=False)
    assert "::error file=book/index.md,line=3,title=number-text::" in capsys.readouterr().out


def test_fix_mends_before_the_check(freshbook, capsys):
    path = freshbook / "data" / "observations.csv"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"\n", b"\r\n"))
    assert checks_report.run(None, fix=True) == 0, capsys.readouterr().out
    assert path.read_bytes() == good
    assert "mended data/observations.csv" in capsys.readouterr().out


def test_originals_that_are_absent_are_said(freshbook, tmp_path):
    found, unchecked = check.check(originals=tmp_path)
    assert found == []
    assert "kites.txt is not in the folder" in unchecked[0]


def test_the_book_itself_has_no_problem():
    found, _ = check.check()
    assert not found, "\n".join(map(str, found))


def test_any_changed_value_of_the_dataset_is_found_and_named(project):
    """One value of every series, picked at random, is changed as little as its digits allow."""
    path = project / "data" / "observations.csv"
    table, pick = toy.rows(path), random.Random(2026)
    book = [row["id"] for row in toy.rows(project / "data" / "series.csv")]
    assert len(book) >= 100
    for name in book:
        row = pick.choice([row for row in table if row["series"] == name])
        row["value"] = row["value"][:-1] + str(int(row["value"][-1]) % 9 + 1)
    toy.dump(path, table)
    found = {p.where for p in datacheck.semantic_problems(project / "data")}
    for line, name in enumerate(book, start=2):
        assert f"data/series.csv, line {line} ({name}), column digest" in found


def test_a_changed_value_that_was_sealed_again_still_shows_where_it_is_used(freshbook):
    toy.edit(freshbook / "data" / "observations.csv", "kites,CHN,2020,100", "kites,CHN,2020,120")
    assert set(problems()) >= {"row-digest"}
    datacheck.seal(freshbook / "data")
    found, _ = check.check()
    by_rule = {(p.rule, p.where) for p in found}
    assert ("number-text", f"{CHAPTER}, cell 3, line 6") in by_rule
    assert ("number-text", "book/index.md, line 3") in by_rule
    assert ("verdict-contradicted", "seeds/claims.csv, line 2 (A01), column condition") in by_rule
    assert any(p.rule == "stale" and "series:kites" in p.what for p in found)
