"""Lowering of parameter lists."""

from __future__ import annotations

from promptlint import ir
from promptlint.lower.cursor import Cursor
from promptlint.lower.dispatch import lower_expr
from promptlint.lower.tree import cst


def lower_parameters(cur: Cursor, node: cst.Parameters) -> tuple[ir.Param, ...]:
    """The parameters of a function or lambda in order, without the bare ``/`` and ``*``."""
    params = [_param(cur, param, "positional") for param in node.posonly_params]
    if isinstance(node.posonly_ind, cst.ParamSlash):
        cur.eat("/")
        cur.take(",")
    params += [_param(cur, param, "normal") for param in node.params]
    if isinstance(node.star_arg, cst.Param):
        params.append(_param(cur, node.star_arg, "vararg"))
    elif isinstance(node.star_arg, cst.ParamStar):
        cur.eat("*")
        cur.take(",")
    params += [_param(cur, param, "keyword") for param in node.kwonly_params]
    if node.star_kwarg is not None:
        params.append(_param(cur, node.star_kwarg, "kwarg"))
    return tuple(params)


def _param(cur: Cursor, node: cst.Param, kind: str) -> ir.Param:
    if isinstance(node.star, str):
        cur.eat(node.star)
    cur.eat(node.name.value)
    annotation = default = None
    if node.annotation is not None:
        cur.eat(":")
        annotation = lower_expr(cur, node.annotation.annotation)
    if node.default is not None:
        cur.eat("=")
        default = lower_expr(cur, node.default)
    cur.take(",")
    return ir.Param(node.name.value, kind, default, annotation)
