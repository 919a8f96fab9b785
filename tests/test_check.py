"""The whole check, on a small book that is sound until one thing in it is broken."""

# ruff: noqa: E501 - a table of cases is read row by row

import json
import re
import subprocess
import sys
from pathlib import Path

import kites
import pytest
import toybook
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from nothing_skipped import need
from toy import edit

from nqpf.settings import MIME
from press import seals, texts
from press.check import check, data, run
from press.workshop import Problem, Workshop, rules

CHAPTER = f"notebooks/{toybook.CHAPTER}"
ROWS, SERIES, NUMBERS, CLAIMS = (
    "data/observations.csv",
    "data/series.csv",
    "data/numbers.csv",
    "seeds/claims.csv",
)
RAISED: set[str] = set()
FRA = "kites,FRA,2021,30,reported,lindow-2024,"


def problems(toy: Workshop) -> list[Problem]:
    """Check as a person does who has just changed something."""
    found = check(toy.again())
    RAISED.update(p.rule for p in found)
    assert all(p.where and p.what and str(p) for p in found)
    return found


def one(toy: Workshop, rule: str) -> Problem:
    """The first problem of a rule."""
    found = problems(toy)
    assert rule in {p.rule for p in found}, "\n".join(map(str, found))
    return next(p for p in found if p.rule == rule)


