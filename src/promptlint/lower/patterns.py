"""Lowering of ``case`` patterns: only their literal values and the names they bind are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from promptlint import ir
from promptlint.lower.cursor import Cursor, OutOfStep
from promptlint.lower.dispatch import lower_expr
from promptlint.lower.tree import cst

_PIECE = re.compile(
    r'[rRbBuU]{0,2}(?:"""(?:[^\\]|\\.)*?"""|\'\'\'(?:[^\\]|\\.)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
    r"|\w+|[^\w\s]",
    re.DOTALL,
)


def lower_pattern(cur: Cursor, node: cst.MatchPattern) -> tuple[tuple[ir.Expr, ...], tuple[str, ...]]:
    """The literal alternatives of the pattern (none unless all are literal) and the names that it binds."""
    start = cur.at()
    values = _values(cur, node)
    if values is None:
        cur.pos = start
        _skip(cur)
    return tuple(values or ()), tuple(dict.fromkeys(_names(cur, node, start)))


def _values(cur: Cursor, node: Any) -> list[ir.Expr] | None:
    if isinstance(node, (cst.MatchValue, cst.MatchSingleton)):
        return [lower_expr(cur, node.value)]  # which holds the parentheses
    for _ in node.lpar or ():
        cur.eat("(")
    values = _bare_values(cur, node)
    if values is not None:
        for _ in node.rpar or ():
            cur.eat(")")
    return values


def _bare_values(cur: Cursor, node: Any) -> list[ir.Expr] | None:
    if isinstance(node, cst.MatchOr):
        return _alternatives(cur, node)
    if isinstance(node, cst.MatchAs) and node.pattern is not None and node.name is not None:
        values = _values(cur, node.pattern)
        if values is not None:
            cur.eat("as")
            cur.eat(node.name.value)
        return values
    return None


def _alternatives(cur: Cursor, node: cst.MatchOr) -> list[ir.Expr] | None:
    values: list[ir.Expr] = []
    for element in node.patterns:
        found = _values(cur, element.pattern)
        if found is None:
            return None
        values += found
        cur.take("|")
    return values


def _skip(cur: Cursor) -> None:
    """Steps to the ``if`` or the colon that ends the pattern."""
    depth = 0
    while True:
        found = _PIECE.match(cur.text, cur.at())
        if found is None:
            raise OutOfStep(f"pattern without end at offset {cur.pos}")
        piece = found.group()
        if depth == 0 and piece in ("if", ":"):
            return
        depth += (piece in "([{") - (piece in ")]}")
        cur.pos = found.end()


def _names(cur: Cursor, node: cst.MatchPattern, start: int) -> Iterator[str]:
    """The names the pattern binds, in order; those it reads (classes, dotted values) go to the dropped ones."""
    span = cur.span(start)
    stack: list[cst.CSTNode] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, (cst.MatchAs, cst.MatchStar)) and item.name is not None:
            yield item.name.value
        elif isinstance(item, cst.MatchMapping) and item.rest is not None:
            yield item.rest.value
        read = _read(item)
        while isinstance(read, cst.Attribute):
            cur.dropped.append(ir.Attr(ir.Opaque("pattern", span), read.attr.value, span))
            read = read.value
        if isinstance(read, cst.Name):
            cur.dropped.append(ir.Name(read.value, span))
        stack.extend(reversed(item.children))


def _read(node: cst.CSTNode) -> cst.BaseExpression | None:
    if isinstance(node, cst.MatchClass):
        return node.cls
    return node.value if isinstance(node, cst.MatchValue) else None
