"""Check the chapters: executed, canonical, fresh, showing only what a page can show."""

import ast
import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

import yaml
from nbformat import NotebookNode

from nqpf.settings import MIME
from press import notebooks, texts
from press.check.words import bare_figures, findings
from press.notebooks import ChapterError
from press.staleness import Fingerprints
from press.workshop import Problem, Workshop

#: Bytes of the outputs of one cell from which a page becomes slow and a repository heavy.
HEAVY = 2_000_000
#: What says of a row what it is and where it is from: it follows from the rows behind it.
_ORIGIN = {"**", "series", "geo", "period", "when", "value", "status", "tier", "source"}


def readable_problems(shop: Workshop) -> Iterator[Problem]:
    """Find chapters and pages that cannot be read, or that the contents do not list."""
    toc = shop.book / "myst.yml"
    try:
        text = toc.read_text(encoding="utf-8")
        yaml.safe_load(text)["project"]["toc"]
        listed = {shop.relative(shop.book / name) for name in texts.pattern("listed").findall(text)}
    except (OSError, ValueError, KeyError, TypeError, RecursionError, yaml.YAMLError) as error:
        what = f"cannot be read as the contents of a book ({' '.join(str(error).split())})"
        yield Problem("unreadable", shop.relative(toc), what)
        return
    for name in sorted(name for name in listed if not (shop.root / name).is_file()):
        yield Problem("contents", shop.relative(toc), f"lists {name}, which is not there")
    for path in [*shop.chapters(), *shop.pages()]:
        name = shop.relative(path)
        if name not in listed:
            yield Problem("contents", name, "is not in the contents of book/myst.yml")
        try:
            path.read_text(encoding="utf-8") if path.suffix == ".md" else notebooks.read(shop, path)
        except ChapterError as error:
            yield Problem("unreadable", *error.args)
        except (OSError, UnicodeDecodeError) as error:
            yield Problem("encoding", name, f"cannot be read ({error})")


def problems(shop: Workshop) -> Iterator[Problem]:
    """Find what is wrong with chapters that can be read."""
    try:
        prints = Fingerprints(shop)
    except ChapterError as error:
        yield Problem("unreadable", *error.args)
        return
    seen: dict[tuple[str, str], str] = {}
    for path in shop.chapters():
        name, notebook = shop.relative(path), notebooks.read(shop, path)
        for place, cell in enumerate(notebook.cells, start=1):
            where = f"{name}, cell {place}"
            other = seen.setdefault(("cell", cell.id), where)
            if other != where:
                yield Problem("cell-twice", where, f"the id {cell.id!r} stands in {other} too")
            elif cell.cell_type == "markdown":
                for lost in re.findall(r"\(attachment:([^)\s]+)", cell.source):
                    if unquote(lost) not in cell.get("attachments", {}):
                        yield Problem("dead-link", where, f"the cell has no attachment {lost!r}")
            elif cell.cell_type == "code" and cell.source.strip():
                yield from _source_problems(shop, where, cell)
                yield from _output_problems(where, cell, seen)
        if path.read_text(encoding="utf-8") != notebooks.canonical(notebook):
            yield Problem("not-canonical", name, "holds traces of an editor or a machine")
        elif why := ", ".join(prints.stale_because(path)):
            yield Problem("stale", name, f"its outputs are not those of its inputs; changed: {why}")


def _source_problems(shop: Workshop, where: str, cell: NotebookNode) -> Iterator[Problem]:
    """Find magics, calls that reach past the dataset, and figures typed into a finding."""
    try:
        tree = ast.parse(cell.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if texts.pattern("magic").search(cell.source):
            yield Problem("magic", where, "a magic or shell command")
        else:
            yield Problem("syntax", where, str(error) or "nested too deeply")
        return
    for node in ast.walk(tree):
        for rule, what in _node_faults(node):
            yield Problem(rule, f"{where}, line {node.lineno}", what)
    for one in findings(where, cell.source):
        if bare_figures(one.text, shop.settings.names):
            fix = 'take it from the register: {n("name")}'
            yield Problem("bare-figure", one.where, f"typed into a finding: {one.text!r}", fix)


def _node_faults(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Say what a cell takes from outside, writes into rows or pairs by position: (rule, what)."""
    written = set()
    match node:
        case (
            ast.alias(name=name)
            | ast.ImportFrom(module=str(name))
            | ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))
            | ast.Attribute(attr="random" as name)
        ) if texts.pattern("outside").fullmatch(name.partition(".")[0]):
            yield "outside-call", f"uses {name}"
        case ast.Call(func=ast.Name(id="zip"), args=given):
            series = [one for one in given if not isinstance(one, ast.Tuple | ast.List)]
            keys = [getattr(part, "slice", None) for one in series for part in ast.walk(one)]
            if columns := [repr(k.value) for k in keys if isinstance(getattr(k, "value", 0), str)]:
                yield "by-hand", f"pairs the column {', '.join(columns)} by position"
        case ast.Call(func=ast.Attribute(attr="assign"), keywords=given):
            written = {one.arg or "**" for one in given}
        case (
            ast.Assign(targets=[ast.Subscript(slice=key)])
            | ast.AugAssign(target=ast.Subscript(slice=key))
        ):
            written = {getattr(part, "value", "") for part in ast.walk(key)}
    if wrong := written & _ORIGIN:
        yield "by-hand", f"assigns {', '.join(sorted(wrong))} by hand"


def _output_problems(
    where: str, cell: NotebookNode, seen: dict[tuple[str, str], str]
) -> Iterator[Problem]:
    """Find what makes a cell untestable, and what a page cannot show of it."""
    if cell.execution_count is None:
        yield Problem("not-executed", where, "the cell was never executed")
    if len(json.dumps(cell.outputs)) > HEAVY:
        yield Problem("heavy-output", where, f"shows more than {HEAVY:,} bytes")
    meant = "raises-exception" in cell.metadata.get("tags", ())
    for output in cell.outputs:
        data = output.get("data", {})
        kinds = sorted({*data} - {"text/plain"})
        if output.output_type == "error" and not meant:
            yield Problem("error-output", where, f"ended in {output.ename}: {output.evalue}")
        elif output.output_type == "stream" and output.name == "stderr":
            yield Problem("stderr-output", where, f"writes {output.text.strip()[:100]!r} to stderr")
        elif MIME in data:
            chart = str(data[MIME].get("id")) if isinstance(data[MIME], dict) else ""
            other = seen.setdefault(("chart", chart), where)
            if other != where or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", chart):
                what = f"also stands in {other}" if other != where else "is no name of a file"
                yield Problem("chart-id", where, f"the chart id {chart!r} {what}")
            if cell.source.splitlines()[0].strip() != (label := f"#| label: fig-{chart}"):
                yield Problem("chart-label", where, f"the first line of the cell is not {label!r}")
        elif kinds and not any(map(texts.pattern("shown").match, kinds)):
            what = f"shows {', '.join(kinds)}, which needs a running kernel or a script"
            yield Problem("unshowable", where, what)
        elif any(kind.startswith("image/") for kind in kinds) and not _alt(output):
            yield Problem("alt-text", where, "shows a picture without alternative text")
        elif data and not kinds and texts.pattern("object").search(data["text/plain"]):
            yield Problem("unshowable", where, f"shows {data['text/plain'][:60]!r}")


def _alt(output: NotebookNode) -> bool:
    given = output.get("metadata", {})
    faces = [face for face in (given, *given.values()) if isinstance(face, dict)]
    return any(str(face.get("alt") or "").strip() for face in faces)
