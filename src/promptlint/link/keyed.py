"""Calls whose callee and arguments hang on one key: ``TABLE[key]["class"](TABLE[key]["config"])``, one key at a time.

What a table holds under a key belongs together. Where a call may reach several classes or functions because a key is
open, it is looked at once for each key, so that the class of one key never meets the settings of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from promptlint import ir
from promptlint.link import containers, mutate
from promptlint.link.scope import dotted
from promptlint.link.shape import blocks
from promptlint.link.values import Class, Function, Mapping, Symbol
from promptlint.link.walk import descend
from promptlint.record import replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.shape import Stmts
    from promptlint.link.values import Value

MAX_KEYS = 24
"""Keys of a table that are looked at one by one; with more, what stands under all of them is mixed."""
MAX_STEPS = 40
"""Names that are followed back from a call to the tables it comes of."""


class _Lookup(NamedTuple):
    """``table[key]`` or ``table.get(key)``, where the key is a name or attribute."""

    key: str
    by: ir.Expr
    table: ir.Expr


def frames(ev: Evaluator, call: ir.Call, callee: Value, frame: Frame) -> list[Frame]:
    """The frame once for each key that decides what is called, empty where nothing is to be told apart."""
    if len(callee) < 2 or not call.args or frame.pinned or frame.kind not in ("function", "module"):
        return []
    if not all(isinstance(item, (Class, Function, Symbol)) for item in callee):
        return []
    for lookup in _lookups(ev, call, frame):
        keys = _keys(ev, lookup, frame)
        if 1 < len(keys) <= MAX_KEYS:
            return [_pinned(ev, frame, lookup.key, place, key) for place, key in enumerate(keys)]
    return []


def _pinned(ev: Evaluator, frame: Frame, key: str, place: int, value: Value) -> Frame:
    slot = ("pinned", id(frame), key, place, ev.expand)
    if slot not in ev.frames:
        ev.frames[slot] = replace(frame, pinned={key: value})
        ev.keep.append(frame)
    return ev.frames[slot]


def _keys(ev: Evaluator, lookup: _Lookup, frame: Frame) -> list[Value]:
    """What the key of a table can be, one by one: the values it is known to have, else every key of the table."""
    known = ev.expanded(lookup.by, frame)
    if len(known) > 1 and all(mutate.constant_key((item,)) for item in known):
        return [(item,) for item in known]
    if len(known) == 1 and mutate.constant_key(known):
        return []
    tables = ev.expanded(lookup.table, frame)
    if len(tables) != 1 or not isinstance(tables[0], Mapping) or tables[0].rest:
        return []
    return [(key,) for key in containers.keys_of(tables[0])]


def _lookups(ev: Evaluator, call: ir.Call, frame: Frame) -> Iterator[_Lookup]:
    """The lookups in tables that a call is made of, through the variables it names."""
    queue: list[ir.Expr] = [call]
    seen: set[str] = set()
    while queue and len(seen) < MAX_STEPS:
        for expr in descend(queue.pop(0)):
            found = _lookup(expr)
            if found is not None:
                yield found
            if isinstance(expr, ir.Name) and expr.id not in seen:
                seen.add(expr.id)
                queue.extend(_assigned(ev, expr.id, frame))


def _lookup(expr: ir.Expr) -> _Lookup | None:
    if isinstance(expr, ir.Sub):
        by, table = expr.index, expr.value
    elif isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name == "get" and expr.args:
        by, table = expr.args[0].value, expr.func.value
    else:
        return None
    key = dotted(by)
    return _Lookup(key, by, table) if key is not None else None


def _assigned(ev: Evaluator, name: str, frame: Frame) -> Iterator[ir.Expr]:
    """The expressions that are assigned to a variable of the frame."""
    if frame.kind == "function":
        yield from _values(ev, frame.body, name)
        return
    for unit in frame.module.units_by_name.get(name, ()):
        if unit.kind == "statement":
            yield from _values(ev, frame.module.lowered(unit), name)


def _values(ev: Evaluator, stmts: Stmts, name: str) -> Iterator[ir.Expr]:
    for place in ev.shapes.block(stmts).touching.get(name, ()):
        stmt = stmts[place]
        if isinstance(stmt, ir.Assign) and stmt.value is not None:
            yield stmt.value
        for block in blocks(stmt):
            yield from _values(ev, block, name)
