"""Lowering of one unit, or of a whole module, from its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import libcst as cst

from promptlint import ir

# Each of these modules registers what it lowers.
from promptlint.lower import atoms, blocks, chains, definitions, displays, imports, operators, strings  # noqa: F401
from promptlint.lower.cursor import Cursor, OutOfStep, TooDeep
from promptlint.lower.parse import parse
from promptlint.lower.statements import lower_statements
from promptlint.model import SourceFile
from promptlint.syntax import ParseError, without_collection

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
    try:
        with without_collection():
            return lower_statements(cursor, _body(cursor))
    except (TooDeep, RecursionError):
        raise ParseError(cursor.span(cursor.pos).line, "nested too deeply") from None
    except OutOfStep as error:
        raise ParseError(cursor.span(cursor.pos).line, f"not understood: {error}") from None


def _body(cursor: Cursor) -> Sequence[cst.CSTNode]:
    """The statements of the cursor's text, which may be indented."""
    indented = _leading(cursor.text) != ""
    try:
        tree = parse("if 1:\n" + cursor.text if indented else cursor.text)
    except ParseError as error:
        raise ParseError(cursor.span(0).line + error.line - 1 - indented, error.message) from None
    block = tree.body[0] if indented else None
    return block.body.body if isinstance(block, cst.If) else tree.body


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
