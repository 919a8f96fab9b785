"""All static checks: seconds, no kernel, every problem at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from nqpf import dataset, numbers
from nqpf.dataset import Dataset, DatasetError
from press import chapters, datacheck, paths, prose, registers, staleness
from press.originals import check_originals
from press.problems import Problem


def check(*, originals: Path | None = None) -> tuple[list[Problem], list[str]]:
    """Run every static check.

    Args:
        originals: a folder with the source documents, where someone has them.

    Returns:
        The problems, and plain sentences on what could not be checked.
    """
    unchecked: list[str] = []
    found = datacheck.schema_problems(paths.DATA) + datacheck.semantic_problems(paths.DATA)
    found += seeds_problems()
    if originals:
        more, unchecked = check_originals(originals, paths.SEEDS)
        found += more
    try:
        data = dataset.load()
    except DatasetError as error:
        mend = "mend the dataset; chapters and prose are checked after that"
        return [*found, Problem("dataset", "data", str(error), mend)], unchecked
    found += number_problems(data)
    found += prose_problems(data)
    found += chapter_problems(data)
    found += page_problems(data)
    return _once(found), unchecked


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def seeds_problems() -> list[Problem]:
    """Check the register of claims against the chapters that treat them."""
    found = []
    rows = [dict(row) for row in _csv(paths.SEEDS / "claims.csv")]
    documents = {row["id"] for row in _csv(paths.SEEDS / "documents.csv")}
    seen: set[str] = set()
    cited = {p.stem: set(_claims_in(p)) for p in paths.chapters()}
    for line, row in enumerate(rows, start=2):
        where = f"seeds/claims.csv, line {line}"
        if row["id"] in seen:
            found.append(
                Problem("claim-twice", f"{where}, column id", row["id"], "give it an id of its own")
            )
        seen.add(row["id"])
        if row["document"] not in documents:
            found.append(
                Problem(
                    "claim-document",
                    f"{where}, column document",
                    f"{row['document']!r} is not in seeds/documents.csv",
                    f"use one of {', '.join(sorted(documents))}",
                )
            )
        if row["theme"] not in registers.THEMES:
            found.append(
                Problem(
                    "claim-theme",
                    f"{where}, column theme",
                    f"{row['theme']!r} is no theme",
                    f"use one of {', '.join(registers.THEMES)}",
                )
            )
            continue
        chapter = registers.THEMES[row["theme"]][1]
        if chapter in cited and row["id"].lower() not in cited[chapter]:
            found.append(
                Problem(
                    "claim-untreated",
                    where,
                    f"claim {row['id']} of theme {row['theme']} is not treated in "
                    f"notebooks/{chapter}.ipynb",
                    f"treat it there, with a link [{row['id']}](#claim-{row['id'].lower()})",
                )
            )
    known = {row["id"].lower() for row in rows}
    for path in [*paths.chapters(), *paths.pages()]:
        for name in sorted(set(_claims_in(path)) - known):
            found.append(
                Problem(
                    "claim-unknown",
                    paths.relative(path),
                    f"links to claim {name!r}, which is not in seeds/claims.csv",
                    "correct the id",
                )
            )
    return found


def _csv(path: Path) -> list[dict[str, str]]:
    return datacheck.read_rows(path.parent, path.stem)


def _claims_in(path: Path) -> list[str]:
    return [m[1] for _, text in prose.texts(path) for m in prose.CLAIM.finditer(text)]


def number_problems(data: Dataset) -> list[Problem]:
    """Compute every named number; check that it is used and says what kind of figure it is."""
    found = []
    used = registers.uses()
    for number in numbers.register().values():
        where = f"notebooks/nqpf/register, number {number.id}"
        try:
            text = number.text(data)
        except DatasetError as error:
            mend = "restore the row it needs, or mend its formula or format"
            found.append(Problem("number-broken", where, str(error), mend))
            continue
        if number.id not in used:
            found.append(
                Problem(
                    "number-unused", where, "no text uses it", "remove it, or link to it in a text"
                )
            )
        direct = len(number.formula.inputs) == 1 and number.formula.text.startswith(
            number.formula.inputs[0][0] + "["
        )
        bound = direct and number.rows(data)[0]["status"] == "at_least"
        if bound and not re.match(r"(at least|over|more than)\b", text):
            found.append(
                Problem(
                    "lower-bound",
                    where,
                    f"{text!r} was published as “more than”",
                    'begin its format with "at least", "over" or "more than"',
                )
            )
    return found


def prose_problems(data: Dataset) -> list[Problem]:
    """Check the figures of all chapters and pages."""
    found = []
    for path in [*paths.chapters(), *paths.pages()]:
        for where, text in prose.texts(path):
            found += prose.link_problems(where, text, data)
            found += prose.bare_figure_problems(where, text)
    return found


def chapter_problems(data: Dataset) -> list[Problem]:
    """Check that chapters are executed, canonical and fresh."""
    found = []
    seen: dict[str, str] = {}
    for path in paths.chapters():
        try:
            notebook = chapters.read(path)
        except chapters.ChapterError as error:
            name = paths.relative(path)
            found.append(Problem("unreadable", name, str(error), "restore the file"))
            continue
        found += chapters.structure_problems(path, notebook)
        for place, cell in enumerate(notebook.cells, start=1):
            if cell.cell_type == "code":
                where = f"{paths.relative(path)}, cell {place}"
                found += prose.code_figure_problems(where, cell.source)
        for _, chart in chapters.charts(notebook):
            if chart["id"] in seen:
                found.append(
                    Problem(
                        "chart-twice",
                        paths.relative(path),
                        f"chart {chart['id']!r} also stands in {seen[chart['id']]}",
                        "give it an id of its own",
                    )
                )
            seen[chart["id"]] = path.name
        if path.read_text(encoding="utf-8") != chapters.canonical(notebook):
            found.append(
                Problem(
                    "not-canonical",
                    paths.relative(path),
                    "the file holds traces of an editor or a machine",
                    "run make refresh",
                )
            )
        why = staleness.stale_because(path, data)
        if why:
            found.append(
                Problem(
                    "stale",
                    paths.relative(path),
                    f"its outputs are not those of its inputs; changed: {', '.join(why)}",
                    "run make refresh, then read what the charts show now",
                )
            )
    return found


def page_problems(data: Dataset) -> list[Problem]:
    """Check that the generated pages are those of the dataset."""
    try:
        wanted = registers.generate(data)
    except (DatasetError, KeyError):
        return []  # a broken number is named already
    return [
        Problem(
            "page-stale",
            paths.relative(path),
            "is not what the dataset and the registers give",
            "run make refresh; the page is generated, never edited",
        )
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
