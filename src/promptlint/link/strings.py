"""Text built from text by operators: f-strings, ``+``, ``%``, ``*``. Unknown pieces become holes, never nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import formatting
from promptlint.link.pieces import MAX_PARTS, Choice, added, crossed, limited, pieces
from promptlint.link.values import Constant, Text, Unknown, bounded, text_of, unknown
from promptlint.model import Hole, Static

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

MAX_REPEAT = 1000
"""``text * n`` is followed up to this n where the text has holes."""
MAX_LENGTH = 2_000_000
"""Characters of a text made by repetition."""


def template(ev: Evaluator, expr: ir.Template, frame: Frame) -> Value:
    """An f-string."""
    origin = ev.origin(expr, frame)
    choices: list[Choice] = []
    for part in expr.parts:
        if isinstance(part, str):
            choices.append((expr, [(Static(part, origin),)]))
            continue
        value = ev.eval(part.value, frame)
        if part.format_spec and part.format_spec not in ("!s",):
            hole = Hole(ev.source(part.value, frame), frame.module.path, part.span.line, "is formatted at run time")
            choices.append((part.value, [(hole,)]))
        else:
            choices.append((part.value, pieces(ev, value, part.value, frame)))
    return crossed(choices, ev, frame)


def operate(ev: Evaluator, op: str, left: Value, right: Value, expr: ir.BinOp | ir.AugAssign, frame: Frame) -> Value:
    """``text + text``, ``text % values``, ``text * n``."""
    left_expr, right_expr = _operands(expr)
    if op == "+":
        return added(ev, left, right, (left_expr, right_expr), frame)
    if op == "%":
        return bounded(
            text
            for item in left
            for values in right
            if isinstance(item, Text)
            for text in formatting.percent(ev, item, values, right_expr, frame)
        )
    return bounded(_times(ev, item, count, right_expr, frame) for item in left for count in right)


def _operands(expr: ir.BinOp | ir.AugAssign) -> tuple[ir.Expr, ir.Expr]:
    return (expr.left, expr.right) if isinstance(expr, ir.BinOp) else (expr.target, expr.value)


def sum_of_unknowns(ev: Evaluator, left: Value, right: Value, expr: ir.BinOp | ir.AugAssign, frame: Frame) -> Value:
    """``a + b`` where neither is known to be text: numbers, or unknown."""
    from promptlint.link import conditions

    value = conditions.arithmetic(ev, "+", left, right, expr, frame)
    if any(isinstance(item, Unknown) for item in value):
        return unknown(ev.reason(left) if left else ev.reason(right))
    return value


def _times(ev: Evaluator, item: Alternative, count: Alternative, expr: ir.Expr, frame: Frame) -> Alternative:
    if isinstance(item, Constant):
        item, count = count, item
    if isinstance(item, Text) and isinstance(count, Constant) and isinstance(count.value, int):
        few = item.exact is not None or (count.value <= MAX_REPEAT and count.value * len(item.parts) <= MAX_PARTS * 4)
        if few and 0 <= count.value * item.static_chars <= MAX_LENGTH:
            return _collapsed(item, count.value)
    return Text((*(item.parts if isinstance(item, Text) else ()), ev.hole(expr, frame, (count,))))


def _collapsed(item: Text, times: int) -> Text:
    exact = item.exact
    if exact is not None and item.parts and isinstance(item.parts[0], Static):
        return text_of(exact * times, item.parts[0].origin)
    return Text(limited(item.parts * times))
