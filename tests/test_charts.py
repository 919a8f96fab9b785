"""A published chart: the same bytes every time, and a changed value shows on every face."""

import base64
import io
import json
import re
import subprocess
import sys
import warnings

import pytest
import toy as toy_tables
from matplotlib.text import Text

from nqpf import charts, dataset, forms
from nqpf.charts import MIME, PALETTE

FINDING = "Kites in the sky of Lindow rose in every year."


def line_chart(data, finding=FINDING, **more):
    return charts.publish(
        "kites",
        forms.lines(data.select("kites", "CHN"), "Kites, thousand"),
        finding,
        data=data,
        **more,
    )


def face(chart) -> dict:
    return chart._repr_mimebundle_()[MIME]


#: Every form, drawn from the toy dataset; `FORMS[name](data)` gives a drawing.
ALL = [*dataset.CURRENT, "target", "superseded"]
FORMS = {
    "lines": lambda d: forms.lines(
        d.select("kites", status=ALL), "Kites, thousand", events={2021.5: "The second fair"}
    ),
    "lines inverted": lambda d: forms.lines(d.select("kites", "CHN"), "Rank", invert=True),
    "lines from zero": lambda d: forms.lines(d.select("kites", "CHN"), "Kites", zero=True),
    "multiples": lambda d: forms.multiples(
        d.select(["kites", "fair_visitors", "kite_share", "strings"], "CHN"), "Many things"
    ),
    "dots": lambda d: forms.dots(d.select("kites", period="2021"), "Kites, thousand"),
    "dots, two vintages": lambda d: forms.dots(
        d.select("kites", "CHN", status=["revised", "superseded", "target"]), "Kites, thousand"
    ),
    "bars": lambda d: forms.bars(
        d.select(["kites", "strings"], status=ALL), "Kites and strings, thousand", by="series"
    ),
    "bars below zero": lambda d: forms.bars(d.select("kite_share"), "Share, percent", by="period"),
    "slope": lambda d: forms.slope(
        d.select("kites", "CHN", ["2019", "2021"]), "Kites, thousand"
    ),
    "points": lambda d: forms.points(
        d.select("fair_visitors", period=slice(2021, 2021)), "Visitors, thousand",
        shade=(2021.7, 2022.5, "not published"),
    ),
    "counts": lambda d: forms.counts(
        d.timeline()["precision"].value_counts().sort_index(), "Events", source="Source: Lindow."
    ),
    "tiles": lambda d: forms.tiles(
        d.timeline().reset_index()[["id", "theme", "precision"]], "Events",
        rows="theme", by="precision",
        symbols={"day": "●", "month": "○"}, source="Source: Lindow.",
        colours={"day": PALETTE["china"], "month": PALETTE["softer"]},
    ),
    "timeline": lambda d: forms.timeline(d.timeline(), "The history of the fair"),
}  # fmt: skip


def test_every_form_of_the_library_is_tested():
    assert set(forms.__all__) == {name.split()[0].strip(",") for name in FORMS}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_a_form_paints_without_warning_legibly_and_in_the_palette(toy, form, narrow):
    drawing = FORMS[form](toy)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = charts.render(drawing, narrow=narrow)
    allowed = {*PALETTE.values(), "none"}
    used = set(re.findall(r"(?:fill|stroke|stop-color)[:=]\s*\"?(#\w+|rgba?\([^)]*\)|[a-z]+)", svg))
    assert used - allowed == set(), f"{form} uses colours that are not in PALETTE"
    with charts.mpl.rc_context(charts.STYLE):
        figure = charts._paint(drawing, narrow)
        figure.draw_without_rendering()
        small = [
            (t.get_text(), t.get_fontsize())
            for t in figure.findobj(Text)
            if t.get_visible() and t.get_text().strip() and t.get_fontsize() < 9
        ]
    assert small == [], f"{form} has text below 9 pt, illegible on a phone"


