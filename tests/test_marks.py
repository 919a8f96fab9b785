"""What a drawing encodes: its marks, lines, axes, colours and labels, not its pixels."""

import itertools

import kites
import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Annotation

from nqpf import forms
from nqpf.charts import STYLE
from nqpf.forms import marks
from nqpf.settings import PALETTE

kite_book, kite_data, report = kites.kite_book, kites.kite_data, kites.report  # fixtures

PAPER, MUTED, LEAD = PALETTE["paper"], PALETTE["muted"], "#a2040e"


def panel(drawing, *, narrow=False):
    """Paint a drawing and settle its layout; gives its first panel."""
    with mpl.rc_context(STYLE):
        figure = drawing.figure(narrow=narrow)
        figure.draw_without_rendering()
    return figure.axes[0]


def points(ax):
    """Where marks stand: {(x, y): (marker, colour, fill)}."""
    return {
        (round(float(x), 3), round(float(y), 3)): (
            line.get_marker(),
            to_hex(line.get_markeredgecolor()),
            to_hex(line.get_markerfacecolor()),
        )
        for line in ax.lines
        if line.get_linestyle() == "None"
        for x, y in zip(*line.get_data(), strict=True)
    }


def texts(ax):
    return [text.get_text() for text in ax.texts if isinstance(text, Annotation)]


def rows(data, *values, first=2019, **more):
    """A series of the lead economy with these values in successive years."""
    one = data.select("kites", "CHN", "2019").iloc[0].to_dict()
    years = range(first, first + len(values))
    made = [
        one | {"period": str(y), "when": float(y), "value": v}
        for y, v in zip(years, values, strict=True)
    ]
    return pd.DataFrame(made).assign(**more)


def filled(colour):
    return "o", colour, colour


#: How a figure of a status and a tier looks as a point.
LOOKS = {
    ("reported", "A"): filled(LEAD),
    ("reported", "B"): filled(LEAD),
    ("revised", "A"): filled(LEAD),
    ("derived", "A"): filled(LEAD),
    ("reported", "C"): ("o", LEAD, PAPER),
    ("derived", "C"): ("o", LEAD, PAPER),
    ("estimate", "A"): ("o", LEAD, PAPER),
    ("at_least", "A"): ("^", LEAD, PAPER),
    ("at_most", "A"): ("v", LEAD, PAPER),
    ("target", "A"): ("D", MUTED, PAPER),
    ("superseded", "A"): ("x", MUTED, MUTED),
}


@pytest.mark.parametrize(("status", "tier"), LOOKS)
def test_a_point_looks_like_what_its_figure_is(kite_data, status, tier):
    frame = rows(kite_data, 50.0, 60.0, status=["reported", status], tier=["A", tier])
    look = LOOKS[status, tier]
    assert points(panel(forms.lines(frame, "Kites")))[2020, 60] == look
    assert points(panel(forms.points(frame, "Kites")))[2020, 60] == look
    assert points(panel(forms.dots(frame, "Kites", by="period")))[60, 1] == look


def test_a_long_line_still_marks_what_is_uncertain(kite_data):
    frame = rows(kite_data, *map(float, range(10, 40)), first=1990)
    frame.loc[7, "tier"] = "C"
    assert points(panel(forms.lines(frame, "Kites"))) == {(1997, 17): ("o", LEAD, PAPER)}


@pytest.mark.parametrize(
    ("status", "tier", "fill", "dashed"),
    [
        ("reported", "A", LEAD, False),
        ("derived", "B", LEAD, False),
        ("reported", "C", PALETTE["softer"], False),
        ("estimate", "A", PALETTE["softer"], False),
        ("at_least", "A", LEAD, False),
        ("at_most", "A", LEAD, False),
        ("target", "A", PAPER, True),
    ],
)
def test_a_bar_looks_like_what_its_figure_is(kite_data, status, tier, fill, dashed):
    ax = panel(forms.bars(rows(kite_data, 50.0, status=status, tier=tier), "Kites", by="period"))
    (bar,) = ax.patches
    assert (bar.get_x(), bar.get_width()) == (0, 50), "a bar begins at zero"
    assert to_hex(bar.get_facecolor()) == fill
    assert to_hex(bar.get_edgecolor()) == (MUTED if status == "target" else LEAD)
    assert (bar.get_linestyle() != "-") is dashed
    assert texts(ax) == [{"at_least": ">50", "at_most": "<50", "estimate": "≈50"}.get(status, "50")]


