"""Who calls a function: call sites of the scanned files, found by name and proved by evaluating what is called."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import (
    calls,
    classes,
    dispatch,
    events,
    forwarding,
    indirect,
    initialisers,
    keyed,
    mutate,
    names,
    sites,
    testcode,
)
from promptlint.link.holders import holders
from promptlint.link.values import Class, Function, Instance, Mapping, union, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import ClassRef, Frame, FunctionRef
    from promptlint.link.sites import Site
    from promptlint.link.values import Alternative, Value

MAX_SITES = 5_000
"""Call sites of one function that are listed."""
MAX_CALLERS = 200
"""Those of them, or of the calls of a class, whose arguments are looked at."""
CALLED_ITSELF = ("__call__", "forward")
"""Methods that run when an object is called, in the order in which they are looked for."""
MAX_CONTEXTS = 40
"""Calls of a function that hands on what it is given that are looked at one by one."""
MAX_DICTS = 16
"""More dicts than this that callers pass for one parameter are taken as one."""
MAX_AROUND = 40
"""Callers and their callers that are looked at to see whether a function is recursive."""


def of_function(ev: Evaluator, ref: FunctionRef) -> tuple[tuple[Site, Function], ...]:
    """The call sites that call a function (or hand it on), each with the callee as it is bound there."""
    key = ("callers", id(ref.node))
    if key in ev.caller_memo:
        return ev.caller_memo[key]
    ev.caller_memo[key] = ()
    ev.keep.append(ref)
    found: list[tuple[Site, Function]] = []
    for name in _call_names(ev, ref):
        for site in sites.calling(ev, name):
            if len(found) >= MAX_SITES:
                break
            found.extend((site, f) for f in _callees(ev, site) if f.ref.node is ref.node)
    known = {id(site.call) for site, _ in found}
    for site in (*indirect.calling(ev, ref), *forwarding.calling(ev, ref.name)):
        if len(found) < MAX_SITES and id(site.call) not in known:
            found.extend((site, f) for f in _callees(ev, site) if f.ref.node is ref.node)
    ev.caller_memo[key] = tuple(found)
    return ev.caller_memo[key]


def recursive(ev: Evaluator, ref: FunctionRef) -> bool:
    """Whether a function may come to call itself through a few others; true where its callers are many."""
    around = [ref]
    for current in around:
        for site, _ in of_function(ev, current):
            outer = site.frame.function
            if outer is not None and outer.node is ref.node:
                return True
            if outer is not None and all(outer.node is not f.node for f in around):
                around.append(outer)
        if len(around) > MAX_AROUND:
            return True
    return False


def _call_names(ev: Evaluator, ref: FunctionRef) -> tuple[str, ...]:
    """The names under which a function is called; of an object that is called itself, the names that hold it.

    The parts of a program of modules with ``forward`` are no wrappers: what they send is listed where it is sent.
    """
    if ref.name not in CALLED_ITSELF or ref.owner is None:
        return (ref.name,)
    owners = {cls.name for cls in (*classes.lineage(ev, ref.owner), *classes.subclasses(ev, ref.owner))}
    texts = {m.path: m.source.text for name in sorted(owners) for m in ev.project.modules_mentioning(name)}
    return (ref.name, *sorted(holders(texts.values(), owners)))


def _callees(ev: Evaluator, site: Site) -> list[Function]:
    """The functions of the project that a call site may call."""
    if not events.proved(ev, site):
        return []
    return _functions(ev, site.call.func, site.frame)


def _functions(ev: Evaluator, callee: ir.Expr, frame: Frame) -> list[Function]:
    """The functions of the project that an expression can be."""
    return [found for item in ev.expanded(callee, frame) for found in called_functions(ev, item)]


def called_functions(ev: Evaluator, item: Alternative) -> list[Function]:
    """The functions of the project that may run when a value is called.

    Of an object of which only a base class is known, those of the classes that descend from it as well.
    """
    own = called_function(ev, item)
    if not isinstance(item, Instance) or item.arguments is not None:
        return [own] if own is not None else []
    found = [Function(method, Instance(sub, None)) for sub, method in _calling_subclasses(ev, item.ref)]
    return [own, *found] if own is not None else found


def called_function(ev: Evaluator, item: Alternative) -> Function | None:
    """The function that runs when a value is called, None where it is not one of the project."""
    if isinstance(item, Function):
        return item
    if isinstance(item, Instance):
        found = next((m for n in CALLED_ITSELF if (m := classes.own_method(ev, item.ref, n)) is not None), None)
        return Function(found, item) if found is not None else None
    return None


def _calling_subclasses(ev: Evaluator, ref: ClassRef) -> Iterator[tuple[ClassRef, FunctionRef]]:
    """The classes below one that say themselves what runs when their objects are called."""
    for sub in classes.subclasses(ev, ref):
        method = next((m for name in CALLED_ITSELF if (m := sub.method(name)) is not None), None)
        if method is not None:
            yield sub, method


def constructions(ev: Evaluator, ref: ClassRef) -> tuple[tuple[Frame, ir.Call, ClassRef], ...]:
    """The call sites that make an instance of a class or of one of its subclasses, tests of it apart."""
    key = ("constructions", id(ref))
    if key in ev.construction_memo:
        return ev.construction_memo[key]
    ev.construction_memo[key] = ()
    ev.keep.append(ref)
    found: list[tuple[Frame, ir.Call, ClassRef]] = []
    for cls in (ref, *classes.subclasses(ev, ref)):
        for site in _making(ev, cls):
            if testcode.only_shows(site.frame.module, cls.module):
                continue
            found.extend((frame, site.call, cls) for frame in _frames_making(ev, cls, site))
    ev.construction_memo[key] = tuple(found[:MAX_CALLERS])
    return ev.construction_memo[key]


def _making(ev: Evaluator, cls: ClassRef) -> Iterator[Site]:
    """The calls that may make an instance of a class, under its name or another that holds it."""
    known: set[int] = set()
    for site in (*sites.calling(ev, cls.name), *indirect.calling(ev, cls)):
        if id(site.call) not in known and len(known) < MAX_CALLERS:
            known.add(id(site.call))
            yield site


def _frames_making(ev: Evaluator, cls: ClassRef, site: Site) -> Iterator[Frame]:
    """The frames of a call in which it makes an instance of a class: once for each key that leads to it."""
    with ev.mode(True):
        callee = ev.eval(site.call.func, site.frame)
        if not any(isinstance(item, Class) and item.ref is cls for item in callee):
            return
        for frame in keyed.frames(ev, site.call, callee, site.frame) or [site.frame]:
            if any(isinstance(item, Class) and item.ref is cls for item in ev.eval(site.call.func, frame)):
                yield frame


def passed(ev: Evaluator, ref: FunctionRef, name: str) -> Value:
    """What the project's callers pass for a parameter, defaults and tests apart; empty if none passes anything."""
    key = ("passed", id(ref.node), name)
    if key in ev.lookups:
        return ev.lookups[key] or ()
    ev.lookups[key] = None
    frames = tuple(islice(call_frames(ev, ref), MAX_CALLERS + 1))
    results = [value for frame in frames[:MAX_CALLERS] if (value := _bound(frame, name))]
    if results and len(frames) > MAX_CALLERS:
        results.append(unknown(f"more than {MAX_CALLERS} calls of {ref.name}() set `{name}`"))
    value = _any_of([names._relabel(v, "caller", ref.module.frame) for v in results]) if results else ()
    if ev.in_cycle():
        del ev.lookups[key]
    else:
        ev.lookups[key] = value
    return value


