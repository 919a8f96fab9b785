"""Show the problems that the checks found, to a person or to a code host."""

from __future__ import annotations

import os
import re
from pathlib import Path

from press import datacheck, paths
from press.check import check


def run(originals: Path | None, *, fix: bool) -> int:
    """Check, print every problem, and give the exit code."""
    if fix:
        for name in datacheck.fix(paths.DATA):
            print(f"mended data/{name}")
    problems, unchecked = check(originals=originals)
    for problem in problems:
        print(problem)
        if os.environ.get("GITHUB_ACTIONS"):
            place = re.match(r"(?P<file>[^,]+)(, line (?P<line>\d+))?", problem.where)
            line = f",line={place['line']}" if place["line"] else ""
            print(f"::error file={place['file']}{line},title={problem.rule}::{problem.what}")
    for sentence in unchecked:
        print(f"not checked: {sentence}")
    print(f"{len(problems)} problems" if problems else "no problems")
    return 1 if problems else 0