def test_the_book_and_the_small_book_have_no_problem(toy, shop):
    assert [str(p) for p in problems(toy) + check(shop)] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "rule", "where", "says"),
    [
        # the data: cells and rows
        (ROWS, FRA, FRA + "\n" + FRA, "primary-key", ROWS, "kites, FRA, 2021"),
        (ROWS, FRA, FRA.replace("kites", "kitse"), "foreign-key", f"{ROWS}, line {{}}, column series", "Did you mean 'kites'?"),
        (ROWS, FRA, FRA.replace("lindow", "lindwo"), "foreign-key", f"{ROWS}, line {{}}, column source", "Did you mean 'lindow-2024'?"),
        (ROWS, FRA, FRA.replace("FRA", "ATA"), "foreign-key", f"{ROWS}, line {{}}, column geo", "data/geos.csv"),
        (ROWS, FRA, FRA.replace("reported", "measured"), "schema", f"{ROWS}, line {{}}, column status", "'measured'"),
        (ROWS, FRA, FRA.replace("2021", "Jun-21"), "schema", f"{ROWS}, line {{}}, column period", "which Excel turns into a date"),
        (ROWS, FRA, FRA.replace("2021", "3/6/2021"), "schema", f"{ROWS}, line {{}}, column period", "such as 2025, 2022-06"),
        (ROWS, FRA, FRA.replace("2021", "２０２１"), "number-format", f"{ROWS}, line {{}}", "the digits of '２０２１'"),
        (ROWS, FRA, FRA.replace("2021", "2021-Q5"), "schema", f"{ROWS}, line {{}}, column period", "Year, month, half"),
        ("data/sources.csv", "2024-05-01", "2024-02-30", "schema", "data/sources.csv, line {}", "'2024-02-30' is no day"),
        ("data/datapackage.json", '"name": "events",', '"name": "dates",', "data-package", "data/datapackage.json", "no table 'events'"),
        ("data/datapackage.json", '"path": "events.csv"', '"path": "gone.csv"', "data-package", "data/datapackage.json", "gone.csv"),
        (NUMBERS, "A third,100 / 3,{:.1f}", "A third,100 / 3,{:>1000000000}", "schema", f"{NUMBERS}, line {{}}, column format", "with one field"),
        (CLAIMS, "kites,1,ai", f"kites,{9 ** 30},ai", "schema", f"{CLAIMS}, line 2, column paragraph", "Paragraph of the article"),
        (ROWS, FRA, FRA.replace("2021", "2021-13"), "schema", f"{ROWS}, line {{}}, column period", "'2021-13'"),
        (ROWS, FRA, FRA.replace("reported", ""), "schema", f"{ROWS}, line {{}}, column status", "the cell is empty"),
        (ROWS, FRA, FRA.replace("FRA", " FRA"), "table-form", f"{ROWS}, line {{}}", "order, spaces"),
        (ROWS, FRA, FRA + "=HYPERLINK(1)", "formula-cell", f"{ROWS}, line {{}}", "begin the text with a letter"),
        (ROWS, FRA, FRA + "@kites", "formula-cell", f"{ROWS}, line {{}}", "'@kites'"),
        (ROWS, FRA + "\n", "", "sealed-row", ROWS, "kites: was 'unknown', is ''"),
        (ROWS, FRA, FRA + "\n" + FRA.replace("FRA", "IND"), "unsealed-row", ROWS, "1 new rows of kites"),
        (ROWS, ",CHN,2020,100,", ",JPN,2020,100,", "table-form", ROWS, "order, spaces"),
        (ROWS, ",CHN,2020,100,", ",CHN,2020,101,", "sealed-row", ROWS, "kites CHN 2020 reported lindow-2024: was 'unknown', is 'kites CHN 2020 101"),
        (ROWS, ",2023,74,", ",2023,7400,", "out-of-range", f"{ROWS}, line {{}}, column value", "outside the plausible range of kite_share (-5 to 100)"),
        (ROWS, ",2023,74,", ",2023,-0,", "table-form", f"{ROWS}, line {{}}", "should be 'kite_share,CHN,2023,0,"),
        *((ROWS, FRA, FRA.replace(",30,", f",{value},"), "table-form", f"{ROWS}, line {{}}", f"should be '{FRA}") for value in ("30.0", "3e1", "+30", "３０", "0030")),
        (ROWS, ",50,reported,fair-2021,\n", ",50,reported,fair-2021,", "table-form", f"{ROWS}, line {{}}", "line ends"),
        (SERIES, ",ai,Lindow", ",sport,Lindow", "theme", f"{SERIES}, line {{}}, column theme", "'sport'"),
        (SERIES, "thousand,1,500", "thousand,a,500", "schema", f"{SERIES}, line {{}}, column minimum", "'a'"),
        ("data/sources.csv", ",C,quotation,", ",D,quotation,", "schema", "data/sources.csv, line {}, column tier", "'D'"),
        ("data/events.csv", "fair-2021", "fair-2022", "foreign-key", "data/events.csv, line {}, column source", "'fair-2022'"),
        ("data/events.csv", "2021-06,month", "June,month", "schema", "data/events.csv, line {}, column date", "'June'"),
        (ROWS, FRA, "\n,,,,,,\n" + FRA, "blank-row", f"{ROWS}, line {{}}", "--fix"),
        ("data/datapackage.json", '"name": "minimum",\n            "type": "number"', '"name": "minimum",\n            "type": "figure"', "data-package", "data/datapackage.json", "figure"),
        ("seeds/datapackage.json", '"name": "claims",\n      "path"', '"name": "claim",\n      "path"', "data-package", "seeds/datapackage.json", "no table 'claims'"),
        ("notebooks/book.toml", '"CHN"', '"XXX"', "dataset", "data", "'XXX'"),
        # the named numbers
        (NUMBERS, "2022]\",at least {", "2022]\",about {", "hedge", f"{NUMBERS}, line {{}} (kites-2022)", "says 'about', the figure is at_least"),
        (NUMBERS, "2022]\",at least {:", "2022]\",{stated:", "hedge", f"{NUMBERS}, line {{}} (kites-2022)", "says “stated”, the figure is at_least"),
        (NUMBERS, "2020]\",{:.0f}", "2020]\",over {:.0f}", "hedge", f"{NUMBERS}, line {{}} (kites-2020)", "says 'over', the figure is reported"),
        (NUMBERS, "kites[CHN, 2020]\"", "kites[CHN, 1999]\"", "number-broken", f"{NUMBERS}, line {{}} (kites-2020)", "1999"),
        (NUMBERS, "100 / 3", "100 / 0", "number-broken", f"{NUMBERS}, line {{}} (a-third)", "cannot be computed"),
        (NUMBERS, "100 / 3", "(0 - 8) ^ 0.5", "number-broken", f"{NUMBERS}, line {{}} (a-third)", "cannot be computed"),
        (NUMBERS, "100 / 3", "__import__", "number-broken", f"{NUMBERS}, line {{}} (a-third)", "neither an observation"),
        (NUMBERS, "100 / 3,{:.1f}", "100 / 3,{.real.x}", "number-broken", f"{NUMBERS}, line {{}} (a-third)", "format"),
        (NUMBERS, "100 / 3,{:.1f}", "100 / 3,\"{:.0f},000\"", "schema", f"{NUMBERS}, line {{}}, column format", "belongs into the formula"),
        # the claims
        (CLAIMS, "kites-2020 = 100", "\"kites[CHN, 2020] = 100\"", "claim-condition", f"{CLAIMS}, line 2 (A01), column condition", "names the observation kites[CHN, 2020]"),
        (CLAIMS, "kites-2020 = 100", "kites-2020 = 101", "verdict-contradicted", f"{CLAIMS}, line 2 (A01), column condition", "kites-2020 = 101"),
        (CLAIMS, "kites-2020 = 100", "kites-2020 is 100", "claim-condition", f"{CLAIMS}, line 2 (A01), column condition", "the signs are"),
        (CLAIMS, "kites-2020 = 100", "kite-20 = 100", "claim-condition", f"{CLAIMS}, line 2 (A01), column condition", "'kite-20'"),
        (CLAIMS, "number:kites", "number:kits", "claim-evidence", f"{CLAIMS}, line 2 (A01), column rests_on", "Did you mean 'kites-2020'?"),
        (CLAIMS, "number:kites-2020 series:strings event:second-fair", "", "claim-evidence", f"{CLAIMS}, line 2 (A01), column rests_on", "rests on nothing"),
        (CLAIMS, "A02,kites", "A01,kites", "primary-key", f"{CLAIMS}, line 3", "A01 stands twice"),
        (CLAIMS, "A02,kites,2,future,view,,", "A02,kites,2,future,view,,=1+1 ", "formula-cell", f"{CLAIMS}, line 3", "'=1+1 Kites"),
        (CLAIMS, ",holds,", ",perhaps,", "schema", f"{CLAIMS}, line 2, column verdict", "'perhaps'"),
        (CLAIMS, "kites,1,ai", "kites,one,ai", "schema", f"{CLAIMS}, line 2, column paragraph", "'one'"),
        (CLAIMS, "kites,1,ai", "boats,1,ai", "foreign-key", f"{CLAIMS}, line 2, column document", "There is no document 'boats'."),
        (CLAIMS, "kites,1,ai", "kites,1,sport", "theme", f"{CLAIMS}, line 2, column theme", "'sport'"),
        (CLAIMS, "Fewer kites.", "", "schema", f"{CLAIMS}, line 2, column overturn", "empty"),
        (CLAIMS, "fair,sec-kites", "fair,sec-kits", "claim-anchor", f"{CLAIMS}, line 2 (A01), column anchor", "Did you mean 'sec-kites'?"),
        ("seeds/documents.csv", "03-09,,3", "03-09,,many", "schema", "seeds/documents.csv, line 2, column paragraphs", "'many'"),
        (CHAPTER, " [2026 ¶2 ❝ statement](#claim-a02)", "", "claim-untreated", f"{CLAIMS}, line 3 (A02), column anchor", "does not link to A02"),
        (CHAPTER, "#claim-a02", "#claim-a03", "claim-unknown", f"{CHAPTER}, cell 3, line 5", "no claim 'A03'. Did you mean 'A02'?"),
        (CHAPTER, "● holds", "✕ challenged", "claim-text", f"{CHAPTER}, cell 3, line 5", "● holds"),
        # the prose
        (CHAPTER, "[100 thousand]", "[120 thousand]", "number-text", f"{CHAPTER}, cell 3, line 7", "not [100 thousand]"),
        (CHAPTER, "#num-kites-2020", "#num-kite-2020", "number-unknown", f"{CHAPTER}, cell 3, line 7", "Did you mean 'kites-2020'?"),
        (CHAPTER, "thousand](#num-kites-2020)", "thousand](https://kites.example/#num-kites-2020)", "number-text", f"{CHAPTER}, cell 3, line 7", "not [100 thousand](#num"),
        (CHAPTER, "[100 thousand](#num-kites-2020)", "100 thousand", "bare-figure", f"{CHAPTER}, cell 3, line 7", "100 thousand"),
        ("book/index.md", "# The", "# 7: the", "bare-figure", "book/index.md, line 1", "7: the"),
        ("book/index.md", "# The kite book", "# The $x_k$ book", "formula", "book/index.md", "{math}"),
        ("book/index.md", "# The kite book", "# The book\n\n$$x = 7$$", "formula", "book/index.md", "{math}"),
        ("book/index.md", "# The", "\ufeff# The", "line-ends", "book/index.md", "byte order mark"),
        ("book/index.md", "# The kite book", "# The kite book\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other", "merge-conflict", "book/index.md, line 3", "remove the marks"),
        # the words
        ("book/index.md", "<!-- holds: kites-rise > 0 -->", "", "condition-missing", "book/index.md, line 3", "'rose'"),
        ("book/index.md", "kites-rise > 0", "kites-rise > 60", "condition-false", "book/index.md, line 3", "kites-rise is 50"),
        ("book/index.md", "kites-rise > 0", "kites-rize > 0", "condition-broken", "book/index.md, line 3", "kites-rize"),
        ("book/index.md", "kites-rise > 0", "fair-guests > 0", "condition-apart", "book/index.md, line 3", "fair-guests"),
        # the contents
        ("book/myst.yml", "    - file: ../notebooks/02_kites.ipynb\n", "", "contents", CHAPTER, "not in the contents"),
        ("book/myst.yml", "02_kites", "02_boats", "contents", "book/myst.yml", "lists notebooks/02_boats.ipynb, which is not there"),
    ],
)  # fmt: skip
def test_one_thing_is_broken(toy, file, old, new, rule, where, says):
    line = edit(toy.root / file, old, new)
    problem = one(toy, rule)
    assert problem.where.startswith(where.format(line))
    assert says in str(problem)


