"""Lowering of ``case`` patterns: only their literal values and the names they bind are kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from promptlint import ir
from promptlint.lower.native.dispatch import lower_expr
from promptlint.lower.native.places import Places


def pattern_values(at: Places, node: ast.pattern) -> tuple[ir.Expr, ...]:
    """The literal alternatives of the pattern, none unless all are literal."""
    return tuple(_values(at, node) or ())


def _values(at: Places, node: ast.pattern) -> list[ir.Expr] | None:
    if isinstance(node, ast.MatchValue):
        return [lower_expr(at, node.value)]
    if isinstance(node, ast.MatchSingleton):
        return [ir.Const(node.value, at.span(node))]
    if isinstance(node, ast.MatchOr):
        found = [_values(at, one) for one in node.patterns]
        known = [values for values in found if values is not None]
        return [value for values in known for value in values] if len(known) == len(found) else None
    if isinstance(node, ast.MatchAs) and node.pattern is not None:
        return _values(at, node.pattern)
    return None


def pattern_names(node: ast.pattern) -> Iterator[str]:
    """The names that the pattern binds, in the order of the text but for those of ``as`` and ``**``, which lead."""
    stack: list[ast.AST] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, ast.MatchAs | ast.MatchStar) and item.name is not None:
            yield item.name
        elif isinstance(item, ast.MatchMapping) and item.rest is not None:
            yield item.rest
        stack.extend(reversed([child for child in ast.iter_child_nodes(item) if isinstance(child, ast.pattern)]))
