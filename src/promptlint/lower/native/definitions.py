"""Lowering of functions and classes."""

from __future__ import annotations

import ast

from promptlint import ir
from promptlint.lower.native.atoms import parameters
from promptlint.lower.native.chains import lower_arguments
from promptlint.lower.native.dispatch import lower_expr, lower_statements, statement
from promptlint.lower.native.places import Places


@statement("FunctionDef", "AsyncFunctionDef")
def lower_function(at: Places, node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[ir.Stmt, ...]:
    """A function; its span starts at ``def`` or ``async``, after the decorators."""
    decorators = _decorators(at, node.decorator_list)
    params = parameters(at, node.args)
    returns = None if node.returns is None else lower_expr(at, node.returns)
    body = lower_statements(at, node.body)
    is_async = isinstance(node, ast.AsyncFunctionDef)
    return (ir.FunctionDef(node.name, params, returns, decorators, body, is_async, at.span(node)),)


@statement("ClassDef")
def lower_class(at: Places, node: ast.ClassDef) -> tuple[ir.Stmt, ...]:
    """A class; its span starts at ``class``, after the decorators."""
    decorators = _decorators(at, node.decorator_list)
    header = lower_arguments(at, [*node.bases, *node.keywords])
    bases = tuple([_base(arg) for arg in header if arg.name is None and arg.star != "**"])
    keywords = tuple([arg for arg in header if arg.name is not None or arg.star == "**"])
    return (ir.ClassDef(node.name, bases, keywords, decorators, lower_statements(at, node.body), at.span(node)),)


def _base(arg: ir.Arg) -> ir.Expr:
    return ir.Star(arg.value, arg.value.span) if arg.star else arg.value


def _decorators(at: Places, nodes: list[ast.expr]) -> tuple[ir.Expr, ...]:
    return tuple([lower_expr(at, node) for node in nodes])
