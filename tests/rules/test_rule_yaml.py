"""The tree that rule files are read into."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from promptlint.errors import UserError
from promptlint.yaml_tree import plain, read_tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("a: -7", {"a": -7}),
        ("a: 0.30", {"a": Decimal("0.30")}),
        ("a: 1e3", {"a": "1e3"}),
        ("a: .5", {"a": Decimal("0.5")}),
        ("a: 99999999999999999999999", {"a": Decimal("99999999999999999999999")}),
        ("a: true", {"a": True}),
        ("a: yes", {"a": "yes"}),  # the Norway problem
        ("a: no", {"a": "no"}),
        ("a: 2026-11-23", {"a": "2026-11-23"}),
        ("a: 0x10", {"a": "0x10"}),
        ("a: 012", {"a": 12}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ('a: ""', {"a": ""}),
        ('a: "1"', {"a": "1"}),
        ("a: '1'", {"a": "1"}),
        ("a: [1, [b, {c: d}]]", {"a": (1, ("b", {"c": "d"}))}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: >\n  one\n  two\n", {"a": "one two\n"}),
    ],
)
def test_values(text: str, value: object) -> None:
    """Scalars as YAML 1.2 reads them, numbers exact."""
    assert plain(read_tree(text, "x.yaml")) == value


def test_lines() -> None:
    """Every node knows its line, every entry that of its key."""
    tree = read_tree("# comment\n\na: 1\nb:\n  - x\n  -\n    c: |\n      text\n", "x.yaml")
    assert isinstance(tree.value, dict)
    assert [entry.line for entry in tree.value.values()] == [3, 4]
    items = tree.value["b"].value.value
    assert isinstance(items, list)
    assert [item.line for item in items] == [5, 7]


SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(codec="utf-8"), max_size=20)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=4),
    max_leaves=20,
)


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    return {key: _frozen(item) for key, item in value.items()} if isinstance(value, dict) else value


@given(TREES)
def test_what_yaml_writes_is_read_back(value: object) -> None:
    """Against PyYAML's own writer."""
    text = yaml.safe_dump(value)
    if "...\n" in text and not isinstance(value, (list, dict)):
        text = text.replace("...\n", "")
    assert plain(read_tree(text, "x.yaml")) == _frozen(value)


@given(st.text())
def test_any_text_is_a_tree_or_a_user_error(text: str) -> None:
    """Nothing else comes out."""
    try:
        read_tree(text, "x.yaml")
    except UserError as error:
        assert "\n" not in str(error)
