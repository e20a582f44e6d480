"""Whether control can come to a place of a function, as far as its conditions are decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.shape import blocks, is_exit

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.shape import Stmts
    from promptlint.model import Span


def reaches(ev: Evaluator, frame: Frame, place: Span) -> bool:
    """Whether a call of the frame's function may come to the place; true unless the contrary is known."""
    while frame.kind == "inline" and frame.parent is not None:
        frame = frame.parent
    stmts: Stmts | None = frame.body if frame.kind == "function" else None
    while stmts is not None:
        holder = ev.shapes.block(stmts).holder(place)
        if holder is None:
            return True
        if any(_leaves(ev, stmt, frame) for stmt in stmts[:holder]):
            return False
        stmt = stmts[holder]
        stmts = next((b for b in blocks(stmt) if b and ev.shapes.block(b).holder(place) is not None), None)
        if isinstance(stmt, ir.If) and stmts is not None:
            truth = ev.truth(stmt.test, frame)
            if truth is not None and truth is not (stmts is stmt.body):
                return False
    return True


def _leaves(ev: Evaluator, stmt: ir.Stmt, frame: Frame) -> bool:
    """Whether control is known not to go on behind a statement."""
    if is_exit(stmt):
        return True
    if not isinstance(stmt, ir.If) or not ev.shapes.leaves(stmt):
        return False
    ends = [any(_leaves(ev, inner, frame) for inner in block) for block in (stmt.body, stmt.orelse)]
    if all(ends):
        return True
    if not any(ends):
        return False
    truth = ev.truth(stmt.test, frame)
    return truth is not None and ends[0 if truth else 1]
