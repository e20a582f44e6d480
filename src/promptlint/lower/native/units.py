"""Lowering of one unit from its text."""

from __future__ import annotations

import ast

from promptlint import ir

# Each of these modules registers what it lowers.
from promptlint.lower.cursor import Cursor
from promptlint.lower.native import atoms, chains, definitions, operators, statements, texts  # noqa: F401
from promptlint.lower.native.dispatch import lower_statements
from promptlint.lower.native.places import Places
from promptlint.lower.slices import leading, unit_text
from promptlint.model import SourceFile
from promptlint.syntax import parse_module, without_collection


def lower_unit(source: SourceFile, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
    """The statements of ``unit``. Raises ParseError, OutOfStep, TooDeep or RecursionError where it cannot."""
    text = unit_text(source.text, unit)
    line = source.text.count("\n", 0, unit.start) + 1
    indented = leading(text) != ""
    parsed = "if 1:\n" + text if indented else text
    with without_collection():
        body = parse_module(parsed).body
        if indented:
            assert isinstance(body[0], ast.If)
            body = body[0].body
        return lower_statements(Places(Cursor(text, line), parsed, line - 1 - indented), body)
