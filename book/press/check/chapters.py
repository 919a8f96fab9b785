"""Check the chapters: executed, canonical, fresh, showing only what a page can show."""

import ast
import json
import re
from collections.abc import Iterator

import yaml
from nbformat import NotebookNode

from nqpf.palette import MIME
from press import notebooks
from press.check.prose import bare_figures
from press.rules import Problem
from press.staleness import Fingerprints
from press.workshop import Workshop

#: Bytes of the outputs of one cell from which a page becomes slow and a repository heavy.
HEAVY = 2_000_000
#: What a chapter may not call, because its outputs would then depend on more than the dataset.
_OUTSIDE = {
    "open", "read_csv", "read_json", "read_excel", "read_text", "read_bytes", "write_text",
    "write_bytes", "to_csv", "urlopen", "now", "today", "time", "perf_counter", "random",
    "default_rng", "urandom", "input", "system",
}  # fmt: skip
_REPR = re.compile(r"<(Figure size |module '|[\w.]+ object at 0x)|\bat 0x[0-9a-f]{6,}")


def readable_problems(shop: Workshop) -> list[Problem]:
    """Find chapters that are no notebooks, or that the contents do not list."""
    found = []
    try:
        settings = yaml.safe_load((shop.book / "myst.yml").read_text(encoding="utf-8"))
        listed = set(re.findall(r"[\w-]+\.ipynb", json.dumps(settings["project"]["toc"])))
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        what = f"cannot be read as the contents of a book ({str(error).splitlines()[0]})"
        return [Problem("contents", "book/myst.yml", what)]
    for path in sorted(shop.notebooks.glob("*.ipynb")):
        if path.name not in listed:
            what = "is not in the contents of book/myst.yml"
            found.append(Problem("contents", shop.relative(path), what))
        try:
            notebooks.read(shop, path)
        except notebooks.ChapterError as error:
            found.append(Problem("unreadable", shop.relative(path), str(error)))
    return found


def problems(shop: Workshop) -> list[Problem]:
    """Find what is wrong with chapters that can be read, and what they no longer use."""
    found: list[Problem] = []
    charts: dict[str, str] = {}
    cells: dict[str, str] = {}
    prints = Fingerprints(shop)
    used = {item for claim in shop.claims.values() for item in claim.rests_on.split()}
    for number in shop.numbers.values():
        used |= {f"series:{row['series']}" for row in _rows(shop, number.id)}
    for path in shop.chapters():
        name, notebook = shop.relative(path), notebooks.read(shop, path)
        used |= set(notebook.metadata.get("nqpf", {}))
        for place, cell in enumerate(notebook.cells, start=1):
            where = f"{name}, cell {place}"
            if other := cells.setdefault(cell.get("id", where), name) != name and cells[cell.id]:
                what = f"the cell id {cell.id!r} stands in {other} too"
                found.append(Problem("cell-twice", where, what))
            if cell.cell_type == "code" and cell.source.strip():
                found += _source_problems(shop, where, cell)
                found += _output_problems(where, cell, charts, name)
        if path.read_text(encoding="utf-8") != notebooks.canonical(notebook):
            found.append(Problem("not-canonical", name, "holds traces of an editor or a machine"))
        elif why := prints.stale_because(path):
            what = f"its outputs are not those of its inputs; changed: {', '.join(why)}"
            found.append(Problem("stale", name, what))
    for kind, table in (("series", shop.data.series), ("event", shop.data.events)):
        for line, (one, row) in enumerate(table.iterrows(), start=2):
            if f"{kind}:{one}" not in used and row["theme"] != "control":
                where = f"data/{'series' if kind == 'series' else 'events'}.csv, line {line}"
                found.append(Problem("unused", where, f"nothing uses the {kind} {one}"))
    return found


def _rows(shop: Workshop, number: str) -> list[dict]:
    try:
        return shop.rows(number)
    except (KeyError, ValueError):
        return []  # a broken number is named already


def _source_problems(shop: Workshop, where: str, cell: NotebookNode) -> Iterator[Problem]:
    """Find magics, calls that reach past the dataset, and figures typed into a finding."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        magic = re.search(r"^\s*[%!]", cell.source, re.MULTILINE)
        what = "a magic or shell command" if magic else f"line {error.lineno}: {error.msg}"
        yield Problem("magic" if magic else "syntax", where, what)
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in _OUTSIDE:
            what = f"calls {called}()"
            yield Problem("outside-call", f"{where}, line {node.lineno}", what)
        if called == "publish":
            for typed, line in _typed(node):
                if bare_figures(typed, shop.settings.names):
                    what = f"a figure typed into a finding: {typed!r}"
                    fix = 'take it from the register: {n("name")}'
                    yield Problem("bare-figure", f"{where}, line {line}", what, fix)


def _typed(call: ast.Call) -> Iterator[tuple[str, int]]:
    """Give the texts of a finding that are typed, not computed."""
    for piece in [*call.args[2:], *(k.value for k in call.keywords if k.arg == "finding")]:
        inside = {
            id(part)
            for shown in ast.walk(piece)
            if isinstance(shown, ast.FormattedValue)
            for part in ast.walk(shown.value)
        }
        for part in ast.walk(piece):
            text = part.value if isinstance(part, ast.Constant) else None
            if isinstance(text, str) and id(part) not in inside:
                yield text, part.lineno


def _output_problems(
    where: str, cell: NotebookNode, charts: dict[str, str], name: str
) -> Iterator[Problem]:
    """Find what makes a cell untestable, and what a page cannot show of it."""
    if cell.execution_count is None:
        yield Problem("not-executed", where, "the cell was never executed")
    shown = "raises-exception" in cell.metadata.get("tags", ())
    if len(json.dumps(cell.outputs)) > HEAVY:
        yield Problem("heavy-output", where, f"shows more than {HEAVY:,} bytes")
    for output in cell.outputs:
        data = output.get("data", {})
        if output.output_type == "error" and not shown:
            yield Problem("error-output", where, f"ended in {output.ename}: {output.evalue}")
        elif output.output_type == "stream" and output.name == "stderr":
            yield Problem("stderr-output", where, f"writes {output.text.strip()[:100]!r} to stderr")
        elif chart := data.get(MIME):
            if charts.setdefault(chart["id"], f"{where}") != where:
                what = f"chart {chart['id']!r} also stands in {charts[chart['id']]}"
                yield Problem("chart-twice", where, what)
            label = f"#| label: fig-{chart['id']}"
            if cell.source.splitlines()[0].strip() != label:
                what = f"the first line of the cell is not {label!r}"
                yield Problem("chart-label", where, what)
        elif "application/vnd.jupyter.widget-view+json" in data:
            yield Problem("unshowable", where, "shows a widget, which needs a running kernel")
        elif any(kind.startswith("image/") for kind in data) and not _alt(output):
            yield Problem("alt-text", where, "shows a picture without alternative text")
        elif set(data) == {"text/plain"} and _REPR.search(data["text/plain"]):
            yield Problem("unshowable", where, f"shows {data['text/plain'][:60]!r}")


def _alt(output: NotebookNode) -> bool:
    given = output.get("metadata", {})
    return any(isinstance(one, dict) and one.get("alt") for one in (given, *given.values()))
