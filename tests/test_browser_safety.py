"""What somebody plants in the data, a chapter or a claim is shown as text and does nothing."""

import json

import kitehouse
import pytest
from browsing import CROWDED, served
from kitehouse import edit

pytestmark = pytest.mark.browser

MARK = "<script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>go</a>"
RAW = (
    "<script>alert(6)</script><a href='javascript:alert(7)'>go</a><svg onload=alert(4)></svg>"
    "<p onclick='alert(5)' style='color:red'>a planted table</p>"
)
CELLS = [
    f"""#| label: fig-kites
from nqpf import forms, open_book
book = open_book()
rows = book.data.select("kites", ["CHN", "JPN"])
drawing = forms.lines(rows, "Kites, thousand")
book.publish("kites", drawing, finding={MARK + " Kites in China rose."!r})""",
    f"from IPython.display import HTML\nHTML({RAW!r})",
]


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The small book with the mark wherever a stranger could put it, built by its commands."""
    root = kitehouse.make(tmp_path_factory.mktemp("planted") / "kites")
    edit(root / "data/series.csv", "kites,Kites,", f"kites,Kites {MARK},")
    edit(root / "seeds/claims.csv", "Kites are many.", f"Kites are many {MARK}.")
    path = root / kitehouse.CHAPTER
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for place, source in enumerate(CELLS):
        cell = {"cell_type": "code", "id": f"planted-{place}", "metadata": {}, "outputs": []}
        notebook["cells"].append(cell | {"execution_count": None, "source": source})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    kitehouse.do(root, "refresh")
    kitehouse.do(root, "build")
    with served(root / "book" / "_build" / "html") as address:
        yield address


@pytest.mark.parametrize(
    ("page", "place", "shown"),
    [
        ("data/", "article", "Kites <script>alert(1)</script>"),
        ("evidence/", "article", "Kites are many <script>alert(1)</script>"),
        ("kites/", "figure.chart .finding", MARK),
        ("kites/", "article", "a planted table"),
    ],
)
def test_planted_code_is_shown_and_inert(reader, planted, page, place, shown):
    one = reader()
    tab = one.open(planted + page)
    tab.wait_for_load_state("networkidle")
    assert shown in tab.locator(place).first.inner_text()
    for link in tab.locator("a:text-is('go')").all():
        assert not (link.get_attribute("href") or "").startswith("javascript")
        link.click(force=True)
    assert tab.locator("article img, article script, [onclick], [onload], [onerror]").count() == 0
    assert tab.locator("article [style]").count() == 0
    assert one.errors == [], "an error or a dialog: something planted was tried"
    assert one.abroad(planted) == []


def test_a_planted_title_stays_inside_its_drawing(reader, planted):
    tab = reader().open(planted + "kites/")
    assert tab.locator(".plot svg").locator("visible=true").count() == 1
    assert [line for line in tab.evaluate(CROWDED) if "leaves" in line] == []
