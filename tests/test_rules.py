"""The rules: each is used, each use is a rule, and each is explained."""

import re

import pytest
from html_pages import ROOT

from nqpf.errors import UnknownIdError
from press.__main__ import explain
from press.pages import generate
from press.workshop import Workshop, rules

CODE = "".join(
    path.read_text(encoding="utf-8")
    for path in [*(ROOT / "book/press").rglob("*.py"), ROOT / "notebooks/nqpf/words.toml"]
)


def test_every_rule_is_raised_and_everything_raised_is_a_rule():
    passed_on = set()
    assert {rule for rule in rules() if f'"{rule}"' not in CODE} == passed_on
    assert {*re.findall(r'(?:Problem|Fault)\(\s*"([a-z-]+)"', CODE)} <= {*rules()}


@pytest.mark.parametrize("rule", rules())
def test_every_rule_is_explained_in_two_sentences(rule, rules_page, capsys):
    why, fix = rules()[rule]["why"], rules()[rule]["fix"]
    explain(rule)
    assert capsys.readouterr().out == f"{rule}\n  why: {why}\n  fix: {fix}\n"
    assert why.endswith(".")
    assert fix[0].islower()
    assert f"| `{rule}` | {why} | {fix} |" in rules_page


@pytest.fixture(scope="module")
def rules_page(refreshed) -> str:
    return re.sub(r"\\(.)", r"\1", generate(Workshop(refreshed))["rules"])


def test_a_misspelt_rule_is_answered_with_the_nearest():
    with pytest.raises(UnknownIdError, match="Did you mean 'dead-link'"):
        explain("dead-lnk")
