"""The proof by mutation on the small book, every class of change; on the whole: `make mutate`."""

import random

import mutate
import pytest


def test_every_class_of_mutation_is_noticed_and_named(toy):
    mutations = [mutate.draw(toy, random.Random(2025), kind) for kind in mutate.CLASSES]
    found = {mutation.what: mutate.judge(toy.root, mutation) for mutation in mutations}
    assert {what: verdict for what, verdict in found.items() if verdict != "killed"} == {}


@pytest.mark.parametrize(("more", "verdict"), [("", "survived"), ("\nAnd 7 more.\n", "unnamed")])
def test_what_is_not_noticed_or_not_named_is_said(toy, more, verdict):
    page = toy.book / "index.md"
    text = page.read_text(encoding="utf-8")
    mutation = mutate.Mutation("book/index.md", text + more, ("no such place",), "")
    assert mutate.judge(toy.root, mutation) == verdict
    assert page.read_text(encoding="utf-8") == text
