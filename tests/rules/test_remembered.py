"""The built-in rules from the cache are those of the files, and a wrong entry is none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from promptlint.cache import Cache
from promptlint.rules import loader, remembered
from promptlint.rules.loader import load_rules
from promptlint.rules.rule import Rule


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the rule files that were really parsed."""
    import promptlint.rules.parse

    real, paths = promptlint.rules.parse.parse_rule, []

    def parse(text: str, path: str, *rest: Any) -> Any:
        paths.append(path)
        return real(text, path, *rest)

    monkeypatch.setattr(promptlint.rules.parse, "parse_rule", parse)
    return paths


def test_the_second_run_parses_nothing(tmp_path: Path, read: list[str]) -> None:
    first = load_rules(cache=Cache(tmp_path))
    count = len(read)
    assert load_rules(cache=Cache(tmp_path)) == first == load_rules()
    assert len(read) == 2 * count > 0
    assert any(isinstance(value, Decimal) for rule in first for value in rule.params.values())
    assert any(isinstance(value, tuple) for rule in first for value in rule.params.values())


def test_a_changed_file_is_parsed(tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    load_rules(cache=Cache(tmp_path))
    files = loader._texts(loader.builtin_folder(), [])
    changed = [(path, text.replace("severity: warning", "severity: error")) for path, text in files]
    assert changed != files
    assert remembered.recall(Cache(tmp_path), files) is not None
    assert remembered.recall(Cache(tmp_path), changed) is None


SPOILT: dict[str, dict[str, Any]] = {
    "a text that is a number": {"message": 1},
    "a missing text": {"advice": None},
    "a check that is none": {"check": "os"},
    "no parameters": {"params": None},
    "an unknown parameter": {"params": {"command": "true"}},
    "parameters that are texts": {"params": "min_tokens"},
    "other rules in a text": {"yields_to": "PL101"},
    "no other rules": {"yields_to": None},
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_somebody_else_wrote_is_not_known(name: str, tmp_path: Path) -> None:
    rules = list(load_rules(cache=Cache(tmp_path)))
    (path,) = (tmp_path / remembered.KIND).iterdir()
    entries = Cache(tmp_path).get(remembered.KIND, path.stem)
    entries[0].update(SPOILT[name])
    Cache(tmp_path).put(remembered.KIND, path.stem, entries)
    files = loader._texts(loader.builtin_folder(), [])
    assert remembered.recall(Cache(tmp_path), files) is None
    assert list(load_rules(cache=Cache(tmp_path))) == rules


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_every_rule_comes_back(rule: Rule) -> None:
    assert remembered._decoded(remembered._encoded(rule)) == rule
