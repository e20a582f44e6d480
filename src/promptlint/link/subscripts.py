"""Subscripts: an entry of a dict, an element of a list, a generic type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import classes, library, mutate, sessions
from promptlint.link.scope import Frame
from promptlint.link.values import (
    OPAQUE,
    Class,
    Constant,
    Element,
    Item,
    Listing,
    Mapping,
    Parameter,
    Symbol,
    Text,
    of_elements,
    single_text,
    union,
    unknown,
)

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Alternative, Value

MAX_DICTS = 16
"""More dicts than this under a key that is not known are taken as one."""


def _is_place(index: Value) -> bool:
    """Whether an index is a number."""
    return len(index) == 1 and isinstance(index[0], Constant) and isinstance(index[0].value, int)


def evaluate(ev: Evaluator, expr: ir.Sub, frame: Frame) -> Value:
    """``base[index]``."""
    index = ev.eval(expr.index, frame) if not isinstance(expr.index, ir.Opaque) else ()
    base = _unexpanded(ev, expr, index, frame) or ev.base_of(expr.value, frame)
    return union(*(_item(ev, item, index, expr, frame) for item in base))


def _unexpanded(ev: Evaluator, expr: ir.Sub, index: Value, frame: Frame) -> Value:
    """The base of a subscript as callers leave it open: data, or ``history[-1]["text"]`` of a parameter.

    The empty value where it has to be looked for at the callers.
    """
    if ev.expand:
        return ()
    value = ev.eval(expr.value, frame)
    if value and all(isinstance(item, (Listing, Mapping)) for item in value):
        return value
    if isinstance(expr.value, ir.Name):
        return value if _is_place(index) and any(isinstance(item, Parameter) for item in value) else ()
    return value if of_elements(value) else ()


def _item(ev: Evaluator, base: Alternative, index: Value, expr: ir.Sub, frame: Frame) -> Value:
    key = mutate.constant_key(index)
    if isinstance(base, Mapping):
        return _entry(ev, base, key, index, expr, frame)
    if isinstance(base, Listing):
        return _element(ev, base, key, expr, frame)
    if isinstance(base, Symbol):
        return library.subscript(ev, base, index, expr, frame)
    if isinstance(base, Class):
        return classes.class_item(ev, base, index, frame)
    if isinstance(base, Text):
        return unknown(f"`{ev.source(expr, frame)}` is a part of a text")
    if isinstance(base, OPAQUE):
        return sessions.entry(ev, base, single_text(index) or "") or (Element(base),)
    return unknown(f"`{ev.source(expr, frame)}` is not known")


def _entry(ev: Evaluator, base: Mapping, key: tuple[object] | None, index: Value, expr: ir.Sub, frame: Frame) -> Value:
    if key is not None:
        found = base.get(key[0])
        if found is not None:
            return found
        return unknown(base.rest or f"`{ev.source(expr, frame)}`: there is no such key")
    keys = [mutate.constant_key((item,)) for item in index]
    if keys and all(keys):
        hits = [v for k in keys if k is not None and (v := base.get(k[0])) is not None]
        if hits:
            return union(*hits)
    if not base.entries:
        return unknown(base.rest or "the dict is empty")
    everything = _any_entry(ev, base)
    return union(everything, unknown(base.rest)) if base.rest else everything


def _any_entry(ev: Evaluator, base: Mapping) -> Value:
    """What may be stored under a key that is not known."""
    known = ev.any_entry.get(id(base))
    if known is None:
        dicts = tuple([item for _, value in base.entries for item in value if isinstance(item, Mapping)])
        others = [tuple([i for i in value if not isinstance(i, Mapping)]) for _, value in base.entries]
        known = ev.any_entry[id(base)] = union(mutate.few_dicts(dicts, MAX_DICTS), *others)
        ev.keep.append(base)
    return known


def _element(ev: Evaluator, base: Listing, key: tuple[object] | None, expr: ir.Sub, frame: Frame) -> Value:
    if isinstance(expr.index, ir.Opaque):
        return (Listing(tuple(Item(i.value, True) for i in base.items), base.rest),)
    if key is not None and isinstance(key[0], int) and not any(i.repeats for i in base.items):
        if -len(base.items) <= key[0] < len(base.items):
            return base.items[key[0]].value
    values = [item.value for item in base.items]
    if not values:
        return unknown(base.rest or f"`{ev.source(expr, frame)}`: the list is empty")
    return union(*values, unknown(base.rest) if base.rest else ())
