"""Attributes of instances: what methods store in them, what classes declare, what constructors pass."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import calls, changed, classes, initialisers, libraries, mutate, names, parameters
from promptlint.link.flow import Flow
from promptlint.link.scope import ClassRef
from promptlint.link.values import Class, Constant, Function, Instance, Parameter, Unknown, union, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import FunctionRef
    from promptlint.link.values import Value

PROPERTIES = frozenset({"property", "cached_property", "hybrid_property", "computed_field"})

NAMED_TUPLE = frozenset({"_asdict", "_replace"})
"""Methods of every named tuple."""
INHERITED = changed.COPIED.union(NAMED_TUPLE, {"model_dump", "dict"})
"""Inherited methods that give the fields of an object by name, or a copy of it."""

IN_SPREAD = "may be passed in `**` of the call"


def of_instance(ev: Evaluator, item: Instance, name: str) -> Value:
    """What an attribute of an instance can be."""
    key = (
        "attribute",
        id(item.ref),
        id(item.site),
        id(item.frame),
        id(item) if item.site is None and item.frame else 0,
        name,
        ev.expand,
    )
    if key in ev.lookups:
        known = ev.lookups[key]
        if known is None:
            ev.met_again(key)
        return known if known is not None else ()
    ev.lookups[key] = None
    ev.keep.append(item)
    ev.attributes_open[key] = ev.depth
    value = _of_instance(ev, item, name)
    ev.worked_out(key)
    if ev.truncated or ev.in_cycle():
        del ev.lookups[key]
    else:
        ev.lookups[key] = value
    return value


def _of_instance(ev: Evaluator, item: Instance, name: str) -> Value:
    value = _as_made(ev, item, name)
    return changed.change_of(item, name, value) if item.changes else value


def _as_made(ev: Evaluator, item: Instance, name: str) -> Value:
    """What an attribute can be before copies of the object changed it."""
    added = ev.extension(item, name) if ev.extension is not None else ()
    if added:
        return added
    stored = _stored(ev, item, name)
    if stored and all(isinstance(s, Constant) and s.value is None for s in stored):
        stored = _elsewhere(ev, item, name, stored)
    if stored:
        return stored
    found = _declared(ev, item, name)
    if item.arguments is None:
        found = union(found, _overrides(ev, item, name))
    if found:
        return found
    elsewhere = _elsewhere(ev, item, name, ())
    if elsewhere:
        return elsewhere
    outside = libraries.outside_base(ev, item)
    if outside is not None:
        return (libraries.member(ev, item if name in INHERITED else outside, name),)
    if name == "__class__":
        return (Class(item.ref),)
    if name in NAMED_TUPLE:
        return (libraries.member(ev, item, name),)
    return unknown(f"attribute `{name}` of {item.ref.name} is set nowhere in the scanned code")


def _stored(ev: Evaluator, item: Instance, name: str) -> Value:
    """What the initialisers and other methods store in ``self.name``."""
    state: Value = ()
    ancestry = classes.lineage(ev, item.ref)
    for cls in reversed(ancestry):
        for method_name in initialisers.INITIALISERS:
            init = cls.method(method_name)
            if init is None:
                continue
            state = _after_method(ev, item, init, name, state)
    for place, cls in reversed(list(enumerate(ancestry))):
        state = _after_others(ev, item, cls, name, state, ancestry[:place])
    return state


def _after_method(ev: Evaluator, item: Instance, ref: FunctionRef, name: str, state: Value) -> Value:
    key = f"{ref.self_name}.{name}"
    if key not in ev.shapes.block(ref.node.body).keys:
        return state
    frame = initialisers.init_frame(ev, item, ref)
    value = Flow(ev, frame, key, None).run(ref.node.body, state)
    return names._relabel(value, "instance-attribute", frame)


def _after_others(
    ev: Evaluator, item: Instance, cls: ClassRef, name: str, state: Value, derived: Sequence[ClassRef]
) -> Value:
    """Methods other than the initialisers may or may not have run: what they store is one more alternative.

    A method that a ``derived`` class replaces without calling it does not run.
    """
    for method_name in dict.fromkeys(cls.method_names()):
        if method_name in initialisers.INITIALISERS or not _may_store(cls, method_name, name):
            continue
        ref = cls.method(method_name)
        if ref is None or ref.self_name is None:
            continue
        key = f"{ref.self_name}.{name}"
        if key in ev.shapes.block(ref.node.body).keys and not any(_replaces(one, method_name) for one in derived):
            frame = calls.open_frame(ev, ref, item)
            state = state or _body_default(ev, item, name)
            after = Flow(ev, frame, key, None).run(ref.node.body, state)
            state = mutate.merge_loop(state, after) if state else after
    return state


def _replaces(cls: ClassRef, method: str) -> bool:
    """Whether a class has a method of its own that does not call the inherited one."""
    units = cls.units.get(method, ())
    text = cls.module.source.text
    return bool(units) and not any(f".{method}(" in text[unit.start : unit.end] for unit in units)


def _body_default(ev: Evaluator, item: Instance, name: str) -> Value:
    """What the class bodies assign to a name, which holds until a method sets it."""
    return next((value for cls in classes.lineage(ev, item.ref) if (value := classes.body_value(ev, cls, name))), ())


def _may_store(cls: ClassRef, method: str, name: str) -> bool:
    """Whether the text of the method leaves it open that an attribute of that name is set or changed in it."""
    units = cls.units.get(method)
    if units is None:
        return True
    text = cls.module.source.text
    return any(
        (name in unit.reads or name in unit.binds) and _open_uses(name, text[unit.start : unit.end]) for unit in units
    )


_READ_ONLY = re.compile(rf"\w|\s*(?:\.\s*(?!(?:{'|'.join(sorted(mutate.METHODS))})\b)[^\W\d]|\(|}}|==|!=)")
"""What follows an attribute that is called, compared or asked for an attribute of its own (or a longer name)."""


def _open_uses(name: str, text: str) -> bool:
    """Whether an attribute of that name is used in any other way; true when it is not found in the text as written."""
    found = False
    place = text.find(name)
    while place >= 0:
        end = place + len(name)
        if text[max(0, place - 100) : place].rstrip().endswith((".", "\\")):
            found = True
            if not _READ_ONLY.match(text, end):
                return True
        place = text.find(name, end)
    return not found


def _declared(ev: Evaluator, item: Instance, name: str) -> Value:
    """A field, method or property that the class or one of its bases declares."""
    for cls in classes.lineage(ev, item.ref):
        method = cls.method(name)
        if method is not None:
            return method_value(ev, item, method)
        annotation = classes.annotation_of(cls, name)
        default = classes.body_value(ev, cls, name)
        if annotation is not None:
            return _field(ev, item, cls, name, default, annotation)
        if default:
            return default
    return ()


def method_value(ev: Evaluator, item: Instance, method: FunctionRef) -> Value:
    """What a method is on an instance: a property is worked out, others are bound."""
    if method.decorator_names() & PROPERTIES:
        frame = calls.open_frame(ev, method, item)
        return calls.returned(ev, frame)
    if method.is_static:
        return (Function(method),)
    return (Function(method, Class(item.ref) if method.is_classmethod else item),)


def _field(ev: Evaluator, item: Instance, cls: ClassRef, name: str, default: Value, annotation: ir.Expr) -> Value:
    """A declared field: passed to the constructor, else its default, else only its type is known."""
    if classes.own_method(ev, item.ref, "__init__") is None:
        if item.arguments is not None:
            passed = _field_argument(ev, item, name)
            if passed:
                return union(default, passed) if _unsure(passed) else passed
        elif ev.expand:
            # Which object this is, is not known: what is seen of its kind are alternatives, never the whole value.
            seen = union(default, _passed_fields(ev, item.ref, name))
            default = union(seen, unknown(f"field `{name}` of {cls.name} may be set elsewhere")) if seen else ()
        else:
            default = union(default, (Parameter(_field_owner(ev, cls, name), name),))
    if default:
        return default
    return parameters.of_annotation(ev, annotation, cls.closure or cls.module.frame) or unknown(
        f"field `{name}` of {cls.name} is set where the object is made, outside the scanned code"
    )


def _unsure(passed: Value) -> bool:
    """Whether a field may have been left at its default: it is only known that ``**`` may pass it."""
    return len(passed) == 1 and isinstance(passed[0], Unknown) and passed[0].reason.endswith(IN_SPREAD)


def _field_owner(ev: Evaluator, cls: ClassRef, name: str) -> FunctionRef:
    """A stand-in for the generated ``__init__`` of a class with fields."""
    from promptlint.link.scope import FunctionRef

    key = ("fields", id(cls))
    if key not in ev.lookups:
        params = (ir.Param("self", "normal", None, None), ir.Param(name, "keyword", None, None))
        node = ir.FunctionDef(cls.name, params, None, (), (), False, cls.node.span)
        ev.keep.append((cls, node))
        ev.lookups[key] = (Function(FunctionRef(cls.module, node, cls.qualname, cls, cls.closure)),)
    found = (ev.lookups[key] or ())[0]
    assert isinstance(found, Function)
    return found.ref


def known_names(ev: Evaluator, item: Instance) -> list[str]:
    """The attributes that an instance is known to have: its fields and what its class bodies assign."""
    given = [arg.name for arg in item.arguments or () if arg.name]
    return list(
        dict.fromkeys((*classes.field_names(ev, item.ref), *classes.class_attribute_names(ev, item.ref), *given))
    )


def kept_names(ev: Evaluator, item: Instance) -> list[str]:
    """The attributes that the initialisers of an instance's class and its bases store."""
    found: dict[str, None] = {}
    for cls in classes.lineage(ev, item.ref):
        for init in (cls.method(name) for name in initialisers.INITIALISERS):
            keys = sorted(ev.shapes.block(init.node.body).keys) if init is not None else ()
            for root, _, name in (key.partition(".") for key in keys):
                if init is not None and root == init.self_name and name and "." not in name:
                    found[name] = None
    return list(found)