VALUES = {
    "30000": "outside the plausible range", "0.03": "outside the plausible range", "3000000000": "outside the plausible range",
} | dict.fromkeys(("9" * 50, "", "n/a", "12,5", "1 200", "inf", "-Infinity", "NaN", "sNaN", "1e400", "0x10", "12%", "٣٫٥"), "no finite number")  # fmt: skip


def test_a_value_is_one_finite_number_in_one_form(toy):
    rows = [FRA.replace("2021,30", f'{1900 + at},"{value}"') for at, value in enumerate(VALUES)]
    line = edit(toy.root / ROWS, FRA, "\n".join([*rows, FRA]))
    found = {p.where: p for p in problems(toy) if p.where.endswith("column value")}
    assert len(found) == len(VALUES)
    for at, (value, says) in enumerate(VALUES.items()):
        problem = found[f"{ROWS}, line {line + at}, column value"]
        assert says in str(problem), value


def line(number: int, new) -> object:
    """Change one line of a file."""

    def change(raw: bytes) -> bytes:
        lines = raw.split(b"\n")
        lines[number - 1] = new(lines[number - 1])
        return b"\n".join(lines)

    return change


DAMAGES = {
    "empty": (lambda raw: b"", "header", 1),
    "no header": (lambda raw: raw.split(b"\n", 1)[1], "header", 1),
    "column lost": (line(1, lambda row: row.split(b",", 1)[1]), "header", 1),
    "column added": (line(1, lambda row: row + b",extra"), "header", 1),
    "column twice": (line(1, lambda row: row + b"," + row.split(b",")[-1]), "header", 1),
    "header again": (lambda raw: raw.split(b"\n")[0] + b"\n" + raw, "header", 2),
    "semicolons": (lambda raw: raw.replace(b",", b";"), "header", 1),
    "first row too long": (line(2, lambda row: row + b",extra"), "extra-cell", 2),
    "later row too long": (line(3, lambda row: row + b",extra"), "extra-cell", 3),
    "row too short": (line(2, lambda row: row.split(b",", 1)[1]), "missing-cell", 2),
    "quote opened": (line(2, lambda row: b'"' + row), "quotation", None),
    "quote open at the end": (lambda raw: raw[:-1] + b',"', None, None),
    "merge marks": (line(2, lambda row: b"<<<<<<< HEAD\n" + row + b"\n=======\n" + row + b"\n>>>>>>> other"), "merge-conflict", 2),
    "NUL": (line(2, lambda row: row + b"\0"), "encoding", 2),
    "GBK": (line(2, lambda row: row + "数据".encode("gbk")), "encoding", 2),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), "encoding", 1),
}  # fmt: skip


