"""``promptlint rule``: what a rule looks for and why."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from promptlint import suppress
from promptlint.cli import CLEAN
from promptlint.cli.options import settings_options
from promptlint.cli.settings import load_settings
from promptlint.errors import UserError
from promptlint.rules.rule import Rule
from promptlint.suggest import suggestion

WIDTH = 100


@click.command("rule")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "every", is_flag=True, help="List all rules, one a line.")
@settings_options
def command(ids: tuple[str, ...], every: bool, **options: Any) -> int:
    """Explain the rules with these IDs (or names): what they look for, why it costs money, what to do.

    The user's own rules, found through the configuration of the current folder, are explained too.
    """
    from promptlint.run import read_rules

    if bool(ids) == every:
        raise UserError("name the rules to explain, as in `promptlint rule PL101`, or ask for --all")
    rules = sorted((*read_rules(load_settings((Path(),), options)), *suppress.RULES), key=lambda rule: rule.id)
    click.echo("\n".join(_list(rules)) if every else "\n\n".join(explain(_find(word, rules)) for word in ids))
    return CLEAN


def _list(rules: list[Rule]) -> Iterator[str]:
    width = max(len(rule.name) for rule in rules)
    for rule in rules:
        yield f"{rule.id}  {rule.severity:<7}  {rule.name:<{width}}  {rule.summary}"


def _find(word: str, rules: list[Rule]) -> Rule:
    for rule in rules:
        if word.casefold() in (rule.id.casefold(), rule.name.casefold()):
            return rule
    known = [name for rule in rules for name in (rule.id, rule.name)]
    raise UserError(f"no rule is called {word!r}{suggestion(word, known)}")


def explain(rule: Rule) -> str:
    """A page about one rule."""
    since = f", since {rule.since}" if rule.since else ""
    parts = [
        f"{rule.id} {rule.name}\n{rule.severity}, {rule.category}{since}",
        _filled(rule.summary),
        f"Why it costs\n{_filled(rule.rationale, '  ')}",
        f"What to do\n{_filled(rule.advice, '  ')}",
        *_parameters(rule),
        f"To turn it off\n  on one call:  # promptlint: ignore[{rule.id}] reason\n"
        f'  everywhere:   ignore = ["{rule.id}"] under [tool.promptlint]',
    ]
    return "\n\n".join(parts)


def _parameters(rule: Rule) -> Iterator[str]:
    if rule.params:
        lines = [f"  {name.replace('_', '-')} = {_toml(value)}" for name, value in rule.params.items()]
        yield "\n".join([f"Parameters, under [tool.promptlint.rule.{rule.id}]", *lines])


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list | tuple | frozenset):
        return f"[{', '.join(_toml(item) for item in (sorted(value) if isinstance(value, frozenset) else value))}]"
    return str(value)


def _filled(text: str, indent: str = "") -> str:
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(textwrap.fill(one, WIDTH, initial_indent=indent, subsequent_indent=indent) for one in paragraphs)