@pytest.mark.parametrize("form", [forms.lines, forms.dots, forms.bars])
def test_the_key_names_the_special_marks_and_no_others(kite_data, form):
    by = {"by": "period"} if form in (forms.dots, forms.bars) else {}
    plain = panel(form(rows(kite_data, 50.0, 60.0), "Kites", **by)).figure
    assert plain.get_suptitle() == "Kites"
    status = ["at_least", "estimate", "target"]
    heading = panel(form(rows(kite_data, 5.0, 6.0, 7.0, status=status), "Kites", **by)).figure
    words = heading.get_suptitle().splitlines()[1]
    assert [word in words for word in ("at least", "estimate", "target", "superseded")] == [
        True, True, True, False,
    ]  # fmt: skip


def test_a_gap_is_dotted_and_nothing_else(kite_data):
    frame = rows(kite_data, 50.0, 60.0, 0.0, 0.0, 80.0, 90.0).drop(index=[2, 3])
    lines = [line for line in panel(forms.lines(frame, "Kites")).lines if len(line.get_xdata()) > 1]
    spans = {tuple(line.get_xdata()): line.is_dashed() for line in lines}
    assert spans == {(2020, 2023): True, (2019, 2020): False, (2023, 2024): False}


def test_no_line_leads_to_a_target_or_an_old_vintage(kite_data):
    frame = rows(kite_data, 50.0, 60.0, 70.0, 80.0)
    frame["status"] = ["reported", "superseded", "reported", "target"]
    lines = panel(forms.lines(frame, "Kites")).lines
    joined = [tuple(line.get_xdata()) for line in lines if len(line.get_xdata()) > 1]
    assert joined == [(2019, 2021)]


@pytest.mark.parametrize("values", [(500.0, 510.0), (-510.0, -500.0), (-5.0, 500.0), (7.0, 7.0)])
def test_the_value_axis_holds_all_values_and_zero_if_asked(kite_data, values):
    frame = rows(kite_data, *values)
    for zero in (True, False):
        low, high = panel(forms.lines(frame, "Kites", zero=zero)).get_ylim()
        assert low < min(values) <= max(values) < high
        assert bool(low <= 0 <= high) is (zero or min(values) < 0 < max(values))


def zero_lines(ax, *, upright):
    """Straight lines along zero, over the whole panel."""
    along, across = ("get_xdata", "get_ydata") if upright else ("get_ydata", "get_xdata")
    lines = [line for line in ax.lines if set(map(float, getattr(line, along)())) == {0.0}]
    return [line for line in lines if list(getattr(line, across)()) == [0, 1]]


@pytest.mark.parametrize(
    ("values", "zero", "there"),
    [((-5.0, 500.0), False, 1), ((-5.0, 500.0), True, 1), ((5.0, 500.0), True, 0)],
)
def test_a_line_stands_at_zero_where_values_lie_on_both_sides(kite_data, values, zero, there):
    ax = panel(forms.lines(rows(kite_data, *values), "Growth", zero=zero))
    assert len(zero_lines(ax, upright=False)) == there


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("values", [(-12.0, 8.0), (4.0, 8.0)])
def test_every_bar_stands_on_a_piece_of_a_line_at_zero(kite_data, values, narrow):
    ax = panel(forms.bars(rows(kite_data, *values), "Growth", by="period"), narrow=narrow)
    paths = [path.vertices[:, 0].tolist() for c in ax.collections for path in c.get_paths()]
    assert paths == [[0, 0], [0, 0]]


def test_the_ticks_of_a_value_axis_have_a_true_minus_sign(kite_data):
    ax = panel(forms.lines(rows(kite_data, -4.0, 8.0), "Growth"))
    shown = [tick.get_text() for tick in ax.get_yticklabels()]
    below = [text for text, y in zip(shown, ax.get_yticks(), strict=True) if y < 0]
    assert below
    assert all(text.startswith("−") for text in below)
    assert not any(text.startswith("−") for text in shown if text not in below)