def only_shown(ev: Evaluator, ref: FunctionRef) -> bool:
    """Whether a function is called, but by its tests and examples alone."""
    found = of_function(ev, ref)
    return bool(found) and all(testcode.only_shows(site.frame.module, ref.module) for site, _ in found)


def _any_of(values: list[Value]) -> Value:
    """What any of the callers passes, their dicts made one where they are many."""
    dicts = {id(item): item for value in values for item in value if isinstance(item, Mapping)}
    if len(dicts) <= MAX_DICTS:
        return union(*values)
    others = [tuple([item for item in value if not isinstance(item, Mapping)]) for value in values]
    return union(mutate.few_dicts(tuple(dicts.values()), MAX_DICTS), *others)


def _bound(frame: Frame, name: str) -> Value:
    return frame.bindings[name]() if name in frame.bindings else ()


def call_frames(ev: Evaluator, ref: FunctionRef) -> Iterator[Frame]:
    """A frame for each call of a function in the project, tests of it apart, with its arguments bound."""
    if ref.name == "__init__" and ref.owner is not None:
        yield from _init_frames(ev, ref, ref.owner)
        return
    for site, callee in of_function(ev, ref):
        if testcode.only_shows(site.frame.module, ref.module):
            continue
        for outer, called in _contexts(ev, site, callee):
            chosen = dispatch.arguments(ev, site, callee) if outer is site.frame else None
            args = calls.arguments_of(ev, site.call, outer) if chosen is None else chosen
            frame = calls.frame_for_call(ev, called, args, outer, site.call if chosen is None else None)
            if frame is not None:
                yield frame


