"""What comes from libraries: one value for each name, and the library part of classes and instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link import calls, classes, initialisers
from promptlint.link.scope import ClassRef
from promptlint.link.values import Argument, Instance, Member, Result, Symbol

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Alternative, Value


def member(ev: Evaluator, base: Alternative, name: str) -> Member:
    """One Member object for an attribute of a value, so that values built on it are the same object each time."""
    key = ("member", id(base), name)
    if key not in ev.lookups:
        ev.keep.append(base)
        ev.lookups[key] = (Member(base, name),)
    found = (ev.lookups[key] or ())[0]
    assert isinstance(found, Member)
    return found


def outside_bases(ev: Evaluator, ref: ClassRef) -> list[str]:
    """The library classes a class descends from, as dotted paths."""
    found: list[str] = []
    for cls in classes.lineage(ev, ref):
        for base in classes.bases(ev, cls):
            if isinstance(base, Symbol) and base.path not in found:
                found.append(base.path)
    return found


def outside_base(ev: Evaluator, item: Instance) -> Result | None:
    """The library part of an instance: as if its library base class had been called with the arguments it was given."""
    key = ("outside", id(item.ref), id(item.site), id(item.frame), ev.expand)
    if key not in ev.lookups:
        ev.keep.append(item)
        paths = [p for p in outside_bases(ev, item.ref) if not p.startswith(("builtins.", "abc.", "typing.", "enum."))]
        value: Value = ()
        if paths:
            args = _base_arguments(ev, item)
            value = (
                Result(Symbol(paths[0]), args, item.frame, item.site, assumed=item.arguments is None and not args),
            )
        ev.lookups[key] = value
    found = ev.lookups[key] or ()
    return found[0] if found and isinstance(found[0], Result) else None


def _base_arguments(ev: Evaluator, item: Instance) -> tuple[Argument, ...]:
    """What the class passes on to its library base: the arguments of ``super().__init__``, else its own."""
    for cls in classes.lineage(ev, item.ref):
        init = cls.method("__init__")
        if init is None:
            continue
        frame = initialisers.init_frame(ev, item, init)
        call = initialisers.super_init(init)
        return calls.arguments_of(ev, call, frame) if call is not None else ()
    defaults = classes.class_arguments(ev, item.ref)
    given = {arg.name for arg in item.arguments or ()}
    return (*(item.arguments or ()), *(d for d in defaults if d.name not in given))


def symbol(ev: Evaluator, path: str) -> Symbol:
    """One Symbol object for a path, so that values built on it are the same object each time."""
    key = ("symbol", path)
    if key not in ev.lookups:
        ev.lookups[key] = (Symbol(path),)
    found = (ev.lookups[key] or ())[0]
    assert isinstance(found, Symbol)
    return found
