"""One project: found from any folder, opened without a cache, charts loaded only to draw."""

import subprocess
import sys

import kites
import pandas as pd
import pytest

import nqpf
from nqpf import forms
from nqpf.errors import DatasetError
from nqpf.palette import PALETTE
from nqpf.project import Project

kite_book, report = kites.kite_book, kites.report  # fixtures
FINDING = "Kites in the sky of Lindow rose in every year."


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


def publish(book, chart_id, series, geo=None, **more):
    rows = book.data.select(series, geo, **more)
    book.publish(chart_id, forms.dots(rows, "Things, thousand", by="period"), finding=FINDING)


def test_what_was_drawn_is_shown_with_exactly_its_sources(kite_book):
    kite_book.data.select("kite_share")  # read, but not drawn
    publish(kite_book, "kites", "kites", period=["2020", "2021"])
    publish(kite_book, "again", "kites", "CHN", period="2021")  # rows that were drawn before
    shown = kite_book.drawn_from()
    assert shown.series.to_numpy().tolist() == [["Kites", "thousand", "4", "2020–2021", 5]]
    assert shown.sources.index.tolist() == ["lindow-2024"]
    page = kite_book.drawn_from()._repr_html_()
    assert "Sources of the charts: 1" in page
    assert "Data as of 2024-05-01" in page
    assert '<li>Lindow: <a href="https://lindow.example/k">Kite yearbook</a>, 2024-05-01' in page
    assert "Blog" not in page


def test_what_was_drawn_does_not_depend_on_the_order_of_the_charts(tmp_path):
    one, two = (kites.opened(tmp_path / name) for name in ("one", "two"))
    steps = [("a", "kites", "CHN"), ("b", "strings", "CHN"), ("c", "kite_share", "CHN")]
    for book, order in ((one, steps), (two, steps[::-1])):
        for step in order:
            publish(book, *step)
    assert one.drawn_from()._repr_html_() == two.drawn_from()._repr_html_()
    assert repr(one.drawn_from()) == repr(two.drawn_from())


def test_charts_of_other_things_than_rows_say_where_they_are_from(kite_book):
    look = {"symbols": {"ai": "●"}, "colours": {"ai": PALETTE["usa"]}}
    frame = pd.DataFrame({"theme": ["ai"], "kind": ["ai"]})
    source = "Source: the codebook <here>."
    drawing = forms.tiles(frame, "Series", rows="theme", by="kind", source=source, **look)
    kite_book.publish("themes", drawing, finding=FINDING)
    assert kite_book.drawn_from()._repr_html_() == "<p>Source: the codebook &lt;here&gt;.</p>"


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