def test_a_part_of_a_year_among_years_is_open_and_dotted(kite_data):
    frame = rows(kite_data, 50.0, 60.0, 70.0)
    frame.loc[2, ["period", "when"]] = ["2021-01/2021-08", 2021.0]
    ax = panel(forms.lines(frame, "Growth"))
    assert points(ax)[2021, 70] == ("o", LEAD, PAPER)
    assert points(ax)[2020, 60] == filled(LEAD)
    lines = [line for line in ax.lines if len(line.get_xdata()) > 1]
    assert {tuple(line.get_xdata()): line.is_dashed() for line in lines} == {
        (2020, 2021): True, (2019, 2020): False,
    }  # fmt: skip


@pytest.mark.parametrize("form", [forms.dots, forms.bars], ids=["dots", "bars"])
@pytest.mark.parametrize("values", [(500.0, 510.0), (7.0, 7.0)])
def test_rows_of_values_begin_at_zero(kite_data, form, values):
    low, high = panel(form(rows(kite_data, *values), "Kites", by="period")).get_xlim()
    assert low <= 0, "lengths are compared, so they begin at zero"
    assert low <= min(values) <= max(values) < high


def test_a_scale_of_dots_has_round_ticks(kite_data):
    ax = panel(forms.dots(rows(kite_data, 83.0, 12.0), "Kites", by="period"))
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0", "25", "50", "75", "100"]


def test_single_points_stand_on_zero(kite_data):
    ax = panel(forms.points(rows(kite_data, 500.0, 510.0), "Kites"))
    assert ax.get_ylim()[0] == 0
    stems = [path.vertices[:, 1].tolist() for c in ax.collections for path in c.get_paths()]
    assert stems[:2] == [[0, 500], [0, 510]]


def test_a_rank_begins_with_the_first_on_top(kite_data):
    frame = rows(kite_data, 35.0, 10.0)
    ax = panel(forms.lines(frame, "Rank", invert=True))
    bottom, top = ax.get_ylim()
    assert bottom > 35 > 10 > 1 > top >= 0
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["1", "10", "20", "30"]
    bottom, top = panel(forms.lines(frame, "Kites")).get_ylim()
    assert bottom < top


@pytest.mark.parametrize(
    ("first", "last", "wide", "narrow"),
    [
        (2000, 2022, [2000, 2005, 2010, 2015, 2020, 2022], [2000, 2010, 2022]),
        (2012, 2025, [2012, 2015, 2020, 2025], [2012, 2015, 2020, 2025]),
        (2021, 2024, [2021, 2022, 2023, 2024], [2021, 2022, 2023, 2024]),
        (1952, 2024, [1952, 1960, 1970, 1980, 1990, 2000, 2010, 2024], [1952, 2000, 2024]),
        (2007, 2024, [2007, 2010, 2015, 2020, 2024], [2007, 2020, 2024]),
    ],
)
def test_years_are_those_that_a_person_would_choose(first, last, wide, narrow):
    assert marks.years(first, last, False) == wide
    assert marks.years(first, last, True) == narrow


def test_a_label_has_a_true_minus_sign(kite_data):
    frame = rows(kite_data, -12.5, 8.0)
    for drawing in (
        forms.bars(frame, "Growth", by="period"),
        forms.dots(frame, "Growth", by="period"),
        forms.lines(frame[::-1].assign(when=[2019.0, 2020.0]), "Growth"),
        forms.points(frame, "Growth"),
    ):
        shown = " ".join(texts(panel(drawing)))
        assert "−12.5" in shown
        assert "-" not in shown, drawing.form