@pytest.mark.parametrize("form", FORMS)
def test_a_drawing_gives_the_same_bytes_twice(toy, form):
    first, second = (charts.render(FORMS[form](toy), narrow=False) for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first, "an SVG tells when it was made"
    assert "matplotlib.org" not in re.sub(r'"http://[^"]*"', "", first)


def test_a_chart_is_the_same_in_another_process(tmp_path):
    # matplotlib numbers its clip paths from a salt: another process must give the same ids
    toy_tables.write(tmp_path)
    program = (
        "import json, pathlib, sys\n"
        "from nqpf import charts, dataset, forms\n"
        "d = dataset.load(pathlib.Path(sys.argv[1]))\n"
        "c = charts.publish('kites', forms.lines(d.select('kites', 'CHN'), 'Kites'), "
        f"{FINDING!r}, data=d)\n"
        "print(json.dumps(c._repr_mimebundle_(), sort_keys=True))\n"
    )
    run = [sys.executable, "-c", program, str(tmp_path)]
    first, second = (
        subprocess.run(run, capture_output=True, text=True, check=True).stdout for _ in "12"
    )
    assert json.loads(first)[MIME]["svg"]["wide"].startswith("<?xml")
    assert first == second


def test_the_four_faces(toy):
    bundle = line_chart(toy)._repr_mimebundle_()
    own = bundle[MIME]
    assert bundle["image/svg+xml"] == own["svg"]["wide"] != own["svg"]["narrow"]
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert own["csv"].splitlines() == [
        "series,geo,period,value,status,source",
        "kites,CHN,2019,80,reported,lindow-2024",
        "kites,CHN,2020,100,reported,lindow-2024",
        "kites,CHN,2021,110,reported,lindow-2024",
        "kites,CHN,2022,121,at_least,lindow-2024",
        "kites,CHN,2023,150,revised,lindow-2024",
    ]
    assert own["series"] == ["kites"]
    assert bundle["text/plain"].startswith(own["alt"])
    assert own["source"] in bundle["text/plain"]


def test_the_alternative_text_names_form_subject_range_and_finding(toy):
    assert face(line_chart(toy))["alt"] == (
        f"Line chart of Kites, thousand. China, 2019 to 2023; values from 80 to 150. {FINDING}"
    )
    drawing = FORMS["timeline"](toy)
    shown = face(
        charts.publish("fair", drawing, "The fair began two years after the first kite.", toy)
    )
    assert shown["alt"].startswith("Timeline of The history of the fair. ")
    assert "2 dated events, 2019-03-02 to 2021-06." in shown["alt"]


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_value_changes_digest_drawing_and_table(tmp_path, form):
    before, after = (tmp_path / name for name in ("before", "after"))
    table, old, new = {
        "timeline": ("events", "2019-03-02", "2019-04-02"),
        "tiles": ("events", "2021-06,month", "2021-06,day"),
        "counts": ("events", "2021-06,month", "2021-06,day"),
        "points": ("observations", "2021-06,40", "2021-06,45"),
        "dots": ("observations", "FRA,2021,30", "FRA,2021,35"),
        "dots, two vintages": ("observations", "2023,160", "2023,165"),
        "bars below zero": ("observations", "2023,74", "2023,75"),
    }.get(form, ("observations", ",2019,80,", ",2019,85,"))
    toy_tables.write(before)
    toy_tables.write(after, **toy_tables.replaced(table, old, new))
    one, two = (
        charts.publish("x", FORMS[form](data), FINDING, data)._repr_mimebundle_()
        for data in map(dataset.load, (before, after))
    )
    digest = re.compile(r"^values: (\w{16})$", re.MULTILINE)
    assert digest.search(one["text/plain"])[1] != digest.search(two["text/plain"])[1]
    assert one["image/svg+xml"] != two["image/svg+xml"], "the drawing hides the change"
    assert one[MIME]["csv"] != two[MIME]["csv"]


#: For each form a row at an end of what it shows, and the same row with another value.
ENDS = {
    "lines": ("observations", "2030,400", "2030,410"),
    "multiples": ("observations", "2022,300", "2022,310"),
    "dots": ("observations", "FRA,2021,30", "FRA,2021,35"),
    "dots, two vintages": ("observations", "2030,400", "2030,410"),
    "bars": ("observations", "2030,400", "2030,410"),
    "bars below zero": ("observations", "2023,74", "2023,75"),
    "points": ("observations", "2021-06,40", "2021-06,45"),
    "tiles": ("events", "2021-06,month", "2021-06,day"),
    "counts": ("events", "2021-06,month", "2021-06,day"),
    "timeline": ("events", "2019-03-02", "2019-04-02"),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_alternative_text_follows_the_data(tmp_path, form):
    table, old, new = ENDS.get(form, ("observations", ",2019,80,", ",2019,85,"))
    toy_tables.write(tmp_path / "before")
    toy_tables.write(tmp_path / "after", **toy_tables.replaced(table, old, new))
    before, after = (
        face(charts.publish("x", FORMS[form](data), FINDING, data))["alt"]
        for data in (dataset.load(tmp_path / when) for when in ("before", "after"))
    )
    assert before != after, "the text describes other data than the drawing"


def test_a_change_within_the_range_changes_the_digest_though_not_the_alternative_text(tmp_path):
    toy_tables.write(tmp_path / "a")
    toy_tables.write(tmp_path / "b", **toy_tables.replaced("observations", "2020,100", "2020,101"))
    one, two = (line_chart(dataset.load(tmp_path / x)) for x in "ab")
    assert face(one)["alt"] == face(two)["alt"]
    assert repr(one) != repr(two), "text/plain is what the notebook test compares"


def test_the_source_line_names_publishers_years_and_weakness(toy):
    assert face(line_chart(toy))["source"] == "Source: Lindow (2024)."
    frame = toy.select(["kite_share", "fair_visitors"], "CHN")
    assert (
        charts.source_line(frame, toy) == "Source: Fair (2021); Lindow (2024); Blog (2025), tier C."
    )


def test_a_row_without_a_source_is_refused(toy):
    frame = toy.select("kites", "CHN").assign(source="")
    with pytest.raises(ValueError, match="every drawn row needs a source"):
        charts.publish("kites", forms.lines(frame, "Kites"), FINDING, toy)


@pytest.mark.parametrize("finding", ["Kites rose.", "", "Kites rose a lot in every single year"])
def test_a_finding_that_is_no_sentence_is_refused(toy, finding):
    with pytest.raises(ValueError, match="chart 'kites': the finding must be a full sentence"):
        line_chart(toy, finding)


def test_more_than_four_lines_are_refused(toy):
    frame = toy.select("kites", period="2021")
    five = charts.pd.concat([frame, frame.head(1).assign(geo="IND")])
    assert forms.lines(frame, "Kites").form == "Line chart"
    with pytest.raises(ValueError, match=r"5 lines in one chart; use multiples\(\)"):
        forms.lines(five, "Kites")


def test_a_slope_has_two_ends(toy):
    with pytest.raises(ValueError, match="a slope chart needs two periods, not 5"):
        forms.slope(toy.select("kites", "CHN"), "Kites")


def test_the_png_weighs_little_and_holds_no_date(toy):
    from PIL import Image

    raw = base64.b64decode(line_chart(toy)._repr_mimebundle_()["image/png"])
    assert len(raw) < 40_000
    assert not {"Software", "Creation Time"} & set(Image.open(io.BytesIO(raw)).info)
