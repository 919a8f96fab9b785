"""Selecting from the dataset, and what loading refuses, on a dataset of kites."""

import pytest
import toy as toy_tables

from nqpf import dataset
from nqpf.dataset import DatasetError, UnknownIdError, when


def values(rows) -> list[float]:
    return rows["value"].tolist()


def test_a_selection_is_in_time_order_without_targets_and_old_vintages(toy):
    rows = toy.select("kites", "CHN")
    assert values(rows) == [80, 100, 110, 121, 150], "2023 is 150 (revised), not the old 160"
    assert rows["status"].tolist()[-2:] == ["at_least", "revised"]
    assert rows.index.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("target", [400]), ("superseded", [160]), (["revised", "superseded"], [150, 160])],
)
def test_a_status_is_given_on_request(toy, status, expected):
    assert values(toy.select("kites", "CHN", status=status)) == expected


def test_several_economies_and_series(toy):
    rows = toy.select(["kites", "strings"], ["DEU", "CHN"], "2021")
    assert rows[["series", "geo", "value"]].to_numpy().tolist() == [
        ["kites", "CHN", 110],
        ["kites", "DEU", 110],
        ["strings", "CHN", 52],
        ["strings", "CHN", 50],
    ]


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (slice(2020, 2022), [100, 110, 121]),  # both ends belong to it
        (slice(None, 2020), [80, 100]),
        (slice(2023, None), [150]),
        (["2019", "2021"], [80, 110]),
        ("2019", [80]),
    ],
)
def test_periods(toy, period, expected):
    assert values(toy.select("kites", "CHN", period)) == expected


def test_a_slice_of_years_holds_the_parts_of_its_last_year(toy):
    # 2021-06, the first half and the third quarter of 2021; not 2022
    assert sorted(values(toy.select("fair_visitors", "CHN", slice(2021, 2021)))) == [40, 60, 100]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2025", 2025.0),
        ("2025-H1", 2025.25),  # 2025 + (1 − 0.5)/2
        ("2025-Q3", 2025.625),  # 2025 + (3 − 0.5)/4
        ("2025-06", 2025 + 5.5 / 12),
        ("2000/2022", 2022.0),
    ],
)
def test_where_a_period_stands_on_the_axis(text, place):
    assert when(text) == pytest.approx(place, abs=1e-12)


@pytest.mark.parametrize("text", ["25", "2025-13", "2025-00", "2025-H3", "2025-Q5", "2025 ", ""])
def test_what_is_no_period(text):
    with pytest.raises(ValueError, match="is not a period such as 2025"):
        when(text)


@pytest.mark.parametrize(
    ("call", "near"),
    [
        (lambda d: d.select("kitse"), "kites"),
        (lambda d: d.select("kites", "CHM"), "CHN"),
        (lambda d: d.select("kites", "CHN", "2024"), "20"),
        (lambda d: d.row("kites", "DEU", "2020"), "2021"),
        (lambda d: d.timeline(["first-fligt"]), "first-flight"),
    ],
)
def test_a_wrong_id_is_answered_with_the_nearest(toy, call, near):
    with pytest.raises(UnknownIdError, match=f"There is no .*Did you mean '{near}"):
        call(toy)


def test_a_selection_without_rows_is_refused(toy):
    with pytest.raises(UnknownIdError, match="kites"):
        toy.select("kites", period=slice(1900, 1910))


def test_one_row(toy):
    row = toy.row("kites", "CHN", "2022")
    assert (row["value"], row["status"], row["tier"]) == (121, "at_least", "A")
    assert toy.row("kites", "CHN", "2030", "target")["value"] == 400


def test_one_row_of_two_must_be_named(toy):
    with pytest.raises(
        DatasetError, match=r"strings, CHN, 2021 has 2 values: estimate \(lindow-2024\), reported"
    ):
        toy.row("strings", "CHN", "2021")
    assert toy.row("strings", "CHN", "2021", "estimate")["value"] == 52
    assert toy.row("strings", "CHN", "2021", source="fair-2021")["value"] == 50
    with pytest.raises(UnknownIdError, match="Did you mean 'fair-2021'"):
        toy.row("strings", "CHN", "2021", source="fair-2022")


def test_reads_are_remembered_and_nothing_else(toy):
    assert toy.reads == set()
    toy.row("kites", "CHN", "2022")
    toy.select("strings")
    toy.timeline(theme="concept")
    assert toy.reads == {"series:kites", "series:strings", "event:second-fair"}


def test_the_bibliography_lists_the_sources_of_what_was_read(toy):
    toy.select("kite_share")
    assert repr(toy.bibliography()) == (
        "Data as of 2025-02-01, the date of the latest source.\n"
        "Blog: Toys & strings, 2025-02-01 (tier C)\nLindow: Kite yearbook, 2024-05-01 (tier A)"
    )
    toy.timeline(["second-fair"])
    shown = toy.bibliography()._repr_html_()
    assert "<li>Blog: Toys &amp; strings, 2025-02-01 (tier C)</li>" in shown
    assert '<a href="https://fair.example/2021">The fair in figures</a>' in shown


def test_the_timeline_is_in_time_order(toy):
    assert toy.timeline().index.tolist() == ["first-flight", "second-fair"]
    # 2 March 2019: two whole months and one day
    assert toy.timeline()["when"].iloc[0] == pytest.approx(2019 + 2 / 12 + 1 / 365)
    # a month without a day stands at its middle, the 15th
    assert toy.timeline()["when"].iloc[1] == pytest.approx(2021 + 5 / 12 + 14 / 365)


ROW = "kites,FRA,2021,30,reported,lindow-2024,"


@pytest.mark.parametrize(
    ("broken", "column", "why"),
    [
        (ROW.replace(",30,", ",n/a,"), "value", "'n/a' is not a number"),
        (ROW.replace(",30,", ',"12,5",'), "value", "'12,5' is not a number"),
        (ROW.replace(",30,", ",,"), "value", "'' is not a number"),
        (ROW.replace("kites", "kitse"), "series", "'kitse' is not in series.csv"),
        (ROW.replace("lindow", "lindwo"), "source", "'lindwo-2024' is not in sources.csv"),
        (ROW.replace("reported", "measured"), "status", "'measured' is not in the list"),
        (ROW.replace("2021", "2021-13"), "period", "'2021-13' is not a period"),
        (ROW.replace("FRA", "DEU"), "series", "'kites' stands twice"),
    ],
)
def test_loading_refuses_and_names_file_line_and_column(tmp_path, broken, column, why):
    folder = toy_tables.write(tmp_path, **toy_tables.replaced("observations", ROW, broken))
    line = toy_tables.TABLES["observations"].index(ROW) + 1
    with pytest.raises(DatasetError) as caught:
        dataset.load(folder)
    assert f"data/observations.csv, line {line}, column {column}: {why}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (",30,", ",12,5,", "cannot be read as a table of text: .*line 16"),
        ("series,geo", "serie,geo", "line 1: the header has no column 'series'"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, old, new, why):
    folder = toy_tables.write(tmp_path, **toy_tables.replaced("observations", old, new))
    with pytest.raises(DatasetError, match=rf"data/observations\.csv.*{why}"):
        dataset.load(folder)


def test_a_missing_table_is_named(tmp_path):
    (toy_tables.write(tmp_path) / "events.csv").unlink()
    with pytest.raises(DatasetError, match=r"data/events\.csv is missing"):
        dataset.load(tmp_path)


def test_the_dataset_is_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert dataset.FOLDER.is_absolute()
    assert (dataset.FOLDER / "observations.csv").exists()
