"""Lowering of names, literals, displays and what is written with keywords."""

from __future__ import annotations

import ast

from promptlint import ir
from promptlint.lower.native.dispatch import expression, lower_expr
from promptlint.lower.native.places import Places


@expression(ast.Name)
def lower_name(at: Places, node: ast.Name) -> ir.Expr:
    """A name."""
    return ir.Name(node.id, at.span(node))


@expression(ast.Constant)
def lower_constant(at: Places, node: ast.Constant) -> ir.Expr:
    """A literal without parts."""
    if isinstance(node.value, complex):
        return ir.Opaque("complex number", at.span(node))
    return ir.Const(node.value, at.span(node))


@expression(ast.Starred)
def lower_star(at: Places, node: ast.Starred) -> ir.Expr:
    """``*value``."""
    return ir.Star(lower_expr(at, node.value), at.span(node))


def _items(at: Places, nodes: list[ast.expr]) -> tuple[ir.Expr, ...]:
    return tuple([lower_expr(at, node) for node in nodes])


@expression(ast.List)
def lower_list(at: Places, node: ast.List) -> ir.Expr:
    """``[a, b]``."""
    return ir.Seq("list", _items(at, node.elts), at.span(node))


@expression(ast.Tuple)
def lower_tuple(at: Places, node: ast.Tuple) -> ir.Expr:
    """``(a, b)``."""
    return ir.Seq("tuple", _items(at, node.elts), at.span(node))


@expression(ast.Set)
def lower_set(at: Places, node: ast.Set) -> ir.Expr:
    """``{a, b}``."""
    return ir.Seq("set", _items(at, node.elts), at.span(node))


@expression(ast.Dict)
def lower_dict(at: Places, node: ast.Dict) -> ir.Expr:
    """``{key: value, **rest}``."""
    entries = [
        (None if key is None else lower_expr(at, key), lower_expr(at, value))
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    return ir.Dict(tuple(entries), at.span(node))


@expression(ast.ListComp)
def lower_list_comprehension(at: Places, node: ast.ListComp) -> ir.Expr:
    """``[element for ...]``."""
    return ir.Comp("list", None, lower_expr(at, node.elt), clauses(at, node.generators), at.span(node))


@expression(ast.SetComp)
def lower_set_comprehension(at: Places, node: ast.SetComp) -> ir.Expr:
    """``{element for ...}``."""
    return ir.Comp("set", None, lower_expr(at, node.elt), clauses(at, node.generators), at.span(node))


@expression(ast.GeneratorExp)
def lower_generator(at: Places, node: ast.GeneratorExp) -> ir.Expr:
    """``(element for ...)``."""
    return ir.Comp("generator", None, lower_expr(at, node.elt), clauses(at, node.generators), at.span(node))


@expression(ast.DictComp)
def lower_dict_comprehension(at: Places, node: ast.DictComp) -> ir.Expr:
    """``{key: value for ...}``."""
    key, value = lower_expr(at, node.key), lower_expr(at, node.value)
    return ir.Comp("dict", key, value, clauses(at, node.generators), at.span(node))


def clauses(at: Places, nodes: list[ast.comprehension]) -> tuple[ir.CompFor, ...]:
    """The clauses of a comprehension."""
    return tuple(
        [ir.CompFor(lower_expr(at, node.target), lower_expr(at, node.iter), _items(at, node.ifs)) for node in nodes]
    )


@expression(ast.IfExp)
def lower_conditional(at: Places, node: ast.IfExp) -> ir.Expr:
    """``body if test else orelse``."""
    body, test = lower_expr(at, node.body), lower_expr(at, node.test)
    return ir.Cond(test, body, lower_expr(at, node.orelse), at.span(node))


@expression(ast.Await)
def lower_await(at: Places, node: ast.Await) -> ir.Expr:
    """What is awaited: ``await`` is transparent."""
    return lower_expr(at, node.value)


@expression(ast.Yield)
def lower_yield(at: Places, node: ast.Yield) -> ir.Expr:
    """``yield`` or ``yield value``."""
    value = None if node.value is None else lower_expr(at, node.value)
    return ir.Yield(value, False, at.span(node))


@expression(ast.YieldFrom)
def lower_yield_from(at: Places, node: ast.YieldFrom) -> ir.Expr:
    """``yield from value``."""
    return ir.Yield(lower_expr(at, node.value), True, at.span(node))


@expression(ast.NamedExpr)
def lower_walrus(at: Places, node: ast.NamedExpr) -> ir.Expr:
    """``name := value``."""
    return ir.Walrus(node.target.id, lower_expr(at, node.value), at.span(node))


@expression(ast.Slice)
def lower_slice(at: Places, node: ast.Slice) -> ir.Expr:
    """``start:stop:step``, which is not followed."""
    return ir.Opaque("slice", at.span(node))


@expression(ast.Lambda)
def lower_lambda(at: Places, node: ast.Lambda) -> ir.Expr:
    """``lambda params: body``."""
    return ir.Lambda(parameters(at, node.args), lower_expr(at, node.body), at.span(node))


def parameters(at: Places, node: ast.arguments) -> tuple[ir.Param, ...]:
    """The parameters of a function or lambda in order."""
    plain = [*((one, "positional") for one in node.posonlyargs), *((one, "normal") for one in node.args)]
    defaults: list[ast.expr | None] = [*[None] * (len(plain) - len(node.defaults)), *node.defaults]
    params = [_param(at, one, kind, default) for (one, kind), default in zip(plain, defaults, strict=True)]
    if node.vararg is not None:
        params.append(_param(at, node.vararg, "vararg", None))
    params += [_param(at, one, "keyword", value) for one, value in zip(node.kwonlyargs, node.kw_defaults, strict=True)]
    if node.kwarg is not None:
        params.append(_param(at, node.kwarg, "kwarg", None))
    return tuple(params)


def _param(at: Places, node: ast.arg, kind: str, default: ast.expr | None) -> ir.Param:
    annotation = None if node.annotation is None else lower_expr(at, node.annotation)
    return ir.Param(node.arg, kind, None if default is None else lower_expr(at, default), annotation)
