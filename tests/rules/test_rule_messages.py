"""Facts go into messages; empty facts take their brackets with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.rules.message import fill, placeholders, sample, stray_brace


@pytest.mark.parametrize(
    ("template", "facts", "text"),
    [
        ("plain", {}, "plain"),
        ("{model} is old", {"model": "gpt-4"}, "gpt-4 is old"),
        ("{tokens} tokens", {"tokens": 12345}, "12,345 tokens"),
        ("gone[; try {name}]", {"name": "x"}, "gone; try x"),
        ("gone[; try {name}]", {"name": ""}, "gone"),
        ("gone[; try {name}]", {}, "gone"),
        ("a[ {x}][ {y}]", {"x": 0, "y": ""}, "a 0"),
        ("two\n  lines", {}, "two lines"),
        # a value is text, whatever it looks like
        ("{model}", {"model": "{tokens}[x]"}, "{tokens}[x]"),
        # brackets without a fact in them are brackets
        ("# promptlint: ignore[PL101]", {}, "# promptlint: ignore[PL101]"),
    ],
)
def test_fill(template: str, facts: dict[str, str | int], text: str) -> None:
    """What the user reads."""
    assert fill(template, facts) == text


@given(st.text(), st.text())
def test_fill_never_fails(template: str, value: str) -> None:
    """Any template with any value gives a text."""
    assert isinstance(fill(template, {"model": value}), str)


@pytest.mark.parametrize("template", ["{model", "model}", "{Model}", "{}", "{a b}", "{model!r}", "{model:>3}"])
def test_stray_brace(template: str) -> None:
    """What is no plain ``{fact}`` is a mistake in the rule file."""
    assert stray_brace(template)


def test_placeholders() -> None:
    """The facts a template needs, those in brackets too."""
    assert placeholders("{a} [b {c}] {a}") == {"a", "c"}
    assert not stray_brace("{a} [b {c}]")


def test_sample() -> None:
    """A rule's description names the facts instead of filling them in."""
    assert sample("{model} goes\n on {last_day}[; try {other}]") == "<model> goes on <last day>"
