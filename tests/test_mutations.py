"""The proof by mutation on the small book, every class of change; on the whole: `make mutate`."""

import contextlib
import random

import mutate
import pytest


def test_every_class_of_mutation_is_noticed_and_named(toy):
    left = {}
    for kind in mutate.CLASSES:
        with contextlib.suppress(LookupError):  # the small book has nothing to change so
            mutation = mutate.draw(toy, random.Random(2025), kind)
            plain, sealed = mutate.judge(toy.root, mutation)
            if "crashed" in (plain, sealed) or (plain != "killed" and kind not in mutate.WHY):
                left[mutation.what] = (plain, sealed)
    assert left == {}


def test_no_class_is_excused_that_does_not_exist():
    assert {*mutate.WHY} <= {*mutate.CLASSES}
    assert len(mutate.CLASSES) >= 35


@pytest.mark.parametrize(("more", "verdict"), [("", "survived"), ("\nAnd 7 more.\n", "unnamed")])
def test_what_is_not_noticed_or_not_named_is_said(toy, more, verdict):
    page = toy.book / "index.md"
    text = page.read_text(encoding="utf-8")
    mutation = mutate.Mutation("book/index.md", text + more, ("no such place",), "")
    assert mutate.judge(toy.root, mutation)[0] == verdict
    assert page.read_text(encoding="utf-8") == text
