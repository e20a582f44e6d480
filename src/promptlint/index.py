"""What is cheaply known of a module: its statements, the names they bind and use, its imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from promptlint import ir
from promptlint.model import SourceFile, Span
from promptlint.naming import Names, bound_names
from promptlint.syntax import Lines, ParseError, parse_module, without_collection
from promptlint.units import Facts, units_of

__all__ = ["ParseError", "build_index"]

_VANISHING = frozenset({"Pass", "Global", "Nonlocal", "Delete", "TypeAlias"})
_Import = ast.Import | ast.ImportFrom


def build_index(source: SourceFile) -> ir.ModuleIndex:
    """The index of a module. Raises ParseError.

    What this interpreter cannot parse, such as newer syntax, is read through libcst.
    """
    try:
        with without_collection():
            return _index(source, parse_module(source.text))
    except ParseError as error:
        from promptlint.reindex import index_with_libcst

        return index_with_libcst(source, error)


def _index(source: SourceFile, tree: ast.Module) -> ir.ModuleIndex:
    lines = Lines(source.text)
    imports: list[_Import] = []
    units = units_of(lines, _facts(lines, tree.body, imports))
    imports.sort(key=lambda node: (node.lineno, node.col_offset))
    imported = tuple(found for node in imports for found in _imported(node, lines.span(node)))
    return ir.ModuleIndex(source.path, units, imported, _exports(tree.body))


def _facts(lines: Lines, body: Sequence[ast.stmt], imports: list[_Import]) -> Iterator[Facts]:
    for node in body:
        names = Names()
        members: tuple[ir.Unit, ...] = ()
        if isinstance(node, ast.ClassDef) and node.body[0].lineno > _header_end(node):
            names.add([*node.decorator_list, *node.bases, *node.keywords])
            members = units_of(lines, _facts(lines, node.body, imports))
            names.calls.update(*(member.calls for member in members))
            names.reads.update(*(member.reads for member in members))
        else:
            names.add([node])
        imports += names.imports
        yield Facts(
            _kind(node),
            getattr(node, "name", None) if isinstance(getattr(node, "name", None), str) else None,
            bound_names(node, names.walrus),
            frozenset(names.calls),
            frozenset(names.reads),
            members,
            lines.span(node),
            min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))]),
            type(node).__name__ not in _VANISHING,
        )


def _header_end(node: ast.ClassDef) -> int:
    """The last line that is known to belong to the header of a class."""
    header = [*node.bases, *(keyword.value for keyword in node.keywords)]
    return max([node.lineno, *(expr.end_lineno or 0 for expr in header)])


def _kind(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "function"
    if isinstance(node, ast.ClassDef):
        return "class"
    return "import" if isinstance(node, _Import) else "statement"


def _imported(node: _Import, span: Span) -> list[ir.Import]:
    if isinstance(node, ast.Import):
        return [
            ir.Import(alias.name, None, alias.asname or alias.name.partition(".")[0], 0, span) for alias in node.names
        ]
    module = node.module or ""
    return [ir.Import(module, alias.name, alias.asname or alias.name, node.level, span) for alias in node.names]


def _exports(body: Sequence[ast.stmt]) -> tuple[str, ...] | None:
    """The names of ``__all__`` where only displays of literals are assigned and added to it, else None."""
    exports: tuple[str, ...] | None = None
    for node in body:
        value = _all_value(node)
        if value is None:
            continue
        names = _literals(value)
        if names is None:
            return None
        exports = (*(exports or ()), *names) if isinstance(node, ast.AugAssign) else names
    return exports


def _all_value(node: ast.stmt) -> ast.expr | None:
    if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return None
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return node.value if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets) else None


def _literals(node: ast.expr) -> tuple[str, ...] | None:
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    values = [item.value if isinstance(item, ast.Constant) else None for item in node.elts]
    names = tuple(value for value in values if isinstance(value, str))
    return names if len(names) == len(values) else None
