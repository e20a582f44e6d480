"""Which function lowers which kind of node of ``ast``."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeVar

from promptlint import ir
from promptlint.lower.cursor import MAX_DEPTH, OutOfStep, TooDeep
from promptlint.lower.native.places import Places

ExprLowering = Callable[[Places, Any], ir.Expr]
StmtLowering = Callable[[Places, Any], "tuple[ir.Stmt, ...]"]
_E = TypeVar("_E", bound=ExprLowering)
_S = TypeVar("_S", bound=StmtLowering)

EXPRESSIONS: dict[type[ast.AST], ExprLowering] = {}
STATEMENTS: dict[type[ast.AST], StmtLowering] = {}


def expression(*kinds: type[ast.AST]) -> Callable[[_E], _E]:
    """Registers a function for these kinds of expression."""

    def register(function: _E) -> _E:
        EXPRESSIONS.update(dict.fromkeys(kinds, function))
        return function

    return register


def statement(*kinds: str) -> Callable[[_S], _S]:
    """Registers a function for the kinds of statement with these names (those that this Python has)."""

    def register(function: _S) -> _S:
        STATEMENTS.update({getattr(ast, kind): function for kind in kinds if hasattr(ast, kind)})
        return function

    return register


def lower_expr(at: Places, node: ast.expr) -> ir.Expr:
    """The expression. Raises TooDeep, and OutOfStep for a kind that is not known here."""
    lower = EXPRESSIONS.get(type(node))
    if lower is None:
        raise OutOfStep(type(node).__name__)
    cursor = at.cursor
    if cursor.depth > MAX_DEPTH:
        raise TooDeep
    cursor.depth += 1
    result = lower(at, node)
    cursor.depth -= 1
    return result


def lower_statements(at: Places, nodes: list[ast.stmt]) -> tuple[ir.Stmt, ...]:
    """The statements in order. Raises TooDeep, and OutOfStep for a kind that is not known here."""
    cursor = at.cursor
    if cursor.depth > MAX_DEPTH:
        raise TooDeep
    cursor.depth += 1
    lowered: list[ir.Stmt] = []
    for node in nodes:
        lower = STATEMENTS.get(type(node))
        if lower is None:
            raise OutOfStep(type(node).__name__)
        lowered += lower(at, node)
    cursor.depth -= 1
    return tuple(lowered)
