"""Lowering of one unit, or of a whole module, from its text."""

from __future__ import annotations

import re

import libcst as cst

from promptlint import ir

# Each of these modules registers what it lowers.
from promptlint.lower import atoms, blocks, chains, definitions, displays, imports, operators, strings  # noqa: F401
from promptlint.lower.cursor import Cursor, OutOfStep, TooDeep
from promptlint.lower.parse import parse
from promptlint.lower.statements import lower_statements
from promptlint.model import SourceFile
from promptlint.syntax import ParseError

_indent = re.compile(r"[ \t\f]*").match


def lower_module(source: SourceFile) -> tuple[tuple[ir.Stmt, ...], list[ir.Expr]]:
    """All statements of the module, and the expressions that they do not hold. Raises ParseError."""
    cursor = Cursor(source.text)
    return _lower(cursor), cursor.dropped


def lower_unit(source: SourceFile, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
    """The statements of ``unit``. Raises ParseError."""
    text = source.text[unit.start : unit.end]
    if unit.kind == "class":
        text = _without_members(source.text, unit)
    return _lower(Cursor(text, source.text.count("\n", 0, unit.start) + 1))


def _lower(cursor: Cursor) -> tuple[ir.Stmt, ...]:
    text = cursor.text
    indented = _leading(text) != ""
    try:
        body = parse("if 1:\n" + text if indented else text).body
    except ParseError as error:
        raise ParseError(cursor.span(0).line + error.line - 1 - indented, error.message) from None
    if indented:
        block = body[0]
        assert isinstance(block, cst.If)
        body = block.body.body  # type: ignore[assignment]
    try:
        return lower_statements(cursor, body)
    except (TooDeep, RecursionError):
        raise ParseError(cursor.span(cursor.pos).line, "nested too deeply") from None
    except OutOfStep as error:
        raise ParseError(cursor.span(cursor.pos).line, f"not understood: {error}") from None


def _leading(text: str) -> str:
    """The indentation of the first line that holds more than a comment."""
    for line in text.splitlines():
        found = _indent(line)
        rest = line[found.end() :] if found is not None else line
        if rest and not rest.startswith("#"):
            return line[: len(line) - len(rest)]
    return ""


def _without_members(text: str, unit: ir.Unit) -> str:
    """The text of a class with ``pass`` and as many line ends in place of each function and nested class."""
    pieces: list[str] = []
    pos = unit.start
    for member in unit.members:
        if member.kind not in ("function", "class"):
            continue
        indent = _leading(text[member.start : member.end])
        pieces += [text[pos : member.start], indent, "pass", "\n" * text.count("\n", member.start, member.end)]
        pos = member.end
    return "".join([*pieces, text[pos : unit.end]])