@pytest.mark.parametrize("file", [ROWS, "data/events.csv", CLAIMS])
@pytest.mark.parametrize("damage", [*DAMAGES, "missing", "folder"])
def test_a_damaged_table_is_named_and_never_touched(toy, file, damage, capsys):
    change, rule, at = DAMAGES.get(damage, (None, "missing-table", None))
    path = toy.root / file
    raw = change(path.read_bytes()) if change else b""
    path.unlink()
    if change:
        path.write_bytes(raw)
    elif damage == "folder":
        path.mkdir()
    found = problems(toy)
    assert [p for p in found if p.where.startswith(file) and rule in (p.rule, None)], found
    assert at is None or f"line {at}" in found[0].where
    assert run(toy.again(), fix=True) == 1
    assert "fixed" not in capsys.readouterr().out
    assert not path.is_file() or path.read_bytes() == raw


WHOLE = (
    "data/datapackage.json",
    "seeds/datapackage.json",
    "book/myst.yml",
    "notebooks/book.toml",
    CHAPTER,
    "book/index.md",
    "book/requirements.lock",
)


@pytest.mark.parametrize("file", WHOLE)
@pytest.mark.parametrize("raw", [None, b"", b"[]", b"\xb7\xe7", b"<<<<<<< HEAD\n"])
def test_a_damaged_file_is_a_problem_with_its_name(toy, file, raw):
    path = toy.root / file
    path.unlink()
    if raw is not None:
        path.write_bytes(raw)
    found = problems(toy)
    name = Path(file).name
    unread = (
        {"book/index.md", "book/requirements.lock"} if (raw and raw.isascii()) or raw == b"" else ()
    )
    assert file in unread or any(name in f"{p.where} {p.what}" for p in found), found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text[: len(text) // 2], "is no JSON"),
        (lambda text: text.replace('"nbformat": 4', '"nbformat": 3'), "version 3"),
        (lambda text: text.replace('"language": "python"', '"language": "R"'), "run in Python"),
        (lambda text: text.replace('"cells": [', '"cells": [7,'), "no valid notebook"),
        (lambda text: "[" * 100_000, "is no JSON"),
        (lambda text: text.replace("\n", "\n=======\n", 3), "merge conflict"),
    ],
)  # fmt: skip
def test_a_chapter_that_is_no_notebook_is_one_problem(toy, change, says):
    path = toy.root / CHAPTER
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    (problem,) = problems(toy)
    assert (problem.rule, problem.where) == ("unreadable", CHAPTER)
    assert says in problem.what


