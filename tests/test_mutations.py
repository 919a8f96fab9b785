"""A sample of the proof by mutation; the whole of it is `make mutate`."""

import random

import mutate


def test_a_sample_of_mutations_is_noticed_and_named():
    dice = random.Random(2025)
    kinds = dice.sample(list(mutate.CLASSES), 8)
    mutations = [mutate.CLASSES[kind](dice) for kind in kinds]
    verdicts = mutate.judge_all(mutations, workers=1, quiet=True)
    unnoticed = [
        f"{verdict}: {mutation.what}"
        for mutation, verdict in zip(mutations, verdicts, strict=True)
        if verdict != "killed"
    ]
    assert not unnoticed
