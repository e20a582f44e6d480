"""Lowering of import statements."""

from __future__ import annotations

from typing import Any

from promptlint import ir
from promptlint.lower.cursor import Cursor
from promptlint.lower.dispatch import statement
from promptlint.lower.tree import cst


@statement("Import", "LazyImport")
def lower_import(cur: Cursor, node: Any, start: int) -> tuple[ir.Stmt, ...]:
    """``import a.b as c``, one node for each module."""
    cur.take("lazy")
    cur.eat("import")
    found = [_alias(cur, alias) for alias in node.names]
    span = cur.span(start)
    return tuple(ir.Import(name, None, bound or name.partition(".")[0], 0, span) for name, bound in found)


@statement("ImportFrom", "LazyImportFrom")
def lower_import_from(cur: Cursor, node: Any, start: int) -> tuple[ir.Stmt, ...]:
    """``from ..module import name as bound``, one node for each name."""
    cur.take("lazy")
    cur.eat("from")
    for _ in node.relative:
        cur.eat(".")
    module = "" if node.module is None else _dotted(cur, node.module)
    cur.eat("import")
    opened = cur.take("(")
    if isinstance(node.names, cst.ImportStar):
        cur.eat("*")
        return (ir.Import(module, "*", "*", len(node.relative), cur.span(start)),)
    found = [_alias(cur, alias) for alias in node.names]
    if opened:
        cur.eat(")")
    span = cur.span(start)
    return tuple(ir.Import(module, name, bound or name, len(node.relative), span) for name, bound in found)


def _alias(cur: Cursor, node: cst.ImportAlias) -> tuple[str, str | None]:
    name, bound = _dotted(cur, node.name), None
    if node.asname is not None and isinstance(node.asname.name, cst.Name):
        bound = node.asname.name.value
        cur.eat("as")
        cur.eat(bound)
    if isinstance(node.comma, cst.Comma):
        cur.eat(",")
    return name, bound


def _dotted(cur: Cursor, node: cst.Name | cst.Attribute | Any) -> str:
    if isinstance(node, cst.Name):
        cur.eat(node.value)
        return node.value
    left = _dotted(cur, node.value)
    cur.eat(".")
    cur.eat(node.attr.value)
    return f"{left}.{node.attr.value}"
