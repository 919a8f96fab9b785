"""The data renew themselves: from recorded answers, and never from an answer of another shape."""

import contextlib
import csv
import http.server
import io
import shutil
import subprocess
import threading
import time
from pathlib import Path

import httpx
import kitehouse
import pytest

from nqpf.errors import UnknownIdError
from nqpf.tables import Package
from press.check import check
from press.connectors import ConnectorError, OfflineError, Web, connectors, read
from press.seals import seal
from press.update import UpdateError, compare, held, update, verify
from press.workshop import Workshop

ROOT = kitehouse.ROOT
RECORDED = ROOT / "tests" / "recorded"
KITES = "https://lindow.example/kites.csv"
#: What the made-up yearbook says; the book holds exactly this, in thousands.
YEARBOOK = """Land,Year,Kites,Unit
China,2019,80000,pieces
China,2020,100000,pieces
China,2021,110000,pieces
China,2022,121000,pieces
China,2023,150000,pieces
Germany,2021,110000,pieces
France,2021,30000,pieces
Japan,2021,200000,pieces
"""
#: A list, one entry a kite; it is declared by the row below.
LIST = """Kite,Day,Lands
Red,2021-03-01,"Japan, China"
"Blue
and green",2021-05-02,"China,China"
Gold,2022-01-01,Atlantis
Grey,,China
White,2022-07-09,Japan
Black,2023-02-03,France
"""
COUNTED = f'kites,lindow-2024,{KITES},Lands,*=USA,",",Day,year,*,CHN; FRA,,1,0'


def lookup(address: str) -> Path:
    """Find the recording of an address by the name of its file."""
    index = csv.DictReader((RECORDED / "index.csv").open(encoding="utf-8"))
    return RECORDED / next(row["file"] for row in index if row["address"] == address)


def answering(answer, tmp_path, **options) -> Web:
    """A web in which every address has an answer: a text, bytes, a response or a function."""

    def handle(request: httpx.Request) -> httpx.Response:
        given = answer(request) if callable(answer) else answer
        return given if isinstance(given, httpx.Response) else httpx.Response(200, content=given)

    transport = httpx.MockTransport(handle)
    return Web(tmp_path / "cache", transport=transport, pause=0, **options)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The project about kites, refreshed, as a commit."""
    root = kitehouse.make(tmp_path_factory.mktemp("update") / "kites")
    kitehouse.do(root, "refresh")
    for command in (
        ("init", "-q"), ("add", "-A"),
        ("-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "-qm", "kites"),
    ):  # fmt: skip
        subprocess.run(["git", *command], cwd=root, check=True)
    return root


@pytest.fixture
def shop(made, tmp_path):
    """A copy that may change."""
    return Workshop(shutil.copytree(made, tmp_path / "kites"))


def tables(shop) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shop.data_folder.iterdir()}


def done(shop, web, *wanted) -> str:
    """Update, and give all that was said."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        update(shop, wanted, web=web, day="2026-12-01")
    return said.getvalue().rstrip("\n")


def refused(shop, web) -> str:
    """Update what must be refused; nothing may be written by that."""
    before = tables(shop)
    with pytest.raises((UpdateError, OfflineError)) as caught:
        done(shop, web)
    assert tables(shop) == before
    return str(caught.value)


def reproduced() -> tuple[int, int]:
    """Count the observations that recorded answers give byte for byte, and all of them."""
    book = Workshop(ROOT)
    rows, same = Package(book.data_folder).read("observations"), set()
    for connector in connectors(book):
        if connector["series"] in ("gdp_yuan", "manufacturing_va"):
            continue  # the evidence keeps them rounded, so nothing of them is recorded
        got = read(connector, lookup(connector["address"]), book.data.geos)
        own = held(connector, rows, got)
        assert (own["now"] == own["value"]).all(), connector["series"]
        same.update(own[["series", "geo", "period", "status", "source"]].itertuples(index=False))
    return len(same), len(rows)


