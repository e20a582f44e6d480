"""Which rules are on, from select, extend-select and ignore, and for which files."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint.config import Config
from promptlint.errors import UserErrors
from promptlint.exclude import BadPattern, Patterns, compile_patterns
from promptlint.model import Finding
from promptlint.suggest import suggestion

EVERYTHING = "ALL"


def enabled_rules(config: Config, names: dict[str, str]) -> frozenset[str]:
    """The ids of the rules that are on; ``names`` maps every rule id to its name.

    A selector is an id, the start of one ("PL1"), a rule's name, or ALL; the longer selector wins, so that
    ``select = ["PL1"]`` with ``ignore = ["PL101"]`` and the reverse both do what they say.
    Raises UserErrors with one line for each selector that fits no rule.
    """
    _refuse_unknown(config, names)
    return frozenset(rule for rule in names if _is_on(rule, names[rule], config))


def _is_on(rule: str, name: str, config: Config) -> bool:
    chosen = max((_weight(selector, rule, name) for selector in (*config.select, *config.extend_select)), default=0)
    ignored = max((_weight(selector, rule, name) for selector in config.ignore), default=0)
    return chosen > ignored


def _weight(selector: str, rule: str, name: str) -> int:
    """How precisely a selector names a rule: 0 when not at all, 1 for ALL, more the longer its text."""
    if selector == EVERYTHING:
        return 1
    if selector == name:
        return 1 + len(rule)
    return 1 + len(selector) if rule.startswith(selector) and selector.rstrip() else 0


def _refuse_unknown(config: Config, names: dict[str, str]) -> None:
    groups: list[tuple[str, Iterable[str]]] = [
        ("select", config.select),
        ("extend-select", config.extend_select),
        ("ignore", config.ignore),
        *((f"per-file-ignores.{pattern}", ids) for pattern, ids in config.per_file_ignores),
    ]
    known = [EVERYTHING, *names, *names.values()]
    errors = [
        config.error(f"{key.partition('.')[0]}: no rule is called {selector!r}{suggestion(selector, known)}", key)
        for key, selectors in groups
        for selector in selectors
        if not any(_weight(selector, rule, name) for rule, name in names.items())
    ]
    if errors:
        raise UserErrors(errors)


def drop_ignored_files(findings: Iterable[Finding], config: Config, root: str) -> list[Finding]:
    """The findings without those that ``per-file-ignores`` turns off; ``root`` is the report's root, posix."""
    layers = [(_patterns(pattern, config), ids) for pattern, ids in config.per_file_ignores]
    if not layers:
        return list(findings)
    return [
        finding
        for finding in findings
        if not any(
            patterns.verdict(f"{root.rstrip('/')}/{finding.path}", False)
            for patterns, ids in layers
            if any(_weight(selector, finding.rule, finding.name) for selector in ids)
        )
    ]


def _patterns(pattern: str, config: Config) -> Patterns:
    try:
        return compile_patterns(config.root, [pattern])
    except BadPattern as error:
        raise config.error(f"per-file-ignores: {error}", f"per-file-ignores.{pattern}") from error
