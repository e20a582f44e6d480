"""Lowering of statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from promptlint import ir
from promptlint.lower.cursor import MAX_DEPTH, Cursor, TooDeep
from promptlint.lower.dispatch import STATEMENTS, lower_expr, statement
from promptlint.lower.tree import cst

if TYPE_CHECKING:
    from promptlint.model import Span

_AUGMENTED = re.compile(r"(?:\*\*|//|<<|>>|[-+*/%@&|^])=")


def lower_statements(cur: Cursor, nodes: Iterable[cst.CSTNode]) -> tuple[ir.Stmt, ...]:
    """The statements in order. Raises TooDeep, and OutOfStep when tree and text disagree."""
    if cur.depth > MAX_DEPTH:
        raise TooDeep
    cur.depth += 1
    lowered: list[ir.Stmt] = []
    for node in nodes:
        if isinstance(node, cst.SimpleStatementLine):
            lowered += _line(cur, node.body)
        else:
            lowered += STATEMENTS[type(node)](cur, node, cur.at())
    cur.depth -= 1
    return tuple(lowered)


def lower_suite(cur: Cursor, suite: cst.BaseSuite) -> tuple[ir.Stmt, ...]:
    """The colon and the block after it, indented or on the same line."""
    cur.eat(":")
    if isinstance(suite, cst.SimpleStatementSuite):
        return tuple(_line(cur, suite.body))
    return lower_statements(cur, suite.body)


def _line(cur: Cursor, nodes: Iterable[cst.CSTNode]) -> list[ir.Stmt]:
    """The statements of one line, with their semicolons."""
    lowered: list[ir.Stmt] = []
    for node in nodes:
        lowered += STATEMENTS[type(node)](cur, node, cur.at())
        cur.take(";")
    return lowered


@statement("Expr")
def lower_expression_statement(cur: Cursor, node: cst.Expr, start: int) -> tuple[ir.Stmt, ...]:
    """An expression for its effect."""
    value = lower_expr(cur, node.value)
    return (ir.ExprStmt(value, cur.span(start)),)


@statement("Assign")
def lower_assign(cur: Cursor, node: cst.Assign, start: int) -> tuple[ir.Stmt, ...]:
    """``a = b = value``; a lambda that is given a name is the function of that name."""
    targets: list[ir.Expr] = []
    for target in node.targets:
        targets.append(lower_expr(cur, target.target))
        cur.eat("=")
    value = lower_expr(cur, node.value)
    return (_named(targets, value, None, cur.span(start)),)


@statement("AnnAssign")
def lower_annotated(cur: Cursor, node: cst.AnnAssign, start: int) -> tuple[ir.Stmt, ...]:
    """``target: annotation = value``."""
    target = lower_expr(cur, node.target)
    cur.eat(":")
    annotation = lower_expr(cur, node.annotation.annotation)
    value = None
    if node.value is not None:
        cur.eat("=")
        value = lower_expr(cur, node.value)
    stmt = _named((target,), value, annotation, cur.span(start))
    if isinstance(stmt, ir.FunctionDef):
        cur.dropped.append(annotation)
    return (stmt,)


def _named(targets: Sequence[ir.Expr], value: ir.Expr | None, annotation: ir.Expr | None, span: Span) -> ir.Stmt:
    target = targets[0]
    if isinstance(value, ir.Lambda) and len(targets) == 1 and isinstance(target, ir.Name):
        body = (ir.Return(value.body, value.body.span),)
        return ir.FunctionDef(target.id, value.params, None, (), body, False, span)
    return ir.Assign(tuple(targets), value, annotation, span)


@statement("AugAssign")
def lower_augmented(cur: Cursor, node: cst.AugAssign, start: int) -> tuple[ir.Stmt, ...]:
    """``target op= value``."""
    target = lower_expr(cur, node.target)
    operator = cur.match(_AUGMENTED)[:-1]
    value = lower_expr(cur, node.value)
    return (ir.AugAssign(target, operator, value, cur.span(start)),)


@statement("Return")
def lower_return(cur: Cursor, node: cst.Return, start: int) -> tuple[ir.Stmt, ...]:
    """``return value``."""
    cur.exact("return")
    value = None if node.value is None else lower_expr(cur, node.value)
    return (ir.Return(value, cur.span(start)),)


@statement("Break", "Continue")
def lower_jump(cur: Cursor, node: Any, start: int) -> tuple[ir.Stmt, ...]:
    """``break`` or ``continue``."""
    kind = type(node).__name__.lower()
    cur.exact(kind)
    return (ir.Jump(kind, cur.span(start)),)


@statement("Raise")
def lower_raise(cur: Cursor, node: cst.Raise, start: int) -> tuple[ir.Stmt, ...]:
    """A jump; before it the exception, as an expression, so that calls within it are not lost."""
    cur.exact("raise")
    raised = [] if node.exc is None else [lower_expr(cur, node.exc)]
    if node.cause is not None:
        cur.eat("from")
        raised.append(lower_expr(cur, node.cause.item))
    span = cur.span(start)
    return (*(ir.ExprStmt(value, span) for value in raised), ir.Jump("raise", span))


@statement("Assert")
def lower_assert(cur: Cursor, node: cst.Assert, start: int) -> tuple[ir.Stmt, ...]:
    """The test and the message as expressions, so that calls within them are not lost."""
    cur.exact("assert")
    tested = [lower_expr(cur, node.test)]
    if node.msg is not None:
        cur.eat(",")
        tested.append(lower_expr(cur, node.msg))
    span = cur.span(start)
    return tuple(ir.ExprStmt(value, span) for value in tested)


@statement("Del")
def lower_del(cur: Cursor, node: cst.Del, start: int) -> tuple[ir.Stmt, ...]:
    """Nothing."""
    cur.exact("del")
    cur.dropped.append(lower_expr(cur, node.target))
    return ()


@statement("Pass", "Global", "Nonlocal")
def lower_nothing(cur: Cursor, node: Any, start: int) -> tuple[ir.Stmt, ...]:
    """Nothing."""
    cur.exact(type(node).__name__.lower())
    for item in node.names or ():
        cur.eat(item.name.value)
        cur.take(",")
    return ()


@statement("TypeAlias")
def lower_type_alias(cur: Cursor, node: cst.TypeAlias, start: int) -> tuple[ir.Stmt, ...]:
    """Nothing."""
    cur.exact("type")
    cur.eat(node.name.value)
    skip_type_parameters(cur, node.type_parameters)
    cur.eat("=")
    cur.dropped.append(lower_expr(cur, node.value))
    return ()


def skip_type_parameters(cur: Cursor, node: cst.TypeParameters | None) -> None:
    """Steps over ``[T: bound = default, *Ts, **P]``."""
    if node is None:
        return
    cur.eat("[")
    for parameter in node.params:
        _skip_type_parameter(cur, parameter)
        cur.take(",")
    cur.eat("]")


def _skip_type_parameter(cur: Cursor, node: cst.TypeParam) -> None:
    for star in ("**", "*"):
        if cur.take(star):
            break
    cur.eat(node.param.name.value)
    bound = node.param.bound if isinstance(node.param, cst.TypeVar) else None
    if bound is not None:
        cur.eat(":")
        cur.dropped.append(lower_expr(cur, bound))
    default = node.default
    if default is not None:
        cur.eat("=")
        cur.take("*")
        cur.dropped.append(lower_expr(cur, default))
