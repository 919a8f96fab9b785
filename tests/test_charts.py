"""A published chart: the same bytes every time, and a changed value shows on every face."""

import csv
import io
import json
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET

import kites
import pandas as pd
import pytest
import toy as toy_tables
from matplotlib.text import Text

from nqpf import charts, forms
from nqpf.charts import MIME
from nqpf.settings import PALETTE

kite_book, kite_data, report = kites.kite_book, kites.kite_data, kites.report  # fixtures
SVG = "{http://www.w3.org/2000/svg}"
FINDING = "Kites in the sky of Lindow rose in every year."


def line_chart(data, finding=FINDING, chart_id="kites"):
    drawing = forms.lines(data.select("kites", "CHN"), "Kites, thousand")
    return charts.publish(chart_id, drawing, finding, data)


#: Every form, drawn from the dataset about kites; `FORMS[name](data)` gives a drawing.
FORMS = {
    "lines": lambda d: forms.lines(
        d.select("kites", status=d.statuses), "Kites, thousand", events={2021.5: "The second fair"}
    ),
    "lines inverted": lambda d: forms.lines(d.select("kites", "CHN"), "Rank", invert=True),
    "lines from zero": lambda d: forms.lines(d.select("kites", "CHN"), "Kites", zero=True),
    "dots": lambda d: forms.dots(d.select("kites", period="2021"), "Kites, thousand"),
    "dots, two vintages": lambda d: forms.dots(
        d.select("kites", "CHN", status=["revised", "superseded", "target"]), "Kites, thousand"
    ),
    "bars": lambda d: forms.bars(
        d.select(["kites", "strings"], status=d.statuses), "Kites and strings", by="series"
    ),
    "bars below zero": lambda d: forms.bars(d.select("kite_share"), "Share, percent", by="period"),
    "timeline": lambda d: forms.timeline(d.timeline(), "Steps"),
    "bars, several of a row": lambda d: forms.bars(
        d.select("kite_share"), "Share, percent", by="series", within="period"
    ),
    "stack": lambda d: forms.stack(
        d.select("kites", "CHN", ["2019", "2020"]), "Kites, thousand", by="period"
    ),
    "points": lambda d: forms.points(
        d.select("fair_visitors", period=slice(2021, 2021)), "Visitors, thousand"
    ),
    "tiles": lambda d: forms.tiles(
        d.timeline().reset_index()[["id", "theme", "precision"]], "Events",
        rows="theme", by="precision",
        symbols={"day": "●", "month": "○"}, source="Source: Lindow.",
        colours={"day": PALETTE["china"], "month": PALETTE["softer"]},
    ),
}  # fmt: skip


