"""The files around the book agree with each other: versions, packages, guides, commands.

Workflows are left to actionlint and zizmor, which `.pre-commit-config.yaml` runs.
"""

import json
import re
import tomllib

import pytest
import typer
import yaml
from html_pages import ROOT

from press.__main__ import app

GUIDES = ["README.md", "CONTRIBUTING.md", ".github/CODE_OF_CONDUCT.md", ".github/SECURITY.md"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_hooks_use_the_locked_ruff():
    locked = re.search(r"^ruff==(\S+)", read("book/requirements.lock"), re.MULTILINE)[1]
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    rev = next(repo["rev"] for repo in hooks if "ruff" in repo["repo"])
    assert rev == f"v{locked}", ".pre-commit-config.yaml: set the rev of ruff to the locked one"


def test_the_version_is_one():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    assert json.loads(read(".zenodo.json"))["version"] == version


@pytest.mark.parametrize(("folder", "own"), [("book", "test"), ("notebooks", "chapters")])
def test_what_a_group_asks_for_is_locked_with_hashes_and_without_an_address(folder, own):
    lock = read(f"{folder}/requirements.lock")
    blocks = re.findall(r"^([\w.-]+)==\S+(.*(?:\n[ \t].*)*)", lock, re.MULTILINE)
    assert all("--hash=sha256:" in rest for _, rest in blocks)
    assert "://" not in lock
    groups = tomllib.loads(read("pyproject.toml"))["dependency-groups"]
    needs = [*groups[own], *(groups["book"] + groups["chapters"] if own == "test" else ())]
    asked = [need for need in needs if isinstance(need, str)]
    names = {re.match(r"[\w.-]+", need)[0].lower() for need in asked}
    assert names <= {name.lower() for name, _ in blocks}, "run make lock"


def test_the_guide_is_short():
    assert len(read("CONTRIBUTING.md").encode()) <= 6144


@pytest.mark.parametrize("name", GUIDES)
def test_relative_links_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)#]+)", re.sub(r"`[^`]*`", "", read(name))):
        if not target.startswith("https://"):
            assert (ROOT / name).parent.joinpath(target).exists(), f"{name}: {target}"


@pytest.mark.parametrize("name", [*GUIDES, "book/contributing.md", "Makefile"])
def test_every_command_that_is_named_is_there(name):
    targets = set(re.findall(r"^([\w/.]+):", read("Makefile"), re.MULTILINE))
    commands = set(typer.main.get_command(app).commands)
    whole = read(name) if name != "Makefile" else read(name).replace("\t@$(RUN) ", "~~~")
    fenced = re.findall(r"^ *```.*?^ *```|^~~~[^\n]*", whole, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`[^`\n]+`", re.sub(r"^ *```.*?^ *```", "", whole, flags=re.M | re.S))
    said = "\n".join(fenced + inline)
    assert set(re.findall(r"\bmake ([a-z]+)", said)) <= targets
    assert set(re.findall(r"\bpress ([a-z]+)", said)) <= commands
