"""The index of a module that this interpreter cannot parse, made of its whole intermediate form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from promptlint import ir
from promptlint.lower import lower_with_dropped
from promptlint.model import SourceFile, Span
from promptlint.syntax import Lines, ParseError
from promptlint.units import Facts, units_of

_PYTHON_2 = re.compile(
    r"^\s*(?:print\b(?!\s*[(=.,:\[])|exec\s+[\"'\w]|raise\s+\w+\s*,|except\s+[\w.]+\s*,\s*\w+\s*:)"
    r"|`|<>|\b0[0-7]+\b|\b\d+[lL]\b|\bur['\"]"
)


_KINDS: dict[type[Any], str] = {ir.FunctionDef: "function", ir.ClassDef: "class", ir.Import: "import"}


def index_with_libcst(source: SourceFile, error: ParseError) -> ir.ModuleIndex:
    """The index of a module. Raises ParseError: ``error``, or libcst's where it got further."""
    try:
        statements, dropped = lower_with_dropped(source)
    except ParseError as other:
        raise _clearest(source.text, error, other) from None
    lines = Lines(source.text)
    units = units_of(lines, _facts(lines, statements, dropped))
    imports = tuple(node for node in _nodes(statements) if isinstance(node, ir.Import))
    return ir.ModuleIndex(source.path, units, imports, _exports(statements))


def _clearest(text: str, error: ParseError, other: ParseError) -> ParseError:
    """libcst's line where it read on over newer syntax; this interpreter's wording where both stop together.

    libcst notices some errors only at the next line.
    """
    if not other.message.startswith("invalid"):
        return other
    chosen = other if other.line > error.line + 1 else error
    lines = text.split("\n")
    line = lines[chosen.line - 1] if chosen.line <= len(lines) else ""
    label = "not valid Python 3" if _PYTHON_2.search(line) else "syntax error"
    return ParseError(chosen.line, f"{label}: {chosen.message[:1].lower()}{chosen.message[1:]}")


def _facts(lines: Lines, statements: Sequence[ir.Stmt], dropped: Sequence[ir.Expr]) -> Iterator[Facts]:
    for node in statements:
        decorators = node.decorators if isinstance(node, ir.FunctionDef | ir.ClassDef) else ()
        first_line = min([node.span.line, *(decorator.span.line for decorator in decorators)])
        own = [expr for expr in dropped if first_line <= expr.span.line <= node.span.end_line]
        members: tuple[ir.Unit, ...] = ()
        if isinstance(node, ir.ClassDef) and node.body and node.body[0].span.line > _header_end(node):
            members = units_of(lines, _facts(lines, node.body, own))
        nodes = [*_nodes([node]), *_nodes(own)]
        given = _given_to_lambda(node)
        yield Facts(
            "statement" if given else _KINDS.get(type(node), "statement"),
            node.name if isinstance(node, ir.FunctionDef | ir.ClassDef) and not given else None,
            tuple(dict.fromkeys(bound_names((node, *own)))),
            frozenset(name for found in nodes if isinstance(found, ir.Call) and (name := _last_name(found.func))),
            frozenset([*given, *(name for found in nodes if (name := _last_name(found)))]),
            members,
            node.span,
            first_line,
        )


def _given_to_lambda(node: ir.Stmt) -> tuple[str, ...]:
    """The name in ``name = lambda: ...``, lowered as a function whose one ``return`` is all of the lambda's body."""
    if not isinstance(node, ir.FunctionDef) or len(node.body) != 1 or not isinstance(node.body[0], ir.Return):
        return ()
    value = node.body[0].value
    return (node.name,) if value is not None and value.span == node.body[0].span else ()


def _header_end(node: ir.ClassDef) -> int:
    header = [*node.bases, *(keyword.value for keyword in node.keywords)]
    return max([node.span.line, *(expr.span.end_line for expr in header)])


def _last_name(node: Any) -> str | None:
    if isinstance(node, ir.Attr):
        return node.name
    if isinstance(node, ir.Walrus):
        return node.name
    return node.id if isinstance(node, ir.Name) else None


def _nodes(roots: Sequence[Any]) -> Iterator[Any]:
    """Every node of the trees, in the order of the text."""
    stack = list(reversed(roots))
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(reversed(node))
        elif is_dataclass(node) and not isinstance(node, Span):
            yield node
            stack.extend(getattr(node, item.name) for item in reversed(fields(node)))


def bound_names(node: Any) -> Iterator[str]:
    """The names that a statement binds in its own scope, in order, perhaps more than once."""
    if isinstance(node, tuple):
        for item in node:
            yield from bound_names(item)
    elif isinstance(node, ir.FunctionDef | ir.ClassDef | ir.Walrus):
        yield node.name
    elif isinstance(node, ir.Import):
        yield node.bound
    elif is_dataclass(node) and not isinstance(node, ir.Lambda | Span):
        yield from _bound_within(node)


def _bound_within(node: Any) -> Iterator[str]:
    for item in fields(node):
        value = getattr(node, item.name)
        if item.name in ("target", "targets") and not isinstance(node, ir.CompFor):
            yield from _targets(value)
        elif item.name == "binds":
            yield from value
        elif item.name == "items" and isinstance(node, ir.With):
            for manager, target in value:
                yield from bound_names(manager)
                yield from _targets(target)
        else:
            yield from bound_names(value)


def _targets(node: Any) -> Iterator[str]:
    if isinstance(node, ir.Name):
        yield node.id
    for item in node if isinstance(node, tuple) else getattr(node, "items", ()):
        yield from _targets(item)
    if isinstance(node, ir.Star):
        yield from _targets(node.value)


def _exports(statements: Sequence[ir.Stmt]) -> tuple[str, ...] | None:
    """The names of ``__all__`` where only displays of literals are assigned and added to it, else None."""
    exports: tuple[str, ...] | None = None
    for node in statements:
        if not isinstance(node, ir.Assign | ir.AugAssign) or "__all__" not in bound_names(node):
            continue
        names = _literals(node.value)
        if names is None:
            return None
        exports = (*(exports or ()), *names) if isinstance(node, ir.AugAssign) else names
    return exports


def _literals(node: ir.Expr | None) -> tuple[str, ...] | None:
    if not isinstance(node, ir.Seq) or node.kind == "set":
        return None
    values = [item.value if isinstance(item, ir.Const) else None for item in node.items]
    names = tuple(value for value in values if isinstance(value, str))
    return names if len(names) == len(values) else None