def test_a_copy_left_by_an_editor_is_one_problem(toy):
    copy = toy.notebooks / "02_kites-Copy1.ipynb"
    copy.write_bytes((toy.root / CHAPTER).read_bytes())
    (problem,) = problems(toy)
    assert (problem.rule, problem.where) == ("contents", "notebooks/02_kites-Copy1.ipynb")
    edit(
        toy.book / "myst.yml",
        toybook.CHAPTER,
        f"{toybook.CHAPTER}\n    - file: ../notebooks/{copy.name}",
    )
    assert {"cell-twice"} <= {p.rule for p in problems(toy)}
    assert f"stands in {copy.relative_to(toy.root)}, cell 1 too" in one(toy, "cell-twice").what


def test_settings_with_a_broken_pattern(toy):
    edit(toy.notebooks / "book.toml", "names = []", 'names = ["("]')
    assert one(toy, "settings").where == "notebooks/book.toml"


# chapters ------------------------------------------------------------------------------------


def sets(**fields):
    return lambda cell: cell.update(fields)


def shows(**outputs):
    return sets(outputs=[new_output("display_data", **outputs)])


def adds(text: str):
    return lambda cell: cell.update(source=cell.source + text)


def chart(**face):
    return lambda cell: cell.outputs[0].data[MIME].update(face)


