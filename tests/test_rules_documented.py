"""The contributor's guide lists every rule of the checks, every command, and nothing else."""

import ast
import re
from pathlib import Path

import pytest
import typer

from press import __main__ as workshop
from press import datacheck, paths

GUIDE = paths.ROOT / "CONTRIBUTING.md"
ROW = re.compile(r"^\| `([a-z-]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
COMMAND = re.compile(r"^\| `press ([a-z]+)[^`]*` \|", re.MULTILINE)


def columns(function: ast.FunctionDef) -> list[str]:
    """List what the loop variable `column` of a function runs through."""
    found = []
    tables = {
        node.targets[0].id: [key.value for key in node.value.keys]
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    }
    for loop in (node for node in ast.walk(function) if isinstance(node, ast.For)):
        if "column" in {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}:
            over = loop.iter
            if isinstance(over, ast.Tuple):
                found += [element.value for element in over.elts]
            else:  # table.items()
                found += tables[over.func.value.id]
    return found


def rules_in(source: str) -> set[str]:
    """Read the rules that a module reports, as they stand in its calls of `Problem`."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    found = set()
    for function in functions:
        for call in ast.walk(function):
            if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Problem"):
                continue
            rule = call.args[0] if call.args else call.keywords[0].value
            if isinstance(rule, ast.Constant):
                found.add(rule.value)
            elif ast.unparse(rule) == "f'claim-{column}'":
                found |= {f"claim-{column}" for column in columns(function)}
            elif ast.unparse(rule) == "error.type":
                found |= set(datacheck.MENDS)  # the kinds of error of the schema
            else:
                pytest.fail(f"{ast.unparse(rule)}: teach this test how to read this rule")
    return found


def rules_in_code() -> set[str]:
    modules = sorted((paths.BOOK / "press").glob("*.py"))
    return set().union(*(rules_in(path.read_text(encoding="utf-8")) for path in modules))


def test_the_guide_lists_every_rule():
    listed = [match[1] for match in ROW.finditer(GUIDE.read_text(encoding="utf-8"))]
    assert len(listed) == len(set(listed)), "a rule stands twice in CONTRIBUTING.md"
    rules = rules_in_code()
    missing, gone = sorted(rules - set(listed)), sorted(set(listed) - rules)
    assert not missing, f"CONTRIBUTING.md, the rules: add a line for {', '.join(missing)}"
    assert not gone, f"CONTRIBUTING.md, the rules: no check reports {', '.join(gone)}; remove"


def test_the_reader_of_rules_reads_all_three_ways(tmp_path: Path):
    source = """
def one(error):
    allowed = {"theme": (), "verdict": ()}
    for column, known in allowed.items():
        yield Problem(f"claim-{column}", "", "", "")
    for column in ("why",):
        yield Problem(f"claim-{column}", "", "", "")
    yield Problem("plain", "", "", "")
    return Problem(error.type, "", "", "")
"""
    named = {"claim-theme", "claim-verdict", "claim-why", "plain"}
    assert rules_in(source) == named | set(datacheck.MENDS)


def test_the_guide_lists_every_command():
    listed = set(COMMAND.findall(GUIDE.read_text(encoding="utf-8")))
    commands = set(typer.main.get_command(workshop.app).commands)
    assert listed == commands, (
        "CONTRIBUTING.md, the commands: "
        f"add {sorted(commands - listed)}, remove {sorted(listed - commands)}"
    )
