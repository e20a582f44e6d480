"""Lowering of operators that are not left-recursive chains, and of the keyword expressions."""

from __future__ import annotations

import re
from typing import Any

from promptlint import ir
from promptlint.lower.cursor import Cursor
from promptlint.lower.dispatch import CHAINS, expression, lower_expr
from promptlint.lower.parameters import lower_parameters
from promptlint.lower.tree import cst

_COMPARISON = re.compile(r"not\s+in\b|is\s+not\b|in\b|is\b|[<>=!]=|<>|<|>")
_SPACE = re.compile(r"(?:\s|\\\n|#[^\n]*)+")
_NEGATABLE = (int, float)


@expression("UnaryOperation")
def lower_unary(cur: Cursor, node: cst.UnaryOperation, start: int) -> ir.Expr:
    """``not x`` as a Compare, a signed number as a Const, ``-x`` as a BinOp without a left side."""
    operator = {cst.Not: "not", cst.Minus: "-", cst.Plus: "+"}.get(type(node.operator), "~")
    cur.exact(operator)
    value = lower_expr(cur, node.expression)
    span = cur.span(start)
    if operator == "not":
        return ir.Compare("not", ir.Const(None, span), value, span)
    if isinstance(value, ir.Const) and type(value.value) in _NEGATABLE and operator in "-+":
        number = value.value
        assert isinstance(number, (int, float))
        return ir.Const(-number if operator == "-" else number, span)
    return ir.BinOp(operator, ir.Const(None, span), value, span)


def _boolean(cur: Cursor, node: Any) -> ir.Expr:
    """``a or b or c``, flat; the tree is left-deep, so its left spine is walked in a loop."""
    links: list[tuple[Any, int]] = []
    while isinstance(node, cst.BooleanOperation):
        for _ in node.lpar:
            cur.eat("(")
        links.append((node, cur.at()))
        node = node.left
    values = [lower_expr(cur, node)]
    operator, span = "", values[0].span
    for link, start in reversed(links):
        word = "and" if isinstance(link.operator, cst.And) else "or"
        cur.eat(word)
        if operator and word != operator:
            values = [ir.BoolOp(operator, tuple(values), span)]
        operator = word
        values.append(lower_expr(cur, link.right))
        span = cur.span(start)
        for _ in link.rpar:
            cur.eat(")")
    return ir.BoolOp(operator, tuple(values), span)


CHAINS[cst.BooleanOperation] = _boolean


@expression("Comparison")
def lower_comparison(cur: Cursor, node: cst.Comparison, start: int) -> ir.Expr:
    """A comparison; ``a < b < c`` becomes ``a < b and b < c`` with the second ``b`` Opaque unless it is simple."""
    left = lower_expr(cur, node.left)
    pairs: list[ir.Expr] = []
    begin = start
    for target in node.comparisons:
        operator = _SPACE.sub(" ", cur.match(_COMPARISON))
        middle = cur.at()
        right = lower_expr(cur, target.comparator)
        pairs.append(ir.Compare(operator, left, right, cur.span(begin)))
        begin = middle
        left = right if isinstance(right, (ir.Name, ir.Const)) else ir.Opaque("operand of the link before", right.span)
    return pairs[0] if len(pairs) == 1 else ir.BoolOp("and", tuple(pairs), cur.span(start))


@expression("IfExp")
def lower_conditional(cur: Cursor, node: cst.IfExp, start: int) -> ir.Expr:
    """``body if test else orelse``."""
    body = lower_expr(cur, node.body)
    cur.eat("if")
    test = lower_expr(cur, node.test)
    cur.eat("else")
    orelse = lower_expr(cur, node.orelse)
    return ir.Cond(test, body, orelse, cur.span(start))


@expression("Await")
def lower_await(cur: Cursor, node: cst.Await, start: int) -> ir.Expr:
    """What is awaited: ``await`` is transparent."""
    cur.exact("await")
    return lower_expr(cur, node.expression)


@expression("Yield")
def lower_yield(cur: Cursor, node: cst.Yield, start: int) -> ir.Expr:
    """``yield``, ``yield value`` or ``yield from value``."""
    cur.exact("yield")
    if node.value is None:
        return ir.Yield(None, False, cur.span(start))
    if isinstance(node.value, cst.From):
        cur.eat("from")
        value = lower_expr(cur, node.value.item)
        return ir.Yield(value, True, cur.span(start))
    value = lower_expr(cur, node.value)
    return ir.Yield(value, False, cur.span(start))


@expression("NamedExpr")
def lower_walrus(cur: Cursor, node: cst.NamedExpr, start: int) -> ir.Expr:
    """``name := value``."""
    target = lower_expr(cur, node.target)
    cur.eat(":=")
    value = lower_expr(cur, node.value)
    name = target.id if isinstance(target, ir.Name) else ""
    return ir.Walrus(name, value, cur.span(start))


@expression("Lambda")
def lower_lambda(cur: Cursor, node: cst.Lambda, start: int) -> ir.Expr:
    """``lambda params: body``."""
    cur.exact("lambda")
    params = lower_parameters(cur, node.params)
    cur.eat(":")
    body = lower_expr(cur, node.body)
    return ir.Lambda(params, body, cur.span(start))
