"""What iterating over a value gives, one by one where all of it is known and short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import classes, containers
from promptlint.link.scope import Frame
from promptlint.link.values import OPAQUE, Class, Element, Listing, Mapping, Parameter, Unknown, union, unknown
from promptlint.record import replace

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Alternative, Value

MAX_UNROLLED = 8
"""Rounds of a loop that are followed one by one."""


def known_whole(item: Alternative) -> bool:
    """Whether every element of what is iterated over is known."""
    if isinstance(item, Listing):
        return item.rest is None and not any(i.repeats for i in item.items)
    return isinstance(item, Mapping) and item.rest is None


def elements_of(item: Alternative) -> list[Value]:
    if isinstance(item, Mapping):
        return [(key,) for key in containers.keys_of(item)]
    return [i.value for i in item.items] if isinstance(item, Listing) else []


def iterate(ev: Evaluator, expr: ir.Expr, frame: Frame) -> Value:
    """What one element of the iterable can be."""
    return elements(ev, ev.eval(expr, frame))


def few_elements(ev: Evaluator, expr: ir.Expr, frame: Frame) -> list[Value]:
    """The elements in order, when all that is iterated over is known and short; else none."""
    over = ev.eval(expr, frame)
    if len(over) != 1 or not known_whole(over[0]):
        return []
    found = elements_of(over[0])
    return found if len(found) <= MAX_UNROLLED else []


def round_frame(ev: Evaluator, loop: ir.Loop, place: int, element: Value, frame: Frame, key: str, top: Value) -> Frame:
    """The frame with one of its loops at a known element, and at what a name holds as that round starts."""
    memo = ("round", id(loop), place, id(frame), ev.expand, key)
    if memo not in ev.frames:
        tops = {**frame.tops, (id(loop), key): top}
        ev.frames[memo] = replace(frame, rounds={**frame.rounds, id(loop): element}, tops=tops)
        ev.keep.append((loop, frame))
    return ev.frames[memo]


def elements(ev: Evaluator, value: Value) -> Value:
    """What one element of each alternative can be."""
    results: list[Value] = []
    for item in value:
        if isinstance(item, Listing):
            results.extend(i.value for i in item.items)
            if item.rest or not item.items:
                results.append(unknown(item.rest or "the list is empty"))
        elif isinstance(item, Mapping):
            results.append(containers.keys_of(item))
        elif isinstance(item, Parameter) and ev.expand is None:
            results.append((Element(item),))
        elif isinstance(item, (Unknown, Parameter)):
            results.append(unknown(ev.reason((item,))))
        elif isinstance(item, OPAQUE):
            results.append((Element(item),))
        elif isinstance(item, Class):
            results.append(classes.members_of(ev, item))
        else:
            results.append(unknown("an element of something that is no list"))
    return union(*results) if results else ()
