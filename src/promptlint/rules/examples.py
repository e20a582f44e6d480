"""The examples of a rule: its tests, and what its documentation page shows."""

from __future__ import annotations

from promptlint.errors import UserError, UserErrors
from promptlint.rules.fields import Fields, fields_of
from promptlint.rules.rule import Example, Rule
from promptlint.yaml_tree import Node, plain, read_tree


def load_examples(rule: Rule) -> tuple[Example, ...]:
    """The rule's examples, invalid ones first; raises UserErrors with file and line for what is wrong with them."""
    errors: list[UserError] = []
    root = fields_of(read_tree(rule.text, rule.path), rule.path, errors)
    entry = root.entries.get("examples")
    if entry is None:
        return ()
    both = fields_of(entry.value, rule.path, errors, "examples: ")
    found = [_example(node, rule, True, errors) for node in both.items("invalid", required=True)]
    found += [_example(node, rule, False, errors) for node in both.items("valid", required=True)]
    both.finish()
    if errors:
        raise UserErrors(errors)
    return tuple(found)


def _example(node: Node, rule: Rule, invalid: bool, errors: list[UserError]) -> Example:
    fields = fields_of(node, rule.path, errors, "examples: ")
    example = Example(
        name=fields.text("name"),
        why=fields.text("why", required=False),
        code=_code(fields),
        lines=_lines(fields) if invalid else (),
        messages=tuple(str(plain(item)) for item in fields.items("messages")) if invalid else (),
        files={path: str(plain(entry.value)) for path, entry in fields.mapping("files").items()},
        line=node.line,
    )
    fields.finish()
    return example


def _code(fields: Fields) -> str:
    entry = fields.entries.get("code")
    fields.text("code")
    return str(entry.value.value) if entry else ""


def _lines(fields: Fields) -> tuple[int, ...]:
    lines = [plain(item) for item in fields.items("lines", required=True)]
    good = tuple(line for line in lines if isinstance(line, int))
    if len(good) != len(lines) or list(good) != sorted(good):
        fields.error("lines must be whole numbers in order", fields.line_of("lines"))
    return good