@pytest.mark.parametrize(
    ("change", "rule", "says"),
    [
        (adds("\n%matplotlib inline"), "magic", "write it in Python"),
        (adds("\nfiles = !ls"), "magic", "write it in Python"),
        (adds("\ndata.select?"), "magic", "write it in Python"),
        (adds("\nx = ("), "syntax", "never closed"),
        (adds("\nx = '\0'"), "syntax", "null"),
        (adds("\nx = 1" + "-" * 100_000 + "1"), "syntax", "nested too deeply"),
        (adds("\nx = a" + ".a" * 50_000), "syntax", "recursion"),
        (adds("\nx = open('../data/observations.csv')"), "outside-call", "uses open"),
        (adds("\nx = pd.read_csv('../data/observations.csv')"), "outside-call", "uses read_csv"),
        (adds("\nx = path.write_text('')"), "outside-call", "uses write_text"),
        (adds("\nimport random"), "outside-call", "uses random"),
        (adds("\nx = np.random.normal()"), "outside-call", "uses random"),
        (adds("\nfrom datetime import datetime"), "outside-call", "uses datetime"),
        (adds("\nfrom urllib.request import urlopen"), "outside-call", "uses urllib.request"),
        (adds("\nx = pd.Timestamp.now()"), "outside-call", "uses now"),
        (adds('\nx = frame.assign(value=1, status="derived", what="a")'), "by-hand", "assigns status, value by hand"),
        (adds("\nx = frame.assign(**rate)"), "by-hand", "assigns ** by hand"),
        (adds('\nframe["tier"] = "A"'), "by-hand", "assigns tier by hand"),
        (adds('\nframe[["what", "source"]] = 1'), "by-hand", "assigns source by hand"),
        (adds('\nframe.loc[3, "series"] = "kites"'), "by-hand", "book.table"),
        (adds('\nframe["when"] += 1'), "by-hand", "nqpf.frames"),
        (adds('\nx = dict(zip(frame["period"], other["value"]))'), "by-hand", "pairs the column 'period', 'value'"),
        (adds('\nbook.publish("x", d, finding="Kites rose by 12 percent.")'), "bare-figure", '{n("name")}'),
        (adds('\nbook.publish("x", d, finding=f"{n(7)} " + "by 12 percent.")'), "bare-figure", "by 12 percent"),
        (sets(execution_count=None), "not-executed", "make refresh"),
        (sets(outputs=[new_output("error", ename="KeyError", evalue="kite", traceback=[])]), "error-output", "raises-exception"),
        (sets(outputs=[new_output("stream", name="stderr", text="Warning: kites\n")]), "stderr-output", "Warning: kites"),
        (shows(data={"text/plain": "x" * 3_000_000}), "heavy-output", "2,000,000 bytes"),
        (shows(data={"image/png": "iVBO", "text/plain": "a"}), "alt-text", "metadata={'alt'"),
        (shows(data={"image/svg+xml": "<svg/>", "text/plain": "a"}), "alt-text", "book.publish"),
        (shows(data={"text/plain": "[<matplotlib.lines.Line2D at 0x7f31c0>]"}), "unshowable", "semicolon"),
        (shows(data={"text/plain": "<Figure size 640x480 with 1 Axes>"}), "unshowable", "semicolon"),
        (shows(data={"text/plain": "<Axes: xlabel='Kites'>"}), "unshowable", "semicolon"),
        (shows(data={"text/plain": "<module 'math' (built-in)>"}), "unshowable", "semicolon"),
        (shows(data={"text/plain": "Text(0.5, 1.0, 'Kites')"}), "unshowable", "semicolon"),
        (shows(data={"text/plain": "<__main__.Kite object at 0x7f31c0>"}), "unshowable", "semicolon"),
        (shows(data={"text/plain": "IntSlider()", "application/vnd.jupyter.widget-view+json": {}}), "unshowable", "a running kernel"),
        (shows(data={"text/plain": "Figure()", "application/vnd.plotly.v1+json": {}}), "unshowable", "vnd.plotly"),
        (shows(data={"image/png": "iVBO", "text/plain": "a"}, metadata={"alt": " "}), "alt-text", "metadata={'alt'"),
        (chart(id="../../kites"), "chart-id", "no name of a file"),
        (chart(id=["kites"]), "chart-id", "no name of a file"),
        (shows(data={MIME: "kites"}), "chart-id", "no name of a file"),
        (lambda cell: cell.update(source=cell.source.replace("fig-kites", "fig-kitez")), "chart-label", "#| label: fig-kites"),
        (lambda cell: cell.outputs.append(cell.outputs[0]), "stale", "output of fig-kites"),
        (chart(csv="kites"), "stale", "output of fig-kites"),
        (sets(outputs=[]), "stale", "output of fig-kites"),
        (adds("\n"), "stale", "code of fig-kites"),
    ],
)  # fmt: skip
def test_a_broken_cell(toy, change, rule, says):
    toybook.edit(toy.root / CHAPTER, lambda notebook: change(notebook.cells[3]))
    problem = one(toy, rule)
    assert problem.where.startswith(CHAPTER if rule == "stale" else f"{CHAPTER}, cell 4")
    assert says in str(problem)


