"""Lowering of statements."""

from __future__ import annotations

import ast
from typing import Any

from promptlint import ir
from promptlint.lower.native.chains import OPERATORS
from promptlint.lower.native.dispatch import lower_expr, lower_statements, statement
from promptlint.lower.native.patterns import pattern_names, pattern_values
from promptlint.lower.native.places import Places

LONG_ELIF = 40
"""Branches of an elif chain that are nested in each other; later ones stand side by side in the last ``else``."""


@statement("Expr")
def lower_expression_statement(at: Places, node: ast.Expr) -> tuple[ir.Stmt, ...]:
    """An expression for its effect."""
    return (ir.ExprStmt(lower_expr(at, node.value), at.span(node)),)


@statement("Assign")
def lower_assign(at: Places, node: ast.Assign) -> tuple[ir.Stmt, ...]:
    """``a = b = value``."""
    targets = tuple([lower_expr(at, target) for target in node.targets])
    return (ir.Assign(targets, lower_expr(at, node.value), None, at.span(node)),)


@statement("AnnAssign")
def lower_annotated(at: Places, node: ast.AnnAssign) -> tuple[ir.Stmt, ...]:
    """``target: annotation = value``."""
    target, annotation = lower_expr(at, node.target), lower_expr(at, node.annotation)
    value = None if node.value is None else lower_expr(at, node.value)
    return (ir.Assign((target,), value, annotation, at.span(node)),)


@statement("AugAssign")
def lower_augmented(at: Places, node: ast.AugAssign) -> tuple[ir.Stmt, ...]:
    """``target op= value``."""
    target = lower_expr(at, node.target)
    return (ir.AugAssign(target, OPERATORS[type(node.op)], lower_expr(at, node.value), at.span(node)),)


@statement("Return")
def lower_return(at: Places, node: ast.Return) -> tuple[ir.Stmt, ...]:
    """``return value``."""
    return (ir.Return(None if node.value is None else lower_expr(at, node.value), at.span(node)),)


@statement("Break", "Continue")
def lower_jump(at: Places, node: ast.Break | ast.Continue) -> tuple[ir.Stmt, ...]:
    """``break`` or ``continue``."""
    return (ir.Jump(type(node).__name__.lower(), at.span(node)),)


@statement("Raise")
def lower_raise(at: Places, node: ast.Raise) -> tuple[ir.Stmt, ...]:
    """A jump; before it the exception, as an expression, so that calls within it are not lost."""
    span = at.span(node)
    raised = [lower_expr(at, part) for part in (node.exc, node.cause) if part is not None]
    return (*(ir.ExprStmt(value, span) for value in raised), ir.Jump("raise", span))


@statement("Assert")
def lower_assert(at: Places, node: ast.Assert) -> tuple[ir.Stmt, ...]:
    """The test and the message as expressions, so that calls within them are not lost."""
    span = at.span(node)
    return tuple([ir.ExprStmt(lower_expr(at, part), span) for part in (node.test, node.msg) if part is not None])


@statement("Delete", "Pass", "Global", "Nonlocal", "TypeAlias")
def lower_nothing(at: Places, node: ast.stmt) -> tuple[ir.Stmt, ...]:
    """Nothing."""
    return ()


@statement("Import")
def lower_import(at: Places, node: ast.Import) -> tuple[ir.Stmt, ...]:
    """``import a.b as c``, one node for each module."""
    span = at.span(node)
    return tuple([ir.Import(one.name, None, one.asname or one.name.partition(".")[0], 0, span) for one in node.names])


@statement("ImportFrom")
def lower_import_from(at: Places, node: ast.ImportFrom) -> tuple[ir.Stmt, ...]:
    """``from ..module import name as bound``, one node for each name."""
    span = at.span(node)
    return tuple(
        [ir.Import(node.module or "", one.name, one.asname or one.name, node.level, span) for one in node.names]
    )


@statement("If")
def lower_if(at: Places, node: ast.If) -> tuple[ir.Stmt, ...]:
    """``if`` with its whole chain of ``elif``, read in a loop."""
    arms: list[tuple[ast.If, ir.Expr, tuple[ir.Stmt, ...]]] = []
    rest: ast.If | None = node
    orelse = node.orelse
    while rest is not None:
        arms.append((rest, lower_expr(at, rest.test), lower_statements(at, rest.body)))
        orelse = rest.orelse
        rest = _elif(at, orelse)
    later: tuple[ir.Stmt, ...] = ()
    following = lower_statements(at, orelse)
    groups = [arms[index : index + LONG_ELIF] for index in range(0, len(arms), LONG_ELIF)]
    for group in reversed(groups[1:]):
        later = (*_nested(at, group, following), *later)
        following = ()
    return _nested(at, groups[0], (*later, *following))


def _elif(at: Places, orelse: list[ast.stmt]) -> ast.If | None:
    """The ``if`` that an ``elif`` in place of ``else`` stands for."""
    only = orelse[0] if len(orelse) == 1 else None
    return only if isinstance(only, ast.If) and at.cursor.text.startswith("elif", at.start(only)) else None


def _nested(at: Places, arms: list[Any], following: tuple[ir.Stmt, ...]) -> tuple[ir.Stmt, ...]:
    for node, test, body in reversed(arms):
        following = (ir.If(test, body, following, at.span(node)),)
    return following


@statement("For", "AsyncFor")
def lower_for(at: Places, node: ast.For | ast.AsyncFor) -> tuple[ir.Stmt, ...]:
    """``for`` and ``async for``."""
    target, source = lower_expr(at, node.target), lower_expr(at, node.iter)
    body = lower_statements(at, node.body)
    return (ir.Loop(target, source, body, lower_statements(at, node.orelse), at.span(node)),)


@statement("While")
def lower_while(at: Places, node: ast.While) -> tuple[ir.Stmt, ...]:
    """``while``."""
    test, body = lower_expr(at, node.test), lower_statements(at, node.body)
    return (ir.Loop(None, test, body, lower_statements(at, node.orelse), at.span(node)),)


@statement("With", "AsyncWith")
def lower_with(at: Places, node: ast.With | ast.AsyncWith) -> tuple[ir.Stmt, ...]:
    """``with`` and ``async with``."""
    items = tuple([(lower_expr(at, item.context_expr), _target(at, item)) for item in node.items])
    return (ir.With(items, lower_statements(at, node.body), at.span(node)),)


def _target(at: Places, item: ast.withitem) -> ir.Expr | None:
    return None if item.optional_vars is None else lower_expr(at, item.optional_vars)


@statement("Try", "TryStar")
def lower_try(at: Places, node: ast.Try) -> tuple[ir.Stmt, ...]:
    """``try`` with ``except`` or ``except*``."""
    body = lower_statements(at, node.body)
    handlers = tuple([lower_statements(at, handler.body) for handler in node.handlers])
    orelse, final = lower_statements(at, node.orelse), lower_statements(at, node.finalbody)
    return (ir.Try(body, handlers, orelse, final, at.span(node)),)


@statement("Match")
def lower_match(at: Places, node: ast.Match) -> tuple[ir.Stmt, ...]:
    """``match``; guards are not kept."""
    subject = lower_expr(at, node.subject)
    return (ir.Match(subject, tuple([_case(at, case) for case in node.cases]), at.span(node)),)


def _case(at: Places, node: ast.match_case) -> ir.MatchCase:
    binds = tuple(dict.fromkeys(pattern_names(node.pattern)))
    return ir.MatchCase(pattern_values(at, node.pattern), binds, lower_statements(at, node.body))
