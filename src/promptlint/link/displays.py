"""Lists, dicts and comprehensions as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import iteration, mutate, names, targets
from promptlint.link.scope import Frame
from promptlint.link.values import Item, Key, Listing, Mapping, Written, kind_of_key

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Alternative, Value

MAX_ROUNDS = 200
"""Rounds of a comprehension that are followed one by one."""


def sequence(ev: Evaluator, expr: ir.Seq, frame: Frame) -> Listing:
    result = Listing(())
    for item in expr.items:
        if isinstance(item, ir.Star):
            result = mutate.extend(result, ev.eval(item.value, frame))
        else:
            result = Listing(
                (*result.items, Item(ev.eval(item, frame), given=Written(frame.module, item))), result.rest
            )
    return result


def mapping(ev: Evaluator, expr: ir.Dict, frame: Frame) -> Mapping:
    result = Mapping(())
    entries: dict[tuple[type, object], tuple[object, Value]] = {}
    for key, value in expr.entries:
        if isinstance(key, ir.Const):
            slot = (type(key.value), key.value)
            entries.pop(slot, None)
            entries[slot] = (_key(ev, key, value, frame), ev.eval(value, frame))
            continue
        result = Mapping((*result.entries, *entries.values()), result.rest)
        if key is None:
            result = mutate.merged(result, ev.eval(value, frame))
        else:
            stored = mutate.set_item((result,), ev.eval(key, frame), ev.eval(value, frame))[0]
            assert isinstance(stored, Mapping)
            result = stored
        entries = {(kind_of_key(k), k): (k, v) for k, v in result.entries}
        result = Mapping((), result.rest)
    return Mapping((*result.entries, *entries.values()), result.rest)


def _key(ev: Evaluator, key: ir.Const, value: ir.Expr, frame: Frame) -> object:
    """A literal key, which knows its place and its value's expression if it is a text."""
    if not isinstance(key.value, str):
        return key.value
    return Key.at(key.value, ev.origin(key, frame, "dict-entry"), Written(frame.module, value))


def comprehension(ev: Evaluator, expr: ir.Comp, frame: Frame) -> Alternative:
    inner = Frame(frame.module, "inline", bindings={}, parent=frame, receiver=frame.receiver, depth=frame.depth)
    unrolled = _unrolled(ev, expr, frame)
    if unrolled is not None:
        return unrolled
    for clause in expr.clauses:
        elements = iteration.iterate(ev, clause.iter, inner)
        for key in names.target_names(clause.target):
            value = targets.bind(ev, clause.target, elements, key, inner, ())
            inner.bindings[key] = lambda value=value: value  # type: ignore[misc]
    if expr.kind == "dict":
        assert expr.key is not None
        key_value = ev.eval(expr.key, inner)
        stored = mutate.set_item((Mapping(()),), key_value, ev.eval(expr.element, inner))[0]
        assert isinstance(stored, Mapping)
        return Mapping(stored.entries, "more entries may be built by a comprehension")
    return Listing((Item(ev.eval(expr.element, inner), True),))


def _unrolled(ev: Evaluator, expr: ir.Comp, frame: Frame) -> Alternative | None:
    """The comprehension element by element, when all it runs over is known whole, short and unfiltered.

    A dict may be filtered too, which leaves each key its own value; whether an entry is in it stays open.
    """
    rounds = [Frame(frame.module, "inline", bindings={}, parent=frame, receiver=frame.receiver, depth=frame.depth)]
    for clause in expr.clauses:
        if clause.conditions and expr.kind != "dict":
            return None
        following: list[Frame] = []
        for outer in rounds:
            over = ev.eval(clause.iter, outer)
            if len(over) != 1 or not iteration.known_whole(over[0]):
                return None
            following.extend(_round(ev, clause, item, outer) for item in iteration.elements_of(over[0]))
        if len(following) > MAX_ROUNDS:
            return None
        rounds = following
    if expr.kind != "dict":
        return Listing(tuple(Item(ev.eval(expr.element, inner)) for inner in rounds))
    mapping = Mapping(())
    for inner in rounds:
        assert expr.key is not None
        stored = mutate.set_item((mapping,), ev.eval(expr.key, inner), ev.eval(expr.element, inner))[0]
        assert isinstance(stored, Mapping)
        mapping = stored
    filtered = any(clause.conditions for clause in expr.clauses)
    return Mapping(mapping.entries, "a condition may leave entries out") if filtered else mapping


def _round(ev: Evaluator, clause: ir.CompFor, item: Value, outer: Frame) -> Frame:
    """The frame of one round of a comprehension, with its variables bound to one element."""
    inner = Frame(outer.module, "inline", parent=outer, receiver=outer.receiver, depth=outer.depth)
    for key in names.target_names(clause.target):
        value = targets.bind(ev, clause.target, item, key, inner, ())
        inner.bindings[key] = lambda value=value: value  # type: ignore[misc]
    return inner