def test_the_label_of_a_negative_bar_stands_on_its_left(kite_data):
    ax = panel(forms.bars(rows(kite_data, -12.0, 8.0), "Growth", by="period"))
    sides = {text.get_text(): (text.get_position()[0], text.get_ha()) for text in ax.texts}
    assert sides == {"8": (5, "left"), "−12": (-5, "right")}


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_bars_of_a_row_stand_together_in_the_order_given_and_are_named_once(kite_data, narrow):
    two = [rows(kite_data, 9.0, 8.0).assign(what="Kites"), rows(kite_data, 7.0).assign(what="Rest")]
    look = {"within": "period", "colours": {"2019": PALETTE["rest"], "2020": PALETTE["focus"]}}
    ax = panel(forms.bars(pd.concat(two), "Made", by="what", **look), narrow=narrow)
    bars = sorted((p.get_y(), p.get_width(), to_hex(p.get_facecolor())) for p in ax.patches)
    assert [(width, tint) for _, width, tint in bars] == [
        (9, PALETTE["rest"]), (8, PALETTE["focus"]), (7, PALETTE["rest"]),
    ]  # fmt: skip
    edges = sorted((p.get_y(), p.get_y() + p.get_height()) for p in ax.patches)
    assert all(a[1] <= b[0] + 1e-9 for a, b in itertools.pairwise(edges)), "no bar hides another"
    assert {"9 (2019)", "8 (2020)", "7"} <= set(texts(ax)), "only the first row names its bars"


def test_bars_of_a_row_below_zero_stand_on_the_left_and_uncertain_ones_are_pale(kite_data):
    frame = rows(kite_data, -3.0, 2.0, status=["reported", "estimate"]).assign(what="Kites")
    ax = panel(forms.bars(frame, "Growth", by="what", within="period"))
    assert [p.get_width() for p in ax.patches] == [-3, 2]
    assert [to_hex(p.get_facecolor()) for p in ax.patches][1] == PALETTE["softer"]
    sides = {text.get_text(): text.get_ha() for text in ax.texts}
    assert sides == {"−3 (2019)": "right", "≈2 (2020)": "left"}


def test_a_path_leads_from_the_last_whole_year_to_the_target(kite_data):
    frame = rows(kite_data, 50.0, 60.0, 65.0, 90.0, status=["reported"] * 3 + ["target"])
    frame.loc[2, ["period", "when"]] = ["2021-03", 2021.2]
    ends = [(2020, 60), (2022, 90)]
    for path in (True, False):
        ax = panel(forms.lines(frame, "Kites", path=path))
        found = [[*zip(*line.get_data(), strict=True)] for line in ax.lines]
        assert (ends in found) is path


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_parts_of_a_whole_fill_one_bar_from_end_to_end(kite_data, narrow):
    frame = rows(kite_data, 80.0, 20.0).assign(what=["Old", "New"])
    ax = panel(forms.stack(frame, "Kites", by="what"), narrow=narrow)
    assert [(p.get_x(), p.get_width()) for p in ax.patches] == [(0, 80), (80, 20)]
    assert ax.get_xlim() == (0, 100)
    assert [(t.get_text(), t.xy[0], t.get_ha()) for t in ax.texts] == [
        ("Old", 0, "left"), ("New", 100, "right"),
    ]  # fmt: skip


def test_each_economy_has_its_own_colour_and_name(report):
    frame = report.data.select("rd_intensity", ["CHN", "USA", "JPN", "DEU"], ["2021", "2022"])
    geos = report.data.geos
    assert frame["geo"].nunique() == 4
    for drawing in [forms.lines(frame, "R&D")]:
        ax = panel(drawing)
        for _, rows_of in frame.groupby("geo"):
            geo, values = rows_of["geo"].iloc[0], rows_of["value"].tolist()
            lines = [line for line in ax.lines if list(line.get_ydata()) == values]
            assert {to_hex(line.get_color()) for line in lines} == {geos.loc[geo, "colour"]}
            labels = [t for t in ax.texts if geos.loc[geo, "name"] in t.get_text()]
            assert {to_hex(label.get_color()) for label in labels} == {geos.loc[geo, "colour"]}
            assert labels, f"{geo} is named by another name than that of geos.csv"
            weight = {label.get_weight() for label in labels}
            assert weight == {"bold" if geo == "CHN" else "normal"}


