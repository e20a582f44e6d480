"""Every example of every rule, through the whole pipeline on the day 2026-11-23."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from promptlint.config import Config
from promptlint.model import Finding
from promptlint.rules.catalogue import check_names
from promptlint.rules.examples import load_examples
from promptlint.rules.loader import load_rules
from promptlint.rules.rule import Example, Rule
from promptlint.run import check

RULES = load_rules()
EXAMPLES = [(rule, example) for rule in RULES for example in load_examples(rule)]


def found(rule: Rule, example: Example, folder: Path) -> list[Finding]:
    """What the rule finds in the example's project, whose main file is example.py; what it yields to is on as well."""
    for path, text in {"example.py": example.code, **example.files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    config = Config(root=folder, select=(rule.id, *rule.yields_to), as_of=date(2026, 11, 23))
    report = check(config, [folder], folder)
    assert report.problems == ()
    return [one for one in report.findings if one.rule == rule.id]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=[f"{rule.id}-{one.name}" for rule, one in EXAMPLES])
def test_example(rule: Rule, example: Example, tmp_path: Path) -> None:
    """The rule speaks on the lines that the example names, in its words, and nowhere else."""
    findings = found(rule, example, tmp_path)
    assert [one.span.line for one in findings] == list(example.lines), "noisy or missing"
    for expected, finding in zip(example.messages, findings, strict=False):
        assert expected in finding.message


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_near_misses_outnumber_hits(rule: Rule) -> None:
    """A rule is known by what it leaves alone; no example stands there twice."""
    examples = load_examples(rule)
    assert sum(one.valid for one in examples) > sum(not one.valid for one in examples)
    assert len({one.name for one in examples}) == len(examples)
    assert len({one.code for one in examples}) == len(examples)


def test_file_names_and_ids() -> None:
    """A rule's file is called after it."""
    assert [Path(rule.path).stem for rule in RULES] == [f"{rule.id}-{rule.name}" for rule in RULES]


def test_every_check_has_a_rule() -> None:
    """A check that no rule uses is dead code."""
    assert set(check_names()) == {rule.check for rule in RULES}
