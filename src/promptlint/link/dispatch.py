"""What reaches one of many functions that a call may choose: not just what the call passes, since a key chose it.

``TABLE[kind]["run"](kind, text)`` calls each function with the keys it stands under, and with nothing else for sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.shape import blocks, stored_keys
from promptlint.link.values import Argument, Function, Mapping, text_of, unknown

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.sites import Site
    from promptlint.link.values import Value

FEW = 4
"""Functions of which one is chosen that may each be called with all that the call passes."""


def arguments(ev: Evaluator, site: Site, callee: Function) -> tuple[Argument, ...] | None:
    """What the call passes to this one of the functions that it may choose; None where they are few."""
    functions = {id(i.ref.node) for i in ev.expanded(site.call.func, site.frame) if isinstance(i, Function)}
    if len(functions) <= FEW:
        return None
    reason = unknown(f"one of {len(functions)} functions is chosen where it is called")
    index = _index(ev, site.call.func, site)
    keys = _keys(ev, index, site, callee) if index is not None else ()
    return tuple([Argument(a.name, a.star, _passed(a.value, index, keys, reason), a.value) for a in site.call.args])


def _passed(expr: ir.Expr, index: ir.Sub | None, keys: Value, reason: Value):  # type: ignore[no-untyped-def]
    """A thunk for an argument: the keys where it is the index, a dict with the keys where the index is taken of it."""
    value = reason
    if index is not None and keys and isinstance(expr, ir.Name):
        chosen = index.index
        if isinstance(chosen, ir.Name) and chosen.id == expr.id:
            value = keys
        elif isinstance(chosen, ir.Sub) and isinstance(chosen.value, ir.Name) and chosen.value.id == expr.id:
            assert isinstance(chosen.index, ir.Const)
            value = (Mapping(((chosen.index.value, keys),), "more may be passed where it is called"),)
    return lambda: value


def _index(ev: Evaluator, func: ir.Expr, site: Site) -> ir.Sub | None:
    """``TABLE[index]`` below a callee, with what the index was set to: a name, or ``name["key"]``; None for others."""
    defined = _definition(ev, func, site.frame, site) if isinstance(func, ir.Name) else func
    steps = 0
    while isinstance(defined, ir.Sub) and isinstance(defined.index, ir.Const) and steps < FEW:
        defined, steps = defined.value, steps + 1
    if not isinstance(defined, ir.Sub):
        return None
    chosen = defined.index
    if isinstance(chosen, ir.Name):
        found = _definition(ev, chosen, site.frame, site)
        chosen = found if isinstance(found, ir.Sub) else chosen
    if isinstance(chosen, ir.Sub) and not (isinstance(chosen.value, ir.Name) and isinstance(chosen.index, ir.Const)):
        return None
    return ir.Sub(defined.value, chosen, defined.span) if isinstance(chosen, (ir.Name, ir.Sub)) else None


def _definition(ev: Evaluator, name: ir.Name, frame: Frame, site: Site) -> ir.Expr | None:
    """What a local name was surely set to last before the call; None where branches or loops set it too."""
    stmts = frame.body if frame.kind == "function" else ()
    found: ir.Expr | None = None
    while stmts:
        holder = ev.shapes.block(stmts).holder(site.call.span)
        for stmt in stmts[:holder]:
            if name.id in ev.shapes.binds(stmt):
                single = isinstance(stmt, ir.Assign) and [*stored_keys(stmt)] == [name.id]
                found = stmt.value if single and isinstance(stmt, ir.Assign) else None
        if holder is None:
            return found
        outer = stmts[holder]
        if isinstance(outer, ir.Loop) and name.id in ev.shapes.binds(outer):
            found = None
        inside = [b for b in blocks(outer) if b and ev.shapes.block(b).holder(site.call.span) is not None]
        stmts = inside[0] if inside else ()
    return found


def _keys(ev: Evaluator, index: ir.Sub, site: Site, callee: Function) -> Value:
    """The keys of the table under which the function stands, at any depth."""
    origin = ev.origin(index, site.frame, "dict-entry")
    tables = [item for item in ev.expanded(index.value, site.frame) if isinstance(item, Mapping)]
    keys = [k for table in tables for k, value in table.entries if isinstance(k, str) and _holds(value, callee, 2)]
    return tuple([text_of(key, origin) for key in dict.fromkeys(keys)])


def _holds(value: Value, callee: Function, depth: int) -> bool:
    return any(
        (isinstance(item, Function) and item.ref.node is callee.ref.node)
        or (isinstance(item, Mapping) and depth > 0 and any(_holds(v, callee, depth - 1) for _, v in item.entries))
        for item in value
    )
