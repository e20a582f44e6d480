"""Which names a syntax tree binds, reads and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_Import = ast.Import | ast.ImportFrom
_LEAVES = frozenset({"ctx", "op", "ops", "type_comment", "kind", "simple", "level", "conversion"})
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}


class Names:
    """The last names of what is called, every name and attribute name that occurs, the import statements."""

    def __init__(self) -> None:
        self.calls: set[str] = set()
        self.reads: set[str] = set()
        self.imports: list[_Import] = []
        self.walrus = False

    def add(self, roots: Iterable[ast.AST]) -> None:
        """Adds what occurs anywhere in the trees ``roots``."""
        calls, reads = self.calls, self.reads
        stack = list(roots)
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is ast.Name:
                reads.add(node.id)  # type: ignore[attr-defined]
                continue
            if kind is ast.Attribute:
                reads.add(node.attr)  # type: ignore[attr-defined]
            elif kind is ast.Call:
                name = _last_name(node.func)  # type: ignore[attr-defined]
                calls.add(name) if name else None
            elif isinstance(node, _Import):
                self.imports.append(node)
                continue
            elif kind is ast.NamedExpr:
                self.walrus = True
            stack.extend(_children(node, kind))


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _children(node: ast.AST, kind: type[ast.AST]) -> list[ast.AST]:
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple(name for name in node._fields if name not in _LEAVES)
    found: list[ast.AST] = []
    for name in fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif type(value) is list:
            found += [item for item in value if isinstance(item, ast.AST)]
    return found


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
    children = _children(node, type(node))
    if walrus or not isinstance(node, ast.stmt | ast.withitem):
        return children
    return [child for child in children if not isinstance(child, ast.expr) or _may_store(child)]


def _may_store(node: ast.expr) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)
