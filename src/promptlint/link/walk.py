"""Walking the intermediate form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir

if TYPE_CHECKING:
    from collections.abc import Iterator


def children(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """The expressions directly inside an expression, in evaluation order."""
    if isinstance(expr, ir.Template):
        return tuple(p.value for p in expr.parts if isinstance(p, ir.Hole))
    if isinstance(expr, (ir.Attr, ir.Star, ir.Walrus)):
        return (expr.value,)
    if isinstance(expr, ir.Sub):
        return (expr.value, expr.index)
    if isinstance(expr, ir.Call):
        return (expr.func, *(arg.value for arg in expr.args))
    if isinstance(expr, (ir.BinOp, ir.Compare)):
        return (expr.left, expr.right)
    if isinstance(expr, ir.BoolOp):
        return expr.values
    if isinstance(expr, ir.Cond):
        return (expr.test, expr.body, expr.orelse)
    if isinstance(expr, ir.Seq):
        return expr.items
    if isinstance(expr, ir.Dict):
        return tuple(e for key, value in expr.entries for e in ((key, value) if key is not None else (value,)))
    if isinstance(expr, ir.Yield):
        return (expr.value,) if expr.value is not None else ()
    return _scoped_children(expr)


def _scoped_children(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    if isinstance(expr, ir.Comp):
        clauses = tuple(e for c in expr.clauses for e in (c.iter, *c.conditions))
        return (*clauses, *((expr.key,) if expr.key is not None else ()), expr.element)
    if isinstance(expr, ir.Lambda):
        return (expr.body,)
    return ()


def own_expressions(stmt: ir.Stmt) -> tuple[ir.Expr, ...]:
    """The expressions that belong to a statement itself, not to the statements inside it."""
    if isinstance(stmt, ir.Assign):
        return tuple(e for e in (*stmt.targets, stmt.value, stmt.annotation) if e is not None)
    if isinstance(stmt, ir.AugAssign):
        return (stmt.target, stmt.value)
    if isinstance(stmt, ir.ExprStmt):
        return (stmt.value,)
    if isinstance(stmt, ir.Return):
        return (stmt.value,) if stmt.value is not None else ()
    if isinstance(stmt, ir.If):
        return (stmt.test,)
    if isinstance(stmt, ir.Loop):
        return (stmt.iter,)
    if isinstance(stmt, ir.With):
        return tuple(item for item, _ in stmt.items)
    if isinstance(stmt, ir.Match):
        return (stmt.subject,)
    if isinstance(stmt, ir.FunctionDef):
        return (*stmt.decorators, *(p.default for p in stmt.params if p.default is not None))
    if isinstance(stmt, ir.ClassDef):
        return (*stmt.decorators, *stmt.bases, *(k.value for k in stmt.keywords))
    return ()


def descend(expr: ir.Expr) -> Iterator[ir.Expr]:
    """The expression and everything inside it, outermost first."""
    stack = [expr]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(children(current)))


def expressions(stmt: ir.Stmt) -> Iterator[ir.Expr]:
    """Every expression of the statement itself at any depth (not of the statements inside it)."""
    for expr in own_expressions(stmt):
        yield from descend(expr)