def test_the_lead_economy_has_the_thickest_line(report):
    frame = report.data.select("rd_intensity", ["DEU", "CHN"], slice(2000, 2010))
    ax = panel(forms.lines(frame.sort_values("geo", ascending=False), "R&D"))
    width = {
        to_hex(line.get_color()): line.get_linewidth()
        for line in ax.lines
        if len(line.get_xdata()) > 1
    }
    assert width[LEAD] > width["#82675b"]


def test_economies_are_named_in_the_first_row_and_where_their_order_changes(kite_data):
    both = kite_data.select("kites", ["CHN", "FRA"], "2021")
    parts = [both.assign(what=what) for what in ("First", "Second", "Third")]
    parts[2].loc[parts[2]["geo"] == "FRA", "value"] = 200.0
    ax = panel(forms.dots(pd.concat(parts), "Kites", by="what"))
    assert points(ax) == {
        (110, 0): filled(LEAD), (30, 0): filled(PALETTE["world"]),
        (110, 1): filled(LEAD), (30, 1): filled(PALETTE["world"]),
        (110, 2): filled(LEAD), (200, 2): filled(PALETTE["world"]),
    }  # fmt: skip
    assert texts(ax) == ["France 30", "China 110", "30", "110", "China 110", "France 200"]


def test_a_target_is_named_at_its_own_mark(kite_data):
    frame = rows(kite_data, 5.0, 9.0, 20.0, status=["reported", "reported", "target"])
    value, goal = panel(forms.lines(frame, "Kites")).texts
    assert (value.get_text(), value.xy) == ("China\n9", (2020, 9))
    assert (goal.get_text(), goal.xy) == ("target 20", (2021, 20))
    assert goal.get_color() == MUTED


def test_a_turn_is_said_at_its_point_on_the_outer_side(kite_data):
    frame = rows(kite_data, 20.0, 90.0, 40.0, 60.0)
    ax = panel(forms.lines(frame, "Kites", turns={"2020": "at the peak"}, also=["2021"]))
    said = {text.get_text(): (text.xy, text.get_position()[1]) for text in ax.texts}
    assert said["90 at the peak"] == ((2020, 90), 8)
    assert said["40"] == ((2021, 40), -8)


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_no_line_runs_through_what_is_said_at_a_turn(kite_data, narrow):
    """Another line lies close above it, so that there is room on the inner side only."""
    frame = rows(kite_data, 8.0, 12.0, 12.0, 12.0, geo="CHN")
    other = rows(kite_data, 13.0, 13.0, 13.0, 13.0, geo="FRA", lead=False, colour="")
    look = {"turns": {"2020": "before"}, "zero": True}
    ax = panel(forms.lines(pd.concat([frame, other]), "Kites", **look), narrow=narrow)
    (label,) = (text for text in ax.texts if "before" in text.get_text())
    lines = [line.get_transform().transform_path(line.get_path()) for line in ax.lines]
    box = label.get_window_extent()
    assert not any(path.intersects_bbox(box, filled=False) for path in lines)


@pytest.mark.parametrize(
    ("note", "said"),
    [("more than", ">20"), ("about", "≈20"), ("over 20, as a round figure", ">20"), ("", "20")],
)
def test_a_target_is_as_exact_as_its_note_says(kite_data, note, said):
    frame = rows(kite_data, 5.0, 9.0, 20.0, status=["reported", "reported", "target"], note="")
    frame.loc[2, "note"] = note
    *_, goal = panel(forms.lines(frame, "Kites")).texts
    assert goal.get_text() == f"target {said}"
    assert texts(panel(forms.points(frame, "Kites")))[2] == said
    assert said in texts(panel(forms.bars(frame, "Kites", by="period")))


def test_only_the_note_of_a_target_makes_it_less_exact(kite_data):
    frame = rows(kite_data, 5.0, 9.0, note="about the size of a door")
    assert texts(panel(forms.lines(frame, "Kites"))) == ["China\n9"]


def test_an_axis_of_decades_has_each_of_them_and_no_other(kite_data):
    ax = panel(forms.lines(rows(kite_data, 0.7, 10.0, 240.0), "Kites", log=True))
    low, high = ax.get_ylim()
    assert 0 < low < 0.7 < 240 < high
    seen = [tick.get_text() for tick in ax.get_yticklabels(which="both") if tick.get_text()]
    inside = [one for one in seen if low <= float(one.replace(",", "")) <= high]
    assert inside == ["1", "10", "100"]
    assert list(ax.get_yticks(minor=True)) == []


