"""Selecting from the dataset, and what loading refuses, on a dataset of kites."""

import kites
import pytest
import toy as toy_tables

from nqpf import dataset
from nqpf.dataset import when
from nqpf.errors import DatasetError, UnknownIdError

kite_book, kite_data = kites.kite_book, kites.kite_data  # fixtures


def values(rows) -> list[float]:
    return rows["value"].tolist()


def test_a_selection_is_in_time_order_without_targets_and_old_vintages(kite_data):
    rows = kite_data.select("kites", "CHN")
    assert values(rows) == [80, 100, 110, 121, 150], "2023 is 150 (revised), not the old 160"
    assert rows["status"].tolist()[-2:] == ["at_least", "revised"]
    assert rows.index.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("target", [400]), ("superseded", [160]), (["revised", "superseded"], [150, 160])],
)
def test_a_status_is_given_on_request(kite_data, status, expected):
    assert values(kite_data.select("kites", "CHN", status=status)) == expected


def test_several_economies_and_series(kite_data):
    rows = kite_data.select(["kites", "strings"], ["DEU", "CHN"], "2021")
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
def test_periods(kite_data, period, expected):
    assert values(kite_data.select("kites", "CHN", period)) == expected


def test_a_slice_of_years_holds_the_parts_of_its_last_year(kite_data):
    # 2021-06, the first half and the third quarter of 2021; not 2022
    assert sorted(values(kite_data.select("fair_visitors", "CHN", slice(2021, 2021)))) == [
        40,
        60,
        100,
    ]


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
def test_a_wrong_id_is_answered_with_the_nearest(kite_data, call, near):
    with pytest.raises(UnknownIdError, match=f"There is no .*Did you mean '{near}"):
        call(kite_data)


def test_a_selection_without_rows_is_refused(kite_data):
    with pytest.raises(UnknownIdError, match="kites"):
        kite_data.select("kites", period=slice(1900, 1910))


def test_an_economy_without_the_periods_is_not_left_out_in_silence(kite_data):
    with pytest.raises(UnknownIdError, match="There is no row of kites in these periods for 'DEU'"):
        kite_data.select("kites", ["CHN", "DEU"], ["2019", "2020"])


def test_one_row(kite_data):
    row = kite_data.row("kites", "CHN", "2022")
    assert (row["value"], row["status"], row["tier"]) == (121, "at_least", "A")
    assert kite_data.row("kites", "CHN", "2030", "target")["value"] == 400


def test_one_row_of_two_must_be_named(kite_data):
    with pytest.raises(
        DatasetError, match=r"strings, CHN, 2021 has 2 values: estimate \(lindow-2024\), reported"
    ):
        kite_data.row("strings", "CHN", "2021")
    assert kite_data.row("strings", "CHN", "2021", "estimate")["value"] == 52
    assert kite_data.row("strings", "CHN", "2021", "fair-2021")["value"] == 50


def test_a_source_that_has_no_such_value_is_named(kite_data):
    with pytest.raises(
        UnknownIdError, match="There is no source of strings, CHN, 2021 'fair-2022'"
    ):
        kite_data.row("strings", "CHN", "2021", "fair-2022")


def test_reads_are_told_and_nothing_else(kite_book):
    kite_book.data.row("kites", "CHN", "2022")
    kite_book.data.select("strings")
    kite_book.data.timeline(["second-fair"])
    assert kite_book.used == {"series:kites", "series:strings", "event:second-fair"}


def test_every_row_carries_its_economy(kite_data):
    rows = kite_data.select("kites", period="2021").set_index("geo")
    assert rows["economy"].to_dict() == {
        "CHN": "China", "DEU": "Germany", "FRA": "France", "JPN": "Japan",
    }  # fmt: skip
    assert rows["colour"].to_dict() == {
        "CHN": "#a2040e", "DEU": "#82675b", "FRA": "", "JPN": "#673275",
    }  # fmt: skip
    assert rows.index[rows["lead"]].tolist() == ["CHN"]
    assert kite_data.row("kites", "CHN", "2021")["short"] == "China"
    assert set(kite_data.timeline()["economy"]) == {"China"}, "events are those of the lead economy"


