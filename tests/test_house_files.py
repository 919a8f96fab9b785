"""The files around the book agree with each other: workflows, versions, guide."""

import json
import re
import tomllib

import pytest
import yaml

from press import paths

WORKFLOWS = sorted((paths.ROOT / ".github/workflows").glob("*.yml"))
ACTIONS = sorted((paths.ROOT / ".github/actions").glob("*/action.yml"))


def read(name: str) -> str:
    return (paths.ROOT / name).read_text(encoding="utf-8")


def jobs():
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            yield pytest.param(job, id=f"{path.stem}-{name}")


def test_there_are_workflows():
    assert len(WORKFLOWS) >= 6
    assert ACTIONS


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: path.parent.name)
def test_actions_are_pinned_by_commit(path):
    for line in re.findall(r"uses: (.+)", path.read_text(encoding="utf-8")):
        own = line.startswith("./")
        assert own or re.fullmatch(r"[\w/.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), (
            f"{paths.relative(path)}: pin {line!r} by its full commit, with the version behind it"
        )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_do_nothing_unless_a_job_asks(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}, f"{path.name}: start with permissions: {{}}"
    assert "concurrency" in workflow, f"{path.name}: name a concurrency group"


@pytest.mark.parametrize("job", list(jobs()))
def test_a_job_names_its_rights_and_its_end(job):
    assert "permissions" in job
    assert "uses" in job or job["timeout-minutes"] <= 60
    for step in job.get("steps", []):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False, "keep the token off the disk"


def test_no_job_that_may_write_runs_code_of_a_pull_request():
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        triggers = workflow[True]  # YAML reads the bare word `on` as true
        rights = [r for job in workflow["jobs"].values() for r in job["permissions"].values()]
        if "pull_request" in triggers:
            assert "write" not in rights, f"{path.name}: a pull request may not write"
        if "workflow_run" in triggers:
            assert "checkout" not in path.read_text(encoding="utf-8").partition("jobs:")[2]
        assert "pull_request_target" not in triggers


def test_hooks_use_the_locked_ruff():
    locked = re.search(r"^ruff==(\S+)", read("book/requirements.lock"), re.MULTILINE)[1]
    hooks = yaml.safe_load(read(".pre-commit-config.yaml"))["repos"]
    rev = next(repo["rev"] for repo in hooks if "ruff" in repo["repo"])
    assert rev == f"v{locked}", ".pre-commit-config.yaml: set the rev of ruff to the locked one"


def test_the_version_is_one():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    assert json.loads(read(".zenodo.json"))["version"] == version


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md"])
def test_relative_links_lead_somewhere(name):
    for target in re.findall(r"\]\(([^)#]+)", re.sub(r"`[^`]*`", "", read(name))):
        if not target.startswith("https://"):
            assert (paths.ROOT / target).exists(), f"{name}: {target} does not exist"