def test_every_form_of_the_library_is_tested():
    assert set(forms.__all__) == {name.split()[0].strip(",") for name in FORMS}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_a_form_paints_without_warning_legibly_and_in_the_palette(kite_data, form, narrow):
    drawing = FORMS[form](kite_data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = drawing.draw(narrow=narrow)[0]
    allowed = {*PALETTE.values(), "none"}
    used = set(re.findall(r"(?:fill|stroke|stop-color)[:=]\s*\"?(#\w+|rgba?\([^)]*\)|[a-z]+)", svg))
    assert used - allowed == set(), f"{form} uses colours that are not in PALETTE"
    small = [
        (text.get_text(), text.get_fontsize())
        for text in drawing.figure(narrow=narrow).findobj(Text)
        if text.get_visible() and text.get_text().strip() and text.get_fontsize() < 9
    ]
    assert small == [], f"{form} has text below 9 pt, illegible on a phone"


@pytest.mark.parametrize("form", FORMS)
def test_a_drawing_gives_the_same_bytes_twice(kite_data, form):
    first, second = (FORMS[form](kite_data).draw()[0] for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first, "an SVG tells when it was made"
    assert "matplotlib.org" not in re.sub(r'"http://[^"]*"', "", first)


def test_a_chart_is_the_same_in_another_process(tmp_path):
    # matplotlib numbers its clip paths from a salt: another process must give the same ids
    kites.write(tmp_path)
    program = (
        "import json, sys\n"
        "from nqpf import forms, open_book\n"
        "book = open_book()\n"
        "drawing = forms.lines(book.data.select('kites', 'CHN'), 'Kites')\n"
        f"chart = book.publish('kites', drawing, finding={FINDING!r})\n"
        "print(json.dumps(chart._repr_mimebundle_(), sort_keys=True))\n"
    )
    run = [sys.executable, "-c", program]
    first, second = (
        subprocess.run(run, capture_output=True, text=True, check=True, cwd=tmp_path).stdout
        for _ in "12"
    )
    assert json.loads(first)[0]["image/svg+xml"].startswith("<?xml")
    assert first == second


def test_what_a_chart_stores(kite_data):
    chart = line_chart(kite_data)
    bundle, metadata = chart._repr_mimebundle_()
    own = bundle[MIME]
    assert list(bundle) == ["text/plain", "image/svg+xml", MIME]
    assert list(own) == [
        "id", "form", "title", "finding", "alt", "source", "series", "about", "csv",
        "rows", "narrow",
    ]  # fmt: skip
    assert own["narrow"].startswith("<?xml")
    assert bundle["image/svg+xml"].startswith("<?xml")
    assert own["narrow"] != bundle["image/svg+xml"], "a phone gets a drawing of its own"
    assert metadata == {"image/svg+xml": {"alt": own["alt"]}}
    assert own["csv"].splitlines() == [
        "series,geo,period,value,status,source",
        "kites,CHN,2019,80,reported,lindow-2024",
        "kites,CHN,2020,100,reported,lindow-2024",
        "kites,CHN,2021,110,reported,lindow-2024",
        "kites,CHN,2022,121,at_least,lindow-2024",
        "kites,CHN,2023,150,revised,lindow-2024",
    ]
    assert own["series"] == ["kites"]
    assert own["about"]["series"]["kites"]["unit"] == "thousand"
    assert list(own["about"]["sources"]) == ["lindow-2024"]
    readings = list(csv.reader(io.StringIO(own["rows"])))
    assert readings[0] == ["name", "period", "value", "note", "source", "wide", "narrow"]
    said = ["China", "2022", "121", "published as “more than”", "lindow-2024"]
    assert readings[4][:5] == said
    blog = kite_data.select("kites", "CHN").assign(tier="C")
    drawing = forms.lines(blog, "Kites, thousand")
    assert "more than”, tier C" in charts.readings(drawing, *[drawing.draw()[1]] * 2)
    goal = kite_data.select("kites", "CHN", status="target").assign(note="more than")
    assert "2030,>400,a target," in charts.readings(forms.points(goal, "Kites"), {}, {})
    assert bundle["text/plain"].startswith(f"{own['alt']}\n{own['source']}\nvalues: ")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_every_row_knows_where_it_is_drawn(kite_data, form, narrow):
    drawing = FORMS[form](kite_data)
    svg, places = drawing.draw(narrow=narrow)
    rows = list(csv.DictReader(io.StringIO(charts.readings(drawing, places, places))))
    assert len(rows) == len(drawing.frame), "a line for each row of the table"
    marks = [row["wide"].split() for row in rows]
    assert all(marks), f"{form}: a row without a place"
    points = [tuple(map(int, at[:2])) for at in marks]
    root = ET.fromstring(svg)
    drawn = [
        (float(use.get("x")), float(use.get("y"))) for use in root.iter(f"{SVG}use")
    ]  # markers, where there are any
    corners = [
        tuple(map(float, pair))
        for path in root.iter(f"{SVG}path")
        for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.get("d"))
    ]
    for x, y in points:
        near = min(max(abs(a - x / 10), abs(b - y / 10)) for a, b in drawn + corners)
        # half a bar, half a tile, half of a part that is as wide as half the drawing
        reach = {"bars": 9, "tiles": 14, "stack": 150}.get(re.split(r"\W", form)[0], 0.2)
        assert near < reach, f"{form}: nothing is drawn at {x / 10}, {y / 10}"
    assert len(set(points)) > len(points) / 2, "several rows share a place"


def test_a_mark_moves_with_its_value(kite_data):
    rows = kite_data.select("kites", "CHN")
    higher = rows.assign(value=rows["value"].where(rows["period"] != "2021", 115.0))
    (_, low), (_, high) = (forms.lines(frame, "Kites").draw() for frame in (rows, higher))
    moved = [(old[:2], new[:2]) for old, new in zip(low.values(), high.values(), strict=True)]
    assert [a == b for a, b in moved] == [True, True, False, True, True]
    assert moved[2][1][1] < moved[2][0][1], "a higher value lies lower"


def test_a_drawing_shows_itself_without_a_finding(kite_data):
    drawing = FORMS["lines"](kite_data)
    assert drawing._repr_svg_() == drawing.draw()[0]
    assert repr(drawing).startswith("Drawing(form='Line chart', axis='Kites, thousand'")


def test_the_alternative_text_names_form_subject_range_and_finding(kite_data):
    assert line_chart(kite_data).face["alt"] == (
        f"Line chart of Kites, thousand. China, 2019 to 2023; values from 80 to 150. {FINDING}"
    )
    below = kite_data.select("kites", "CHN").assign(value=-1234.0)
    assert charts.describe(below).endswith("values from −1,234 to −1,234.")


#: For each form a row that it shows at an end of its range, and the same row with another value.
ENDS = {
    "lines": ("observations", "2030,400", "2030,410"),
    "dots": ("observations", "FRA,2021,30", "FRA,2021,35"),
    "dots, two vintages": ("observations", "2030,400", "2030,410"),
    "bars": ("observations", "2030,400", "2030,410"),
    "bars below zero": ("observations", "2023,74", "2023,75"),
    "bars, several of a row": ("observations", "2023,74", "2023,75"),
    "timeline": ("events", "2021-06,month", "2021-07,month"),
    "points": ("observations", "2021-06,40", "2021-06,45"),
    "tiles": ("events", "2021-06,month", "2021-06,day"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_changed_value_changes_text_digest_table_and_drawing(tmp_path, form):
    table, old, new = ENDS.get(form, ("observations", ",2019,80,", ",2019,85,"))
    one, two = (
        charts.publish("x", FORMS[form](data), FINDING, data)
        for data in (
            kites.opened(tmp_path / "before").data,
            kites.opened(tmp_path / "after", **toy_tables.replaced(table, old, new)).data,
        )
    )
    assert repr(one).splitlines()[-1] != repr(two).splitlines()[-1], "the digest hides the change"
    assert one.face["csv"] != two.face["csv"]
    assert one.face["alt"] != two.face["alt"], "the text describes other data than the drawing"
    assert one.drawing.draw() != two.drawing.draw(), "the drawing hides the change"


def test_a_change_within_the_range_changes_the_digest_though_not_the_alternative_text(tmp_path):
    changed = toy_tables.replaced("observations", "2020,100", "2020,101")
    one, two = (
        line_chart(kites.opened(tmp_path / name, **tables).data)
        for name, tables in (("a", {}), ("b", changed))
    )
    assert one.face["alt"] == two.face["alt"]
    assert repr(one) != repr(two), "text/plain is what the notebook test compares"


def test_the_source_line_names_publishers_years_and_weakness(kite_data):
    assert line_chart(kite_data).face["source"] == "Source: Lindow (2024)."
    frame = kite_data.select(["kite_share", "fair_visitors"], "CHN")
    assert (
        charts.source_line(frame, kite_data.sources)
        == "Source: Fair (2021); Lindow (2024); Blog (2025), tier C."
    )


def test_a_row_without_a_source_is_refused(kite_data):
    frame = kite_data.select("kites", "CHN").assign(source=["", *["lindow-2024"] * 4])
    with pytest.raises(ValueError, match="every drawn row needs a source"):
        charts.publish("kites", forms.lines(frame, "Kites"), FINDING, kite_data)


@pytest.mark.parametrize("finding", ["Kites rose.", "", "Kites rose a lot in every single year"])
def test_a_finding_that_is_no_sentence_is_refused(kite_data, finding):
    with pytest.raises(ValueError, match="chart 'kites': the finding must be a full sentence"):
        line_chart(kite_data, finding)


@pytest.mark.parametrize(
    "chart_id", ["../x", "a/b", "Kites", "a--b", "-a", "a-", "", "a\n", "a.b", "风筝", "a_b", "C:"]
)
def test_an_id_that_is_no_name_is_refused(kite_data, chart_id):
    with pytest.raises(ValueError, match="an id is small letters and digits joined by hyphens"):
        line_chart(kite_data, chart_id=chart_id)


def test_more_than_four_lines_are_refused(kite_data):
    frame = kite_data.select("kites", period="2021")
    five = pd.concat([frame, frame.head(1).assign(geo="IND")])
    assert forms.lines(frame, "Kites").form == "Line chart"
    with pytest.raises(ValueError, match=r"5 lines in one chart; draw four at most"):
        forms.lines(five, "Kites")


# The charts of the book as they are stored


def stored(report):
    """Give the id and the rows of every chart in the chapters."""
    for path in sorted((report.root / "notebooks").glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                if face := output.get("data", {}).get(MIME):
                    yield face, list(csv.DictReader(io.StringIO(face["csv"])))


def test_every_stored_row_that_is_not_computed_stands_in_the_dataset(report):
    key = ["series", "geo", "period", "status", "source"]
    known = report.data.observations.set_index(key)["value"].to_dict()
    places = {place[:3] for place in known}
    computed_alike = "productivity-worker", "trad-weight"  # from one row with one source
    wrong, seen = [], 0
    for face, rows in stored(report):
        for row in rows:
            place = tuple(row.get(column, "") for column in key)
            if "value" not in row or row["status"] == "derived" or " " in "".join(place):
                continue
            seen += 1
            computed = place not in known or face["id"] in computed_alike
            if row["status"] == "estimate" and place[:3] in places and computed:
                continue  # computed from values of which one is uncertain
            if float(row["value"]) != float(f"{known.get(place, float('nan')):.6g}"):
                wrong.append(f"{face['id']}: {row}")
    assert not wrong, "\n".join(wrong[:5])
    assert seen > 700


def test_every_stored_chart_names_economies_and_series_of_the_dataset(report):
    charts_seen = 0
    for face, rows in stored(report):
        charts_seen += 1
        assert set(face["series"]) <= {*report.data.series.index, *report.data.events.index}
        summary = face["alt"].removeprefix(f"{face['form']} of {face['title']}. ")
        summary = summary.removesuffix(face["finding"])
        for name in {row["geo"] for row in rows if row.get("geo") in report.data.geos.index}:
            economy = report.data.geos.loc[name, "name"]
            short = len({row["geo"] for row in rows}) > 6 or "value" not in rows[0]
            assert short or economy in summary, f"{face['id']} misspells {economy}"
    assert charts_seen >= 35
