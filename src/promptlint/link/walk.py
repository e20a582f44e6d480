"""Walking the intermediate form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from promptlint import ir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def children(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """The expressions directly inside an expression, in evaluation order."""
    inside = _CHILDREN.get(type(expr))
    return inside(expr) if inside is not None else ()


def _of_dict(expr: ir.Dict) -> tuple[ir.Expr, ...]:
    return tuple(e for key, value in expr.entries for e in ((key, value) if key is not None else (value,)))


def _of_comprehension(expr: ir.Comp) -> tuple[ir.Expr, ...]:
    clauses = tuple(e for c in expr.clauses for e in (c.iter, *c.conditions))
    return (*clauses, *((expr.key,) if expr.key is not None else ()), expr.element)


def _of_call(expr: ir.Call) -> tuple[ir.Expr, ...]:
    return (expr.func, *[arg.value for arg in expr.args])


_CHILDREN: dict[type[Any], Callable[[Any], tuple[ir.Expr, ...]]] = {
    ir.Template: lambda e: tuple([p.value for p in e.parts if isinstance(p, ir.Hole)]),
    ir.Attr: lambda e: (e.value,),
    ir.Star: lambda e: (e.value,),
    ir.Walrus: lambda e: (e.value,),
    ir.Sub: lambda e: (e.value, e.index),
    ir.Call: _of_call,
    ir.BinOp: lambda e: (e.left, e.right),
    ir.Compare: lambda e: (e.left, e.right),
    ir.BoolOp: lambda e: e.values,
    ir.Cond: lambda e: (e.test, e.body, e.orelse),
    ir.Seq: lambda e: e.items,
    ir.Dict: _of_dict,
    ir.Yield: lambda e: (e.value,) if e.value is not None else (),
    ir.Comp: _of_comprehension,
    ir.Lambda: lambda e: (e.body,),
}


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
        inside = _CHILDREN.get(type(current))
        if inside is not None:
            stack.extend(inside(current)[::-1])


def expressions(stmt: ir.Stmt) -> Iterator[ir.Expr]:
    """Every expression of the statement itself at any depth (not of the statements inside it)."""
    for expr in own_expressions(stmt):
        yield from descend(expr)


def always(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Those parts of an expression that are evaluated whenever it is."""
    stack = [expr]
    while stack:
        current = stack.pop()
        yield current
        if isinstance(current, ir.BoolOp):
            stack.append(current.values[0])
        elif isinstance(current, ir.Cond):
            stack.append(current.test)
        elif not isinstance(current, (ir.Comp, ir.Lambda)):
            stack.extend(children(current))
