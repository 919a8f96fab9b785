"""What the bench needs before it can measure anything: a book of any size, a page to write to."""

import re

import kitehouse
import peers
import scale

from press.workshop import Workshop


def test_a_generated_book_has_as_many_of_everything_and_no_problem(tmp_path):
    root = scale.make(tmp_path / "two", 2)
    assert "press seal" not in kitehouse.do(root, "refresh")
    assert "no problems" in kitehouse.do(root, "check")
    shop = Workshop(root)
    assert len(shop.chapters()) == 2
    assert shop.data.observations["series"].value_counts()["load_01"] > 1900
    assert len([name for name in shop.numbers if name.startswith("load-")]) == 200


def test_a_table_replaces_the_one_with_its_head_and_nothing_else(tmp_path, capsys):
    page = tmp_path / "measured.txt"
    page.write_text("One.\n\n| A | B |\n|---|---|\n| old | 1 |\n\nTwo.\n\n| A | C |\n")
    peers.put(page, "| A | B |\n|---|---|\n| new | 2 |\n")
    assert page.read_text() == "One.\n\n| A | B |\n|---|---|\n| new | 2 |\n\nTwo.\n\n| A | C |\n"
    assert "| new | 2 |" in capsys.readouterr().out


def test_every_table_has_its_place_on_the_page():
    text = (kitehouse.ROOT / "book" / "measured.txt").read_text(encoding="utf-8")
    heads = {line for line in text.splitlines() if re.match(r"\| (What|A chapter|In a book)", line)}
    seconds = {"first": [2.0, 1.0, 3.0], "then": [4.0, 4.0, 4.0]}
    table = peers.times(seconds)
    assert table.splitlines()[0] in heads
    assert "| first | 1.00 | 0.50–1.50 |" in table
    assert "| then | 2.00 | 2.00–2.00 |" in table
    assert len(heads) == 3
