"""Attributes: of instances and classes of the project, of modules, and of values from libraries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import calls, datafiles, mutate, names, options, parameters
from promptlint.link.flow import Flow
from promptlint.link.scope import ClassRef, Frame, last_name
from promptlint.link.values import (
    OPAQUE,
    Argument,
    Class,
    Constant,
    Function,
    Instance,
    Listing,
    Mapping,
    Member,
    ModuleValue,
    Parameter,
    Result,
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

INITIALISERS = ("__init__", "__post_init__", "__attrs_post_init__", "model_post_init", "setup")
PROPERTIES = frozenset({"property", "cached_property", "hybrid_property", "computed_field"})
DUMPING = frozenset({"model_dump", "dict", "_asdict"})
"""Inherited methods that give the fields of an object by name."""
IN_SPREAD = "may be passed in `**` of the call"
MAX_BASES = 40
"""Classes of an inheritance tree that are looked at."""


def get(ev: Evaluator, item: Alternative, name: str, frame: Frame, span: Span) -> Value:
    """What ``item.name`` can be."""
    if isinstance(item, Instance):
        return of_instance(ev, item, name)
    if isinstance(item, Class):
        return of_class(ev, item, name)
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
        return (_member(ev, item, name),)
    if isinstance(item, Unknown) and item.reason == "super()":
        return _of_super(ev, name, frame)
    if isinstance(item, OPAQUE):
        return options.of_namespace(ev, item, name) or (_member(ev, item, name),)
    return (_member(ev, Unknown(f"`.{name}` of a function"), name),)


def _member(ev: Evaluator, base: Alternative, name: str) -> Member:
    key = ("member", id(base), name)
    if key not in ev.lookups:
        ev.keep.append(base)
        ev.lookups[key] = (Member(base, name),)
    found = (ev.lookups[key] or ())[0]
    assert isinstance(found, Member)
    return found


def _of_symbol(ev: Evaluator, item: Symbol, name: str, frame: Frame) -> Value:
    """A name of a library, or a module of the project in a folder without ``__init__``."""
    dotted = f"{item.path}.{name}"
    if item.path in ev.namespaces:
        project = frame.module.project
        path = project.find(frame.module, dotted, 0)
        other = project.module(path) if path else None
        if other is not None:
            return (ModuleValue(other),)
    return (Symbol(dotted),)


def _of_module(ev: Evaluator, item: ModuleValue, name: str) -> Value:
    found = names.module_name(ev, item.module, name)
    if found:
        return found
    path = item.module.project.find(item.module, name, 1) if item.module.is_package else None
    other = item.module.project.module(path) if path else None
    return (ModuleValue(other),) if other is not None else unknown(f"`{name}` is not defined in {item.module.path}")


# -- classes --------------------------------------------------------------------------------------------------------


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


def outside_bases(ev: Evaluator, ref: ClassRef) -> list[str]:
    """The library classes a class descends from, as dotted paths."""
    found: list[str] = []
    for cls in lineage(ev, ref):
        for base in bases(ev, cls):
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
    for cls in lineage(ev, item.ref):
        init = cls.method("__init__")
        if init is None:
            continue
        frame = init_frame(ev, item, init)
        call = _super_init(init)
        return calls.arguments_of(ev, call, frame) if call is not None else ()
    defaults = class_arguments(ev, item.ref)
    given = {arg.name for arg in item.arguments or ()}
    return (*(item.arguments or ()), *(d for d in defaults if d.name not in given))


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
    return any(path.startswith("enum.") or path.endswith("StrEnum") for path in outside_bases(ev, ref))


def of_class(ev: Evaluator, item: Class, name: str) -> Value:
    """What ``Class.name`` can be."""
    for cls in lineage(ev, item.ref):
        method = cls.method(name)
        if method is not None:
            if method.decorator_names() & PROPERTIES:
                return unknown(f"`{name}` is a property of {cls.name}")
            return (Function(method, item if method.is_classmethod else None),)
        value = body_value(ev, cls, name)
        if value:
            return value
    outside = [p for p in outside_bases(ev, item.ref) if not p.startswith(("builtins.", "abc.", "enum."))]
    if outside:
        return (_member(ev, item_symbol(ev, outside[0]), name),)
    if name == "__name__":
        return unknown("the name of a class")
    return unknown(f"{item.ref.name} has no attribute `{name}` in the scanned code")


def item_symbol(ev: Evaluator, path: str) -> Symbol:
    """One Symbol object for a path, so that values built on it are the same object each time."""
    key = ("symbol", path)
    if key not in ev.lookups:
        ev.lookups[key] = (Symbol(path),)
    found = (ev.lookups[key] or ())[0]
    assert isinstance(found, Symbol)
    return found


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
        value = names._relabel(
            union(*(_field_default(ev, item, frame) for item in raw)) if raw else (), "class-attribute", frame
        )
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
        return members_of(ev, item)
    return (item,) if index is not None else ()


def members_of(ev: Evaluator, item: Class) -> Value:
    """The values of all members of an enumeration."""
    return union(*(body_value(ev, item.ref, name) for name in class_attribute_names(ev, item.ref))) or unknown(
        f"a member of {item.ref.name}"
    )


# -- instances ------------------------------------------------------------------------------------------------------


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
    outside = outside_base(ev, item)
    if outside is not None:
        return (_member(ev, item if name in DUMPING else outside, name),)
    if name == "__class__":
        return (Class(item.ref),)
    return unknown(f"attribute `{name}` of {item.ref.name} is set nowhere in the scanned code")


def _stored(ev: Evaluator, item: Instance, name: str) -> Value:
    """What the initialisers and other methods store in ``self.name``."""
    state: Value = ()
    classes = lineage(ev, item.ref)
    for cls in reversed(classes):
        for method_name in INITIALISERS:
            init = cls.method(method_name)
            if init is None:
                continue
            state = _after_method(ev, item, init, name, state)
    for cls in classes:
        state = _after_others(ev, item, cls, name, state)
    return state


def _after_method(ev: Evaluator, item: Instance, ref: FunctionRef, name: str, state: Value) -> Value:
    key = f"{ref.self_name}.{name}"
    if key not in ev.shapes.block(ref.node.body).keys:
        return state
    frame = init_frame(ev, item, ref)
    value = Flow(ev, frame, key, None).run(ref.node.body, state)
    return names._relabel(value, "instance-attribute", frame)


def _after_others(ev: Evaluator, item: Instance, cls: ClassRef, name: str, state: Value) -> Value:
    """Methods other than the initialisers may or may not have run: what they store is one more alternative."""
    for method_name in dict.fromkeys(cls.method_names()):
        if method_name in INITIALISERS or not _may_store(cls, method_name, name):
            continue
        ref = cls.method(method_name)
        if ref is None or ref.self_name is None:
            continue
        key = f"{ref.self_name}.{name}"
        if key in ev.shapes.block(ref.node.body).keys:
            frame = calls.open_frame(ev, ref, item)
            after = Flow(ev, frame, key, None).run(ref.node.body, state)
            state = mutate.merge_loop(state, after) if state else after
    return tuple(s for s in state if not (isinstance(s, Constant) and s.value is None)) or state


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


def init_frame(ev: Evaluator, item: Instance, ref: FunctionRef) -> Frame:
    """The frame of an initialiser: bound to what the instance was made with, or through ``super().__init__``."""
    if item.arguments is None or ref.owner is None or item.frame is None:
        return calls.open_frame(ev, ref, item if item.arguments is not None else Instance(item.ref, None))
    if ref.name != "__init__":
        return calls.open_frame(ev, ref, item)
    args, caller = _init_arguments(ev, item, ref)
    key = ("init", id(ref.node), id(item.ref), id(item.site), id(item.frame), id(item) if item.site is None else 0)
    if key not in ev.frames:
        ev.keep.append((item, ref))
        frame = calls.frame_for_call(ev, Function(ref, item), args, caller, None)
        ev.frames[key] = frame if frame is not None else calls.open_frame(ev, ref, item)
    return ev.frames[key]


def _init_arguments(ev: Evaluator, item: Instance, ref: FunctionRef) -> tuple[tuple[Argument, ...], Frame]:
    """The arguments that reach this ``__init__``, and the frame they are passed from."""
    assert item.frame is not None and item.arguments is not None
    args, caller = item.arguments, item.frame
    for cls in lineage(ev, item.ref):
        init = cls.method("__init__")
        if init is None:
            continue
        if init.node is ref.node:
            return args, caller
        call = _super_init(init)
        if call is None:
            return (), caller
        frame = init_frame(ev, item, init)
        args, caller = calls.arguments_of(ev, call, frame), frame
        if isinstance(call.func, ir.Attr) and not isinstance(call.func.value, ir.Call):
            args = args[1:]
    return args, caller


def _super_init(init: FunctionRef) -> ir.Call | None:
    """The call ``super().__init__(...)`` or ``Base.__init__(self, ...)`` in an initialiser."""
    from promptlint.link.shape import blocks
    from promptlint.link.walk import expressions

    stack = list(reversed(init.node.body))
    while stack:
        stmt = stack.pop()
        for expr in expressions(stmt):
            if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name == "__init__":
                return expr
        for block in blocks(stmt):
            stack.extend(reversed(block))
    return None


def _declared(ev: Evaluator, item: Instance, name: str) -> Value:
    """A field, method or property that the class or one of its bases declares."""
    for cls in lineage(ev, item.ref):
        method = cls.method(name)
        if method is not None:
            return _method_value(ev, item, method)
        annotation = annotation_of(cls, name)
        default = body_value(ev, cls, name)
        if annotation is not None:
            return _field(ev, item, cls, name, default, annotation)
        if default:
            return default
    return ()


def _method_value(ev: Evaluator, item: Instance, method: FunctionRef) -> Value:
    if method.decorator_names() & PROPERTIES:
        frame = calls.open_frame(ev, method, item)
        return calls.returned(ev, frame)
    if method.is_static:
        return (Function(method),)
    return (Function(method, Class(item.ref) if method.is_classmethod else item),)


def _field(ev: Evaluator, item: Instance, cls: ClassRef, name: str, default: Value, annotation: ir.Expr) -> Value:
    """A declared field: passed to the constructor, else its default, else only its type is known."""
    if own_method(ev, item.ref, "__init__") is None:
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
    return list(dict.fromkeys((*field_names(ev, item.ref), *class_attribute_names(ev, item.ref), *given)))


def _field_argument(ev: Evaluator, item: Instance, name: str) -> Value:
    fields = field_names(ev, item.ref)
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


def field_names(ev: Evaluator, ref: ClassRef) -> list[str]:
    """The annotated fields of a class, bases first, in order."""
    found: list[str] = []
    for cls in reversed(lineage(ev, ref)):
        for stmt in cls.node.body:
            if isinstance(stmt, ir.Assign) and stmt.annotation is not None:
                found.extend(t.id for t in stmt.targets if isinstance(t, ir.Name) and t.id not in found)
    return found


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
    for sub in subclasses(ev, item.ref):
        method = sub.method(name)
        if method is not None:
            results.append(_method_value(ev, Instance(sub, None), method))
            continue
        value = body_value(ev, sub, name)
        if value:
            results.append(value)
    return union(*results) if results else ()


def subclasses(ev: Evaluator, ref: ClassRef) -> list[ClassRef]:
    """The classes of the scanned files that descend from a class, itself excluded."""
    key = ("subclasses", id(ref))
    if key in ev.lookups:
        return [c.ref for c in ev.lookups[key] or () if isinstance(c, Class)]
    ev.lookups[key] = ()
    found: list[ClassRef] = []
    for module in ev.project.modules_mentioning(ref.name):
        for unit in module.index.units:
            if unit.kind == "class" and unit.name != ref.name and ref.name in unit.reads:
                cls = names.class_of_unit(module, unit)
                if any(isinstance(base, Class) and base.ref is ref for base in bases(ev, cls)):
                    found.extend([cls, *subclasses(ev, cls)])
    ev.keep.append(ref)
    ev.lookups[key] = tuple(Class(c) for c in found[:MAX_BASES])
    return found[:MAX_BASES]


def _elsewhere(ev: Evaluator, item: Instance, name: str, otherwise: Value) -> Value:
    """The type that a class body or initialiser annotates, where no value is known."""
    for cls in lineage(ev, item.ref):
        annotation = annotation_of(cls, name)
        if annotation is not None:
            value = parameters.of_annotation(ev, annotation, cls.closure or cls.module.frame)
            if value:
                return value
    return otherwise


def _of_super(ev: Evaluator, name: str, frame: Frame) -> Value:
    """``super().name`` in a method."""
    scope: Frame | None = frame
    while scope is not None and (scope.function is None or scope.function.owner is None):
        scope = scope.parent
    if scope is None or scope.function is None or scope.function.owner is None:
        return unknown("super() outside a method")
    owner = scope.function.owner
    receiver = scope.receiver or Instance(owner, None)
    order = lineage(ev, receiver.ref) if isinstance(receiver, (Instance, Class)) else lineage(ev, owner)
    after = order[order.index(owner) + 1 :] if owner in order else lineage(ev, owner)[1:]
    for cls in after:
        method = cls.method(name)
        if method is not None:
            return (Function(method, receiver),)
        value = body_value(ev, cls, name)
        if value:
            return value
    if isinstance(receiver, Instance):
        outside = outside_base(ev, receiver) if name != "__init__" else None
        if outside is not None:
            return (_member(ev, outside, name),)
    return unknown(f"`super().{name}` is not in the scanned code")


def entered(ev: Evaluator, value: Value, frame: Frame) -> Value:
    """What ``with value as target`` binds."""
    results: list[Value] = []
    for item in value:
        method = None
        if isinstance(item, Instance):
            method = own_method(ev, item.ref, "__enter__") or own_method(ev, item.ref, "__aenter__")
        if method is not None:
            results.append(calls.call_function(ev, Function(method, item), (), frame, None))
        else:
            results.append((item,))
    return union(*results) if results else ()


def decorator_symbols(ev: Evaluator, ref: FunctionRef) -> list[tuple[Alternative, ir.Expr]]:
    """The decorators of a function as values, calls and all."""
    frame = parameters.definition_frame(ref)
    return [(item, d) for d in ref.node.decorators for item in ev.expanded(d, frame)]


def called_name(expr: ir.Expr) -> str | None:
    """The last name of what is called, for a call or a bare name."""
    return last_name(expr.func) if isinstance(expr, ir.Call) else last_name(expr)
