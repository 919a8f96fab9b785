"""A reader asks charts for their values: by pointer, by finger and by the arrow keys."""

import csv
import io
import json
import re

import pytest
from browsing import CHAPTERS, PHONE, WIDER, served, violations
from html_pages import ROOT, slug

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}


def faces(stem: str) -> list[dict]:
    notebook = json.loads((ROOT / f"notebooks/{stem}.ipynb").read_text(encoding="utf-8"))
    data = [out.get("data", {}) for cell in notebook["cells"] for out in cell.get("outputs", [])]
    return [face for one in data for kind, face in one.items() if kind.endswith(".chart+json")]


def drawn(face: dict) -> list[tuple[dict, dict]]:
    """Each row of the CSV of a chart with what is to be said of it and where."""
    tables = [csv.DictReader(io.StringIO(face[part])) for part in ("csv", "rows")]
    return list(zip(*tables, strict=True))


def some(things: list, count: int = 10) -> list:
    """Ten of them, from the first to the last."""
    last = len(things) - 1
    return [things[round(last * n / (count - 1))] for n in range(count)] if last else things


def told(row: dict, said: str) -> bool:
    """Whether a readout gives the value of a row of the CSV, rounded as drawn."""
    for shown in re.findall(r"[-−+]?\d[\d,]*(?:\.\d+)?", said):
        number = float(shown.replace(",", "").replace("−", "-"))
        places = len(shown.partition(".")[2])
        if abs(number - float(row["value"])) <= 0.5 * 10**-places + 1e-9:
            return True
    return False


def plot(page, face):
    found = page.locator(f"[id='fig-{face['id']}'] .plot").locator("visible=true")
    found.scroll_into_view_if_needed()
    return found


def place(found, reading: dict) -> tuple[float, float]:
    """Where on the screen a mark is."""
    name = "wide" if "wide" in found.get_attribute("class") else "narrow"
    x, y, _ = (int(part) / 10 for part in reading[name].split())
    area = found.locator("svg").bounding_box()
    scale = found.evaluate("plot => plot.querySelector('svg').viewBox.baseVal.width")
    return area["x"] + x * area["width"] / scale, area["y"] + y * area["width"] / scale


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_chart_gives_ten_values_to_a_pointer(reader, address, stem):
    one = reader(viewport=DESK)
    page = one.open(f"{address}{slug(stem)}/")
    for face in faces(stem):
        found, rows = plot(page, face), drawn(face)
        for row, reading in some(rows):
            x, y = place(found, reading)
            page.mouse.move(x, y)
            said = page.locator(".readout").locator("visible=true").inner_text()
            spots = [r["wide"] for _, r in rows]
            twins = [pair for pair in rows if pair[1]["wide"] == reading["wide"]]
            assert spots.count(reading["wide"]) == len(twins)
            if "value" in row:
                assert any(told(twin, said) for twin, _ in twins), (face["id"], row, said)
            assert any(r["name"] in said and r["period"] in said for _, r in twins), (
                face["id"],
                reading,
                said,
            )
            sources = face["about"]["sources"]
            for twin, _ in twins[:1]:
                named = [sources[name]["publisher"] for name in twin.get("source", "").split()]
                assert all(name in said for name in named), (face["id"], named, said)
    assert one.errors == []


@pytest.mark.parametrize("stem", CHAPTERS)
def test_every_chart_gives_ten_values_to_the_arrow_keys(reader, address, stem):
    one = reader(viewport=PHONE, color_scheme="dark", reduced_motion="reduce")
    page = one.open(f"{address}{slug(stem)}/")
    for face in faces(stem):
        found, rows = plot(page, face), drawn(face)
        found.focus()
        seen = []
        for key in ["Home", *["ArrowRight"] * 5, "End", *["ArrowLeft"] * 3]:
            page.keyboard.press(key)
            box = found.locator(".readout")
            said = box.inner_text()
            seen.append(said)
            assert any(
                r["name"] in said and r["value"] in said and ("value" not in row or told(row, said))
                for row, r in rows
            ), (face["id"], said)
            heard = page.locator("[role=status].vh").inner_text()
            assert all(line in heard for line in said.split("\n")), (said, heard)
            inner, outer = box.bounding_box(), found.bounding_box()
            assert inner["x"] >= outer["x"] - 1, f"{face['id']}: the readout leaves the drawing"
            assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1, face["id"]
        assert len(set(seen)) >= min(3, len(rows)), f"{face['id']}: the keys lead nowhere"
        page.keyboard.press("Escape")
        assert page.locator(".readout").locator("visible=true").count() == 0
    assert page.evaluate(WIDER) == []
    assert one.errors == []


