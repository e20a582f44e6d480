"""What calling something gives: functions are followed with their arguments bound, library calls are kept as paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import (
    callers,
    classes,
    containers,
    events,
    keyed,
    libraries,
    library,
    mutate,
    parameters,
    textmethods,
)
from promptlint.link.scope import Frame
from promptlint.link.shape import blocks
from promptlint.link.values import (
    OPAQUE,
    Argument,
    Class,
    Constant,
    Function,
    Instance,
    Item,
    Listing,
    Mapping,
    Member,
    Parameter,
    Pipe,
    Result,
    Symbol,
    Text,
    identity,
    union,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import FunctionRef
    from promptlint.link.values import Alternative, Value

TOO_DEEP = "is called too deep to follow"
"""Why what a function returns is unknown that was not followed."""
MAX_NESTED = 8
"""Project calls followed inside each other before giving up."""
MAX_ENTERED = 2
"""How often one function may be among the calls that are followed inside each other: recursion ends there."""


def arguments_of(ev: Evaluator, call: ir.Call, frame: Frame) -> tuple[Argument, ...]:
    """The arguments of a call, to be evaluated in the caller's frame when asked for."""
    return tuple(
        Argument(arg.name, arg.star, lambda arg=arg: ev.eval(arg.value, frame), arg.value)  # type: ignore[misc]
        for arg in call.args
    )


def evaluate(ev: Evaluator, call: ir.Call, frame: Frame) -> Value:
    """What the call returns."""
    if isinstance(call.func, ir.Name) and call.func.id == "super":
        return unknown("super()")
    args = arguments_of(ev, call, frame)
    if isinstance(call.func, ir.Attr) and call.func.name in textmethods.METHODS:
        found = _text_method(ev, call, call.func, args, frame)
        if found is not None:
            return found
    callee = ev.base_of(call.func, frame)
    apart = keyed.frames(ev, call, callee, frame)
    if apart:
        return union(*(ev.eval(call, at_key) for at_key in apart))
    results = [apply(ev, item, args, frame, call) for item in callee]
    return union(*results) if results else unknown(f"`{ev.source(call.func, frame)}` is None here")


def _text_method(ev: Evaluator, call: ir.Call, func: ir.Attr, args: tuple[Argument, ...], frame: Frame) -> Value | None:
    """A str method on text or on a parameter that stays one; None when the receiver is something else."""
    base = ev.eval(func.value, frame)
    if not base or not all(isinstance(item, (Text, Parameter)) for item in base):
        return None
    texts = [item if isinstance(item, Text) else Text((ev.hole(func.value, frame, (item,)),)) for item in base]
    return union(*(textmethods.method(ev, item, func.name, args, frame, call) for item in texts))


