"""The trees of our own classes hold what libcst's own trees hold."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import fields
from typing import Any

import libcst
import pytest

from promptlint.lower.tree import SyntaxFault, parse_module
from tests.lower.test_lower_agreement import LIBRARY, MODULES, SNIPPETS


def same(ours: Any, theirs: Any, path: str = "") -> None:
    """Fails at the first field of libcst's node that reads otherwise in ours; None in ours stands for the default."""
    if isinstance(theirs, libcst.CSTNode):
        assert type(ours).__name__ == type(theirs).__name__, path
        for field in fields(theirs):
            if getattr(ours, field.name) is None and getattr(theirs, field.name) == field.default:
                continue
            same(getattr(ours, field.name), getattr(theirs, field.name), f"{path}.{field.name}")
    elif isinstance(theirs, (list, tuple)):
        assert len(ours) == len(theirs), path
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            same(one, other, f"{path}[{number}]")
    else:
        assert ours == theirs, path


@pytest.mark.parametrize("name", MODULES)
def test_modules_of_the_standard_library(name: str) -> None:
    path = LIBRARY / name
    if not path.exists():
        pytest.skip("not in this Python")
    text = path.read_text(encoding="utf-8")
    same(parse_module(text), libcst.parse_module(text))


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippets(name: str) -> None:
    same(parse_module(SNIPPETS[name]), libcst.parse_module(SNIPPETS[name]))


@pytest.mark.parametrize("text", ["x = = 1\n", "def f(:\n", "a\n  b\n", "x = (\n", "'"])
def test_faults(text: str) -> None:
    with pytest.raises(SyntaxFault) as ours:
        parse_module(text)
    with pytest.raises(libcst.ParserSyntaxError) as theirs:
        libcst.parse_module(text)
    assert (ours.value.message, ours.value.raw_line) == (theirs.value.message, theirs.value.raw_line)


@pytest.mark.parametrize("text", ["x = 1\n", "x = = 1\n"])
def test_libcst_is_itself_again_afterwards(text: str) -> None:
    assert sys.modules["libcst"] is libcst
    with contextlib.suppress(SyntaxFault):
        parse_module(text)
    assert sys.modules["libcst"] is libcst


def test_children_are_the_nodes_among_the_fields() -> None:
    call = parse_module("f(a, *b)\n").body[0].body[0].value  # type: ignore[union-attr]
    kinds = [type(child).__name__ for child in call.children]
    assert kinds[:3] == ["Name", "Arg", "Arg"]
    assert len(libcst.parse_module("f(a, *b)\n").body[0].body[0].value.children) == len(kinds)  # type: ignore[union-attr]