def _contexts(ev: Evaluator, site: Site, callee: Function) -> Iterator[tuple[Frame, Function]]:
    """The frames in which a call is looked at, each with the callee as it is bound there.

    A call of a parameter, or one that hands on all its function was called with, is looked at once for each call of
    the function around it: which function it calls belongs to what that one is given.
    """
    found = False
    for frame in _frames_around(ev, site) if _hands_on(site) else ():
        for called in _functions(ev, site.call.func, frame):
            if called.ref.node is callee.ref.node:
                found = True
                yield frame, called
    if not found:
        yield site.frame, callee


def _hands_on(site: Site) -> bool:
    """Whether a call depends on how the function around it was called in what it calls or how much it passes."""
    around = site.frame.function
    if around is None or site.frame.kind != "function" or site.frame.bound:
        return False
    whole = {p.name for p in around.node.params if p.kind in ("vararg", "kwarg")}
    if any(arg.star and isinstance(arg.value, ir.Name) and arg.value.id in whole for arg in site.call.args):
        return True
    root = site.call.func
    while isinstance(root, ir.Sub):
        root = root.value
    return isinstance(root, ir.Name) and root.id in _parameters_around(around)


def _parameters_around(ref: FunctionRef | None) -> set[str]:
    """The names of the parameters of a function and of those it is defined in."""
    found: set[str] = set()
    while ref is not None:
        found.update(p.name for p in ref.node.params)
        ref = ref.closure.function if ref.closure is not None else None
    return found


def _frames_around(ev: Evaluator, site: Site) -> tuple[Frame, ...]:
    """The frames of the calls of the function around a call, none while they are being looked for or where many."""
    ref = site.frame.function
    assert ref is not None
    key = id(ref.node)
    if key not in ev.context_memo:
        ev.context_memo[key] = ()
        ev.keep.append(ref)
        frames = tuple(islice(call_frames(ev, ref), MAX_CONTEXTS + 1))
        ev.context_memo[key] = frames if len(frames) <= MAX_CONTEXTS else ()
    return ev.context_memo[key]


def _init_frames(ev: Evaluator, ref: FunctionRef, owner: ClassRef) -> Iterator[Frame]:
    for frame, site, cls in constructions(ev, owner):
        made = calls.apply(ev, Class(cls), calls.arguments_of(ev, site, frame), frame, site)
        for item in made:
            if isinstance(item, Instance) and classes.own_method(ev, cls, "__init__") is not None:
                yield initialisers.init_frame(ev, item, ref)
