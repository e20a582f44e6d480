"""How often the loops around a place go round, where what they go over is known and nothing leaves them early."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.shape import blocks
from promptlint.link.values import Constant, Listing, Mapping

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame

Turn = tuple["ir.Expr", "Frame"] | None
"""One loop: what it goes over and where that is evaluated. None where the number of rounds cannot be said."""
MOST = 1_000_000
SAME_LENGTH = frozenset({"enumerate", "sorted", "reversed", "list", "tuple", "tqdm"})


def turn_of(loop: ir.Loop, frame: Frame) -> Turn:
    """The loop as a turn; None for ``while``, and where a round may be the last (a retry, a search)."""
    return None if loop.target is None or _leaves(loop.body) else (loop.iter, frame)


def _leaves(stmts: Iterable[ir.Stmt]) -> bool:
    """Whether the statements leave the loop they stand in before its end; ``raise`` is not what one counts on."""
    for stmt in stmts:
        if isinstance(stmt, ir.Return) or (isinstance(stmt, ir.Jump) and stmt.kind in ("break", "continue")):
            return True
        if any(_leaves(block) for block in blocks(stmt)):
            return True
    return False


def clause_turn(clause: ir.CompFor, frame: Frame) -> Turn:
    """A clause of a comprehension as a turn; None where conditions pick some of its elements."""
    return None if clause.conditions else (clause.iter, frame)


def rounds(ev: Evaluator, turns: tuple[Turn, ...]) -> int | None:
    """All loops together: their product, None where the length of one is not known. 1 outside of loops."""
    product = 1
    for turn in turns:
        length = None if turn is None else _length(ev, *turn)
        if length is None or product * length > MOST:
            return None
        product *= length
    return product


def _length(ev: Evaluator, expr: ir.Expr, frame: Frame) -> int | None:
    plain = isinstance(expr, ir.Call) and not any(arg.star or arg.name for arg in expr.args)
    if plain and isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name):
        if expr.func.id == "range" and 1 <= len(expr.args) <= 3:
            return _range(ev, [arg.value for arg in expr.args], frame)
        if expr.func.id in SAME_LENGTH and len(expr.args) == 1:
            return _length(ev, expr.args[0].value, frame)
    value = ev.eval(expr, frame)
    if len(value) != 1:
        return None
    over = value[0]
    if isinstance(over, Listing) and over.rest is None and not any(item.repeats for item in over.items):
        return len(over.items)
    return len({repr(key) for key, _ in over.entries}) if isinstance(over, Mapping) and over.rest is None else None


def _range(ev: Evaluator, bounds: list[ir.Expr], frame: Frame) -> int | None:
    numbers = []
    for bound in bounds:
        value = ev.eval(bound, frame)
        number = value[0].value if len(value) == 1 and isinstance(value[0], Constant) else None
        if not isinstance(number, int) or isinstance(number, bool):
            return None
        numbers.append(number)
    try:
        return len(range(*numbers))
    except (ValueError, OverflowError):
        return None
