"""Compares the intermediate form with what the standard library's parser says of the same text."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from promptlint import ir
from promptlint.lower import lower_with_dropped
from promptlint.model import SourceFile, Span
from promptlint.syntax import Lines, parse_module

EXACT_IN_FSTRINGS = sys.version_info >= (3, 12)
"""Before PEP 701 the standard parser gives wrong positions within f-strings."""


def ir_nodes(root: Any) -> Iterator[Any]:
    """Every node under ``root``."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple | list):
            stack.extend(node)
        elif is_dataclass(node) and not isinstance(node, Span):
            yield node
            stack.extend(getattr(node, item.name) for item in fields(node))


class Agreement:
    """Both views of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        statements, dropped = lower_with_dropped(SourceFile("module.py", text))
        self.ours = list(ir_nodes([statements, dropped]))
        tree = parse_module(text)
        self.theirs = list(ast.walk(tree))
        strings = [node for node in self.theirs if isinstance(node, ast.JoinedStr)]
        self.in_strings = {id(inner) for node in strings for inner in ast.walk(node) if inner is not node}
        self.in_patterns = {
            id(inner) for node in self.theirs if isinstance(node, ast.pattern) for inner in ast.walk(node)
        }

    def disagreements(self) -> list[str]:
        """One line for each thing that the two views see differently."""
        return [*self._calls(), *self._names(), *self._constants(), *self._templates()]

    def _compare(self, what: str, ours: list[tuple[Any, ...]], theirs: list[tuple[Any, ...]]) -> list[str]:
        left, right = sorted(map(repr, ours)), sorted(map(repr, theirs))
        if left == right:
            return []
        extra, missing = sorted(set(left) - set(right)), sorted(set(right) - set(left))
        return [f"{what}: {len(left)} and {len(right)}; only ours {extra[:3]}, only theirs {missing[:3]}"]

    def _place(self, node: ast.expr) -> Span | None:
        return self.lines.span(node) if EXACT_IN_FSTRINGS or id(node) not in self.in_strings else None

    def _spans(self, nodes: list[Any]) -> list[Span | None]:
        """The spans of our nodes, None within f-strings where the standard parser has none to compare with."""
        if EXACT_IN_FSTRINGS:
            return [node.span for node in nodes]
        templates = [node.span for node in self.ours if isinstance(node, ir.Template)]
        return [None if any(_within(node.span, outer) for outer in templates) else node.span for node in nodes]

    def _calls(self) -> list[str]:
        ours = [node for node in self.ours if isinstance(node, ir.Call)]
        seen = [
            (
                span,
                dotted(node.func),
                [(arg.name, arg.star == "**") for arg in node.args if arg.name or arg.star == "**"],
            )
            for node, span in zip(ours, self._spans(ours), strict=True)
        ]
        expected = [
            (self._place(node), dotted(node.func), [(word.arg, word.arg is None) for word in node.keywords])
            for node in self.theirs
            if isinstance(node, ast.Call)
        ]
        return self._compare("calls", seen, expected)

    def _names(self) -> list[str]:
        ours = [node for node in self.ours if isinstance(node, ir.Name | ir.Attr)]
        seen = {(dotted(node), span) for node, span in zip(ours, self._spans(ours), strict=True)}
        stored = {id(node.target) for node in self.theirs if isinstance(node, ast.NamedExpr)}
        stored |= {id(node.name) for node in self.theirs if type(node).__name__ == "TypeAlias"}  # type: ignore[attr-defined]
        stored |= {id(name) for node in self.theirs for name in _given_to_lambda(node)}
        expected = {
            (dotted(node), self._place(node))
            for node in self.theirs
            if isinstance(node, ast.Name | ast.Attribute) and id(node) not in self.in_patterns | stored
        }
        missing = expected - seen
        extra = set() if self.in_patterns else seen - expected
        return (
            [f"names: only ours {sorted(map(repr, extra))[:3]}, only theirs {sorted(map(repr, missing))[:3]}"]
            if missing or extra
            else []
        )

    def _constants(self) -> list[str]:
        ours = [node for node in self.ours if isinstance(node, ir.Const) and not self._added(node)]
        wrong = [node for node in ours if not same(static_value(self.slice(node.span)), node.value)]
        literals = [node.span for node in self.ours if isinstance(node, ir.Const | ir.Template)]
        literals += [node.span for node in self.ours if isinstance(node, ir.Opaque) and node.why != "slice"]
        exact = set(literals)
        missing = [
            (span, node.value)
            for node in self.theirs
            if isinstance(node, ast.Constant) and id(node) not in self.in_patterns | self.in_strings
            if (span := self.lines.span(node)) not in exact and not any(_within(span, outer) for outer in literals)
        ]
        return [f"constants: wrong {wrong[:3]}, missing {missing[:3]}"] if wrong or missing else []

    def _added(self, node: ir.Const) -> bool:
        """Whether a None stands for an absent operand."""
        return node.value is None and self.slice(node.span) != "None"

    def _templates(self) -> list[str]:
        wrong = []
        for node in self.ours:
            if isinstance(node, ir.Template):
                expected = merged(template_parts(expression(self.slice(node.span))))
                if [shape(part) for part in node.parts] != expected:
                    wrong.append(f"template: {node.parts} for {expected}")
        return wrong[:3]

    def slice(self, span: Span) -> str:
        """The text of a span."""
        start = self.lines.offset(span.line, span.column)
        return self.text[start : self.lines.offset(span.end_line, span.end_column)]


def _within(inner: Span, outer: Span) -> bool:
    return (outer.line, outer.column) <= (inner.line, inner.column) and (inner.end_line, inner.end_column) <= (
        outer.end_line,
        outer.end_column,
    )


def dotted(node: Any) -> str:
    """``a.b.c`` for a chain of attributes on a name; "?" for what else stands at its root."""
    names: list[str] = []
    while isinstance(node, ir.Attr | ast.Attribute):
        names.append(node.name if isinstance(node, ir.Attr) else node.attr)
        node = node.value
    names.append(node.id if isinstance(node, ir.Name | ast.Name) else "?")
    return ".".join(reversed(names))


def expression(text: str) -> ast.expr:
    """The syntax tree of one expression, which may span lines."""
    (statement,) = parse_module(f"({text}\n)").body
    assert isinstance(statement, ast.Expr)
    return statement.value


def static_value(text: str) -> Any:
    """The value of literals joined by plus signs, or of a signed number."""
    return _fold(expression(text))


def _fold(node: ast.expr) -> Any:
    if isinstance(node, ast.BinOp):
        return _fold(node.left) + _fold(node.right)
    if isinstance(node, ast.UnaryOp):
        value = _fold(node.operand)
        return -value if isinstance(node.op, ast.USub) else +value
    assert isinstance(node, ast.Constant), ast.dump(node)
    return node.value


def same(left: Any, right: Any) -> bool:
    """Equal in value and type; a signed zero and a NaN count as what they are."""
    return type(left) is type(right) and repr(left) == repr(right)


def template_parts(node: ast.expr) -> Iterator[Any]:
    """Texts, and for each hole its conversion and format specification (source unless it is nested)."""
    if isinstance(node, ast.BinOp):
        yield from template_parts(node.left)
        yield from template_parts(node.right)
    elif isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield from template_parts(value)
    elif isinstance(node, ast.FormattedValue):
        yield (chr(node.conversion) if node.conversion > 0 else "", _specification(node.format_spec))
    else:
        assert isinstance(node, ast.Constant)
        yield node.value


def _specification(node: ast.expr | None) -> str | None:
    parts = [] if node is None else list(template_parts(node))
    if any(not isinstance(part, str) for part in parts):
        return "nested"
    return "".join(parts) if node is not None else None


def merged(parts: Iterator[Any]) -> list[Any]:
    """The parts with neighbouring texts joined and empty ones left out."""
    joined: list[Any] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return joined


def shape(part: str | ir.Hole) -> Any:
    """A part of a template in the form of ``template_parts``."""
    if isinstance(part, str):
        return part
    conversion, colon, spec = part.format_spec.partition(":")
    return (conversion.lstrip("! ").strip(), ("nested" if "{" in spec else spec) if colon else None)


def _given_to_lambda(node: ast.AST) -> list[ast.AST]:
    """The name of ``name = lambda: ...``, which is lowered as a function of that name."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda) and len(node.targets) == 1:
        return [node.targets[0]] if isinstance(node.targets[0], ast.Name) else []
    if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Lambda) and isinstance(node.target, ast.Name):
        return [node.target]
    return []
