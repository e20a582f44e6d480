"""Lowering of string literals, f-strings and their implicit concatenation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from promptlint import ir
from promptlint.lower.cursor import Cursor
from promptlint.lower.dispatch import expression, lower_expr
from promptlint.lower.escapes import literal_value, template_text
from promptlint.lower.parts import Part, merge_parts
from promptlint.lower.tree import cst
from promptlint.model import Span


@expression("SimpleString")
def lower_string(cur: Cursor, node: cst.SimpleString, start: int) -> ir.Expr:
    """A string or bytes literal."""
    cur.exact(node.value)
    return ir.Const(literal_value(node.value), cur.span(start))


@expression("FormattedString", "TemplatedString")
def lower_template(cur: Cursor, node: cst.FormattedString, start: int) -> ir.Expr:
    """An f-string or a t-string."""
    return _joined(_parts(cur, node), cur.span(start))


@expression("ConcatenatedString")
def lower_concatenation(cur: Cursor, node: cst.ConcatenatedString, start: int) -> ir.Expr:
    """String literals one after another: one Const, or a Template if an f-string is among them."""
    pieces: list[cst.BaseExpression] = []
    rest: cst.BaseExpression = node
    while isinstance(rest, cst.ConcatenatedString):
        pieces.append(rest.left)
        rest = rest.right
    pieces.append(rest)
    return _concatenated([_piece(cur, piece) for piece in pieces], cur.span(start))


def _concatenated(lowered: list[str | bytes | list[Part]], span: Span) -> ir.Expr:
    texts = [piece for piece in lowered if isinstance(piece, str)]
    if len(texts) == len(lowered):
        return ir.Const("".join(texts), span)
    octets = [piece for piece in lowered if isinstance(piece, bytes)]
    if octets:
        return ir.Const(b"".join(octets), span) if len(octets) == len(lowered) else ir.Opaque("bytes and text", span)
    pieces = [[piece] if isinstance(piece, str) else piece for piece in lowered if not isinstance(piece, bytes)]
    return _joined((part for parts in pieces for part in parts), span)


def _joined(parts: Iterable[Part], span: Span) -> ir.Expr:
    return ir.Template(merge_parts(parts), span)


def _piece(cur: Cursor, node: Any) -> str | bytes | list[Part]:
    cur.at()
    if isinstance(node, cst.SimpleString):
        cur.exact(node.value)
        return literal_value(node.value)
    return _parts(cur, node)


def _parts(cur: Cursor, node: Any) -> list[Part]:
    cur.exact(node.start)
    parts = _contents(cur, node.parts, raw="r" in node.start.lower())
    cur.exact(node.end)
    return parts


def _contents(cur: Cursor, contents: Sequence[Any], raw: bool) -> list[Part]:
    parts: list[Part] = []
    for content in contents:
        if content.expression is not None:
            parts += _hole(cur, content)
            continue
        cur.exact(content.value)
        parts.append(template_text(content.value, raw))
    return parts


def _hole(cur: Cursor, node: Any) -> list[Part]:
    """The hole; before it, for ``{x=}``, the text that the equals sign adds."""
    start = cur.pos
    cur.exact("{")
    value = lower_expr(cur, node.expression)
    shown: list[Part] = []
    if node.equal is not None:
        cur.eat("=")
        shown.append(cur.text[start + 1 : cur.at()])
    spec = _format_spec(cur, node)
    if shown and not spec:
        spec = "!r"
    cur.eat("}")
    return [*shown, ir.Hole(value, spec, cur.span(start))]


def _format_spec(cur: Cursor, node: Any) -> str:
    start = cur.at()
    if node.conversion is not None:
        cur.eat("!")
        cur.eat(node.conversion)
    if node.format_spec is not None:
        cur.eat(":")
        parts = _contents(cur, node.format_spec, raw=True)
        cur.dropped += [part.value for part in parts if not isinstance(part, str)]
    return cur.text[start : cur.pos]
