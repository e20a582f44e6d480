"""One rule file to one rule."""

from __future__ import annotations

import re

from promptlint.checks.check import Check
from promptlint.errors import UserError
from promptlint.rules.fields import Fields, fields_of
from promptlint.rules.message import placeholders, stray_brace
from promptlint.rules.params import load_check, override, params_of
from promptlint.rules.rule import CATEGORIES, SEVERITIES, Rule
from promptlint.suggest import suggestion
from promptlint.yaml_tree import plain, read_tree

_ID = re.compile(r"[A-Z]{2,8}[0-9]{3,4}\Z")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+\Z")
_SINCE = re.compile(r"[0-9]+\.[0-9]+(\.[0-9]+)?\Z")
_EXAMPLES = re.compile(r"^examples:[ \t]*\n(?:[ \t#].*(?:\n|\Z)|[ \t]*\n)*", re.MULTILINE)


def parse_rule(text: str, path: str, builtin: bool, errors: list[UserError]) -> Rule | None:
    """The rule in ``text``, or None with its mistakes added to ``errors``. The examples are not read."""
    found: list[UserError] = []
    try:
        fields = fields_of(read_tree(_without_examples(text), path), path, found)
    except UserError as error:
        errors.append(error)
        return None
    rule = _rule(fields, text, path, builtin) if fields.entries else None
    errors.extend(sorted(found, key=lambda error: error.line or 0))
    return None if found else rule


def _without_examples(text: str) -> str:
    """``text`` with blank lines for the examples: they are most of the file and nobody needs them to check code."""
    return _EXAMPLES.sub(lambda match: "\n" * match[0].count("\n"), text)


def _rule(fields: Fields, text: str, path: str, builtin: bool) -> Rule:
    check_name = fields.text("check")
    check = _check(fields, check_name)
    rule = Rule(
        id=_matching(fields, "id", _ID, "letters and a number such as PL101"),
        name=_matching(fields, "name", _NAME, "at least two words in kebab-case"),
        category=fields.word("category", CATEGORIES),
        severity=fields.word("severity", SEVERITIES),
        since=_matching(fields, "since", _SINCE, "a version such as 0.1.0"),
        summary=fields.text("summary"),
        message=_template(fields, "message", check),
        rationale=fields.text("rationale"),
        advice=_template(fields, "advice", check),
        check=check_name,
        params=_params(fields, check),
        path=path,
        builtin=builtin,
        text=text,
        yields_to=_ids(fields, "yields_to"),
    )
    fields.finish("examples")
    return rule


def _matching(fields: Fields, key: str, pattern: re.Pattern[str], wanted: str) -> str:
    value = fields.text(key)
    if value and not pattern.match(value):
        fields.error(f"{key} must be {wanted}, not {value}", fields.line_of(key))
    return value


def _ids(fields: Fields, key: str) -> tuple[str, ...]:
    """The rule ids listed under ``key``; whether there are such rules is only known when all are read."""
    found = []
    for node in fields.items(key):
        if isinstance(node.value, str) and _ID.match(node.value):
            found.append(node.value)
        else:
            fields.error(f"{key} must be a list of rule ids such as PL101", node.line)
    return tuple(found)


def _check(fields: Fields, name: str) -> Check | None:
    if not name:
        return None
    check = load_check(name)
    if check is None:
        fields.error(f"check: there is no check called {name}{_near_check(name)}", fields.line_of("check"))
    return check


def _near_check(name: str) -> str:
    from promptlint.rules.catalogue import check_names

    return suggestion(name, check_names())


def _template(fields: Fields, key: str, check: Check | None) -> str:
    value = fields.text(key)
    if stray_brace(value):
        fields.error(f"{key}: a brace that belongs to no {{fact}}", fields.line_of(key))
    facts = check.facts if check else placeholders(value)
    for name in sorted(placeholders(value).difference(facts)):
        fields.error(f"{key}: the check yields no fact {{{name}}}{suggestion(name, facts)}", fields.line_of(key))
    return value


def _params(fields: Fields, check: Check | None) -> dict[str, object]:
    entries = fields.mapping("params")
    if check is None:
        return {}
    schema = params_of(check)
    good, bad = override(schema, {key: plain(entry.value) for key, entry in entries.items()})
    for key, message in bad:
        fields.error(f"params: {message}", entries[key].line)
    for param in schema.values():
        if param.required and param.name not in entries:
            fields.error(f"params: {param.name} is missing ({param.type})", fields.line_of("params"))
    return good
