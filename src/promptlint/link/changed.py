"""Copies of objects with some fields changed: ``dataclasses.replace``, ``_replace``, ``model_copy`` and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.values import Argument, Function, Instance, Member, union, unknown
from promptlint.record import replace

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Value

COPIED = frozenset({"_replace", "model_copy", "copy"})
"""Inherited methods that copy an object and may change fields of it."""
IN_CHANGES = "may be among the changes of the copy"


def replaced(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``dataclasses.replace(object, field=...)``."""
    if not args or args[0].star:
        return None
    with ev.mode(True):
        value = args[0].value
    if not value or not all(isinstance(item, Instance) for item in value):
        return None
    return tuple(_copy(ev, item, args[1:], frame, site) for item in value if isinstance(item, Instance))


def copied(
    ev: Evaluator, callee: Member, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value | None:
    """``object._replace(field=...)`` and ``object.model_copy(update={...})``."""
    if not isinstance(callee.base, Instance):
        return None
    changes = args
    if callee.name != "_replace":
        changes = tuple(Argument(None, "**", arg.thunk, arg.expr) for arg in args if arg.name == "update")
    return (_copy(ev, callee.base, changes, frame, site),)


def _copy(ev: Evaluator, item: Instance, changes: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Instance:
    """The object with changes: one for each object that one call may copy, whatever is asked of it."""
    key = ("copy", id(site), id(frame), id(item.ref), id(item.site), id(item.frame))
    known = ev.lookups.get(key)
    if known and site is not None:
        assert isinstance(known[0], Instance)
        return known[0]
    made = item.site or site
    own_place = ir.Call(made.func, made.args, made.span) if made is not None else None
    copy = replace(item, site=own_place, frame=item.frame or frame, changes=(*item.changes, *changes))
    ev.keep.append((item, frame, site, own_place))
    ev.lookups[key] = (copy,)
    return copy


def change_of(item: Instance, name: str, before: Value) -> Value:
    """What a field is in a copy: the last change of it, or ``before`` where no change names it."""
    from promptlint.link import calls

    value = before
    for arg in calls._spread(item.changes):
        if arg.name == name:
            value = arg.value
        elif arg.star and not all(isinstance(i, (Function, Member)) for i in before):
            value = union(value, unknown(f"`{name}` {IN_CHANGES}"))
    return value
