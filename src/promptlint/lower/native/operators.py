"""Lowering of ``not``, signs, ``and``, ``or`` and comparisons."""

from __future__ import annotations

import ast

from promptlint import ir
from promptlint.lower.native.dispatch import expression, lower_expr
from promptlint.lower.native.places import Places

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_UNARY: dict[type[ast.unaryop], str] = {ast.Not: "not", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}


@expression(ast.UnaryOp)
def lower_unary(at: Places, node: ast.UnaryOp) -> ir.Expr:
    """``not x`` as a Compare, a signed number as a Const, ``-x`` as a BinOp without a left side."""
    operator, value, span = _UNARY[type(node.op)], lower_expr(at, node.operand), at.span(node)
    if operator == "not":
        return ir.Compare("not", ir.Const(None, span), value, span)
    if isinstance(value, ir.Const) and type(number := value.value) in (int, float) and operator in "-+":
        assert isinstance(number, int | float)
        return ir.Const(-number if operator == "-" else number, span)
    return ir.BinOp(operator, ir.Const(None, span), value, span)


@expression(ast.BoolOp)
def lower_boolean(at: Places, node: ast.BoolOp) -> ir.Expr:
    """``a or b or c``, flat also where parentheses group its left side."""
    links = [node]
    while isinstance(left := links[-1].values[0], ast.BoolOp):
        links.append(left)
    values = [lower_expr(at, links[-1].values[0])]
    operator, span = "", values[0].span
    for link in reversed(links):
        word = "and" if isinstance(link.op, ast.And) else "or"
        if operator and word != operator:
            values = [ir.BoolOp(operator, tuple(values), span)]
        operator = word
        values += [lower_expr(at, value) for value in link.values[1:]]
        span = at.span(link)
    return ir.BoolOp(operator, tuple(values), span)


@expression(ast.Compare)
def lower_comparison(at: Places, node: ast.Compare) -> ir.Expr:
    """A comparison; ``a < b < c`` becomes ``a < b and b < c`` with the second ``b`` Opaque unless it is simple."""
    left = lower_expr(at, node.left)
    if len(node.ops) == 1:
        right = lower_expr(at, node.comparators[0])
        return ir.Compare(_COMPARISONS[type(node.ops[0])], left, right, at.span(node))
    pairs: list[ir.Expr] = []
    begin, before = at.start(node), node.left
    for operator, comparator in zip(node.ops, node.comparators, strict=True):
        middle = _after_operator(at, before, _COMPARISONS[type(operator)])
        right = lower_expr(at, comparator)
        end = at.end(node) if comparator is node.comparators[-1] else closed(at, comparator)
        pairs.append(ir.Compare(_COMPARISONS[type(operator)], left, right, at.cursor.span(begin, end)))
        begin, before = middle, comparator
        left = right if isinstance(right, ir.Name | ir.Const) else ir.Opaque("operand of the link before", right.span)
    return ir.BoolOp("and", tuple(pairs), at.span(node))


def _after_operator(at: Places, left: ast.expr, operator: str) -> int:
    closed(at, left)
    for word in operator.split():
        at.cursor.eat(word)
    return at.cursor.at()


def closed(at: Places, node: ast.expr) -> int:
    """Moves after a node and the parentheses around it, and gives that offset; more must follow the last of them."""
    cursor = at.cursor
    cursor.pos = at.end(node)
    while cursor.take(")"):
        pass
    return cursor.pos
