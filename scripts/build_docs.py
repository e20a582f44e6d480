"""Writes docs/rules/ from the rule files; ``--check`` only says what would change (exit code 1 if anything would)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from promptlint.rules.loader import load_rules
from promptlint.rules.render import render_page
from promptlint.rules.rule import CATEGORIES, Rule

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "rules"
NOTICE = "<!-- Generated from rules/ by scripts/build_docs.py; do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Every page's text by file name: one for each rule, and the index."""
    rules = load_rules()
    texts = {f"{rule.id}-{rule.name}.md": NOTICE + render_page(rule) for rule in rules}
    return {"README.md": NOTICE + index(rules), **texts}


def index(rules: Sequence[Rule]) -> str:
    """The list of all rules by category."""
    lines = ["# Rules", ""]
    for category, title in CATEGORIES.items():
        own = [rule for rule in rules if rule.category == category]
        if own:
            lines += [f"## {title}", "", "| rule | name | severity | what it finds |", "| --- | --- | --- | --- |"]
            lines += [_row(rule) for rule in own] + [""]
    return "\n".join(lines)


def _row(rule: Rule) -> str:
    return f"| [{rule.id}]({rule.id}-{rule.name}.md) | {rule.name} | {rule.severity} | {rule.summary} |"


def stale(texts: dict[str, str], folder: Path = PAGES) -> list[str]:
    """What would change: pages that are missing, differ, or belong to no rule any more."""
    there = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    changed = [f"{name} would change" for name, text in texts.items() if name in there and there[name] != text]
    missing = [f"{name} is missing" for name in texts if name not in there]
    return [*changed, *missing, *(f"{name} would be deleted" for name in there if name not in texts)]


def write(texts: dict[str, str], folder: Path = PAGES) -> None:
    """Makes the folder hold exactly ``texts``."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> int:
    """The exit code."""
    texts = pages()
    if "--check" not in arguments:
        write(texts)
        return 0
    differences = stale(texts)
    for line in differences:
        print(f"docs/rules: {line}; run python scripts/build_docs.py", file=sys.stderr)
    return 1 if differences else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
