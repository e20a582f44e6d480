"""Targets of assignments: what a name or attribute holds after a value is bound to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import mutate
from promptlint.link.scope import Frame, dotted
from promptlint.link.values import OPAQUE, Element, Listing, Parameter, Unknown, union, unknown

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Value


def assign(ev: Evaluator, target: ir.Expr, value: ir.Expr, key: str, frame: Frame, state: Value) -> Value:
    """The state of ``key`` after ``target = value``."""
    if isinstance(target, ir.Sub):
        if dotted(target.value) == key:
            return mutate.set_item(state, ev.eval(target.index, frame), ev.eval(value, frame))
        return state
    if isinstance(target, ir.Seq) and isinstance(value, ir.Seq) and len(target.items) == len(value.items):
        for part, expr in zip(target.items, value.items, strict=True):
            state = assign(ev, part, expr, key, frame, state)
        return state
    return bind(ev, target, ev.eval(value, frame), key, frame, state)


def bind(ev: Evaluator, target: ir.Expr, value: Value, key: str, frame: Frame, state: Value) -> Value:
    """The state of ``key`` after ``value`` is bound to ``target``."""
    if isinstance(target, ir.Seq):
        for place, part in enumerate(target.items):
            state = bind(ev, part, _unpacked(ev, value, place, len(target.items)), key, frame, state)
        return state
    if isinstance(target, ir.Star):
        return unknown("unpacked with a star") if dotted(target.value) == key else state
    if isinstance(target, ir.Sub):
        return mutate.set_item(state, ev.eval(target.index, frame), value) if dotted(target.value) == key else state
    return value if dotted(target) == key else state


def _unpacked(ev: Evaluator, value: Value, place: int, count: int) -> Value:
    results: list[Value] = []
    for item in value:
        if isinstance(item, Listing) and len(item.items) == count and not item.rest:
            results.append(item.items[place].value)
        elif isinstance(item, Listing):
            results.append(union(*(i.value for i in item.items)) if item.items else unknown("unpacked"))
        elif isinstance(item, (Unknown, Parameter)):
            results.append((item,))
        elif isinstance(item, OPAQUE):
            results.append((Element(item),))
        else:
            results.append(unknown("unpacked from a value that is no list"))
    return union(*results) if results else ()
