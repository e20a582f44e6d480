"""What is cheaply known of a module: its statements, the names they bind and use, its imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from promptlint import ir
from promptlint.model import SourceFile, Span
from promptlint.naming import Names, bound_names
from promptlint.syntax import Lines, ParseError, parse_module

__all__ = ["ParseError", "build_index"]

_separator = re.compile(r"[ \t\f]*;(?:[ \t\f]|\\\n)*").fullmatch
_VANISHING = frozenset({"Pass", "Global", "Nonlocal", "Delete", "TypeAlias"})


def build_index(source: SourceFile) -> ir.ModuleIndex:
    """The index of a module. Raises ParseError.

    What this interpreter cannot parse, such as newer syntax, is read through libcst.
    """
    try:
        tree = parse_module(source.text)
    except ParseError as error:
        from promptlint.reindex import index_with_libcst

        return index_with_libcst(source, error)
    builder = _Builder(source.text)
    units = builder.units(tree.body)
    return ir.ModuleIndex(source.path, units, builder.imports(), _exports(tree.body))


class _Builder:
    """Makes units of statements and gathers the imports among them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = Lines(text)
        self._imports: list[ast.Import | ast.ImportFrom] = []

    def imports(self) -> tuple[ir.Import, ...]:
        """One node for each imported name, in the order of the text."""
        ordered = sorted(self._imports, key=lambda node: (node.lineno, node.col_offset))
        return tuple(found for node in ordered for found in _imported(node, self._lines.span(node)))

    def units(self, body: Sequence[ast.stmt]) -> tuple[ir.Unit, ...]:
        """One unit for each statement, or for several that share a line."""
        units: list[ir.Unit] = []
        kept: list[bool] = []
        for node in body:
            unit = self._unit(node)
            matters = type(node).__name__ not in _VANISHING
            if units and self._joined(units[-1], unit):
                units[-1] = _merged(units[-1], unit)
                kept[-1] |= matters
            else:
                units.append(unit)
                kept.append(matters)
        return tuple(unit for unit, keep in zip(units, kept, strict=True) if keep)

    def _joined(self, first: ir.Unit, second: ir.Unit) -> bool:
        begin = self._lines.offset(first.span.end_line, first.span.end_column)
        end = self._lines.offset(second.span.line, second.span.column)
        return self._text.startswith(";", begin) or _separator(self._text, begin, end) is not None

    def _unit(self, node: ast.stmt) -> ir.Unit:
        names = Names()
        members: tuple[ir.Unit, ...] = ()
        if isinstance(node, ast.ClassDef) and node.body[0].lineno > _header_end(node):
            names.add([*node.decorator_list, *node.bases, *node.keywords])
            members = self.units(node.body)
            names.calls.update(*(member.calls for member in members))
            names.reads.update(*(member.reads for member in members))
        else:
            names.add([node])
        self._imports += names.imports
        binds = bound_names(node, names.walrus)
        name = getattr(node, "name", None)
        span, first = self._lines.span(node), min(self._first_lines(node))
        start, end = self._lines.start(first), self._whole_line(span.end_line)
        calls, reads = frozenset(names.calls), frozenset(names.reads)
        return ir.Unit(_kind(node), name, binds, calls, reads, members, span, start, end)

    def _first_lines(self, node: ast.stmt) -> list[int]:
        return [node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))]

    def _whole_line(self, line: int) -> int:
        """The offset after the line, and after those that a backslash joins to it."""
        end = self._lines.start(line + 1)
        while self._text.endswith("\\\n", 0, end) and "#" not in self._text[self._lines.start(line) : end]:
            line += 1
            end = self._lines.start(line + 1)
        return end


def _header_end(node: ast.ClassDef) -> int:
    """The last line that is known to belong to the header of a class."""
    header = [*node.bases, *(keyword.value for keyword in node.keywords)]
    return max([node.lineno, *(expr.end_lineno or 0 for expr in header)])


def _kind(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "function"
    if isinstance(node, ast.ClassDef):
        return "class"
    return "import" if isinstance(node, ast.Import | ast.ImportFrom) else "statement"


def _merged(first: ir.Unit, second: ir.Unit) -> ir.Unit:
    span = Span(first.span.line, first.span.column, second.span.end_line, second.span.end_column)
    return ir.Unit(
        first.kind if first.kind == second.kind else "statement",
        None,
        tuple(dict.fromkeys(first.binds + second.binds)),
        first.calls | second.calls,
        first.reads | second.reads,
        (),
        span,
        first.start,
        second.end,
    )


def _imported(node: ast.Import | ast.ImportFrom, span: Span) -> list[ir.Import]:
    if isinstance(node, ast.Import):
        return [
            ir.Import(alias.name, None, alias.asname or alias.name.partition(".")[0], 0, span) for alias in node.names
        ]
    module = node.module or ""
    return [ir.Import(module, alias.name, alias.asname or alias.name, node.level, span) for alias in node.names]


def _exports(body: Sequence[ast.stmt]) -> tuple[str, ...] | None:
    """The names in ``__all__`` where it is assigned and extended by literals only, else None."""
    exports: list[str] | None = None
    for node in body:
        value = _all_value(node)
        if value is None:
            continue
        try:
            names = ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError, RecursionError):
            return None
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            return None
        exports = [*(exports or []), *names] if isinstance(node, ast.AugAssign) else [*names]
    return None if exports is None else tuple(exports)


def _all_value(node: ast.stmt) -> ast.expr | None:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        targets = [node.target]
    else:
        return None
    return node.value if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets) else None
