"""The assignments and other statements of a module, those inside its functions and methods included."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from promptlint import ir
from promptlint.link import calls, names
from promptlint.link.shape import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import Frame

S = TypeVar("S", bound=ir.Stmt)


def assignments(ev: Evaluator, module: Module, unit: ir.Unit) -> Iterator[tuple[ir.Assign, Frame]]:
    """The assignments of a unit, each with the frame it is evaluated in; of a class those of its methods."""
    return of_kind(ir.Assign, ev, module, unit)


def of_kind(kind: type[S], ev: Evaluator, module: Module, unit: ir.Unit) -> Iterator[tuple[S, Frame]]:
    """The statements of one kind in a unit, each with the frame it is evaluated in; of a class those of its methods."""
    if unit.kind == "class":
        ref = names.class_of_unit(module, unit)
        for method_name in ref.method_names():
            method = ref.method(method_name)
            if method is not None:
                yield from _within(kind, ev, module, method.node.body, calls.open_frame(ev, method))
        return
    yield from _within(kind, ev, module, module.lowered(unit), module.frame)


def _within(
    kind: type[S], ev: Evaluator, module: Module, stmts: tuple[ir.Stmt, ...], frame: Frame
) -> Iterator[tuple[S, Frame]]:
    for stmt in stmts:
        if isinstance(stmt, kind):
            yield stmt, frame
        if isinstance(stmt, ir.FunctionDef):
            inner = calls.open_frame(ev, module.function(stmt, frame))
            yield from _within(kind, ev, module, stmt.body, inner)
        for block in blocks(stmt):
            yield from _within(kind, ev, module, block, frame)
