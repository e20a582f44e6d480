"""Attributes of anything, and what ``super()``, ``with`` and decorators give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import (
    calls,
    classes,
    datafiles,
    djangosettings,
    events,
    instances,
    libraries,
    names,
    options,
    parameters,
    sessions,
)
from promptlint.link.interfaces import catalogue as interfaces
from promptlint.link.scope import Frame
from promptlint.link.values import (
    OPAQUE,
    Class,
    Constant,
    Function,
    Instance,
    Listing,
    Mapping,
    ModuleValue,
    Symbol,
    Text,
    Unknown,
    union,
    unknown,
)

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import FunctionRef
    from promptlint.link.values import Alternative, Value
    from promptlint.model import Span


def get(ev: Evaluator, item: Alternative, name: str, frame: Frame, span: Span) -> Value:
    """What ``item.name`` can be."""
    if name == events.VALUES:
        return events.values_of(ev, item)
    if isinstance(item, Instance):
        return instances.of_instance(ev, item, name)
    if isinstance(item, Class):
        return classes.of_class(ev, item, name)
    if isinstance(item, ModuleValue):
        return _of_module(ev, item, name)
    if isinstance(item, Symbol):
        return _of_symbol(ev, item, name, frame)
    if isinstance(item, Constant) and item.value is None:
        return ()
    if isinstance(item, Mapping) and (found := item.get(name)) is not None:
        return found
    if isinstance(item, Text):
        found = (item,) if name in ("value", "name") else datafiles.path_attribute(item, name)
        if found is not None:
            return found
    if isinstance(item, (Text, Listing, Mapping, Constant)):
        return (libraries.member(ev, item, name),)
    if isinstance(item, Unknown) and item.reason == "super()":
        return _of_super(ev, name, frame)
    if isinstance(item, OPAQUE):
        if name == "value" and (found := interfaces.value_of(ev, item)):
            return found
        found = options.of_namespace(ev, item, name) or sessions.entry(ev, item, name)
        return found or (libraries.member(ev, item, name),)
    return (libraries.member(ev, Unknown(f"`.{name}` of a function"), name),)


def _of_symbol(ev: Evaluator, item: Symbol, name: str, frame: Frame) -> Value:
    """A name of a library, or a module of the project in a folder without ``__init__``."""
    dotted = f"{item.path}.{name}"
    if item.path in ev.namespaces:
        project = frame.module.project
        path = project.find(frame.module, dotted, 0)
        other = project.module(path) if path else None
        if other is not None:
            return (ModuleValue(other),)
    if item.path == djangosettings.SETTINGS:
        return djangosettings.setting(ev, name) or (Symbol(dotted),)
    return sessions.entry(ev, item, name) or (Symbol(dotted),)


def _of_module(ev: Evaluator, item: ModuleValue, name: str) -> Value:
    found = names.module_name(ev, item.module, name)
    if found:
        return found
    path = item.module.project.find(item.module, name, 1) if item.module.is_package else None
    other = item.module.project.module(path) if path else None
    return (ModuleValue(other),) if other is not None else unknown(f"`{name}` is not defined in {item.module.path}")


def _of_super(ev: Evaluator, name: str, frame: Frame) -> Value:
    """``super().name`` in a method."""
    scope: Frame | None = frame
    while scope is not None and (scope.function is None or scope.function.owner is None):
        scope = scope.parent
    if scope is None or scope.function is None or scope.function.owner is None:
        return unknown("super() outside a method")
    owner = scope.function.owner
    receiver = scope.receiver or Instance(owner, None)
    order = classes.lineage(ev, receiver.ref) if isinstance(receiver, (Instance, Class)) else classes.lineage(ev, owner)
    after = order[order.index(owner) + 1 :] if owner in order else classes.lineage(ev, owner)[1:]
    for cls in after:
        method = cls.method(name)
        if method is not None:
            if isinstance(receiver, Instance) and method.decorator_names() & instances.PROPERTIES:
                return instances.method_value(ev, receiver, method)
            return (Function(method, receiver),)
        value = classes.body_value(ev, cls, name)
        if value:
            return value
    if isinstance(receiver, Instance):
        outside = libraries.outside_base(ev, receiver) if name != "__init__" else None
        if outside is not None:
            return (libraries.member(ev, outside, name),)
    return unknown(f"`super().{name}` is not in the scanned code")


def entered(ev: Evaluator, value: Value, frame: Frame) -> Value:
    """What ``with value as target`` binds."""
    results: list[Value] = []
    for item in value:
        method = None
        if isinstance(item, Instance):
            method = classes.own_method(ev, item.ref, "__enter__") or classes.own_method(ev, item.ref, "__aenter__")
        if method is not None:
            results.append(calls.call_function(ev, Function(method, item), (), frame, None))
        else:
            results.append((item,))
    return union(*results) if results else ()


def decorator_symbols(ev: Evaluator, ref: FunctionRef) -> list[tuple[Alternative, ir.Expr]]:
    """The decorators of a function as values, calls and all."""
    frame = parameters.definition_frame(ref)
    return [(item, d) for d in ref.node.decorators for item in ev.expanded(d, frame)]
