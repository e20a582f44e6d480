"""Lowering of left-recursive expressions (``a.b().c[0]``, ``a + b + c``) in a loop, however long they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from promptlint import ir
from promptlint.lower.cursor import MAX_DEPTH, Cursor
from promptlint.lower.dispatch import CHAINS, lower_expr
from promptlint.lower.sums import LONG_SUM, Term, total
from promptlint.lower.tree import cst

_OPERATOR = re.compile(r"\*\*|//|<<|>>|[-+*/%@&|^]")
_LEFT: dict[type[Any], Callable[[Any], Any]] = {
    cst.Attribute: lambda node: node.value,
    cst.Subscript: lambda node: node.value,
    cst.Call: lambda node: node.func,
    cst.BinaryOperation: lambda node: node.left,
}


def _chain(cur: Cursor, node: Any) -> ir.Expr:
    """The chain that ends in ``node``. Levels beyond ``MAX_DEPTH`` become Opaque, innermost first."""
    links: list[tuple[Any, int]] = []
    left = _LEFT.get(type(node))
    while left is not None:
        for _ in node.lpar:
            cur.eat("(")
        links.append((node, cur.at()))
        node = left(node)
        left = _LEFT.get(type(node))
    result = lower_expr(cur, node)
    budget, levels = MAX_DEPTH - cur.depth, 0
    terms: list[Term] = []
    for link, start in reversed(links):
        if levels >= budget:
            cur.dropped.append(result)
            result, levels = ir.Opaque("expression too deep", cur.span(start)), 0
        if isinstance(link, cst.BinaryOperation) and isinstance(link.operator, cst.Add):
            terms = terms or [Term(result, start, cur.pos, start)]
            terms.append(_term(cur, link, start))
        else:
            levels += 1 + min(len(terms), LONG_SUM)
            result = _link(cur, link, start, total(cur, terms) if terms else result)
            terms = []
        for _ in link.rpar:
            cur.eat(")")
    return total(cur, terms) if terms else result


def _term(cur: Cursor, node: cst.BinaryOperation, reach: int) -> Term:
    cur.eat("+")
    start = cur.at()
    return Term(lower_expr(cur, node.right), start, cur.pos, reach)


def _link(cur: Cursor, node: Any, start: int, left: ir.Expr) -> ir.Expr:
    if isinstance(node, cst.Attribute):
        cur.eat(".")
        cur.eat(node.attr.value)
        return ir.Attr(left, node.attr.value, cur.span(start))
    if isinstance(node, cst.Call):
        cur.eat("(")
        args = tuple(lower_arg(cur, arg) for arg in node.args)
        cur.eat(")")
        return ir.Call(left, args, cur.span(start))
    if isinstance(node, cst.Subscript):
        index = _index(cur, node)
        return ir.Sub(left, index, cur.span(start))
    operator = cur.match(_OPERATOR)
    right = lower_expr(cur, node.right)
    return ir.BinOp(operator, left, right, cur.span(start))


def lower_arg(cur: Cursor, node: cst.Arg) -> ir.Arg:
    """One argument of a call or of a class header, its comma included."""
    if node.star:
        cur.eat(node.star)
    name = None
    if node.keyword is not None:
        name = node.keyword.value
        cur.eat(name)
        cur.eat("=")
    value = lower_expr(cur, node.value)
    cur.take(",")
    return ir.Arg(name, value, node.star)


def _index(cur: Cursor, node: cst.Subscript) -> ir.Expr:
    cur.eat("[")
    start = cur.at()
    items: list[ir.Expr] = []
    comma = False
    for element in node.slice:
        items.append(_slice(cur, element.slice))
        end = cur.pos
        comma = cur.take(",")
    span = cur.span(start, end)
    cur.eat("]")
    if len(items) == 1 and not comma and not isinstance(items[0], ir.Star):
        return items[0]
    return ir.Seq("tuple", tuple(items), span)


def _slice(cur: Cursor, node: Any) -> ir.Expr:
    start = cur.at()
    if isinstance(node, cst.Index):
        if node.star is None:
            return lower_expr(cur, node.value)
        cur.eat("*")
        value = lower_expr(cur, node.value)
        return ir.Star(value, cur.span(start))
    for part in (node.lower, node.upper, node.step):
        if part is not None:
            cur.dropped.append(lower_expr(cur, part))
        cur.take(":")
    return ir.Opaque("slice", cur.span(start))


CHAINS.update(dict.fromkeys(_LEFT, _chain))
