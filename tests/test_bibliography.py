"""Computed pages: the sources of a chapter, formulas in words, and how strong the sources are."""

import json
import random
import re
import shutil

import kites
import pytest
import toy

from nqpf.settings import MIME
from press import pages
from press.workshop import Workshop

report = kites.report  # fixture
STEMS = sorted(path.stem for path in (kites.ROOT / "notebooks").glob("[0-9]*.ipynb"))


def chart(chart_id, *rows, source="Source: here."):
    csv = "\n".join(["series,geo,period,value,status,source", *rows]) + "\n"
    csv = csv if rows else "theme,kind\nai,ai\n"
    return [{"output_type": "display_data", "metadata": {}}
            | {"data": {MIME: {"id": chart_id, "csv": csv, "source": source}}}]  # fmt: skip


def listed(tmp_path, *cells, read=()):
    """Write a chapter with these cells; give what stands at its end."""
    shop = Workshop(kites.write(tmp_path / "kitebook"))
    with (shop.notebooks / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write('traditional = { title = "Strings" }\n')
    notebook = json.loads(toy.notebook(*cells))
    notebook["metadata"] = {"nqpf": dict.fromkeys(read, "digest")}
    (shop.notebooks / "02_kites.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return re.sub(r"\\(.)", r"\1", pages.generate(shop)["02_kites"])


KITES = ("kites,CHN,2020,100,reported,lindow-2024", "kites,JPN,2021,200,reported,lindow-2024")


def test_what_was_drawn_is_told_with_exactly_its_sources(tmp_path):
    text = listed(tmp_path, ("a", chart("a", *KITES)), ("b", chart("b", KITES[1])))
    assert "| Kites | thousand | China, Japan | 2020–2021 | 2 |" in text, "a row counts once"
    assert "numbers in the text: 1\n" in text
    assert "- Lindow: [Kite yearbook](<https://lindow.example/k>), 2024-05-01 (tier A)" in text
    assert "Blog" not in text
    assert "Fair" not in text


def test_a_computed_row_counts_for_each_of_its_series_and_sources(tmp_path):
    row = "fair_visitors kites,CHN,2022,2.5,at_most,fair-2021 lindow-2024"
    text = listed(tmp_path, ("a", chart("a", row)))
    assert "| Kites | thousand | China | 2022 | 1 |" in text
    assert "| Visitors | thousand | China | 2022 | 1 |" in text
    assert text.index("The fair in figures") < text.index("Kite yearbook"), "sorted by publisher"


@pytest.mark.parametrize("way", ["linked", "read"])
def test_the_sources_of_a_number_are_listed_too(tmp_path, way):
    prose = "A share of [about 74%ᶜ](#num-kite-share)." if way == "linked" else "No number."
    read = ["number:kite-share", "series:strings"] if way == "read" else ["series:strings"]
    text = listed(tmp_path, prose, ("a", chart("a", *KITES)), read=read)
    assert "- Blog: Toys & strings, 2025-02-01 (tier C)" in text
    assert "numbers in the text: 2\n" in text
    assert "Fair" not in text, "a series that is only read is not drawn"


def test_a_chart_of_other_things_than_rows_says_where_it_is_from(tmp_path):
    text = listed(tmp_path, ("a", chart("a", source="Source: the codebook <here>.")))
    assert text.split() == ["Source:", "the", "codebook", "<here>."]


def generated(tmp_path, **lines):
    """Write the computed pages of the project about kites, without the escapes of Markdown."""
    shop = Workshop(kites.write(tmp_path / "kitebook", **lines))
    with (shop.notebooks / "book.toml").open("a", encoding="utf-8") as settings:
        settings.write('traditional = { title = "Strings" }\n')
    return {name: re.sub(r"\\(.)", r"\1", text) for name, text in pages.generate(shop).items()}


def test_formulas_and_conditions_are_written_for_readers(tmp_path):
    found = generated(tmp_path)
    for words in (
        "(Kites, China, 2023 ÷ Kites, China, 2020 − 1) × 100",
        "Kites, China, 2030, target",
        "rank of Kites, China, 2021 among all economies",
    ):
        assert f":::{{dropdown}} How it is computed\n{words}\n" in found["numbers"]
    assert "- Recomputed: Kites in 2020 = 100\n" in found["evidence"]


def test_no_formula_of_the_book_shows_an_id(orders, report):
    ids = "|".join([*map(re.escape, report.numbers), *report.data.series.index])
    _, _, found = orders[0]
    place = r"^(?:- Recomputed: |:::\{dropdown\} How it is computed\n)(.*)$"
    told = re.findall(place, "\n".join(found.values()), re.M)
    assert len(told) > len(report.numbers)
    assert [text for text in told if re.search(rf"(?<!\w)({ids})(?!\w)|[\[{{_]", text)] == []


def test_a_number_counts_by_its_weakest_source_and_an_observation_by_its_own(tmp_path):
    own = [
        "id,theme,title,formula,format,note",
        'mixed,ai,M,"kite_share[CHN, 2023] - kites[CHN, 2020] + kites[CHN, 2021]",{:.0f},',
        'strong,ai,S,"kites[CHN, 2020] + kites[CHN, 2021]",{:.0f},',
        'middle,ai,T,"fair_visitors[CHN, 2022] / kites[CHN, 2020]",{:.0f},',
        'twice,ai,U,"fair_visitors[CHN, 2022] / kites[CHN, 2021]",{:.0f},',
        "constant,ai,V,7,{:.0f},",
    ]
    claims = kites.CLAIMS[1].replace("number:kites-2020 ", "").replace("kites-2020 = 100", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kites, "CLAIMS", [kites.CLAIMS[0], claims])
        table = generated(tmp_path, numbers=own)["tiers"]
    shares = dict(re.findall(r"^\| (\w+)[^|]*\|((?: [\d.]+ \|){3})$", table, re.M))
    assert shares["numbers"] == " 25.0 | 50.0 | 25.0 |"
    # of the 18 rows ten are of the yearbook, seven of the fair, one of the blog
    assert shares["observations"] == " 55.6 | 38.9 | 5.6 |"


class Executed:
    """A chapter, its code cells run in an order drawn by lot; one that lacks a name comes later."""

    def __init__(self, stem, seed):
        self.path = kites.ROOT / "notebooks" / f"{stem}.ipynb"
        self.notebook = json.loads(self.path.read_text(encoding="utf-8"))
        first, *cells = [c for c in self.notebook["cells"] if c["cell_type"] == "code"]
        if seed is not None:
            random.Random(seed).shuffle(cells)
        space = {}
        exec("".join(first["source"]), space)
        book, cells, tries = space["book"], list(cells), 0
        publish, self.charts = book.publish, []
        book.publish = lambda *a, **k: self.charts.append(publish(*a, **k))
        while cells:
            cell = cells.pop(0)
            try:
                exec("".join(cell["source"]), space)
            except NameError:
                cells.append(cell)
                tries += 1
                assert tries < 100, f"no order of the cells of {stem} works"
        self.used = {name for name in book.used if name.startswith("number:")}

    def write(self, folder):
        shown = {"output_type": "display_data", "metadata": {}}
        outputs = [shown | {"data": {MIME: one.face}} for one in self.charts]
        cells = [c for c in self.notebook["cells"] if c["cell_type"] == "markdown"]
        drawing = {"cell_type": "code", "id": "x", "source": "draw", "execution_count": None}
        cells.append(drawing | {"metadata": {}, "outputs": outputs})
        metadata = {"nqpf": dict.fromkeys(sorted(self.used), "")}
        text = json.dumps(self.notebook | {"cells": cells, "metadata": metadata})
        (folder / self.path.name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    """All chapters executed in three orders, and what each gives as its sources."""
    found = []
    for seed in (None, 1, 2):
        root = tmp_path_factory.mktemp("order")
        for name in ("data", "seeds"):
            shutil.copytree(kites.ROOT / name, root / name)
        for name in ("book", "notebooks"):
            (root / name).mkdir()
        shutil.copy(kites.ROOT / "notebooks" / "book.toml", root / "notebooks")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(kites.ROOT / "notebooks")
            done = {stem: Executed(stem, seed) for stem in STEMS}
        for one in done.values():
            one.write(root / "notebooks")
        found.append((done, Workshop(root), pages.generate(Workshop(root))))
    return found


@pytest.mark.parametrize("stem", STEMS)
def test_the_sources_do_not_depend_on_the_order_of_the_cells(orders, stem):
    (stored, _, first), *others = orders
    assert stored[stem].charts, "no chart was published"
    ids = [[c.face["id"] for c in done[stem].charts] for done, _, _ in orders]
    assert len(ids[0]) < 4 or ids[0] not in ids[1:], "the order was not changed"
    for _, _, texts in others:
        assert texts[stem] == first[stem]


@pytest.mark.parametrize("stem", STEMS)
def test_the_sources_are_those_of_rows_drawn_and_numbers_linked(orders, report, stem):
    done, shop, _ = orders[0]
    one = done[stem]
    cells = one.notebook["cells"]
    prose = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    named = {*re.findall(r"#num-([\w-]+)\)", prose), *(name[7:] for name in one.used)}
    wanted = {row["source"] for name in named for row in report.rows(name)}
    for chart in one.charts:
        if "source" in (frame := chart.drawing.frame):
            wanted |= {name for cell in frame["source"] for name in cell.split()}
    assert {*pages.drawn(shop, shop.notebooks / f"{stem}.ipynb")["sources"].index} == wanted


@pytest.mark.parametrize("stem", STEMS)
def test_every_drawn_row_names_a_source_of_each_of_its_series(orders, report, stem):
    rows, events = report.data.observations, report.data.events
    known = {*zip(rows["series"], rows["source"], strict=True), *events["source"].items()}
    for chart in orders[0][0][stem].charts:
        if "source" not in chart.drawing.frame:
            continue
        for row in chart.drawing.frame.to_dict("records"):
            series, sources = row["series"].split(), row["source"].split()
            for name in series:
                has = any((name, source) in known for source in sources)
                assert has, f"{chart.face['id']}, {row['period']}: no source of {name}"
            for source in sources:
                has = any((name, source) in known for name in series)
                assert has, f"{chart.face['id']}, {row['period']}: {source} is of no series in it"


def test_a_number_rests_on_all_of_its_inputs(report):
    for name in report.numbers:
        rows = report.rows(name)
        figure = report.value(name)
        assert set(figure.sources) == {row["source"] for row in rows}, name
        assert set(figure.series) == {row["series"] for row in rows}, name
        assert figure.tier == max((row["tier"] for row in rows), default=""), name
