"""Which function lowers which kind of libcst node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from promptlint import ir
from promptlint.lower.cursor import MAX_DEPTH, Cursor, TooDeep
from promptlint.lower.tree import cst

ExprLowering = Callable[[Cursor, Any, int], ir.Expr]
StmtLowering = Callable[[Cursor, Any, int], "tuple[ir.Stmt, ...]"]
_E = TypeVar("_E", bound=ExprLowering)
_S = TypeVar("_S", bound=StmtLowering)

EXPRESSIONS: dict[type[cst.CSTNode], ExprLowering] = {}
STATEMENTS: dict[type[cst.CSTNode], StmtLowering] = {}
CHAINS: dict[type[cst.CSTNode], Callable[[Cursor, Any], ir.Expr]] = {}
"""Left-recursive kinds, lowered in a loop; they step over their own parentheses."""


def expression(*kinds: str) -> Callable[[_E], _E]:
    """Registers a function for the expression nodes of these names."""

    def register(function: _E) -> _E:
        EXPRESSIONS.update({getattr(cst, kind): function for kind in kinds})
        return function

    return register


def statement(*kinds: str) -> Callable[[_S], _S]:
    """Registers a function for the statement nodes of these names."""

    def register(function: _S) -> _S:
        STATEMENTS.update({getattr(cst, kind): function for kind in kinds})
        return function

    return register


def lower_expr(cur: Cursor, node: cst.BaseExpression) -> ir.Expr:
    """The expression at the cursor. Raises TooDeep, and OutOfStep when tree and text disagree."""
    if cur.depth > MAX_DEPTH:
        raise TooDeep
    cur.depth += 1
    kind = type(node)
    chain = CHAINS.get(kind)
    result = chain(cur, node) if chain is not None else _plain(cur, node, EXPRESSIONS[kind])
    cur.depth -= 1
    return result


def _plain(cur: Cursor, node: cst.BaseExpression, lower: ExprLowering) -> ir.Expr:
    for _ in node.lpar:
        cur.eat("(")
    result = lower(cur, node, cur.at())
    for _ in node.rpar:
        cur.eat(")")
    return result