@pytest.mark.parametrize(
    ("values", "look", "there"),
    [
        ((5.0, 9.0), {"zero": True}, True),
        ((5.0, 9.0), {}, False),
        ((-5.0, 9.0), {}, False),
        ((5.0, 9.0), {"log": True}, False),
    ],
)
def test_a_floor_has_a_line_only_at_zero(kite_data, values, look, there):
    ax = panel(forms.lines(rows(kite_data, *values), "Kites", **look))
    assert bool(ax.spines["bottom"].get_visible()) is there


def test_a_value_axis_has_three_ticks_at_least(kite_data):
    ax = panel(forms.lines(rows(kite_data, 72.2, 81.0), "Kites"))
    low, high = ax.get_ylim()
    assert sum(low <= tick <= high for tick in ax.get_yticks()) >= 3


def test_a_line_along_the_floor_is_as_thick_as_elsewhere(kite_data):
    ax = panel(forms.lines(rows(kite_data, 0.0, 0.0, 5.0), "Kites", zero=True))
    assert not any(line.get_clip_on() for line in ax.lines if len(line.get_xdata()) == 3)


def test_a_long_line_that_is_uncertain_throughout_says_so_once(kite_data):
    frame = rows(kite_data, *map(float, range(10, 40)), first=1990, status="estimate")
    assert points(panel(forms.lines(frame, "Kites"))) == {(2019, 39): ("o", LEAD, PAPER)}


def test_lines_of_words_are_few_and_even():
    assert marks.wrap("one two three four five", 19) == "one two three\nfour five"
    assert marks.wrap("one two", 19) == "one two"
    assert marks.wrap("", 19) == ""
    assert marks.wrap("unbreakable word", 4) == "unbreakable\nword"


def test_on_a_phone_a_name_is_nearer_to_its_bars_than_to_those_above(kite_data):
    two = [rows(kite_data, 9.0, 8.0).assign(what=what) for what in ("Kites", "Rest")]
    ax = panel(forms.bars(pd.concat(two), "Made", by="what", within="period"), narrow=True)
    name = ax.get_yticklabels()[1].get_window_extent()
    ends = [bar.get_window_extent() for bar in ax.patches]
    assert name.y0 - ends[2].y1 < ends[1].y0 - name.y1


@pytest.mark.parametrize(("status", "said"), [("at_least", ">5"), ("estimate", "≈5")])
def test_a_label_is_as_exact_as_the_status(kite_data, status, said):
    frame = rows(kite_data, 3.0, 5.0, status=["reported", status])
    assert texts(panel(forms.points(frame, "Kites"))) == ["3", said]
    assert texts(panel(forms.lines(frame, "Kites"))) == [f"China\n{said}"]


def test_single_points_near_each_other_pull_their_figures_apart(kite_data):
    frame = rows(kite_data, *[5.0] * 12).drop(index=[1, 3, 4, 5, 6, 7, 8, 10])
    ax = panel(forms.points(frame, "Kites"), narrow=True)
    assert [text.get_ha() for text in ax.texts] == ["center", "center", "center", "center"]
    frame = rows(kite_data, *[5.0] * 12).drop(index=[1, 2, 3, 6, 7, 8, 9, 10])
    ax = panel(forms.points(frame, "Kites"), narrow=True)
    assert [text.get_ha() for text in ax.texts] == ["center", "right", "left", "center"]


def test_a_timeline_breaks_where_half_a_year_is_bare(report):
    steps = report.data.timeline(["term-first-used", "work-conference-2023", "jiangsu-2025"])
    ax = panel(forms.timeline(steps, "Steps"))
    said = [text.get_text() for text in ax.texts]
    assert [word for word in said if "later" in word] == ["15 months later"]
    assert [word for word in said if word.isdecimal()] == ["2023", "2025"]
    dashed = [line.is_dashed() for line in ax.lines if line.get_marker() == "None"]
    assert dashed == [False, False, True]


