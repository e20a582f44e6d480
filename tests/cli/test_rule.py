"""``promptlint rule``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def test_all_lists_every_rule_file_and_the_two_about_comments(project: Path, run: Run) -> None:
    result = run("rule", "--all")
    ids = [line.split()[0] for line in result.out.splitlines()]
    assert ids == sorted([*(path.name.split("-")[0] for path in (ROOT / "rules").glob("*.yaml")), "PL900", "PL901"])
    assert (result.code, result.err) == (0, "")


def test_one_rule_is_explained(project: Path, run: Run) -> None:
    out = run("rule", "PL101").out
    assert out.startswith("PL101 expensive-model-for-simple-task\nwarning, model, since 0.1.0\n")
    assert "\n  max-input-tokens = 1500\n" in out
    assert "# promptlint: ignore[PL101] reason" in out
    assert all(len(line) <= 100 for line in out.splitlines())


def test_rules_by_name_in_any_case_and_several(project: Path, run: Run) -> None:
    both = run("rule", "retired-model", "pl101").out
    assert both.startswith("PL702 retired-model")
    assert "\n\nPL101 expensive-model-for-simple-task\n" in both


def test_parameters_of_the_configuration_are_shown(project: Path, run: Run) -> None:
    (project / "promptlint.toml").write_text("[rule.PL101]\nmax-input-tokens = 77\n")
    assert "max-input-tokens = 77" in run("rule", "PL101").out
    assert "max-input-tokens = 1500" in run("rule", "PL101", "--isolated").out


@pytest.mark.parametrize("rule", ["PL900", "PL901"])
def test_the_rules_about_comments_are_explained_too(project: Path, run: Run, rule: str) -> None:
    assert run("rule", rule).out.startswith(f"{rule} un")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["PL999"], "no rule is called 'PL999'"),
        (["PL1O1"], "no rule is called 'PL1O1'; did you mean 'PL101'?"),
        (["retired"], "no rule is called 'retired'"),
        ([], "name the rules to explain, as in `promptlint rule PL101`, or ask for --all"),
        (["PL101", "--all"], "name the rules to explain"),
    ],
)
def test_mistakes(project: Path, run: Run, arguments: list[str], message: str) -> None:
    result = run("rule", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"promptlint: {message}")
