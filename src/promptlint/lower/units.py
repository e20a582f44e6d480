"""Lowering of one unit, or of a whole module, from its text."""

from __future__ import annotations

import re

import libcst as cst

# Each of these modules registers what it lowers.
from promptlint.lower import atoms, blocks, chains, definitions, displays, imports, operators, strings  # noqa: F401
from promptlint import ir
from promptlint.lower.cursor import Cursor, OutOfStep, TooDeep
from promptlint.lower.parse import parse
from promptlint.lower.statements import lower_statements
from promptlint.model import SourceFile
from promptlint.syntax import ParseError

_indent = re.compile(r"[ \t\f]*").match


def lower_module(source: SourceFile) -> tuple[ir.Stmt, ...]:
    """All statements of the module. Raises ParseError."""
    return _lower(source.text, 1)


def lower_unit(source: SourceFile, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
    """The statements of ``unit``. Raises ParseError."""
    text = source.text[unit.start : unit.end]
    if unit.kind == "class":
        text = _without_members(source.text, unit)
    return _lower(text, source.text.count("\n", 0, unit.start) + 1)


def _lower(text: str, first_line: int) -> tuple[ir.Stmt, ...]:
    indented = _leading(text) != ""
    try:
        body = parse("if 1:\n" + text if indented else text).body
    except ParseError as error:
        raise ParseError(first_line + error.line - 1 - indented, error.message) from None
    if indented:
        block = body[0]
        assert isinstance(block, cst.If)
        body = block.body.body  # type: ignore[assignment]
    cursor = Cursor(text, first_line)
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
