"""Looking up names: locals in flow order, closures, module globals, imports, builtins."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import attributes, globalnames, initialisers, parameters
from promptlint.link.flow import Flow
from promptlint.link.shape import target_keys
from promptlint.link.values import (
    Class,
    Constant,
    Function,
    Listing,
    Mapping,
    ModuleValue,
    Symbol,
    Text,
    text_of,
    union,
    unknown,
)
from promptlint.model import Origin, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import Frame
    from promptlint.link.values import Value

BUILTINS = frozenset(dir(builtins))
MODULE_END = None


def target_names(target: ir.Expr) -> list[str]:
    """The plain names an assignment target binds."""
    return [key for key in target_keys(target) if "." not in key]


def lookup(ev: Evaluator, name: str, span: Span | None, frame: Frame) -> Value:
    """What a name can be where it stands."""
    scope: Frame | None = frame
    until: Span | None = span
    defined: Span | None = None
    while scope is not None:
        if scope.kind == "inline":
            if name in scope.bindings:
                return scope.bindings[name]()
            scope = scope.parent
            continue
        if name in scope.pinned:
            return scope.pinned[name]
        if scope.kind == "class" and scope is not frame:
            scope = scope.parent
            until = None
            continue
        found = _in_scope(ev, name, until, scope)
        if found:
            return union(_when_defined(ev, name, defined, scope), found) if defined is not None else found
        defined = (
            scope.function.node.span if scope.function is not None and scope.function.closure is scope.parent else None
        )
        if scope.parent is None and scope.kind != "module":
            scope = scope.module.frame
        else:
            scope = scope.parent
        until = None
    if name in BUILTINS:
        return (Symbol(f"builtins.{name}"),)
    return unknown(f"`{name}` is not defined in the scanned code")


def _when_defined(ev: Evaluator, name: str, defined: Span, scope: Frame) -> Value:
    """What else a function defined inside another may find under a name that is bound again behind its definition."""
    if scope.kind != "function":
        return ()
    block = ev.shapes.block(scope.body)
    place = block.holder(defined)
    if place is None or block.touching.get(name, (-1,))[-1] < place:
        return ()
    lasting = (Listing, Mapping)  # changed in place: what they end as is what they are
    return tuple(
        [
            i
            for i in _since(ev, name, defined, scope, place)
            if not isinstance(i, lasting) and not (isinstance(i, Constant) and i.value is None)
        ]
    )


def _since(ev: Evaluator, name: str, defined: Span, scope: Frame, place: int) -> Value:
    """What a name is where the statement at a place begins, and what each statement from there on leaves it as."""
    memo_key = ("since", name, id(scope), place, ev.expand)
    if memo_key in ev.lookups:
        return ev.lookups[memo_key] or ()
    ev.lookups[memo_key] = None
    before = _in_scope(ev, name, defined, scope)
    flow = Flow(ev, scope, name, None)
    flow.passed = []
    rest = scope.body[place:]
    ev.keep.extend((scope, rest))
    flow.run(rest, before)
    value = union(before, *flow.passed)
    if ev.truncated or ev.in_cycle():
        del ev.lookups[memo_key]
    else:
        ev.lookups[memo_key] = value
    return value


def _in_scope(ev: Evaluator, name: str, until: Span | None, scope: Frame) -> Value:
    if scope.kind == "module":
        return module_name(ev, scope.module, name, until, scope if until is not None else None)
    start: Value = ()
    if scope.kind == "function":
        start = parameters.value_of(ev, name, scope)
        if not start and ev.shapes.borrows(scope.body, name):
            start = _borrowed(ev, name, scope)
        if not start and scope.function is not None and globalnames.declares(scope.function, name):
            module = scope.module
            start = _module_flow(ev, module.frame, name, module.units_by_name.get(name, ()), MODULE_END)
    block = ev.shapes.block(scope.body)
    if name not in block.keys and not (start and until is not None and name in ev.shapes.tested(scope.body)):
        return start
    return _flowed(ev, name, until, scope, start)


def _borrowed(ev: Evaluator, name: str, scope: Frame) -> Value:
    """The list or dict from around a function that changes it: of a list, that earlier calls may have added to it.

    The one from before the function, as a notebook may use the name for another thing further down; else any.
    """
    function = scope.function
    if function is None:
        return ()
    outer = scope.parent or scope.module.frame
    before = _in_scope(ev, name, function.node.span, outer) if outer.kind == "module" else ()
    around = before or lookup(ev, name, None, outer)
    if not all(isinstance(item, (Listing, Mapping)) for item in around):
        return ()
    reason = f"each call of {function.name}() may add to it"
    return tuple([Listing(i.items, i.rest or reason) if isinstance(i, Listing) else i for i in around])


def _flowed(ev: Evaluator, key: str, until: Span | None, scope: Frame, start: Value) -> Value:
    place = (until.line, until.column) if until else None
    memo_key = ("flow", key, id(scope), place, ev.expand)
    if memo_key in ev.lookups:
        known = ev.lookups[memo_key]
        return known if known is not None else start
    ev.lookups[memo_key] = None
    value = Flow(ev, scope, key, until).run(scope.body, start)
    value = _relabel(value, "local" if scope.kind == "function" else "class-attribute", scope)
    if ev.truncated or ev.in_cycle():
        del ev.lookups[memo_key]
    else:
        ev.lookups[memo_key] = value
        ev.keep.append(scope)
    return value


def stored_attribute(ev: Evaluator, key: str, span: Span, frame: Frame) -> Value:
    """What ``a.b`` was set to in this very scope before this place, the empty value if it was not."""
    scope: Frame | None = frame
    while scope is not None and scope.kind == "inline":
        scope = scope.parent
    if scope is None:
        return ()
    if key in scope.pinned:
        return scope.pinned[key]
    if scope.kind == "module":
        root = key.split(".")[0]
        if not any(
            key in ev.shapes.block(_statements(scope.module, u)).keys for u in scope.module.units_by_name.get(root, ())
        ):
            return ()
        return module_name(ev, scope.module, key, span, scope)
    if key not in ev.shapes.block(scope.body).keys:
        return ()
    start = _attribute_before(ev, key, scope)
    return _flowed(ev, key, span, scope, start)


def _attribute_before(ev: Evaluator, key: str, scope: Frame) -> Value:
    """What the attribute holds when the function starts."""
    root, _, name = key.partition(".")
    if scope.function is None or scope.function.self_name != root or "." in name:
        return ()
    memo_key = ("before", key, id(scope), ev.expand)
    if memo_key in ev.lookups:
        return ev.lookups[memo_key] or ()
    ev.lookups[memo_key] = ()
    if scope.function.name in initialisers.INITIALISERS:
        return ()
    receiver = parameters.value_of(ev, root, scope)
    value = union(*(attributes.get(ev, item, name, scope, scope.function.node.span) for item in receiver))
    if ev.in_cycle():
        del ev.lookups[memo_key]
    else:
        ev.lookups[memo_key] = value
    return value


def _statements(module: Module, unit: ir.Unit) -> tuple[ir.Stmt, ...]:
    return module.lowered(unit) if unit.kind == "statement" else ()


# -- modules --------------------------------------------------------------------------------------------------------


def module_name(
    ev: Evaluator, module: Module, name: str, until: Span | None = MODULE_END, frame: Frame | None = None
) -> Value:
    """What a global of the module can be at a place of it, or at its end; ``frame`` may be in a round of a loop."""
    frame = frame or module.frame
    root = name.split(".")[0]
    units = module.units_by_name.get(root, ())
    set_by_functions = name in module.global_lines
    if not units and not set_by_functions and "__init__" not in module.path and not _star_imports(module):
        return _module_special(module, name)
    place = (until.line, until.column) if until else None
    memo_key = ("module", id(frame), name, place, ev.expand)
    if memo_key in ev.lookups:
        known = ev.lookups[memo_key]
        return known if known is not None else ()
    ev.lookups[memo_key] = None
    value = _module_flow(ev, frame, name, units, until)
    if set_by_functions:
        value = _or_stored(value, globalnames.stored(ev, module, name, until))
    if not value and name in module.bound_names:
        value = _annotated_global(ev, module, units)
    if not value:
        value = _module_special(module, name) or _starred(ev, module, name) or _submodule(ev, module, name)
    value = _relabel(value, "module-constant", module.frame)
    if ev.truncated or ev.in_cycle():
        del ev.lookups[memo_key]
    else:
        ev.lookups[memo_key] = value
    return value


def _or_stored(value: Value, stored: Value) -> Value:
    """A global, and what functions store in it; then it is not meant to be used while it is None."""
    if not stored:
        return value
    return union(tuple([i for i in value if not (isinstance(i, Constant) and i.value is None)]), stored)


def _annotated_global(ev: Evaluator, module: Module, units: Iterable[ir.Unit]) -> Value:
    for unit in units:
        for stmt in module.lowered(unit) if unit.kind == "statement" else ():
            if isinstance(stmt, ir.Assign) and stmt.value is None and stmt.annotation is not None:
                return parameters.of_annotation(ev, stmt.annotation, module.frame)
    return ()


def _module_flow(ev: Evaluator, frame: Frame, name: str, units: Iterable[ir.Unit], until: Span | None) -> Value:
    module = frame.module
    state: Value = ()
    for unit in units:
        if until is not None and (unit.span.line, unit.span.column) > (until.line, until.column):
            break
        if unit.kind == "class":
            state = (Class(_class_ref(module, unit)),) if unit.name == name else state
            continue
        stmts = module.lowered(unit)
        if name not in ev.shapes.block(stmts).keys and not (until and state and name in ev.shapes.tested(stmts)):
            continue
        flow = Flow(ev, frame, name, until)
        state = flow.run(stmts, state)
        if flow.reached:
            break
    return state


def _class_ref(module: Module, unit: ir.Unit):  # type: ignore[no-untyped-def]
    return class_of_unit(module, unit)


def class_of_unit(module: Module, unit: ir.Unit, frame: Frame | None = None):  # type: ignore[no-untyped-def]
    """The class reference of a class unit."""
    node = next((s for s in module.lowered(unit) if isinstance(s, ir.ClassDef)), None)
    if node is None:
        node = ir.ClassDef(unit.name or "?", (), (), (), (), unit.span)
        module._lowered[id(unit)] = (node,)
    return module.class_of(node, frame or module.frame, unit)


def _module_special(module: Module, name: str) -> Value:
    origin = Origin(module.path, 1, 1, "literal")
    if name == "__file__":
        return (text_of(str(module.project.root.joinpath(module.path).absolute()), origin),)
    return (text_of(module.name, origin),) if name == "__name__" else ()


def _star_imports(module: Module) -> list[ir.Import]:
    return [i for i in module.index.imports if i.bound == "*"]


def _starred(ev: Evaluator, module: Module, name: str) -> Value:
    if name.startswith("_") or "." in name:
        return ()
    for stmt in reversed(_star_imports(module)):
        path = module.project.find(module, stmt.module, stmt.level)
        if path is None or (other := module.project.module(path)) is None:
            continue
        found = module_name(ev, other, name)
        if found:
            return found
    return ()


def _submodule(ev: Evaluator, module: Module, name: str) -> Value:
    if not module.is_package or "." in name:
        return ()
    path = module.project.find(module, name, 1)
    other = module.project.module(path) if path else None
    return (ModuleValue(other),) if other is not None else ()


# -- imports --------------------------------------------------------------------------------------------------------


def imported(ev: Evaluator, stmt: ir.Import, frame: Frame) -> Value:
    """What an import binds: a module or a value of the project, else a symbol of a library."""
    module = frame.module
    project = module.project
    if stmt.name is None:
        target = stmt.module if stmt.bound != stmt.module.split(".")[0] else stmt.bound
        path = project.find(module, target, stmt.level)
        other = project.module(path) if path else None
        if other is None and target != stmt.module and project.find(module, stmt.module, stmt.level):
            steps = stmt.module.split(".")
            ev.namespaces.update(".".join(steps[:end]) for end in range(1, len(steps)))
        return (ModuleValue(other),) if other is not None else (Symbol(target),)
    path = project.find(module, stmt.module, stmt.level)
    if path is not None and path == module.path and not module.is_package:
        path = None
    other = project.module(path) if path else None
    if other is not None:
        value = () if other is module else module_name(ev, other, stmt.name)
        return _imported_from(ev, value, other, stmt)
    inner = project.find(module, f"{stmt.module}.{stmt.name}" if stmt.module else stmt.name, stmt.level)
    other = project.module(inner) if inner else None
    if other is not None:
        return (ModuleValue(other),)
    if stmt.level:
        return unknown(f"`{stmt.name}` is imported from a module that was not found")
    return (Symbol(f"{stmt.module}.{stmt.name}"),)


def _imported_from(ev: Evaluator, value: Value, other: Module, stmt: ir.Import) -> Value:
    if value:
        return _relabel(value, "import", other.frame, force=True)
    found = _submodule(ev, other, stmt.name or "")
    if not found and not stmt.level and stmt.module.partition(".")[0] in other.project.libraries:
        return (Symbol(f"{stmt.module}.{stmt.name}"),)  # a folder of the library's name that does not have it
    return found or unknown(f"`{stmt.name}` is not defined in {other.path}")


def _relabel(value: Value, how: str, frame: Frame, force: bool = False) -> Value:
    """The value with texts that were literals marked as coming through a name of this kind."""
    return (
        tuple(strings_relabel(item, how, force) for item in value) if any(isinstance(i, Text) for i in value) else value
    )


def strings_relabel(item, how: str, force: bool):  # type: ignore[no-untyped-def]
    """A text with the origin of its literal pieces marked ``how``."""
    from promptlint.model import Static

    if not isinstance(item, Text):
        return item
    parts = tuple(
        Static(p.text, Origin(p.origin.path, p.origin.line, p.origin.end_line, how))
        if isinstance(p, Static) and (p.origin.how == "literal" or (force and p.origin.how == "module-constant"))
        else p
        for p in item.parts
    )
    return Text(parts, item.trail, item.data)


def function_values(value: Value) -> list[Function]:
    """Those alternatives that are functions of the project."""
    return [item for item in value if isinstance(item, Function)]
