"""Classes of the project: their bases, what their bodies assign, their attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import calls, environment, instances, libraries, names, testcode
from promptlint.link.flow import Flow
from promptlint.link.scope import ClassRef, Frame
from promptlint.link.values import (
    Argument,
    Class,
    Constant,
    Function,
    Result,
    Symbol,
    Text,
    exact_texts,
    union,
    unknown,
)

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import FunctionRef
    from promptlint.link.values import Alternative, Value

MAX_BASES = 40
"""Classes of an inheritance tree that are looked at."""


def class_frame(ref: ClassRef) -> Frame:
    """The frame in which the class body runs."""
    return Frame(ref.module, "class", owner=ref, parent=ref.closure or ref.module.frame)


def bases(ev: Evaluator, ref: ClassRef) -> list[Alternative]:
    """The bases of a class as values."""
    key = ("bases", id(ref))
    if key not in ev.lookups:
        ev.lookups[key] = ()
        ev.keep.append(ref)
        frame = ref.closure or ref.module.frame
        with ev.mode(True):
            ev.lookups[key] = tuple(item for base in ref.node.bases for item in ev.eval(base, frame))
    return list(ev.lookups[key] or ())


def lineage(ev: Evaluator, ref: ClassRef) -> list[ClassRef]:
    """The class and its bases within the project, nearest first."""
    order: list[ClassRef] = []
    queue = [ref]
    while queue and len(order) < MAX_BASES:
        current = queue.pop(0)
        if current in order:
            continue
        order.append(current)
        queue[0:0] = [base.ref for base in bases(ev, current) if isinstance(base, Class)]
    return order


def class_arguments(ev: Evaluator, ref: ClassRef) -> tuple[Argument, ...]:
    """What a class body and those of its bases assign, as arguments."""
    return tuple(
        Argument(name, "", lambda name=name: of_class(ev, Class(ref), name))  # type: ignore[misc]
        for name in class_attribute_names(ev, ref)
    )


def class_attribute_names(ev: Evaluator, ref: ClassRef) -> list[str]:
    """The names assigned in the class bodies of a class and its bases within the project."""
    found: list[str] = []
    for cls in lineage(ev, ref):
        for stmt in cls.node.body:
            if isinstance(stmt, ir.Assign) and stmt.value is not None:
                found.extend(t.id for t in stmt.targets if isinstance(t, ir.Name) and t.id not in found)
    return found


def own_method(ev: Evaluator, ref: ClassRef, name: str) -> FunctionRef | None:
    """The method a class has, its own or inherited within the project."""
    for cls in lineage(ev, ref):
        found = cls.method(name)
        if found is not None:
            return found
    return None


def is_enum(ev: Evaluator, ref: ClassRef) -> bool:
    """Whether the class is an enumeration."""
    return any(path.startswith("enum.") or path.endswith("StrEnum") for path in libraries.outside_bases(ev, ref))


def of_class(ev: Evaluator, item: Class, name: str) -> Value:
    """What ``Class.name`` can be."""
    for cls in lineage(ev, item.ref):
        method = cls.method(name)
        if method is not None:
            if method.decorator_names() & instances.PROPERTIES:
                return unknown(f"`{name}` is a property of {cls.name}")
            return (Function(method, item if method.is_classmethod else None),)
        value = body_value(ev, cls, name)
        if value:
            return value
    outside = [p for p in libraries.outside_bases(ev, item.ref) if not p.startswith(("builtins.", "abc.", "enum."))]
    if outside:
        return (libraries.member(ev, libraries.symbol(ev, outside[0]), name),)
    if name == "__name__":
        return unknown("the name of a class")
    return unknown(f"{item.ref.name} has no attribute `{name}` in the scanned code")


def body_value(ev: Evaluator, cls: ClassRef, name: str) -> Value:
    """What a class body assigns to a name, defaults of fields taken out of ``Field(...)``."""
    key = ("class", id(cls), name, ev.expand)
    if key in ev.lookups:
        return ev.lookups[key] or ()
    ev.lookups[key] = None
    ev.keep.append(cls)
    value: Value = ()
    if any(name in ev.shapes.binds(stmt) for stmt in cls.node.body if not isinstance(stmt, ir.FunctionDef)):
        frame = class_frame(cls)
        raw = Flow(ev, frame, name, None).run(cls.node.body, ())
        value = union(*(_field_default(ev, item, frame) for item in raw)) if raw else ()
        if annotation_of(cls, name) is not None and environment.is_settings(ev, cls):
            value = tuple(environment.as_default(item) for item in value)
        value = names._relabel(value, "class-attribute", frame)
    ev.lookups[key] = value
    return value


FIELD_CALLS = ("Field", "field", "ib", "attrib", "mapped_column", "Factory", "PrivateAttr", "SettingsConfigDict")


def _field_default(ev: Evaluator, item: Alternative, frame: Frame) -> Value:
    """The default inside ``Field(default=...)``, ``field(default_factory=...)``; other values as they are."""
    if not isinstance(item, Result) or not isinstance(item.callee, Symbol):
        return (item,)
    if item.callee.path.split(".")[-1] not in FIELD_CALLS:
        return (item,)
    for arg in item.arguments:
        if arg.name in ("default_factory", "factory"):
            return union(*(calls.apply(ev, f, (), frame, None) for f in arg.value))
        if arg.name == "default" or (arg.name is None and not arg.star):
            value = arg.value
            return () if any(isinstance(v, Constant) and v.value is ... for v in value) else value
    return ()


def annotation_of(cls: ClassRef, name: str) -> ir.Expr | None:
    """The annotation a class body gives a name."""
    for stmt in cls.node.body:
        if isinstance(stmt, ir.Assign) and stmt.annotation is not None:
            if any(isinstance(t, ir.Name) and t.id == name for t in stmt.targets):
                return stmt.annotation
    return None


def class_item(ev: Evaluator, item: Class, index: Value, frame: Frame) -> Value:
    """``Class[...]``: a member of an enumeration, else the generic class itself."""
    del frame
    if is_enum(ev, item.ref):
        return _named_members(ev, item, index)
    return (item,) if index is not None else ()


def _named_members(ev: Evaluator, item: Class, names: Value) -> Value:
    """``Model["FAST"]``: the members of known names, else all of them."""
    members = class_attribute_names(ev, item.ref)
    wanted = exact_texts(names)
    if not wanted or len(wanted) < len(names) or not all(name in members for name in wanted):
        return members_of(ev, item)
    return union(*(body_value(ev, item.ref, name) for name in wanted))


def valued_members(ev: Evaluator, item: Class, values: Value) -> Value:
    """``Model("gpt-4o")``: the members of known values, else all of them."""
    wanted = exact_texts(values)
    members = members_of(ev, item)
    chosen = tuple(m for m in members if isinstance(m, Text) and m.exact in wanted)
    return chosen if chosen and len({m.exact for m in chosen}) == len(set(wanted)) == len(values) else members


def members_of(ev: Evaluator, item: Class) -> Value:
    """The values of all members of an enumeration."""
    return union(*(body_value(ev, item.ref, name) for name in class_attribute_names(ev, item.ref))) or unknown(
        f"a member of {item.ref.name}"
    )


def field_names(ev: Evaluator, ref: ClassRef) -> list[str]:
    """The annotated fields of a class, bases first, in order."""
    found: list[str] = []
    for cls in reversed(lineage(ev, ref)):
        for stmt in cls.node.body:
            if isinstance(stmt, ir.Assign) and stmt.annotation is not None:
                found.extend(t.id for t in stmt.targets if isinstance(t, ir.Name) and t.id not in found)
    return found


def subclasses(ev: Evaluator, ref: ClassRef) -> list[ClassRef]:
    """The classes of the scanned files that descend from a class, itself and stand-ins of its tests excluded."""
    key = ("subclasses", id(ref))
    if key in ev.lookups:
        return [c.ref for c in ev.lookups[key] or () if isinstance(c, Class)]
    ev.lookups[key] = ()
    found: list[ClassRef] = []
    for module in ev.project.modules_mentioning(ref.name):
        if testcode.only_tests(module, ref.module):
            continue
        for unit in module.index.units:
            if unit.kind == "class" and unit.name != ref.name and ref.name in unit.reads:
                cls = names.class_of_unit(module, unit)
                if any(isinstance(base, Class) and base.ref is ref for base in bases(ev, cls)):
                    found.extend([cls, *subclasses(ev, cls)])
    ev.keep.append(ref)
    ev.lookups[key] = tuple(Class(c) for c in found[:MAX_BASES])
    return found[:MAX_BASES]