def test_more_than_half_of_the_dataset_comes_out_of_recorded_answers_byte_for_byte():
    same, all_of_them = reproduced()
    assert same / all_of_them >= 0.54, f"{same} of {all_of_them}"


def test_the_recordings_are_small_and_each_is_used_and_described():
    index = list(csv.DictReader((RECORDED / "index.csv").open(encoding="utf-8")))
    files = {path.name for path in RECORDED.glob("*.csv")} - {"index.csv"}
    assert {row["file"] for row in index} == files
    assert sum(path.stat().st_size for path in RECORDED.iterdir()) < 1.5e6
    told = {connector["address"] for connector in connectors(Workshop(ROOT))}
    assert {row["address"] for row in index} <= told
    assert all(row["dated"] and row["kept_in"] for row in index)


def test_the_recorded_answers_change_nothing_in_the_book(tmp_path):
    root = tmp_path / "project"
    for name in ("data", "seeds", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=kitehouse.WASTE)
    web = answering(lambda request: lookup(str(request.url)).read_bytes(), tmp_path)
    wanted = {c["series"] for c in connectors(Workshop(root))} - {"gdp_yuan", "manufacturing_va"}
    before = tables(Workshop(root))
    assert done(Workshop(root), web, *wanted) == "every fetched value is that of the dataset"
    assert tables(Workshop(root)) == before


def test_an_equal_answer_changes_nothing(shop, tmp_path):
    before = tables(shop)
    assert done(shop, answering(YEARBOOK, tmp_path)) == "every fetched value is that of the dataset"
    assert tables(shop) == before


def test_a_revised_value_is_a_readable_difference_with_both_vintages_and_a_flagged_verdict(
    shop, tmp_path
):
    said = done(shop, answering(YEARBOOK.replace("2020,100000", "2020,105000"), tmp_path))
    rows = (shop.data_folder / "observations.csv").read_text("utf-8")
    assert "kites,CHN,2020,100,superseded,lindow-2024,\n" in rows
    assert "kites,CHN,2020,105,revised,lindow-2024-20261201,\n" in rows
    source = shop.again().data.sources.loc["lindow-2024-20261201"]
    assert (source["date"], source["licence"], source["tier"]) == ("2026-12-01", "CC0", "A")
    assert KITES in source["via"]
    assert "SHA-256 " in source["via"]
    flag, *rest = said.splitlines()
    assert flag.startswith("CONTRADICTED seeds/claims.csv")
    assert "kites-2020 = 100" in flag
    assert "Numbers (2)\n  kites-2020\n    was  100 thousand\n    now  105 thousand" in "\n".join(
        rest
    )
    assert {p.rule for p in check(shop.again())} >= {"verdict-contradicted"}
    assert done(shop.again(), answering(YEARBOOK.replace("2020,100000", "2020,105000"), tmp_path))


def test_a_new_year_is_a_row_and_an_old_one_that_the_book_left_out_is_none(shop, tmp_path):
    more = "China,2024,160000,pieces\nChina,2001,20000,pieces\nIndia,2024,9000,pieces\n"
    done(shop, answering(YEARBOOK + more, tmp_path))
    rows = shop.again().data.observations.query("source == 'lindow-2024-20261201'")
    columns = ["geo", "period", "value", "status"]
    assert rows[columns].to_numpy().tolist() == [["CHN", "2024", 160.0, "reported"]]


def test_a_withdrawn_year_is_named_and_kept(shop, tmp_path, monkeypatch):
    monkeypatch.setattr("press.update.LOST", 0.2)
    before = tables(shop)
    said = done(shop, answering(YEARBOOK.replace("China,2022,121000,pieces\n", ""), tmp_path))
    assert "withdrawn by the publisher, kept here: kites CHN 2022" in said
    assert tables(shop) == before


