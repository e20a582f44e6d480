"""Which names a syntax tree binds, reads and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

_Import = ast.Import | ast.ImportFrom
_LEAVES = frozenset({"ctx", "op", "ops", "type_comment", "kind", "simple", "level", "conversion"})
_FIELDS: dict[type[Any], tuple[str, ...]] = {ast.Constant: ()}


class Names:
    """The last names of what is called, every name and attribute name that occurs, the import statements."""

    def __init__(self) -> None:
        self.calls: set[str] = set()
        self.reads: set[str] = set()
        self.imports: list[_Import] = []
        self.walrus = False

    def add(self, roots: Iterable[ast.AST]) -> None:
        """Adds what occurs anywhere in the trees ``roots``.

        The loop runs over every node of every file read, so it takes lists as they are, with the strings and Nones
        that some hold, and asks for types in the order of their number.
        """
        calls, reads = self.calls, self.reads
        stack: list[Any] = list(roots)
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is ast.Name:
                reads.add(node.id)
                continue
            if kind is ast.Attribute:
                reads.add(node.attr)
                stack.append(node.value)
                continue
            if kind is ast.Call:
                _add_called(node.func, calls)
            elif kind is ast.Import or kind is ast.ImportFrom:
                self.imports.append(node)
                continue
            elif kind is ast.NamedExpr:
                self.walrus = True
            fields = _FIELDS.get(kind)
            for name in _fields_of(kind) if fields is None else fields:
                value = getattr(node, name, None)
                if value.__class__ is list:
                    stack += value
                elif value is not None:
                    stack.append(value)


def _add_called(function: ast.expr, calls: set[str]) -> None:
    if isinstance(function, ast.Attribute):
        calls.add(function.attr)
    elif isinstance(function, ast.Name):
        calls.add(function.id)


def _fields_of(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a kind of node that can hold nodes; none for what is no node."""
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(name for name in getattr(kind, "_fields", ()) if name not in _LEAVES)
    return _FIELDS[kind]


def _children(node: ast.AST) -> list[ast.AST]:
    values = [getattr(node, name, None) for name in _fields_of(type(node))]
    children = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [child for child in children if isinstance(child, ast.AST)]


def bound_names(node: ast.stmt, walrus: bool) -> tuple[str, ...]:
    """The names that a statement binds in its own scope, in order; its expressions are searched if ``walrus``."""
    return tuple(dict.fromkeys(_bound(node, walrus)))


def _bound(root: ast.stmt, walrus: bool) -> Iterator[str]:
    stack: list[ast.AST] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, _Import):
            yield from (alias.asname or _local(node, alias.name) for alias in node.names)
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                yield node.id
        elif isinstance(node, ast.Delete | ast.Lambda):
            continue
        else:
            if isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
                yield node.name
            elif isinstance(node, ast.MatchMapping) and node.rest:
                yield node.rest
            stack.extend(reversed(_own_scope(node, walrus)))


def _local(node: _Import, name: str) -> str:
    return name.partition(".")[0] if isinstance(node, ast.Import) else name


def _own_scope(node: ast.AST, walrus: bool) -> list[ast.AST]:
    """The children that may bind a name in the scope of ``node``."""
    if isinstance(node, ast.comprehension):
        return [node.iter, *node.ifs]
    children = _children(node)
    if walrus or not isinstance(node, ast.stmt | ast.withitem):
        return children
    return [child for child in children if not isinstance(child, ast.expr) or _may_store(child)]


def _may_store(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)
