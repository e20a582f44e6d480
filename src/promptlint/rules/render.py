"""A rule in words, for the terminal and for its documentation page."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint.rules.examples import load_examples
from promptlint.rules.message import sample
from promptlint.rules.rule import CATEGORIES, Example, Rule


def render_rule(rule: Rule) -> str:
    """The rule explained in Markdown: what, why, what to do, its parameters, one example of each kind."""
    examples = load_examples(rule)
    shown = [*[one for one in examples if not one.valid][:1], *[one for one in examples if one.valid][:1]]
    return "\n".join([*_head(rule), *_examples(shown)]).rstrip() + "\n"


def render_page(rule: Rule) -> str:
    """The rule's documentation page in Markdown, with all examples."""
    return "\n".join([*_head(rule), *_examples(load_examples(rule))]).rstrip() + "\n"


def render_list(rules: Iterable[Rule]) -> str:
    """One line for each rule: id, name, severity and summary."""
    rows = [(rule.id, rule.name, rule.severity, rule.summary) for rule in rules]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    return "".join("  ".join([*map(str.ljust, row, widths), row[3]]) + "\n" for row in rows)


def _head(rule: Rule) -> list[str]:
    lines = [f"# {rule.name} ({rule.id})", "", rule.summary, ""]
    lines += [f"{CATEGORIES[rule.category]} · {rule.severity} · since {rule.since} · check `{rule.check}`", ""]
    lines += ["## Message", "", f"> `{sample(rule.message)}`", ""]
    lines += ["## Why", "", rule.rationale, "", "## What to do", "", _escaped(sample(rule.advice)), ""]
    if rule.yields_to:
        others = " or ".join(rule.yields_to)
        lines += [f"Says nothing about a request that {others} speaks about: one request, one replacement.", ""]
    if rule.params:
        lines += ["## Parameters", "", f"Set them under `[tool.promptlint.rule.{rule.id}]`.", ""]
        lines += ["```toml", *[f"{name} = {_toml(value)}" for name, value in rule.params.items()], "```", ""]
    return lines


def _escaped(text: str) -> str:
    """``<fact>`` so that Markdown does not take it for a tag."""
    return text.replace("<", "\\<")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return str(value)


def _examples(examples: Iterable[Example]) -> list[str]:
    lines: list[str] = []
    heading = None
    for example in examples:
        if heading != (heading := "## Silent on" if example.valid else "## Examples"):
            lines += [heading, ""]
        lines += [f"### {example.name[:1].upper()}{example.name[1:]}", ""]
        lines += [example.why, ""] if example.why else []
        for path, text in example.files.items():
            lines += [
                f"`{path}`:",
                "",
                "```python" if path.endswith(".py") else "```text",
                text.rstrip("\n"),
                "```",
                "",
            ]
        lines += ["```python", *_marked(example), "```", ""]
    return lines


def _marked(example: Example) -> list[str]:
    """The code with an arrow at the end of each line the rule objects to."""
    lines = example.code.rstrip("\n").split("\n")
    return [f"{line}  # <- here" if number in example.lines else line for number, line in enumerate(lines, 1)]
