"""Every chart of the book as it is drawn: no words meet, none leave the drawing, round years."""

import itertools
import json

import kites
import matplotlib as mpl
import pytest
from matplotlib.text import Text

from nqpf.charts import STYLE, Drawing
from nqpf.project import Project

CHAPTERS = sorted((kites.ROOT / "notebooks").glob("[0-9]*.ipynb"))


def drawings(chapter):
    """What the code of a chapter publishes: {id: drawing}."""
    found, scope = {}, {}

    def keep(book, chart_id, drawing, **_):
        found[chart_id] = drawing

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(kites.ROOT)
        patch.setattr(Project, "publish", keep)
        for cell in json.loads(chapter.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), scope)
    return found


def boxes(figure):
    """The words that a figure shows, each with the box of its ink in pixels."""
    with mpl.rc_context(STYLE):
        figure.draw_without_rendering()
    hidden = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = axis.get_major_ticks()
            shown = [t for t in ticks if low <= t.get_loc() <= high] if ax.axison else []
            hidden |= {id(t.label1) for t in ticks if t not in shown}
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden:
            yield text.get_text(), text.get_window_extent().padded(-1, -2)


def crowded(figure):
    """Pairs of words that meet, and words that leave the figure."""
    found = list(boxes(figure))
    yield from (
        (a, b) for (a, one), (b, two) in itertools.combinations(found, 2) if one.overlaps(two)
    )
    whole = figure.bbox.padded(2)
    yield from ((a,) for a, box in found if box.x0 < whole.x0 or box.x1 > whole.x1)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem[:2])
def test_no_words_of_a_chart_meet_or_leave_it(chapter):
    wrong = {
        (name, "narrow" if narrow else "wide"): pairs
        for name, drawing in drawings(chapter).items()
        for narrow in (False, True)
        if (pairs := list(crowded(drawing.figure(narrow=narrow))))
    }
    assert wrong == {}


def test_words_that_meet_or_leave_are_found():
    def paint(figure, narrow):
        ax = figure.subplots()
        ax.text(0.5, 0.5, "one")
        ax.text(0.51, 0.5, "two")
        ax.text(0.99, 0.9, "a long remark", in_layout=False)

    found = list(crowded(Drawing("Chart", None, "", paint).figure()))
    assert ("one", "two") in found
    assert ("a long remark",) in found
