"""What functions assign to globals of their module (``global client; client = OpenAI()``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import assigned, targets
from promptlint.link.shape import target_keys
from promptlint.link.values import union, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import Frame, FunctionRef
    from promptlint.link.values import Value
    from promptlint.model import Span


def declares(function: FunctionRef, name: str) -> bool:
    """Whether a function says ``global`` of a name."""
    span = function.node.span
    return any(span.line <= line <= span.end_line for line in function.module.global_lines.get(name, ()))


def stored(ev: Evaluator, module: Module, name: str, until: Span | None) -> Value:
    """What functions of the module assign to one of its globals, the empty value if none does.

    At a place of the module itself (``until``) only what is called before it may have run.
    """
    return union(*(_assigned(ev, stmt, name, frame) for stmt, frame in _sites(ev, module, name, until)))


def _sites(
    ev: Evaluator, module: Module, name: str, until: Span | None
) -> Iterator[tuple[ir.Assign | ir.AugAssign, Frame]]:
    lines = module.global_lines[name]
    units = module.index.units
    before = frozenset(c for u in units if until is not None and u.span.line < until.line for c in u.calls)
    for unit in units:
        if not any(unit.span.line <= line <= unit.span.end_line for line in lines):
            continue
        stored: tuple[tuple[ir.Assign | ir.AugAssign, Frame], ...] = (
            *assigned.of_kind(ir.Assign, ev, module, unit),
            *assigned.of_kind(ir.AugAssign, ev, module, unit),
        )
        for stmt, frame in stored:
            function = frame.function
            if function is not None and declares(function, name) and (until is None or function.name in before):
                yield stmt, frame


def _assigned(ev: Evaluator, stmt: ir.Assign | ir.AugAssign, name: str, frame: Frame) -> Value:
    """What one statement leaves in the global; what callers pass, where it is a parameter."""
    if isinstance(stmt, ir.AugAssign):
        changed = name in target_keys(stmt.target)
        return unknown(f"line {stmt.span.line} adds to it each time it runs") if changed else ()
    if stmt.value is None:
        return ()
    with ev.mode(True):
        value: Value = ()
        for target in stmt.targets:
            if name in target_keys(target):
                value = targets.assign(ev, target, stmt.value, name, frame, value)
        return value
