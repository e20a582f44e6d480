"""Lowering of compound statements other than definitions."""

from __future__ import annotations

from typing import Any

from promptlint import ir
from promptlint.lower.cursor import Cursor
from promptlint.lower.dispatch import lower_expr, statement
from promptlint.lower.patterns import lower_pattern
from promptlint.lower.statements import lower_suite
from promptlint.lower.tree import cst

_LONG_ELIF = 40
"""Branches of an elif chain that are nested in each other; later ones stand side by side in the last ``else``."""


Arm = tuple[int, ir.Expr, "tuple[ir.Stmt, ...]"]
"""Where an ``if`` or ``elif`` starts, its test and its body."""


@statement("If")
def lower_if(cur: Cursor, node: cst.If, start: int) -> tuple[ir.Stmt, ...]:
    """``if`` with its whole chain of ``elif``, read in a loop."""
    arms: list[Arm] = []
    rest: cst.If | cst.Else | None = node
    while isinstance(rest, cst.If):
        begin = cur.at()
        cur.exact("elif" if arms else "if")
        test = lower_expr(cur, rest.test)
        arms.append((begin, test, lower_suite(cur, rest.body)))
        rest = rest.orelse
    following = _else(cur, rest)
    return _chained(cur, arms, following)


def _chained(cur: Cursor, arms: list[Arm], following: tuple[ir.Stmt, ...]) -> tuple[ir.Stmt, ...]:
    """The arms nested in each other's ``else``; of a long chain the groups after the first stand side by side."""
    end = cur.pos
    groups = [arms[index : index + _LONG_ELIF] for index in range(0, len(arms), _LONG_ELIF)]
    later: tuple[ir.Stmt, ...] = ()
    for group in reversed(groups[1:]):
        later = (*_nested(cur, group, end, following), *later)
        following = ()
    return _nested(cur, groups[0], end, (*later, *following))


def _nested(cur: Cursor, arms: list[Arm], end: int, following: tuple[ir.Stmt, ...]) -> tuple[ir.Stmt, ...]:
    for begin, test, body in reversed(arms):
        following = (ir.If(test, body, following, cur.span(begin, end)),)
    return following


def _else(cur: Cursor, node: cst.Else | None) -> tuple[ir.Stmt, ...]:
    if node is None:
        return ()
    cur.eat("else")
    return lower_suite(cur, node.body)


@statement("For")
def lower_for(cur: Cursor, node: cst.For, start: int) -> tuple[ir.Stmt, ...]:
    """``for`` and ``async for``."""
    if node.asynchronous is not None:
        cur.eat("async")
    cur.eat("for")
    target = lower_expr(cur, node.target)
    cur.eat("in")
    source = lower_expr(cur, node.iter)
    body = lower_suite(cur, node.body)
    orelse = _else(cur, node.orelse)
    return (ir.Loop(target, source, body, orelse, cur.span(start)),)


@statement("While")
def lower_while(cur: Cursor, node: cst.While, start: int) -> tuple[ir.Stmt, ...]:
    """``while``."""
    cur.eat("while")
    test = lower_expr(cur, node.test)
    body = lower_suite(cur, node.body)
    orelse = _else(cur, node.orelse)
    return (ir.Loop(None, test, body, orelse, cur.span(start)),)


@statement("With")
def lower_with(cur: Cursor, node: cst.With, start: int) -> tuple[ir.Stmt, ...]:
    """``with`` and ``async with``."""
    if node.asynchronous is not None:
        cur.eat("async")
    cur.eat("with")
    enclosed = isinstance(node.lpar, cst.LeftParen)
    if enclosed:
        cur.eat("(")
    items = tuple(_with_item(cur, item) for item in node.items)
    if enclosed:
        cur.eat(")")
    body = lower_suite(cur, node.body)
    return (ir.With(items, body, cur.span(start)),)


def _with_item(cur: Cursor, node: cst.WithItem) -> tuple[ir.Expr, ir.Expr | None]:
    value, target = lower_expr(cur, node.item), None
    if node.asname is not None:
        cur.eat("as")
        target = lower_expr(cur, node.asname.name)
    cur.take(",")
    return value, target


@statement("Try", "TryStar")
def lower_try(cur: Cursor, node: Any, start: int) -> tuple[ir.Stmt, ...]:
    """``try`` with ``except`` or ``except*``."""
    cur.eat("try")
    body = lower_suite(cur, node.body)
    handlers = tuple(_handler(cur, handler) for handler in node.handlers)
    orelse = _else(cur, node.orelse)
    final: tuple[ir.Stmt, ...] = ()
    if node.finalbody is not None:
        cur.eat("finally")
        final = lower_suite(cur, node.finalbody.body)
    return (ir.Try(body, handlers, orelse, final, cur.span(start)),)


def _handler(cur: Cursor, node: Any) -> tuple[ir.Stmt, ...]:
    cur.eat("except")
    cur.take("*")
    if node.type is not None:
        cur.dropped.append(lower_expr(cur, node.type))
    if node.name is not None:
        cur.eat("as")
        lower_expr(cur, node.name.name)
    return lower_suite(cur, node.body)


@statement("Match")
def lower_match(cur: Cursor, node: cst.Match, start: int) -> tuple[ir.Stmt, ...]:
    """``match``; guards are not kept."""
    cur.eat("match")
    subject = lower_expr(cur, node.subject)
    cur.eat(":")
    cases = tuple(_case(cur, case) for case in node.cases)
    return (ir.Match(subject, cases, cur.span(start)),)


def _case(cur: Cursor, node: cst.MatchCase) -> ir.MatchCase:
    cur.eat("case")
    values, binds = lower_pattern(cur, node.pattern)
    if node.guard is not None:
        cur.eat("if")
        cur.dropped.append(lower_expr(cur, node.guard))
    return ir.MatchCase(values, binds, lower_suite(cur, node.body))
