"""What somebody plants in the data, a chapter or a claim is shown as text and does nothing."""

import json

import pytest
import toy
import workshop
from browsing import CROWDED, served

pytestmark = pytest.mark.browser

MARK = "<script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>go</a>"
RAW = (
    MARK + "<svg onload=alert(4)></svg><p onclick='alert(5)' style='color:red'>a planted table</p>"
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The small book with the mark wherever a stranger could put it, built by its commands."""
    root = workshop.kites(tmp_path_factory.mktemp("planted") / "kites")
    toy.edit(root / "data/series.csv", "kites,Kites,", f"kites,Kites {MARK},")
    toy.edit(root / "seeds/claims.csv", "Kites are many.", f"Kites are many {MARK}.")
    chapter = next((root / "notebooks").glob("*.ipynb"))
    notebook = json.loads(chapter.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        cell["source"] = source.replace("Kites in China rose", f"{MARK} Kites in China rose")
    cell = {"cell_type": "code", "id": "planted", "metadata": {}, "outputs": []}
    show = f"from IPython.display import HTML\nHTML({RAW!r})"
    notebook["cells"].append(cell | {"execution_count": None, "source": show})
    chapter.write_text(json.dumps(notebook), encoding="utf-8")
    workshop.do(root, "refresh")
    workshop.do(root, "build")
    with served(root / "book" / "_build" / "html") as address:
        yield address


@pytest.mark.parametrize(
    ("page", "place", "shown"),
    [
        ("data/", "article", "Kites <script>alert(1)</script>"),
        ("evidence/", "article", "Kites are many <script>alert(1)</script>"),
        ("ai-push/", "figure.chart .finding", MARK),
        ("ai-push/", "article", "a planted table"),
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
    tab = reader().open(planted + "ai-push/")
    assert tab.locator(".plot svg").locator("visible=true").count() == 1
    assert [line for line in tab.evaluate(CROWDED) if "leaves" in line] == []