def test_a_finger_asks_and_the_page_is_not_told(reader, address):
    stem, face = next((s, f) for s in CHAPTERS for f in faces(s) if f["form"] == "Line chart")
    one = reader(viewport=PHONE, has_touch=True)
    page = one.open(f"{address}{slug(stem)}/")
    found, (row, reading) = plot(page, face), drawn(face)[-1]
    page.touchscreen.tap(*place(found, reading))
    readout = found.locator(".readout")
    assert told(row, readout.inner_text())
    assert page.locator("[role=status].vh").inner_text() == "", "it is read aloud unasked"
    lines = {name["name"] for r, name in drawn(face) if r["period"] == row["period"]}
    assert all(name in readout.inner_text() for name in lines), "a line says nothing"
    page.touchscreen.tap(5, 5)
    assert readout.is_visible() is False
    assert one.errors == []


@pytest.mark.parametrize("look", [PHONE, DESK], ids=["phone", "desk"])
def test_a_hair_shows_the_time_that_is_asked_of_lines(reader, address, look):
    page = reader(viewport=look).open(f"{address}{slug(CHAPTERS[1])}/")
    forms = {}
    for face in faces(CHAPTERS[1]):
        found = plot(page, face)
        found.focus()
        page.keyboard.press("End")
        hair = found.locator(".rings line")
        forms.setdefault(face["form"], set()).add(hair.count())
        if hair.count():
            box, ring = hair.bounding_box(), found.locator(".rings circle").first.bounding_box()
            assert box["x"] == pytest.approx(ring["x"] + ring["width"] / 2, abs=1), face["id"]
            years = found.locator("svg text", has_text=re.compile(r"^\d{4}$")).first
            assert box["y"] + box["height"] < years.bounding_box()["y"], "it runs through the years"
            assert box["height"] > 100, face["id"]
        page.keyboard.press("Escape")
        assert found.locator(".rings > *").count() == 0
    assert forms.pop("Line chart") == {1}
    assert set().union(*forms.values()) == {0}, forms


def test_a_table_is_sorted_by_the_column_that_is_pressed(reader, address):
    stem, face = next((s, f) for s in CHAPTERS for f in faces(s) if f["form"] == "Line chart")
    page = reader(viewport=DESK).open(f"{address}{slug(stem)}/")
    figure = page.locator(f"[id='fig-{face['id']}']")
    figure.locator("details.data > summary").click()
    cells = figure.locator("tbody tr td:nth-of-type(1)")

    def numbers() -> list[float]:
        return [float(cell.split()[0].rstrip("%")) for cell in cells.all_inner_texts() if cell]

    drawn = numbers()
    head = figure.locator("thead th").nth(1)
    for order, sign in (("ascending", 1), ("descending", -1)):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == order
        assert numbers() == sorted(drawn, key=lambda n, sign=sign: sign * n)
    assert page.evaluate(WIDER) == []
    assert violations(page) == []


def test_a_chart_stands_in_the_page_of_another_site(reader, address, tmp_path):
    face = faces(CHAPTERS[1])[0]
    frame = f'<iframe src="{address}charts/{face["id"]}/" width="340" height="600"></iframe>'
    head = '<!doctype html><title>x</title><link rel="icon" href="data:,">'
    (tmp_path / "index.html").write_text(head + frame)
    with served(tmp_path) as elsewhere:
        one = reader(viewport=DESK)
        page = one.open(elsewhere)
        inner = page.frame_locator("iframe")
        assert inner.locator(".finding").inner_text() == face["finding"]
        assert inner.locator(".source").inner_text() == face["source"]
        found = inner.locator(".plot").locator("visible=true")
        found.focus()
        page.keyboard.press("End")
        assert found.locator(".readout").inner_text()
        assert inner.locator(".home a").get_attribute("target") == "_top"
        assert one.errors == []
        assert len([url for url in one.requests if "/charts/" in url or "/static/" in url]) <= 4