def test_only_the_wanted_series_are_asked_for(shop, tmp_path):
    with pytest.raises(UnknownIdError, match="kitez"):
        done(shop, answering(YEARBOOK, tmp_path), "kitez")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (YEARBOOK.replace("Kites", "Kites made", 1), "line 1: the header has no column 'Kites'"),
        (YEARBOOK.replace("pieces", "thousands"), "no line is of Unit=pieces"),
        (YEARBOOK.replace("000,", ","), "is 0.001 times what it was, in thousand; has"),
        (YEARBOOK.replace("100000", "about 100000"), "line 3: 'about 100000' is no number"),
        (YEARBOOK.replace("2020", "20/21"), "line 3: '20/2' is no year"),
        (YEARBOOK + "China,2020,1,pieces\n", "line 10: CHN 2020 stands twice"),
        (YEARBOOK[:-16], "line 9: 2 cells, but the header has 4 columns"),
        (YEARBOOK[: YEARBOOK.index("China,2022")], "5 of 8 known values of kites are missing; is"),
        ("<!doctype html><title>Sorry</title>", "a web page came instead of a table"),
        ("", "line 1: the file is empty"),
        (YEARBOOK.replace("pieces", '"pieces'), "line 3: a quotation mark is out of place"),
        (YEARBOOK.replace("China", "Chiña").encode("latin-1"), "line 2: byte 0xf1 is not UTF-8"),
        (YEARBOOK + "China,2024,1600000000,pieces\n", "1600000 thousand is outside the"),
        (httpx.Response(429, headers={"Retry-After": "0"}), f"{KITES} answers with 429"),
        (httpx.Response(500), f"{KITES} answers with 500"),
        (httpx.Response(404), f"{KITES} answers with 404"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) and "," not in value else "",
)  # fmt: skip
def test_an_answer_of_another_shape_is_a_sentence_and_writes_nothing(shop, tmp_path, answer, says):
    said = refused(shop, answering(answer, tmp_path))
    assert says in said
    assert said.endswith("; nothing of lindow-2024 was written")


@pytest.fixture
def counting(shop):
    """The project about kites, whose kites are counted in a list."""
    table = shop.data_folder / "connectors.csv"
    head, _ = table.read_text("utf-8").splitlines()
    table.write_text(f"{head}\n{COUNTED}\n", encoding="utf-8", newline="")
    seal(shop.again(), "The yearbook is a list now.", "2026-11-30")
    return shop.again()


def test_the_lines_of_a_list_are_counted(counting, tmp_path):
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    counts = read(connectors(counting)[0], tmp_path / "list.csv", counting.data.geos).to_dict()
    assert counts == {
        # the second kite is named twice by one land, and is of two lines
        ("CHN", "2021"): "2", ("JPN", "2021"): "1", ("FRA", "2021"): "0", ("USA", "2021"): "2",
        # the land of the first is not ours, but counts for all; a kite without a day does not
        ("CHN", "2022"): "0", ("JPN", "2022"): "1", ("FRA", "2022"): "0", ("USA", "2022"): "2",
        # the list may still add to 2023
    }  # fmt: skip


@pytest.mark.parametrize(
    ("between", "cell", "counts"),
    [
        ("", "United States", {"USA": "1"}),
        ("", "United States | China", {}),
        (" | ", "United States | China", {"USA": "1", "CHN": "1"}),
        (";", "China;United States;China", {"USA": "1", "CHN": "1"}),
    ],
)
def test_a_cell_of_a_list_names_one_economy_or_as_many_as_are_separated(
    counting, tmp_path, between, cell, counts
):
    (tmp_path / "list.csv").write_text(f"Lands,Day\n{cell},2021\nJapan,2022\n", encoding="utf-8")
    declared = {"geo_separator": between, "geo_names": "", "zero_geos": ""}
    connector = connectors(counting)[0] | declared
    if counts:
        got = read(connector, tmp_path / "list.csv", counting.data.geos)
        assert got.to_dict() == {(geo, "2021"): count for geo, count in counts.items()}
    else:
        with pytest.raises(ConnectorError, match="no line is of an economy we know"):
            read(connector, tmp_path / "list.csv", counting.data.geos)


