"""Lowering of left-recursive expressions (``a.b().c[0]``, ``a + b + c``) in a loop, however long they are."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from promptlint import ir
from promptlint.lower.cursor import MAX_DEPTH, TooDeep
from promptlint.lower.native.atoms import clauses
from promptlint.lower.native.dispatch import expression, lower_expr
from promptlint.lower.native.operators import closed
from promptlint.lower.native.places import Places
from promptlint.lower.sums import LONG_SUM, Term, is_text, total

OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.Pow: "**", ast.FloorDiv: "//",
    ast.LShift: "<<", ast.RShift: ">>", ast.BitOr: "|", ast.BitXor: "^", ast.BitAnd: "&", ast.MatMult: "@",
}  # fmt: skip
MAX_LINKS = 1000
"""Links of a chain, as many as no person writes; longer ones are refused."""
_LEFT: dict[type[ast.AST], Callable[[Any], ast.expr]] = {
    ast.Attribute: lambda node: node.value,
    ast.Subscript: lambda node: node.value,
    ast.Call: lambda node: node.func,
    ast.BinOp: lambda node: node.left,
}


@expression(*_LEFT)
def lower_chain(at: Places, node: ast.expr) -> ir.Expr:
    """The chain that ends in ``node``. Levels beyond ``MAX_DEPTH`` become Opaque, innermost first."""
    links: list[ast.expr] = []
    left = _LEFT.get(type(node))
    while left is not None:
        links.append(node)
        node = left(node)
        left = _LEFT.get(type(node))
    if len(links) > MAX_LINKS:
        raise TooDeep
    result = lower_expr(at, node)
    budget, levels = MAX_DEPTH - at.cursor.depth, 0
    sums: list[ast.BinOp] = []
    for link in reversed(links):
        if levels >= budget:
            result, levels = ir.Opaque("expression too deep", result.span), 0
        if isinstance(link, ast.BinOp) and isinstance(link.op, ast.Add):
            sums.append(link)
        else:
            levels += 1 + min(len(sums), LONG_SUM)
            result = _link(at, link, _sum(at, result, sums))
            sums = []
    return _sum(at, result, sums)


def _link(at: Places, node: Any, left: ir.Expr) -> ir.Expr:
    if isinstance(node, ast.Attribute):
        return ir.Attr(left, node.attr, at.span(node))
    if isinstance(node, ast.Call):
        return ir.Call(left, _arguments(at, node), at.span(node))
    if isinstance(node, ast.Subscript):
        return ir.Sub(left, _index(at, node.slice), at.span(node))
    return ir.BinOp(OPERATORS[type(node.op)], left, lower_expr(at, node.right), at.span(node))


def _sum(at: Places, first: ir.Expr, links: list[ast.BinOp]) -> ir.Expr:
    """``first`` with the right sides of ``links`` added to it."""
    if not links:
        return first
    rights = [lower_expr(at, link.right) for link in links]
    texts = [is_text(expr) for expr in (first, *rights)]
    if len(links) < LONG_SUM and not any(one and other for one, other in zip(texts, texts[1:], strict=False)):
        for link, right in zip(links, rights, strict=True):
            first = ir.BinOp("+", first, right, at.span(link))
        return first
    start = at.start(links[0])
    terms = [Term(first, start, closed(at, links[0].left), start)]
    for link, right in zip(links, rights, strict=True):
        closed(at, link.left)
        at.cursor.eat("+")
        terms.append(Term(right, at.cursor.at(), at.end(link), at.start(link)))
    return total(at.cursor, terms)


def _arguments(at: Places, node: ast.Call) -> tuple[ir.Arg, ...]:
    """The arguments in the order in which they are written."""
    written: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    if node.keywords and any(isinstance(arg, ast.Starred) for arg in node.args):
        written.sort(key=lambda arg: (arg.lineno, arg.col_offset))
    if len(written) == 1 and isinstance(written[0], ast.GeneratorExp) and _bare(node, written[0]):
        return (ir.Arg(None, _bare_generator(at, written[0])),)
    return lower_arguments(at, written)


def lower_arguments(at: Places, nodes: list[ast.expr | ast.keyword]) -> tuple[ir.Arg, ...]:
    """Arguments of a call or of a class header."""
    return tuple([_argument(at, node) for node in nodes])


def _argument(at: Places, node: ast.expr | ast.keyword) -> ir.Arg:
    if isinstance(node, ast.keyword):
        return ir.Arg(node.arg, lower_expr(at, node.value), "**" if node.arg is None else "")
    if isinstance(node, ast.Starred):
        return ir.Arg(None, lower_expr(at, node.value), "*")
    return ir.Arg(None, lower_expr(at, node))


def _bare(call: ast.Call, generator: ast.expr) -> bool:
    """Whether the parentheses of a generator are those of the call."""
    return (call.end_lineno, call.end_col_offset) == (generator.end_lineno, generator.end_col_offset)


def _bare_generator(at: Places, node: ast.GeneratorExp) -> ir.Expr:
    element, parts = lower_expr(at, node.elt), clauses(at, node.generators)
    last = node.generators[-1]
    cursor, stop = at.cursor, at.end(node) - 1
    cursor.pos = at.start(node) + 1
    start = cursor.at()
    cursor.pos = end = at.end((last.ifs or [last.iter])[-1])
    while cursor.take(")") and cursor.pos <= stop:
        end = cursor.pos
    return ir.Comp("generator", None, element, parts, cursor.span(start, end))


def _index(at: Places, node: ast.expr) -> ir.Expr:
    index = lower_expr(at, node)
    if isinstance(node, ast.Tuple) and isinstance(index, ir.Seq) and node.elts:
        end = at.end(node)
        if at.cursor.text[end - 1] == ",":
            return ir.Seq("tuple", index.items, at.cursor.span(at.start(node), closed(at, node.elts[-1])))
    return index
