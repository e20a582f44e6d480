"""Lowering of lists, tuples, sets, dicts and comprehensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from promptlint import ir
from promptlint.lower.cursor import Cursor
from promptlint.lower.dispatch import CHAINS, expression, lower_expr
from promptlint.lower.tree import cst
from promptlint.model import Span


def _items(cur: Cursor, elements: Sequence[cst.BaseElement]) -> tuple[ir.Expr, ...]:
    items: list[ir.Expr] = []
    for element in elements:
        starred = isinstance(element, cst.StarredElement)
        items.append(lower_expr(cur, element) if starred else lower_expr(cur, element.value))  # type: ignore[arg-type]
        cur.take(",")
    return tuple(items)


@expression("StarredElement")
def lower_star(cur: Cursor, node: cst.StarredElement, start: int) -> ir.Expr:
    """``*value``."""
    cur.exact("*")
    value = lower_expr(cur, node.value)
    return ir.Star(value, cur.span(start))


@expression("List")
def lower_list(cur: Cursor, node: cst.List, start: int) -> ir.Expr:
    """``[a, b]``."""
    cur.exact("[")
    items = _items(cur, node.elements)
    cur.eat("]")
    return ir.Seq("list", items, cur.span(start))


@expression("Set")
def lower_set(cur: Cursor, node: cst.Set, start: int) -> ir.Expr:
    """``{a, b}``."""
    cur.exact("{")
    items = _items(cur, node.elements)
    cur.eat("}")
    return ir.Seq("set", items, cur.span(start))


@expression("Dict")
def lower_dict(cur: Cursor, node: cst.Dict, start: int) -> ir.Expr:
    """``{key: value, **rest}``."""
    cur.exact("{")
    entries: list[tuple[ir.Expr | None, ir.Expr]] = []
    for element in node.elements:
        key = None
        if isinstance(element, cst.DictElement):
            key = lower_expr(cur, element.key)
            cur.eat(":")
        else:
            cur.eat("**")
        entries.append((key, lower_expr(cur, element.value)))
        cur.take(",")
    cur.eat("}")
    return ir.Dict(tuple(entries), cur.span(start))


@expression("ListComp", "SetComp")
def lower_comprehension(cur: Cursor, node: Any, start: int) -> ir.Expr:
    """``[element for ...]`` and ``{element for ...}``."""
    kind, opening, closing = ("list", "[", "]") if isinstance(node, cst.ListComp) else ("set", "{", "}")
    cur.exact(opening)
    element = lower_expr(cur, node.elt)
    clauses = _clauses(cur, node.for_in)
    cur.eat(closing)
    return ir.Comp(kind, None, element, clauses, cur.span(start))


def _tuple(cur: Cursor, node: cst.Tuple) -> ir.Expr:
    start = _open(cur, node)
    items = _items(cur, node.elements)
    return ir.Seq("tuple", items, _close(cur, node, start))


def _generator(cur: Cursor, node: cst.GeneratorExp) -> ir.Expr:
    start = _open(cur, node)
    element = lower_expr(cur, node.elt)
    clauses = _clauses(cur, node.for_in)
    return ir.Comp("generator", None, element, clauses, _close(cur, node, start))


CHAINS[cst.Tuple] = _tuple
CHAINS[cst.GeneratorExp] = _generator


def _open(cur: Cursor, node: Any) -> int:
    """Steps over the opening parentheses; the innermost pair belongs to the expression itself."""
    for _ in node.lpar[1:]:
        cur.eat("(")
    start = cur.at()
    if node.lpar:
        cur.exact("(")
    return start


def _close(cur: Cursor, node: Any, start: int) -> Span:
    if node.rpar:
        cur.eat(")")
    span = cur.span(start)
    for _ in node.rpar[1:]:
        cur.eat(")")
    return span


@expression("DictComp")
def lower_dict_comprehension(cur: Cursor, node: cst.DictComp, start: int) -> ir.Expr:
    """``{key: value for ...}``."""
    cur.exact("{")
    key = lower_expr(cur, node.key)
    cur.eat(":")
    value = lower_expr(cur, node.value)
    clauses = _clauses(cur, node.for_in)
    cur.eat("}")
    return ir.Comp("dict", key, value, clauses, cur.span(start))


def _clauses(cur: Cursor, node: cst.CompFor | None) -> tuple[ir.CompFor, ...]:
    clauses: list[ir.CompFor] = []
    while node is not None:
        if node.asynchronous is not None:
            cur.eat("async")
        cur.eat("for")
        target = lower_expr(cur, node.target)
        cur.eat("in")
        source = lower_expr(cur, node.iter)
        conditions: list[ir.Expr] = []
        for condition in node.ifs:
            cur.eat("if")
            conditions.append(lower_expr(cur, condition.test))
        clauses.append(ir.CompFor(target, source, tuple(conditions)))
        node = node.inner_for_in
    return tuple(clauses)