def test_the_timeline_is_in_time_order(kite_data):
    assert kite_data.timeline().index.tolist() == ["first-flight", "second-fair"]
    # 2 March 2019: two whole months and one day
    assert kite_data.timeline()["when"].iloc[0] == pytest.approx(2019 + 2 / 12 + 1 / 365)
    # a month without a day stands at its middle, the 15th
    assert kite_data.timeline()["when"].iloc[1] == pytest.approx(2021 + 5 / 12 + 14 / 365)


ROW = "kites,FRA,2021,30,reported,lindow-2024,"


@pytest.mark.parametrize(
    ("broken", "column", "why"),
    [
        (ROW.replace(",30,", ",n/a,"), "value", "'n/a' is no number"),
        (ROW.replace(",30,", ',"12,5",'), "value", "'12,5' is no number"),
        (ROW.replace(",30,", ",,"), "value", "'' is no number"),
        (ROW.replace(",30,", ",inf,"), "value", "'inf' is no number"),
        (ROW.replace(",30,", ",1e400,"), "value", "'1e400' is no number"),
        (ROW.replace("kites", "kitse"), "series", "'kitse' is not in data/series.csv"),
        (ROW.replace("lindow", "lindwo"), "source", "'lindwo-2024' is not in data/sources.csv"),
        (ROW.replace("FRA", "XXX"), "geo", "'XXX' is not in data/geos.csv"),
        (ROW.replace("reported", "measured"), "status", "'measured' is no status"),
        (ROW.replace("2021", "2021-13"), "period", "'2021-13' is not a period"),
        (ROW.replace("FRA", "DEU"), "series", "'kites' stands twice"),
    ],
)
def test_loading_refuses_and_names_file_line_and_column(tmp_path, broken, column, why):
    root = kites.write(tmp_path, **toy_tables.replaced("observations", ROW, broken))
    line = toy_tables.TABLES["observations"].index(ROW) + 1
    with pytest.raises(DatasetError) as caught:
        dataset.load(root / "data", lead="CHN")
    assert f"data/observations.csv, line {line}, column {column}: {why}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (",30,", ",12,5,", "line 16: 8 cells, but the header has 7 columns; write decimals with"),
        ("series,geo", "serie,geo", "line 1: the header has no column 'series'"),
        ("series,geo", "geo,geo", "line 1: the header has 'geo' twice"),
        (ROW, '"' + ROW, "a quotation mark is out of place"),
        (ROW, ",,,,,,", "line 16: an empty row; remove it"),
        (ROW, "<<<<<<< HEAD", "line 16: holds the marks of a merge conflict"),
        (ROW, ROW + "\0", "line 16: holds a NUL character"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, old, new, why):
    root = kites.write(tmp_path, **toy_tables.replaced("observations", old, new))
    with pytest.raises(DatasetError) as caught:
        dataset.load(root / "data", lead="CHN")
    assert str(caught.value).startswith("data/observations.csv")
    assert why in str(caught.value)


def test_a_table_in_another_encoding_is_named(tmp_path):
    path = kites.write(tmp_path) / "data" / "series.csv"
    path.write_bytes(path.read_bytes() + "风筝".encode("gbk"))
    with pytest.raises(DatasetError, match=r"data/series\.csv, line 6: byte 0xb7 is not UTF-8"):
        dataset.load(tmp_path / "data", lead="CHN")


def test_a_missing_table_and_a_folder_in_its_place_are_named(tmp_path):
    path = kites.write(tmp_path) / "data" / "events.csv"
    path.unlink()
    with pytest.raises(DatasetError, match=r"data/events\.csv: is missing"):
        dataset.load(path.parent, lead="CHN")
    path.mkdir()
    with pytest.raises(DatasetError, match=r"data/events\.csv: is a folder"):
        dataset.load(path.parent, lead="CHN")


def test_a_lead_economy_that_is_none_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"the lead economy 'XXX' is not in geos\.csv"):
        dataset.load(kites.write(tmp_path) / "data", lead="XXX")


@pytest.mark.parametrize("date", ["2021-13", "2021", "2021-06-32", "June 2021"])
def test_an_event_without_a_date_is_refused(tmp_path, date):
    root = kites.write(tmp_path, **toy_tables.replaced("events", "2021-06", date))
    with pytest.raises(DatasetError, match=r"data/events\.csv, line 3, column date"):
        dataset.load(root / "data", lead="CHN")
