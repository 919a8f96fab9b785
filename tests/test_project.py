"""One project: found from any folder, opened without a cache, charts loaded only to draw."""

import subprocess
import sys

import kites
import pytest

import nqpf
from nqpf.errors import DatasetError
from nqpf.project import Project

kite_book, report = kites.kite_book, kites.report  # fixtures


def test_a_project_is_found_from_a_folder_in_it(tmp_path, monkeypatch):
    root = kites.write(tmp_path / "kitebook")
    deep = root / "notebooks" / "deep"
    deep.mkdir()
    assert nqpf.open_book(deep).root == root
    monkeypatch.chdir(deep)
    assert nqpf.open_book().root == root


def test_a_folder_outside_a_project_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"no project at or above the folder .*book\.toml"):
        nqpf.open_book(tmp_path)


def test_two_projects_do_not_know_of_each_other(tmp_path):
    one = kites.opened(tmp_path / "one")
    two = kites.opened(tmp_path / "two", numbers=[*kites.NUMBERS[:1], *kites.NUMBERS[2:3]])
    assert one.text("kites-2020") == "100 thousand"
    assert list(two.numbers) != list(one.numbers)
    assert two.used == set()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("lead = ", "cannot be read"),
        ("names = []\n[themes]", "'lead' is missing or of the wrong kind"),
        ('lead = "CHN"\nnames = []\n[themes]\nai = { name = "x" }', "of the wrong kind"),
        ('lead = "CHN"\nnames = []\nthemes = 3', "of the wrong kind"),
    ],
)
def test_settings_that_cannot_be_read_are_refused(tmp_path, text, why):
    kites.write(tmp_path)
    (tmp_path / "notebooks" / "book.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=rf"notebooks/book\.toml.*{why}"):
        Project(tmp_path).settings  # noqa: B018


def test_no_drawing_library_is_loaded_by_who_draws_nothing():
    program = "import sys, nqpf.project; print('matplotlib' in sys.modules)"
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_the_names_and_colours_of_the_economies_that_charts_show(report):
    geos = report.data.geos
    assert geos.loc[geos["colour"] != "", ["name", "colour"]].to_numpy().tolist() == [
        ["China", "#a2040e"],
        ["Germany", "#82675b"],
        ["European Union", "#8d6c00"],
        ["EU and UK", "#8d6c00"],
        ["Europe", "#8d6c00"],
        ["India", "#425c33"],
        ["Japan", "#673275"],
        ["South Korea", "#1a7a88"],
        ["United States", "#1d5fb0"],
        ["World", "#555960"],
    ]
    others = "AUS BRA CAN CHE DNK FIN FRA GBR HKG ISR NLD SGP SWE TWN VNM".split()  # noqa: SIM905
    assert geos.loc[others, "name"].tolist() == [
        "Australia", "Brazil", "Canada", "Switzerland", "Denmark", "Finland", "France",
        "United Kingdom", "Hong Kong", "Israel", "Netherlands", "Singapore", "Sweden", "Taiwan",
        "Viet Nam",
    ]  # fmt: skip
    assert geos.loc[["USA", "GBR", "EU27"], "short"].tolist() == ["US", "UK", "EU"]
    assert geos.index[geos["lead"]].tolist() == ["CHN"]