def test_a_list_without_a_line_is_a_sentence(counting, tmp_path):
    (tmp_path / "list.csv").write_text("Lands,Day\n", encoding="utf-8")
    connector = connectors(counting)[0] | {"zero_geos": ""}
    with pytest.raises(ConnectorError, match="no line is of an economy we know"):
        read(connector, tmp_path / "list.csv", counting.data.geos)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (LIST.replace("Lands", "Countries"), "line 1: the header has no column 'Lands'"),
        (LIST.replace("Day", "Date"), "line 1: the header has no column 'Day'"),
        (LIST.replace("2022-07-09", "July 2022"), "line 7: 'July' is no year"),
        (LIST.replace("2021-05-02", "May 2021"), "line 3: 'May ' is no year"),
        (LIST.replace("2022-07-09", "9/7/2022"), "line 7: '9/7/' is no year"),
        (LIST.replace("China", "Cathay"), "no line is of CHN"),
        (LIST[: LIST.index("Gold")], "no line is of FRA"),
        (LIST[: LIST.index("Red")], "no line is of CHN"),
    ],
)
def test_a_list_of_another_shape_is_a_sentence_and_writes_nothing(counting, tmp_path, answer, says):
    said = refused(counting, answering(answer, tmp_path))
    assert f"{KITES}, {says}" in said or f"{KITES}: {says}" in said
    assert said.endswith("; nothing of lindow-2024 was written")


def test_a_year_of_a_list_is_new_when_the_next_one_has_begun(tmp_path):
    book = Workshop(ROOT)
    [connector] = connectors(book, ["notable_ai_models"])
    text = lookup(connector["address"]).read_text("utf-8")
    (tmp_path / "list.csv").write_text(text + "2027-01-08,China\n", encoding="utf-8")
    got = read(connector, tmp_path / "list.csv", book.data.geos)
    rows = Package(book.data_folder).read("observations")
    revised, new, gone = compare(book, connector, got, rows)
    assert revised.empty
    assert not gone
    assert set(new["period"]) == {"2026"}
    assert set(connector["zero_geos"].split("; ")) | {"WLD"} <= set(new["geo"])


def test_one_source_that_fails_keeps_no_other_from_being_renewed(shop, tmp_path):
    strings = "strings,fair-2021,https://fair.example/s.csv,Land,,,Year,year,Strings,,,1,3\n"
    table = shop.data_folder / "connectors.csv"
    table.write_text(table.read_text("utf-8") + strings, encoding="utf-8", newline="")

    def answer(request):
        fine = YEARBOOK.replace("2019,80000", "2019,81000")
        return fine if request.url.host == "lindow.example" else httpx.Response(500)

    with pytest.raises(UpdateError, match="answers with 500; nothing of fair-2021 was written"):
        done(shop, answering(answer, tmp_path))
    rows = (shop.data_folder / "observations.csv").read_text("utf-8")
    assert "kites,CHN,2019,81,revised,lindow-2024-20261201,\n" in rows
    assert "fair-2021-2026" not in rows


def test_a_busy_server_is_asked_again(shop, tmp_path):
    answers = iter(
        [httpx.Response(429, headers={"Retry-After": "0"}), httpx.Response(200, text=YEARBOOK)]
    )
    assert "every fetched" in done(shop, answering(lambda _: next(answers), tmp_path))
    assert next(answers, None) is None


def test_only_what_is_newer_is_sent_again(shop, tmp_path):
    asked = []

    def answer(request):
        asked.append(request.headers.get("If-None-Match"))
        assert "report-book" in request.headers["User-Agent"]
        if asked[-1]:
            return httpx.Response(304, headers={"ETag": '"1"'})
        headers = {"ETag": '"1"', "Cache-Control": "max-age=300"}
        return httpx.Response(200, text=YEARBOOK, headers=headers)

    for _ in range(2):
        assert "every fetched" in done(shop, answering(answer, tmp_path))
    assert asked == [None, '"1"']


