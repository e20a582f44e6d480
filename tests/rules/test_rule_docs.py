"""The pages under docs/rules/ say what the rule files say."""

from __future__ import annotations

from pathlib import Path

from promptlint.rules.loader import load_rules
from promptlint.rules.render import render_list, render_rule
from scripts.build_docs import pages, stale, write

RULES = Path(__file__).parents[2] / "rules"


def test_pages_are_current() -> None:
    """Mended by ``python scripts/build_docs.py``."""
    assert stale(pages()) == []


def test_stale_pages_are_told_apart(tmp_path: Path) -> None:
    """Changed, missing and left-over pages are named, and writing mends all three."""
    write({"a.md": "one", "b.md": "two", "c.md": "three"}, tmp_path)
    wanted = {"a.md": "one", "b.md": "2", "d.md": "four"}
    assert stale(wanted, tmp_path) == ["b.md would change", "d.md is missing", "c.md would be deleted"]
    write(wanted, tmp_path)
    assert stale(wanted, tmp_path) == []


def test_a_page_shows_every_part() -> None:
    """Summary, reason, advice, parameters as TOML, and every example with its lines marked."""
    text = pages()["PL702-retired-model.md"]
    assert "# retired-model (PL702)" in text
    assert 'state = "retired"' in text
    assert '    model="gpt-4-turbo",  # <- here' in text
    assert text.count("```python") == (RULES / "PL702-retired-model.yaml").read_text().count("      code: |") > 6


def test_the_terminal_gets_one_example_of_each_kind() -> None:
    """``promptlint rule`` is for reading on the spot."""
    rules = {rule.id: rule for rule in load_rules()}
    assert render_rule(rules["PL702"]).count("```python") == 2
    lines = render_list(rules.values()).splitlines()
    assert len(lines) == len(rules)
    assert lines[0].startswith("PL101  expensive-model-for-simple-task  warning  A model")
