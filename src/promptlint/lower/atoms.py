"""Lowering of names and literals without parts."""

from __future__ import annotations

from types import EllipsisType

from promptlint import ir
from promptlint.lower.cursor import Cursor
from promptlint.lower.dispatch import expression
from promptlint.lower.tree import cst

_WORDS: dict[str, bool | None] = {"True": True, "False": False, "None": None}


@expression("Name")
def lower_name(cur: Cursor, node: cst.Name, start: int) -> ir.Expr:
    """A name, or the constant that its word stands for."""
    cur.exact(node.value)
    if node.value in _WORDS:
        return ir.Const(_WORDS[node.value], cur.span(start))
    return ir.Name(node.value, cur.span(start))


@expression("Ellipsis")
def lower_ellipsis(cur: Cursor, node: cst.Ellipsis, start: int) -> ir.Expr:
    """``...``."""
    cur.exact("...")
    value: EllipsisType = ...
    return ir.Const(value, cur.span(start))


@expression("Integer")
def lower_integer(cur: Cursor, node: cst.Integer, start: int) -> ir.Expr:
    """An int; Opaque beyond the digits that Python converts."""
    cur.exact(node.value)
    try:
        return ir.Const(int(node.value, 0), cur.span(start))
    except ValueError:
        return ir.Opaque("integer too long", cur.span(start))


@expression("Float")
def lower_float(cur: Cursor, node: cst.Float, start: int) -> ir.Expr:
    """A float."""
    cur.exact(node.value)
    return ir.Const(float(node.value.replace("_", "")), cur.span(start))


@expression("Imaginary")
def lower_imaginary(cur: Cursor, node: cst.Imaginary, start: int) -> ir.Expr:
    """A complex number, which the intermediate form does not model."""
    cur.exact(node.value)
    return ir.Opaque("complex number", cur.span(start))