def test_what_a_cell_may_show(toy):
    cells = [
        ("image/png", {"alt": "A kite"}, []),
        ("image/png", {"image/png": {"alt": "A kite"}}, []),
        ("text/html", {}, []),
        ("text/latex", {}, []),
    ]

    def change(notebook):
        for kind, metadata, tags in cells:
            shown = new_output(
                "display_data", {kind: "x", "text/plain": "<object>"}, metadata=metadata
            )
            notebook.cells.append(
                new_code_cell("1", execution_count=1, outputs=[shown], metadata={"tags": tags})
            )
        error = new_output("error", ename="KeyError", evalue="", traceback=[])
        tags = {"tags": ["raises-exception"]}
        notebook.cells.append(new_code_cell("1", execution_count=1, outputs=[error], metadata=tags))

    toybook.edit(toy.root / CHAPTER, change)
    assert {p.rule for p in problems(toy)} <= {"not-canonical", "stale"}


def test_a_chart_that_stands_twice(toy):
    toybook.edit(
        toy.root / CHAPTER,
        lambda notebook: notebook.cells.append(from_dict(notebook.cells[3] | {"id": "new"})),
    )
    assert f"also stands in {CHAPTER}, cell 4" in one(toy, "chart-id").what


def test_a_chapter_saved_by_an_editor_is_not_canonical_and_otherwise_sound(toy):
    path = toy.root / CHAPTER
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][1]["metadata"]["collapsed"] = False
    path.write_text(json.dumps(book), encoding="utf-8")
    assert [p.rule for p in problems(toy)] == ["not-canonical"]


def test_a_document_that_stands_twice_is_named(toy):
    path = toy.seeds / "documents.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    assert "stands twice" in one(toy, "primary-key").what


DEAD = (
    "[gone](gone.md)", "[gone](<gone page.md>)", "[gone](gone.md#sec-kites)", "[gone](../notebooks/99_gone.ipynb)",
    f"[gone]({'x' * 5000})", "[x]: gone.md", '<img src="gone.png" alt="A kite">', "![A kite](gone.png)",
    "{download}`the data <../data/gone.csv>`", ":::{figure} gone.png\n:::", "```{include} gone.md\n```",
    "[code](javascript:alert)", "![A kite](attachment:gone.png)",
)  # fmt: skip
OUTSIDE = (
    "[me](/etc/hostname)", "[me](file:///etc/hostname)", "[me](../../../../../../../../../etc/hostname)", "[me](%2e%2e/../.git/config)",
    "[me](../seeds/claims.csv)", "```{include} ../../secret.md\n```", "{download}`me <../../secret.csv>`",
    "[gone](%00)", "[gone](http://[::1/x)",
)  # fmt: skip
FINE = (
    "[page](../book/index.md), [data](../data/events.csv), [web](https://kites.example/a(b)), [top](#sec-kites)",
    "`[code](gone.md)` and\n\n```\n[code](gone.md)\n```",
    "[mail](mailto:kites@lindow.example), ![A kite](attachment:kite.png)",
)


def test_links_lead_to_files_of_the_project(toy):
    cells = [
        new_markdown_cell(text, id=f"new-{at}") for at, text in enumerate((*DEAD, *OUTSIDE, *FINE))
    ]
    cells[-1]["attachments"] = {"kite.png": {"image/png": "iVBO"}}
    toybook.edit(toy.root / CHAPTER, lambda notebook: notebook.cells.extend(cells))
    (toy.book / "index.md").open("a", encoding="utf-8").write(f"\n{DEAD[0]} {OUTSIDE[0]}\n")
    found = [(p.where, p.rule) for p in problems(toy) if p.rule in ("dead-link", "link-outside")]
    rules = ["dead-link"] * len(DEAD) + ["link-outside"] * len(OUTSIDE)
    wanted = [(f"{CHAPTER}, cell {at}", rule) for at, rule in enumerate(rules, start=6)]
    wanted += [("book/index.md", "dead-link"), ("book/index.md", "link-outside")]
    assert sorted(found) == sorted(wanted)