def test_another_host_is_not_followed(shop, tmp_path):
    asked = []

    def answer(request):
        asked.append(request.url.host)
        there = "https://lindow.example/b" if str(request.url) == KITES else "https://evil.example/"
        return httpx.Response(302, headers={"Location": there})

    assert "lindow.example leads away to evil.example" in refused(shop, answering(answer, tmp_path))
    assert set(asked) == {"lindow.example"}


def test_no_network_is_said_at_once(shop, tmp_path):
    asked = []

    def answer(request):
        asked.append(request)
        raise httpx.ConnectError("no such host")

    for run in (refused, lambda shop, web: verify_refused(shop, web)):
        said = run(shop, answering(answer, tmp_path))
        assert said == "lindow.example cannot be reached; is there a network? Nothing was changed"
    assert len(asked) == 2


def verify_refused(shop, web) -> str:
    before = tables(shop)
    with pytest.raises(OfflineError) as caught:
        verify(shop, web=web, day="2026-12-01")
    assert tables(shop) == before
    return str(caught.value)


@pytest.fixture
def server():
    """A server on this machine: a slow answer, one that ends too early, a page, none."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = YEARBOOK.encode()
            self.send_response(404 if self.path == "/gone" else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.path == "/slow":
                time.sleep(3)
            self.wfile.write(body[:50] if self.path == "/short" else body)

        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.mark.parametrize(("path", "says"), [("slow", "ReadTimeout"), ("short", "RemoteProtocol")])
def test_a_slow_or_broken_answer_is_a_sentence(shop, server, tmp_path, path, says):
    kitehouse.edit(shop.data_folder / "connectors.csv", KITES, f"{server}/{path}")
    seal(shop.again(), "The yearbook has moved.", "2026-11-30")
    said = refused(shop.again(), Web(tmp_path / "cache", pause=0, limit=0.5))
    assert f"/{path} gave no whole answer ({says}" in said


def test_verify_marks_only_what_was_seen_again_and_names_the_archive_of_the_dead(
    shop, server, tmp_path
):
    kitehouse.edit(shop.data_folder / "connectors.csv", KITES, f"{server}/kites.csv")
    kitehouse.edit(shop.data_folder / "sources.csv", "https://lindow.example/k", f"{server}/k")
    kitehouse.edit(shop.data_folder / "sources.csv", "https://fair.example/2021", f"{server}/gone")
    said = verify(shop.again(), web=Web(tmp_path / "cache", pause=0), day="2026-12-01")
    assert f"not opened  fair-2021: {server}/gone answers with 404; the archived copy" in said
    assert f"https://web.archive.org/web/20261121/{server}/gone" in said
    assert said.endswith("1 sources opened, 0 with every value seen again")
    assert "2026-12-01" not in (shop.data_folder / "sources.csv").read_text("utf-8")
    rows = shop.data_folder / "observations.csv"
    others = ("strings,CHN,2021,52", "kite_share,CHN,2019")
    kept = [row for row in rows.read_text("utf-8").split("\n") if not row.startswith(others)]
    rows.write_text("\n".join(kept), encoding="utf-8")
    said = verify(shop.again(), web=Web(tmp_path / "cache", pause=0), day="2026-12-01")
    assert said.endswith("1 sources opened, 1 with every value seen again")
    assert shop.again().data.sources["checked_on"].to_dict() == {
        "blog-2025": "unopened", "fair-2021": "2026-11-21", "lindow-2024": "2026-12-01",
    }  # fmt: skip


def test_verify_says_what_differs(shop, server, tmp_path):
    kitehouse.edit(shop.data_folder / "connectors.csv", KITES, f"{server}/kites.csv")
    kitehouse.edit(shop.data_folder / "observations.csv", "CHN,2020,100", "CHN,2020,101")
    said = verify(shop.again(), web=Web(tmp_path / "cache", pause=0), day="2026-12-01")
    assert "differs  lindow-2024: kites CHN 2020 is 101, there 100" in said
