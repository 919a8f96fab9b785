"""Every rule of the dataset is broken once: the problem names file, row and column, and the mend."""

# ruff: noqa: E501 - a table of cases is read row by row

import shutil
from pathlib import Path

import pytest
import toy

from press import datacheck, paths

ROW = "kites,FRA,2021,30,reported,lindow-2024,"
LINE = toy.TABLES["observations"].index(ROW) + 1
HERE = f"data/observations.csv, line {LINE}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The toy dataset under the schema of the book, sealed."""
    toy.write(tmp_path)
    shutil.copy(paths.DATA / "datapackage.json", tmp_path)
    datacheck.seal(tmp_path)
    return tmp_path


def problems(folder: Path) -> dict[str, datacheck.Problem]:
    found = datacheck.schema_problems(folder) + datacheck.semantic_problems(folder)
    assert all(p.where.startswith("data/") and p.what and p.mend for p in found)
    return {p.rule: p for p in reversed(found)}


def test_a_sound_dataset_has_no_problem(folder):
    assert problems(folder) == {}


VALUE = f"{HERE}, column value"


@pytest.mark.parametrize(
    ("new", "rule", "where", "what", "mend"),
    [
        (ROW + "\n" + ROW, "primary-key", f"data/observations.csv, line {LINE + 1}", "the same as", "remove one"),
        (ROW.replace("kites", "kitse"), "foreign-key", f"{HERE}, column series", "'kitse' is not in data/series.csv", "'kites'"),
        (ROW.replace("lindow", "lindwo"), "foreign-key", f"{HERE}, column source", "'lindwo-2024' is not in data/sources.csv", "'lindow-2024'"),
        (ROW.replace(",30,", ',"12,5",'), "type-error", VALUE, "'12,5' is not of the type", "such as 12.5"),
        (ROW.replace(",30,", ",12,5,"), "extra-cell", HERE, "extra value", "with a point"),
        (ROW.replace(",30,", ",n/a,"), "type-error", VALUE, "'n/a' is not of the type", "such as 12.5"),
        (ROW.replace(",30,", ",1 200,"), "type-error", VALUE, "'1 200' is not of the type", "thousands"),
        (ROW.replace(",30,", ",,"), "constraint-error", VALUE, "the cell is empty", "fill it"),
        (ROW.replace("reported", "measured"), "constraint-error", f"{HERE}, column status", "'measured'", "datapackage.json allows"),
        (ROW.replace("2021", "2021-13"), "constraint-error", f"{HERE}, column period", "'2021-13'", "datapackage.json allows"),
        (ROW.replace("FRA", "fr"), "constraint-error", f"{HERE}, column geo", "'fr'", "datapackage.json allows"),
        (ROW.replace(",30,", ",30.0,"), "number-format", VALUE, "'30.0'", "write 30"),
        (ROW.replace(",30,", ",3e1,"), "number-format", VALUE, "'3e1'", "write 30"),
        (ROW.replace(",30,", ",+30,"), "number-format", VALUE, "'+30'", "write 30"),
        (ROW.replace(",30,", ",30000,"), "out-of-range", VALUE, "perhaps a unit off by 1,000", "correct the value"),
        (ROW.replace(",30,", ",0.03,"), "out-of-range", VALUE, "perhaps a unit off by 1,000", "correct the value"),
        (ROW.replace(",30,", ",3000000000,"), "out-of-range", VALUE, "perhaps yuan given in 亿", "correct the value"),
        (ROW.replace(",30,", ",NaN,"), "out-of-range", VALUE, "NaN", "correct the value"),
        (ROW.replace(",30,", ",31,"), "row-digest", "data/series.csv, line 4 (kites), column digest", "a row of kites", "undo the edit"),
        (ROW + "a note", "row-digest", "data/series.csv, line 4 (kites), column digest", "a row of kites", "undo the edit"),
        ("\n" + ROW, "blank-row", HERE, "blank", "remove the empty line"),
        (ROW + ",", "extra-cell", HERE, "extra value", "quotation marks"),
        (ROW[:-1], "missing-cell", f"{HERE}, column note", "missing cell", "as many cells"),
        (ROW.replace("FRA", " FRA"), "white-space", HERE, "begins or ends with a space", "remove it"),
    ],
)  # fmt: skip
def test_a_broken_row(folder, new, rule, where, what, mend):
    toy.edit(folder / "observations.csv", ROW, new)
    problem = problems(folder)[rule]
    assert problem.where == where
    assert what in problem.what
    assert mend in problem.mend


