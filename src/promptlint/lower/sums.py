"""Sums: texts added to each other become one text, long sums become shallow trees."""

from __future__ import annotations

from typing import NamedTuple

from promptlint import ir
from promptlint.lower.cursor import Cursor
from promptlint.lower.parts import Part, merge_parts

LONG_SUM = 32
"""Terms of a sum up to which it is kept as written, left-deep; a longer one is nested in halves."""


class Term(NamedTuple):
    """One term with its offsets, parentheses included; ``reach`` is where the sum up to this term starts."""

    expr: ir.Expr
    start: int
    end: int
    reach: int


def total(cur: Cursor, terms: list[Term]) -> ir.Expr:
    """The sum of the terms, with neighbouring texts joined as Python's left-to-right addition would."""
    return _tree(cur, _folded(cur, terms)).expr


def _tree(cur: Cursor, terms: list[Term]) -> Term:
    if len(terms) <= LONG_SUM:
        result = terms[0]
        for term in terms[1:]:
            result = _pair(cur, result, term)
        return result
    middle = len(terms) // 2
    right = [term._replace(reach=terms[middle].start) for term in terms[middle:]]
    return _pair(cur, _tree(cur, terms[:middle]), _tree(cur, right))


def _pair(cur: Cursor, left: Term, right: Term) -> Term:
    start = min(left.start, right.reach)
    return Term(ir.BinOp("+", left.expr, right.expr, cur.span(start, right.end)), start, right.end, right.reach)


def _folded(cur: Cursor, terms: list[Term]) -> list[Term]:
    folded: list[Term] = []
    group: list[Term] = []
    for term in terms:
        if is_text(term.expr):
            group.append(term)
            continue
        folded += [_text(cur, group)] if group else []
        folded.append(term)
        group = []
    return [*folded, _text(cur, group)] if group else folded


def is_text(expr: ir.Expr) -> bool:
    """Whether the expression is a text that can be joined with its neighbour in a sum."""
    return isinstance(expr, ir.Template) or (isinstance(expr, ir.Const) and isinstance(expr.value, str))


def _text(cur: Cursor, group: list[Term]) -> Term:
    if len(group) == 1:
        return group[0]
    parts: list[Part] = []
    for term in group:
        if isinstance(term.expr, ir.Template):
            parts += term.expr.parts
        elif isinstance(term.expr, ir.Const):
            parts.append(str(term.expr.value))
    first, last = group[0], group[-1]
    start = first.start if first.reach < first.start else last.reach
    span = cur.span(start, last.end)
    if all(isinstance(part, str) for part in parts):
        return Term(ir.Const("".join(part for part in parts if isinstance(part, str)), span), start, last.end, start)
    return Term(ir.Template(merge_parts(parts), span), start, last.end, min(start, last.reach))
