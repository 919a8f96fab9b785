"""All static checks: seconds, no kernel, every problem at once."""

import re

from nqpf.errors import DatasetError
from press import seals
from press.check import chapters, data, words
from press.workshop import Problem, Workshop, rules

#: Broken rules without which nothing that follows can be checked.
_STOP = {name for name, rule in rules().items() if rule.get("stops")}


def check(shop: Workshop) -> list[Problem]:
    """Run every static check; what rests on something broken is left for the next run."""
    try:
        list(map(re.compile, shop.settings.names))
    except (DatasetError, re.error) as error:
        return [Problem("settings", "notebooks/book.toml", str(error))]
    found = [*data.problems(shop), *chapters.readable_problems(shop)]
    if not _STOP.isdisjoint(p.rule for p in found):
        return found
    try:
        shop.data, shop.claims  # noqa: B018 - opened here so that it can fail here
    except DatasetError as error:
        return found or [Problem("dataset", "data", str(error))]
    apart = (seals.problems, words.register_problems, words.problems, chapters.problems)
    for problems in (*apart, words.sentence_problems):
        if not _STOP.isdisjoint(p.rule for p in found):
            break
        found += problems(shop)
    return list(dict.fromkeys(found))


def run(shop: Workshop, *, fix: bool = False) -> int:
    """Check, print every problem, and give the exit code."""
    for name in data.fix(shop) if fix else ():
        print(f"fixed {name}")
    found = check(shop)
    for problem in found:
        print(problem)
    if _STOP.isdisjoint(problem.rule for problem in found):
        print(words.tally(shop))
    print({0: "no problems", 1: "1 problem"}.get(len(found), f"{len(found)} problems"))
    return 1 if found else 0