def test_a_share_given_as_a_fraction(folder):
    # 74 percent written as 0.74 lies within the bounds of −5 to 100, so narrow them first
    toy.edit(folder / "series.csv", "-5,100", "-5,-1")
    toy.edit(folder / "observations.csv", ",-1.5,", ",-0.015,")
    toy.edit(folder / "observations.csv", ",74,", ",-2,")
    assert "perhaps a share given as a fraction" in problems(folder)["out-of-range"].what


def test_a_deleted_row_is_missed_and_the_others_are_listed(folder):
    toy.edit(folder / "observations.csv", ROW + "\n", "")
    problem = problems(folder)["row-count"]
    assert problem.where == "data/series.csv, line 4 (kites), column rows"
    assert "has 9 rows of kites, the codebook counts 10 (there are: CHN 2019, " in problem.what
    assert "restore the missing row" in problem.mend


def test_rows_out_of_order(folder):
    text = toy.TABLES["observations"]
    swapped = [*text[: LINE - 1], text[LINE], text[LINE - 1], *text[LINE + 1 :]]
    (folder / "observations.csv").write_text("\n".join(swapped) + "\n", encoding="utf-8")
    problem = problems(folder)["row-order"]
    assert problem.where == f"data/observations.csv, line {LINE + 1}"
    assert "kites, FRA, 2021" in problem.what
    assert "--fix" in problem.mend


@pytest.mark.parametrize(
    ("change", "rule", "where"),
    [
        (lambda raw: raw.replace(b"\n", b"\r\n"), "line-ends", "data/observations.csv"),
        (lambda raw: b"\xef\xbb\xbf" + raw, "byte-order-mark", "data/observations.csv"),
        (lambda raw: raw[:-1], "last-line", "data/observations.csv"),
        (lambda raw: raw.replace(b"FRA", b"FR\xe9"), "encoding", HERE),
        (lambda raw: raw.replace(b"series,geo", b"serie,geo"), "header", "data/observations.csv, line 1"),
        (None, "missing-table", "data/observations.csv"),
    ],
    ids=lambda x: x if isinstance(x, str) and "," not in x and "/" not in x else "",
)  # fmt: skip
def test_a_broken_file(folder, change, rule, where):
    path = folder / "observations.csv"
    if change:
        path.write_bytes(change(path.read_bytes()))
    else:
        path.unlink()
    assert problems(folder)[rule].where == where


@pytest.mark.parametrize(
    ("table", "old", "new", "rule", "where"),
    [
        ("events", "fair-2021", "fair-2022", "foreign-key", "data/events.csv, line 3, column source"),
        ("events", "2021-06,month", "June,month", "constraint-error", "data/events.csv, line 3, column date"),
        ("series", ",ai,Lindow", ",sport,Lindow", "constraint-error", "data/series.csv, line 4, column theme"),
        ("series", "thousand,1,500", "thousand,a,500", "type-error", "data/series.csv, line 2, column minimum"),
        ("sources", ",C,quotation", ",D,quotation", "constraint-error", "data/sources.csv, line 2, column tier"),
        ("sources", "lindow-2024,L", "kite-1,A,T,,,v,l,A,page,\nlindow-2024,L", "unused-source", "data/sources.csv, line 4, column id"),
    ],
)  # fmt: skip
def test_the_other_tables(folder, table, old, new, rule, where):
    toy.edit(folder / f"{table}.csv", old, new)
    assert problems(folder)[rule].where == where


def test_fix_mends_what_is_mechanical_and_nothing_else(folder):
    path = folder / "observations.csv"
    good = path.read_bytes()
    lines = good.decode().replace(",30,", ", 30.00 ,").replace(",110,", ",1.1e2,").splitlines()
    messy = [lines[0], *reversed(lines[1:])]
    path.write_bytes(("\ufeff" + "\r\n".join(messy)).encode())
    assert {"row-order", "number-format", "line-ends"} <= problems(folder).keys()
    assert datacheck.fix(folder) == ["observations.csv"]
    assert path.read_bytes() == good
    assert datacheck.fix(folder) == [], "a second run finds nothing to do"
    assert problems(folder) == {}


def test_fix_leaves_to_a_person_what_only_a_person_can_mend(folder):
    toy.edit(folder / "observations.csv", ROW, ROW.replace(",30,", ",n/a,"))
    assert datacheck.fix(folder) == []
    assert "type-error" in problems(folder)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("30.0", "30"),
        ("0.50", "0.5"),
        ("1e3", "1000"),
        ("-0", "0"),
        ("-1.50", "-1.5"),
        ("007", "7"),
    ],
)
def test_a_number_has_one_form(text, plain):
    assert datacheck.canonical_number(text) == plain