def test_the_years_of_a_line_are_whole_and_all_inside(kite_data):
    frame = kite_data.select("fair_visitors", "CHN", slice(2021, 2022))
    ax = panel(forms.lines(frame, "Visitors"))
    low, high = ax.get_xlim()
    assert low < frame["when"].min()
    assert frame["when"].max() < high
    assert all(float(tick.get_text()).is_integer() for tick in ax.get_xticklabels())


@pytest.mark.parametrize("narrow", [False, True])
def test_labels_at_the_ends_do_not_overlap(report, narrow):
    # four values that nearly coincide
    frame = report.data.select("rd_intensity", ["CHN", "USA", "JPN", "DEU"], ["2021", "2022"])
    ax = panel(forms.lines(frame.assign(value=2.0), "R&D"), narrow=narrow)
    boxes = sorted((t.get_window_extent().y0, t.get_window_extent().y1) for t in ax.texts)
    assert len(boxes) == 4
    assert all(below[1] <= above[0] + 3 for below, above in itertools.pairwise(boxes))


def test_boxes_are_pushed_apart_no_more_than_needed():
    assert marks.spread([0, 100], [10, 10], -50) == [0, 100]
    assert marks.spread([50, 50], [10, 10], 0) == pytest.approx([45, 55], abs=0.1)
    assert marks.spread([2, 2], [10, 10], 0) == pytest.approx([5, 15], abs=0.1), "on the floor"


def test_tiles_are_as_many_as_there_are_and_named_by_symbol(kite_data):
    frame = pd.DataFrame({"row": ["a", "a", "b"], "kind": ["no", "yes", "yes"]})
    look = {"symbols": {"yes": "+", "no": "-"}, "source": "Source: here."}
    colours = {"yes": PALETTE["usa"], "no": PALETTE["softer"]}
    drawing = forms.tiles(frame, "Things", rows="row", by="kind", colours=colours, **look)
    ax = panel(drawing)
    tiles = sorted((tile.get_y(), tile.get_x(), tile.get_facecolor()) for tile in ax.patches)
    fills = [to_hex(fill) for _, _, fill in tiles]
    assert fills == [PALETTE["usa"], PALETTE["softer"], PALETTE["usa"]]
    said = sorted((text.get_position()[::-1], text.get_text()) for text in ax.texts)
    words = " ".join(text for _, text in said)
    assert words.startswith("A, 2 + - B, 1 +")
    assert "+\u00a0yes\u00a02 · -\u00a0no\u00a01" in words
    assert drawing.summary == "3 tiles; yes: 2; no: 1."


@pytest.mark.parametrize("wrong", ["nmaes", "color", "legend"])
def test_a_keyword_that_no_form_has_is_refused_by_its_name(kite_data, wrong):
    with pytest.raises(TypeError, match=wrong):
        forms.lines(rows(kite_data, 1.0, 2.0), "Kites", **{wrong: {}})


def test_a_frame_that_cannot_be_drawn_is_refused_in_a_sentence(kite_data):
    frame = rows(kite_data, 1.0, 2.0)
    with pytest.raises(ValueError, match="the frame has no column colour, what; draw rows of a"):
        forms.dots(frame.drop(columns="colour"), "Kites", by="what")
    with pytest.raises(ValueError, match="there is no row to draw"):
        forms.bars(frame.head(0), "Kites")


@pytest.mark.parametrize("form", [forms.lines, forms.bars])
def test_a_display_name_and_a_colour_may_be_given(kite_data, form):
    frame = rows(kite_data, 5.0, 9.0, what="kites")
    frame = frame if form is forms.lines else frame.head(1)
    look = {"names": {"kites": "Paper birds"}, "colours": {"kites": PALETTE["usa"]}}
    ax = panel(form(frame, "Kites", by="what", **look))
    words = [text.get_text() for text in (*ax.texts, *ax.get_yticklabels())]
    assert any("Paper birds" in text for text in words)
    marks_used = [to_hex(line.get_color()) for line in ax.lines if line.get_color() != MUTED]
    marks_used += [to_hex(patch.get_facecolor()) for patch in ax.patches]
    assert set(marks_used) == {PALETTE["usa"]}
