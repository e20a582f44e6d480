"""Lowering of functions and classes."""

from __future__ import annotations

from collections.abc import Sequence

from promptlint import ir
from promptlint.lower.chains import lower_arg
from promptlint.lower.cursor import Cursor
from promptlint.lower.dispatch import lower_expr, statement
from promptlint.lower.parameters import lower_parameters
from promptlint.lower.statements import lower_suite, skip_type_parameters
from promptlint.lower.tree import cst


@statement("FunctionDef")
def lower_function(cur: Cursor, node: cst.FunctionDef, start: int) -> tuple[ir.Stmt, ...]:
    """A function; its span starts at ``def`` or ``async``, after the decorators."""
    decorators = _decorators(cur, node.decorators)
    begin = cur.at()
    if node.asynchronous is not None:
        cur.eat("async")
    cur.eat("def")
    cur.eat(node.name.value)
    skip_type_parameters(cur, node.type_parameters)
    cur.eat("(")
    params = lower_parameters(cur, node.params)
    cur.eat(")")
    returns = None
    if node.returns is not None:
        cur.eat("->")
        returns = lower_expr(cur, node.returns.annotation)
    body = lower_suite(cur, node.body)
    is_async = node.asynchronous is not None
    return (ir.FunctionDef(node.name.value, params, returns, decorators, body, is_async, cur.span(begin)),)


@statement("ClassDef")
def lower_class(cur: Cursor, node: cst.ClassDef, start: int) -> tuple[ir.Stmt, ...]:
    """A class; its span starts at ``class``, after the decorators."""
    decorators = _decorators(cur, node.decorators)
    begin = cur.at()
    cur.eat("class")
    cur.eat(node.name.value)
    skip_type_parameters(cur, node.type_parameters)
    header: list[ir.Arg] = []
    if cur.take("("):
        header = [lower_arg(cur, arg) for arg in (*node.bases, *node.keywords)]
        cur.eat(")")
    bases = tuple(_base(arg) for arg in header if arg.name is None and arg.star != "**")
    keywords = tuple(arg for arg in header if arg.name is not None or arg.star == "**")
    body = lower_suite(cur, node.body)
    return (ir.ClassDef(node.name.value, bases, keywords, decorators, body, cur.span(begin)),)


def _base(arg: ir.Arg) -> ir.Expr:
    return ir.Star(arg.value, arg.value.span) if arg.star else arg.value


def _decorators(cur: Cursor, nodes: Sequence[cst.Decorator]) -> tuple[ir.Expr, ...]:
    lowered: list[ir.Expr] = []
    for node in nodes:
        cur.eat("@")
        lowered.append(lower_expr(cur, node.decorator))
    return tuple(lowered)