def apply(ev: Evaluator, callee: Alternative, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """What calling ``callee`` with ``args`` gives; ``site`` is the call expression, None for a made-up call."""
    if isinstance(callee, Function):
        return call_function(ev, callee, args, frame, site)
    if isinstance(callee, Class):
        return _construct(ev, callee, args, frame, site)
    if isinstance(callee, Instance):
        return _call_instance(ev, callee, args, frame, site)
    if isinstance(callee, Member) and isinstance(callee.base, (Text, Constant)):
        return textmethods.method(ev, callee.base, callee.name, args, frame, site)
    if isinstance(callee, Member) and isinstance(callee.base, (Listing, Mapping)):
        return containers.container_method(ev, callee.base, callee.name, args)
    if isinstance(callee, OPAQUE):
        known = library.call(ev, callee, args, frame, site)
        return known if known is not None else (outside_result(ev, callee, args, frame, site),)
    return unknown("a value that cannot be called")


def outside_result(
    ev: Evaluator, callee: Alternative, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Result:
    """What a call outside the project gives: one object for one call in one frame."""
    if site is None:
        return Result(callee, args, frame, None)
    key = ("result", id(site), id(frame), identity(callee), ev.expand)
    if key not in ev.lookups:
        ev.lookups[key] = (Result(callee, args, frame, site),)
        ev.keep.append((site, frame, callee))
    found = (ev.lookups[key] or ())[0]
    assert isinstance(found, Result)
    return found


def _construct(ev: Evaluator, callee: Class, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    if classes.is_enum(ev, callee.ref):
        return classes.valued_members(ev, callee, args[0].value if len(args) == 1 and not args[0].star else ())
    key = ("instance", id(callee.ref), id(site), id(frame))
    if site is None:
        return (Instance(callee.ref, args, frame, None),)
    if key not in ev.lookups:
        ev.lookups[key] = (Instance(callee.ref, args, frame, site),)
        ev.keep.append((site, frame, callee))
    return ev.lookups[key] or ()


def _call_instance(
    ev: Evaluator, callee: Instance, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value:
    function = callers.called_function(ev, callee)
    if function is not None:
        return call_function(ev, function, args, frame, site)
    outside = libraries.outside_base(ev, callee)
    if outside is not None:
        return (outside_result(ev, outside, args, frame, site),)
    return unknown(f"{callee.ref.name} objects cannot be called")


# -- functions of the project ---------------------------------------------------------------------------------------


def call_function(
    ev: Evaluator, callee: Function, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value:
    """What a function of the project returns for these arguments."""
    inner = frame_for_call(ev, callee, args, frame, site)
    if inner is None:
        return unknown(f"{callee.ref.name}() {TOO_DEEP}")
    return returned(ev, inner)


def frame_for_call(
    ev: Evaluator, callee: Function, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Frame | None:
    """The frame of a call with its arguments bound, None when the calls are nested too deep."""
    ref = callee.ref
    if frame.depth >= MAX_NESTED or _times_entered(ref, frame) >= MAX_ENTERED:
        return None
    receiver = callee.receiver
    key = ("frame", id(ref.node), id(ref.closure), id(site), id(frame), identity(receiver) if receiver else None)
    if site is not None and key in ev.frames:
        return ev.frames[key]
    inner = Frame(
        ref.module,
        "function",
        ref,
        bound=True,
        receiver=receiver,
        parent=ref.closure or ref.module.frame,
        depth=frame.depth + 1,
        caller=frame,
    )
    _bind(ev, inner, ref, (*callee.given, *args))
    if site is not None:
        ev.frames[key] = inner
        ev.keep.append((site, frame))
    return inner


def _times_entered(ref: FunctionRef, frame: Frame | None) -> int:
    """How often the function is among the calls in which this frame runs."""
    times = 0
    while frame is not None:
        if frame.kind == "inline":
            frame = frame.parent
            continue
        times += frame.function is not None and frame.function.node is ref.node
        frame = frame.caller
    return times


def open_frame(ev: Evaluator, ref: FunctionRef, receiver: Alternative | None = None) -> Frame:
    """The frame of a function looked at without a caller."""
    key = ("open", id(ref.node), id(ref.closure), identity(receiver) if receiver else None)
    if key not in ev.frames:
        ev.frames[key] = Frame(ref.module, "function", ref, receiver=receiver, parent=ref.closure or ref.module.frame)
        ev.keep.append((ref, receiver))
    return ev.frames[key]


def _bind(ev: Evaluator, inner: Frame, ref: FunctionRef, args: tuple[Argument, ...]) -> None:
    """Bind arguments to parameters; what an unknown ``*`` or ``**`` may fill is unknown, not missing."""
    params = list(ref.node.params)
    if ref.self_name is not None and inner.receiver is not None:
        params = [p for p in params if p.name != ref.self_name]
    positional = [p for p in params if p.kind in ("positional", "normal")]
    if events.is_wired(arg.expr for arg in args):
        positional = [p for p in positional if not events.injected(p)]
    by_name = {p.name: p for p in params if p.kind in ("normal", "keyword")}
    extra_positional: list[Argument] = []
    extra_named: list[Argument] = []
    unsure: str | None = None
    place = 0
    for arg in _spread(args):
        if arg.star:
            unsure = f"it may be passed in `{arg.star}` of the call"
            (extra_positional if arg.star == "*" else extra_named).append(arg)
        elif arg.name is not None:
            if arg.name in by_name:
                inner.bindings[arg.name] = arg.thunk
            else:
                extra_named.append(arg)
        elif place < len(positional):
            inner.bindings[positional[place].name] = arg.thunk
            place += 1
        else:
            extra_positional.append(arg)
    if ref.self_name is not None and inner.receiver is None and ref.self_name in inner.bindings:
        first = inner.bindings.pop(ref.self_name)()
        inner.receiver = first[0] if len(first) == 1 else None
    _bind_extra(ev, inner, params, extra_positional, extra_named)
    if unsure is not None:
        _bind_unsure(ev, inner, params, ref, unsure)


def _spread(args: tuple[Argument, ...]) -> Iterator[Argument]:
    """The arguments with ``*`` and ``**`` of known values taken apart."""
    for arg in args:
        if not arg.star:
            yield arg
            continue
        value = arg.value
        only = value[0] if len(value) == 1 else mutate.one_dict(value) if arg.star == "**" else None
        if arg.star == "*" and isinstance(only, Listing):
            for item in only.items:
                if not item.repeats:
                    yield Argument(None, "", lambda item=item: item.value)  # type: ignore[misc]
            if only.rest or any(i.repeats for i in only.items):
                yield arg
        elif arg.star == "**" and isinstance(only, Mapping):
            for key, entry in only.entries:
                if isinstance(key, str):
                    yield Argument(key, "", lambda entry=entry: entry)  # type: ignore[misc]
            if only.rest:
                yield Argument(None, "**", lambda only=only: (Mapping((), only.rest),), arg.expr)  # type: ignore[misc]
        else:
            yield arg


def _bind_extra(
    ev: Evaluator, inner: Frame, params: list[ir.Param], positional: list[Argument], named: list[Argument]
) -> None:
    for param in params:
        if param.kind == "vararg" and positional:
            inner.bindings[param.name] = lambda: (_listing(positional),)
        if param.kind == "kwarg" and named:
            inner.bindings[param.name] = lambda: (_mapping(named),)


def _listing(args: Iterable[Argument]) -> Listing:
    result = Listing(())
    for arg in args:
        result = (
            mutate.extend(result, arg.value) if arg.star else Listing((*result.items, Item(arg.value)), result.rest)
        )
    return result


def _mapping(args: Iterable[Argument]) -> Mapping:
    result = Mapping(())
    for arg in args:
        if arg.star:
            result = mutate.merged(result, arg.value)
        else:
            result = mutate.with_entry(result, arg.name, arg.value)
    return result


def _bind_unsure(ev: Evaluator, inner: Frame, params: list[ir.Param], ref: FunctionRef, unsure: str) -> None:
    for param in params:
        if param.name not in inner.bindings and param.kind in ("positional", "normal", "keyword"):
            default = parameters._default(ev, param, ref)
            reason = unknown(f"parameter `{param.name}` of {ref.name}(): {unsure}")
            value = union(default, reason) if default else reason
            inner.bindings[param.name] = lambda value=value: value  # type: ignore[misc]


# -- what a function returns ----------------------------------------------------------------------------------------


def returned(ev: Evaluator, frame: Frame) -> Value:
    """What the function of a frame returns (or, for a generator, yields)."""
    key = (id(frame), ev.expand)
    if key in ev.returns_memo:
        known = ev.returns_memo[key]
        assert frame.function is not None
        return known if known is not None else unknown(f"{frame.function.name}() calls itself")
    ev.returns_memo[key] = None
    ev.keep.append(frame)
    value = _returned(ev, frame)
    if ev.truncated or ev.in_cycle():
        del ev.returns_memo[key]
    else:
        ev.returns_memo[key] = value
    return value


def _returned(ev: Evaluator, frame: Frame) -> Value:
    ref = frame.function
    assert ref is not None
    yields = ev.shapes.yields(ref.node.body)
    if yields:
        return _yielded(ev, frame, ref, yields)
    found: list[Value] = []
    falls_through = _collect(ev, ref.node.body, frame, found)
    if not found:
        if ref.node.returns is not None and _is_stub(ref.node.body):
            return parameters.of_annotation(ev, ref.node.returns, parameters.definition_frame(ref)) or unknown(
                f"{ref.name}() has no body"
            )
        return (Constant(None, ev.origin(ir.Const(None, ref.node.span), frame)),)
    del falls_through
    value = union(*found)
    if ref.node.returns is not None and all(
        isinstance(item, OPAQUE) and not isinstance(item, (Result, Pipe)) for item in value
    ):
        return parameters.of_annotation(ev, ref.node.returns, parameters.definition_frame(ref)) or value
    return value


def _is_stub(body: tuple[ir.Stmt, ...]) -> bool:
    return all(isinstance(s, ir.ExprStmt) and isinstance(s.value, ir.Const) for s in body)


def _yielded(ev: Evaluator, frame: Frame, ref: FunctionRef, yields: tuple[ir.Yield, ...]) -> Value:
    values = [ev.eval(y.value, frame) for y in yields if y.value is not None and not y.is_from]
    if ref.decorator_names() & {"contextmanager", "asynccontextmanager", "fixture"} and values:
        return union(*values)
    items = tuple(Item(value, True) for value in values)
    return (Listing(items, "a generator" if not items or len(values) < len(yields) else None),)


def _collect(ev: Evaluator, stmts: Iterable[ir.Stmt], frame: Frame, found: list[Value]) -> bool:
    """Collect what reachable ``return`` statements give; whether control can run past the statements."""
    for stmt in stmts:
        if isinstance(stmt, ir.Return):
            found.append(ev.eval(stmt.value, frame) if stmt.value is not None else ())
            return False
        if isinstance(stmt, ir.Jump) and stmt.kind == "raise":
            return False
        if isinstance(stmt, ir.If):
            if not _collect_if(ev, stmt, frame, found):
                return False
        elif not _collect_blocks(ev, stmt, frame, found):
            return False
    return True


def _collect_if(ev: Evaluator, stmt: ir.If, frame: Frame, found: list[Value]) -> bool:
    if not ev.shapes.leaves(stmt):
        return True
    truth = ev.truth(stmt.test, frame)
    goes_on = False
    for block, when in ((stmt.body, True), (stmt.orelse, False)):
        if truth is None or truth is when:
            goes_on = _collect(ev, block, frame, found) or goes_on
    return goes_on


def _collect_blocks(ev: Evaluator, stmt: ir.Stmt, frame: Frame, found: list[Value]) -> bool:
    if not ev.shapes.leaves(stmt):
        return True
    ends = [_collect(ev, block, frame, found) for block in blocks(stmt) if block]
    if isinstance(stmt, ir.With):
        return ends[0] if ends else True
    if isinstance(stmt, ir.Try):
        return any(ends[: 1 + len(stmt.handlers)])
    return True


def symbol_path(item: Alternative) -> str | None:
    """The dotted path of a library name, None for anything else."""
    return item.path if isinstance(item, Symbol) else None


def bind_method(receiver: Alternative, ref: FunctionRef) -> Callable[[], Value]:
    """A thunk for a method bound to its receiver."""
    return lambda: (Function(ref, receiver),)
