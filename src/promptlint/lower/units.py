"""Lowering of one unit, or of a whole module, from its text."""

from __future__ import annotations

from collections.abc import Sequence

from promptlint import ir

# Each of these modules registers what it lowers.
from promptlint.lower import atoms, blocks, chains, definitions, displays, imports, operators, strings  # noqa: F401
from promptlint.lower.cursor import Cursor, OutOfStep, TooDeep
from promptlint.lower.parse import parse
from promptlint.lower.slices import leading, unit_text
from promptlint.lower.statements import lower_statements
from promptlint.lower.tree import cst
from promptlint.model import SourceFile
from promptlint.syntax import ParseError, without_collection


def lower_module(source: SourceFile) -> tuple[tuple[ir.Stmt, ...], list[ir.Expr]]:
    """All statements of the module, and the expressions that they do not hold. Raises ParseError."""
    cursor = Cursor(source.text)
    return _lower(cursor), cursor.dropped


def lower_unit(source: SourceFile, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
    """The statements of ``unit``. Raises ParseError."""
    return _lower(Cursor(unit_text(source.text, unit), source.text.count("\n", 0, unit.start) + 1))


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
    indented = leading(cursor.text) != ""
    try:
        tree = parse("if 1:\n" + cursor.text if indented else cursor.text)
    except ParseError as error:
        raise ParseError(cursor.span(0).line + error.line - 1 - indented, error.message) from None
    block = tree.body[0] if indented else None
    return block.body.body if isinstance(block, cst.If) else tree.body
