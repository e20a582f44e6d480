"""What builtins and small helpers of the standard library give for values: text, data, attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import classes, containers, dumping, instances, iteration, mutate, textmethods
from promptlint.link.pieces import parts_of
from promptlint.link.values import (
    OPAQUE,
    Argument,
    Constant,
    Instance,
    Item,
    Listing,
    Mapping,
    Member,
    ModuleValue,
    Text,
    Unknown,
    exact_texts,
    union,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value


def modules(ev: Evaluator, names: Value, frame: Frame) -> Value:
    """The modules of the project with these dotted names."""
    project = ev.project
    found: list[Alternative] = []
    for name in exact_texts(names):
        path = project.find(frame.module, name.lstrip("."), int(name.startswith(".")))
        if name == frame.module.name:
            path = frame.module.path
        module = project.module(path) if path is not None else None
        if module is not None:
            found.append(ModuleValue(module))
    return tuple(found)


def import_module(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``importlib.import_module(name)``: the module of the project."""
    return (modules(ev, args[0].value, frame) or None) if args else None


def _texts(ev: Evaluator, args: tuple[Argument, ...], change: Callable[[Text], Text]) -> Value:
    value = args[0].value if args else ()
    return tuple(change(item) if isinstance(item, Text) else item for item in value)


def dedent(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``textwrap.dedent(text)``."""
    return _texts(ev, args, textmethods.dedent)


def cleandoc(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``inspect.cleandoc(text)``."""
    return _texts(ev, args, textmethods.cleandoc)


def laid_out(
    change: Callable[..., str], ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value:
    """``textwrap.fill(text, ...)`` and the like."""
    return _texts(ev, args, lambda text: textmethods.laid_out(text, args[1:], change))


def same(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """A call that gives its first argument back, for what matters here."""
    return args[0].value if args else ()


def as_text(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``str(value)`` and ``str(octets, encoding)``."""
    if not args:
        return None
    expr = args[0].expr
    value = args[0].value
    if len(args) > 1 and all(isinstance(i, Constant) and isinstance(i.value, bytes) for i in value):
        return union(*(textmethods.decoded(i, args[1:]) for i in value if isinstance(i, Constant)))
    if expr is None or not all(isinstance(i, (Text, Constant)) for i in value):
        return value if value and all(isinstance(i, (Text, *OPAQUE)) for i in value) else None
    return tuple(Text(parts_of(ev, i, expr, frame)) for i in value)


def as_list(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``list(value)`` and others of its kind."""
    if not args:
        return (Listing(()),)
    found = [_listed(item) for item in args[0].value]
    return tuple(f for f in found if f is not None) if all(f is not None for f in found) else None


def _listed(item: Alternative) -> Alternative | None:
    if isinstance(item, Listing):
        return item
    return (
        Listing(tuple(Item((k,)) for k in containers.keys_of(item)), item.rest) if isinstance(item, Mapping) else None
    )


def element(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``next(iterator, default)``: any element, as how often it was called before is not known."""
    known = [item for item in args[0].value if isinstance(item, (Listing, Mapping))] if args else []
    if not known or len(known) != len(args[0].value):
        return None
    return union(iteration.elements(ev, tuple(known)), args[1].value if len(args) > 1 else ())


def as_mapping(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``dict(...)``."""
    result = Mapping(())
    for arg in args:
        if arg.name is not None:
            result = mutate.with_entry(result, arg.name, arg.value)
        else:
            result = mutate.merged(result, arg.value)
    return (result,)


def attribute(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``getattr(value, name, default)``."""
    from promptlint.link import attributes

    if len(args) < 2 or site is None:
        return None
    names = exact_texts(args[1].value)
    if not names:
        return None
    with ev.mode(True):
        base = args[0].value
    default = args[2].value if len(args) > 2 else ()
    found = union(*(attributes.get(ev, item, name, frame, site.span) for item in base for name in names))
    known = tuple(i for i in found if not isinstance(i, Unknown))
    if known == found and base and all(isinstance(item, ModuleValue) for item in base):
        return found
    return union(known, default) if known or default else found


def dumps(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``json.dumps(value)``."""
    if not args or args[0].expr is None:
        return None
    return dumping.dumped(ev, args, frame)


def as_dict(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``asdict(instance)``: its fields by name."""
    value = args[0].value if args else ()
    made = [fields_of(ev, item) for item in value if isinstance(item, Instance)]
    return tuple(made) if made and len(made) == len(value) else None


def fields_of(ev: Evaluator, item: Instance) -> Mapping:
    """The fields of an instance as a dict."""

    names = classes.field_names(ev, item.ref)
    return Mapping(tuple((name, instances.of_instance(ev, item, name)) for name in names))


def dumped(
    ev: Evaluator, callee: Member, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value | None:
    """``instance.model_dump()``: its fields by name."""
    return (fields_of(ev, callee.base),) if isinstance(callee.base, Instance) else None


def gather(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``asyncio.gather(...)``: a list of what is awaited."""
    return (
        Listing(
            tuple(Item(a.value) for a in args if not a.star and a.name is None),
            "gathered" if any(a.star for a in args) else None,
        ),
    )


def partial(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``functools.partial(function, ...)``."""
    from promptlint.link.values import Function

    if not args:
        return None
    with ev.mode(True):
        callee = args[0].value
    functions = [f for f in callee if isinstance(f, Function)]
    return tuple(Function(f.ref, f.receiver, (*f.given, *args[1:])) for f in functions) or None


def instance_of(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``cast(Type, value)``."""
    return args[1].value if len(args) > 1 else ()
