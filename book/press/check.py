"""All static checks: seconds, no kernel, every problem at once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from nqpf import claims, dataset, numbers
from nqpf.dataset import Dataset, DatasetError
from press import chapters, claimcheck, datacheck, paths, prose, registers, staleness
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
    if originals:
        more, unchecked = check_originals(originals, paths.SEEDS)
        found += more
    try:
        data = dataset.load()
    except DatasetError as error:
        mend = "mend the dataset; chapters and prose are checked after that"
        return [*found, Problem("dataset", "data", str(error), mend)], unchecked
    if unreadable := list(_unreadable()):
        return [*found, *unreadable], unchecked
    try:
        numbers.register()
    except Exception as error:
        mend = "mend the module; everything that uses named numbers is checked after that"
        where = "notebooks/nqpf/register"
        return [*found, Problem("register", where, f"{error}", mend)], unchecked
    found += number_problems(data)
    found += claimcheck.problems(data)
    found += prose_problems(data)
    found += chapter_problems(data)
    found += usage_problems(data)
    found += register_problems()
    found += finding_problems(data)
    found += page_problems(data)
    return _once(found), unchecked


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def _unreadable() -> Iterator[Problem]:
    """Find chapters that are no notebooks; nearly every other check reads them."""
    for path in paths.chapters():
        try:
            chapters.read(path)
        except chapters.ChapterError as error:
            yield Problem("unreadable", paths.relative(path), str(error), "restore the file")


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
        notebook = chapters.read(path)
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


def usage_problems(data: Dataset) -> list[Problem]:
    """Check that no series or event is carried along that nothing uses."""
    used = {item for claim in claims.load().values() for item in claim.rests_on}
    used |= {f"series:{i[0]}" for n in numbers.register().values() for i in n.formula.inputs}
    used |= {f"series:{name}" for name in data.series.index[data.series["theme"] == "control"]}
    for path in paths.chapters():
        used |= set(chapters.read(path).metadata.get("nqpf", {}))
    found = []
    mend = "use it, or remove it with its rows"
    for name in data.series.index:
        if f"series:{name}" not in used:
            what = f"no chapter, number or claim uses the series {name}"
            found.append(Problem("series-unused", f"data/series.csv, row {name}", what, mend))
    for name in data.events.index:
        if f"event:{name}" not in used:
            what = f"no chapter or claim uses the event {name}"
            found.append(Problem("event-unused", f"data/events.csv, row {name}", what, mend))
    return found


def register_problems() -> Iterator[Problem]:
    """Check that a number is defined once, and that its format holds no figure of its own."""
    first: dict[tuple[str, str], str] = {}
    for number in numbers.register().values():
        where = f"notebooks/nqpf/register, number {number.id}"
        same = first.setdefault((number.formula.text, number.form), number.id)
        if same != number.id:
            what, mend = f"has the formula and the format of {same}", f"link to {same}; remove it"
            yield Problem("number-twice", where, what, mend)
        if re.search(r"\d", re.sub(r"\{[^}]*\}", "", number.form)):
            what = f"the format {number.form!r} holds a figure that nobody computes"
            yield Problem("number-form", where, what, "put the figure into the formula")


def finding_problems(data: Dataset) -> Iterator[Problem]:
    """Check that no finding hangs on tier C alone without saying so."""
    for path in paths.chapters():
        for where, text in prose.texts(path):
            for item in findings(text):
                tiers = {number_tier(m[2], data) for m in prose.LINK.finditer(item)}
                if tiers == {"C"} and not re.search(r"tier C|secondary", item):
                    what = f"a finding rests on tier C alone and does not say so: {item[:80]!r}"
                    mend = "say in the sentence that it is a secondary quotation"
                    yield Problem("finding-tier-c", where, what, mend)


def findings(text: str) -> list[str]:
    """List the findings of a chapter: the items under "What the data show"."""
    match = re.search(r"^## What the data show\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return re.findall(r"^- (.+)$", match[1], re.MULTILINE) if match else []


def number_tier(name: str, data: Dataset) -> str:
    """Give the weakest tier that a number rests on; "" where that is unknown (named elsewhere)."""
    try:
        return max((row["tier"] for row in numbers.get(name).rows(data)), default="A")
    except (KeyError, DatasetError):
        return ""


def page_problems(data: Dataset) -> list[Problem]:
    """Check that the generated pages are those of the dataset."""
    try:
        wanted = registers.generate(data)
    except (DatasetError, KeyError):
        return []  # a broken number or claim is named already
    found = []
    for path, text in wanted.items():
        stored = path.read_text(encoding="utf-8") if path.exists() else ""
        if stored == text:
            continue
        pairs = itertools.zip_longest(stored.splitlines(), text.splitlines(), fillvalue="")
        line, (old, new) = next((i, p) for i, p in enumerate(pairs, start=1) if p[0] != p[1])
        labels = re.findall(r"^\((\S+)\)=$", "\n".join(text.splitlines()[:line]), re.MULTILINE)
        entry = f", entry {labels[-1]}" if labels else ""
        found.append(
            Problem(
                "page-stale",
                f"{paths.relative(path)}, line {line}{entry}",
                f"says {old[:160]!r}, the dataset and the registers give {new[:160]!r}",
                "run make refresh; the page is generated, never edited",
            )
        )
    return found