# what it says --------------------------------------------------------------------------------


def test_two_problems_are_both_reported_with_the_exit_code(toy, capsys):
    assert run(toy) == 0
    said = "3 sentences have a condition, 0 are a judgement\nno problems\n"
    assert capsys.readouterr().out == said
    edit(toy.book / "index.md", "rose by [50%]", "rose by [51%]")
    assert run(toy.again()) == 1
    assert capsys.readouterr().out.endswith("\n1 problem\n")
    edit(toy.root / ROWS, FRA, FRA.replace("FRA", '"CHN\n::warning title=x::kites"'))
    assert run(toy.again()) == 1
    said = capsys.readouterr().out
    assert f"{ROWS}, line 16, column geo: 'CHN" in said
    assert "\n::warning" not in said


def test_the_matcher_of_the_code_host_reads_what_the_check_says():
    matcher = json.loads((kites.ROOT / ".github" / "check.json").read_text("utf-8"))
    pattern = matcher["problemMatcher"][0]["pattern"][0]["regexp"]
    said = str(
        Problem("stale", "data/series.csv, line 4 (kites), column rows", "one: two\n::error::")
    )
    found = re.match(pattern, said.split("\n")[0])
    assert found.groups() == ("data/series.csv", "4", "one: two ::error::", "stale")
    assert not re.search(r"^::", said, re.M)


def test_a_changed_value_that_was_sealed_still_shows_where_it_is_used(toy):
    edit(toy.root / ROWS, "kites,CHN,2020,100", "kites,CHN,2020,120")
    seals.seal(toy, "Counted again.", "2026-11-26")
    found = {(p.rule, p.where) for p in problems(toy)}
    assert ("number-text", f"{CHAPTER}, cell 3, line 7") in found
    assert ("number-text", "book/index.md, line 3") in found
    assert ("verdict-contradicted", f"{CLAIMS}, line 2 (A01), column condition") in found
    assert "series:kites" in one(toy, "stale").what


def test_links_are_complete_where_the_address_of_the_book_is_known(toy):
    edit(toy.notebooks / "book.toml", 'address = ""', 'address = "https://kites.example/"')
    text = "> **Claim [x](#claim-a01).**\n\n[y](#num-kites-2020), [q](#claim-a9), [z](#num-gone)"
    wanted = (
        "> **Claim [2026 ¶1 ● holds](https://kites.example/evidence/#claim-a01).**\n\n[100 thousand]"
        "(https://kites.example/numbers/#num-kites-2020), [q](#claim-a9), [z](#num-gone)"
    )
    assert texts.rewrite(text, toy.again()) == wanted
    assert one(toy, "number-text").where.startswith(CHAPTER)


def test_fix_mends_what_is_mechanical_and_nothing_else(toy):
    path = toy.root / ROWS
    edit(
        path,
        "kites,CHN,2020,100,reported,lindow-2024,",
        'kites,CHN,2020,100,reported,lindow-2024,"two\nlines, and ""marks"""',
    )
    seals.seal(toy, "Counted again.", "2026-11-26")
    good = path.read_text(encoding="utf-8")
    messy = good.replace(",30,", ", 30.00 ,").replace(",60,", ",6e1,").split("\nfair", 1)
    messy = (
        messy[0]
        + "\n,,,,,,\n"
        + FRA.replace("FRA", "DEU").replace("2021,30", "2019, 30")
        + "\n\nfair"
        + messy[1]
    )
    path.write_bytes(
        "\ufeff".encode()
        + messy.encode().replace(b"reported,fair-2021,\n", b"reported,fair-2021,\r\n")
    )
    assert data.fix(toy) == [ROWS]
    assert path.read_text(encoding="utf-8") == good.replace(
        "kites,DEU,2021", "kites,DEU,2019,30,reported,lindow-2024,\nkites,DEU,2021"
    )
    assert data.fix(toy) == []


def test_every_rule_was_broken_above():
    need(len(RAISED) > 30, "only some of the tests of this file were run")
    assert set(rules()) == RAISED


def test_a_check_loads_nothing_that_draws():
    code = "import sys, press.check, nqpf.project; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "press.check.chapters" in loaded
    assert not loaded & {"matplotlib", "frictionless", "nbclient", "theme"}