def _field_argument(ev: Evaluator, item: Instance, name: str) -> Value:
    fields = classes.field_names(ev, item.ref)
    place = 0
    for arg in calls._spread(item.arguments or ()):
        if arg.name == name:
            return arg.value
        if arg.star == "**":
            return unknown(f"`{name}` {IN_SPREAD}")
        if arg.name is None and not arg.star:
            if place < len(fields) and fields[place] == name:
                return arg.value
            place += 1
    return ()


def _passed_fields(ev: Evaluator, ref: ClassRef, name: str) -> Value:
    """What the project's constructor calls pass for a field."""
    from promptlint.link import callers

    results: list[Value] = []
    for frame, site, cls in callers.constructions(ev, ref):
        made = calls.apply(ev, Class(cls), calls.arguments_of(ev, site, frame), frame, site)
        results.extend(_field_argument(ev, m, name) for m in made if isinstance(m, Instance))
    return union(*results) if results else ()


def _overrides(ev: Evaluator, item: Instance, name: str) -> Value:
    """What subclasses put in place of a member, for an instance of which only the base class is known."""
    results: list[Value] = []
    for sub in classes.subclasses(ev, item.ref):
        method = sub.method(name)
        if method is not None:
            results.append(method_value(ev, Instance(sub, None), method))
            continue
        value = classes.body_value(ev, sub, name)
        if value:
            results.append(value)
    return union(*results) if results else ()


def _elsewhere(ev: Evaluator, item: Instance, name: str, otherwise: Value) -> Value:
    """The type that a class body or initialiser annotates, where no value is known."""
    for cls in classes.lineage(ev, item.ref):
        annotation = classes.annotation_of(cls, name)
        if annotation is not None:
            value = parameters.of_annotation(ev, annotation, cls.closure or cls.module.frame)
            if value:
                return value
    return otherwise
