"""Who calls a function: call sites of the scanned files, found by name and proved by evaluating what is called."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import (
    calls,
    classes,
    dispatch,
    events,
    indirect,
    initialisers,
    iteration,
    keyed,
    mutate,
    names,
    targets,
    testcode,
)
from promptlint.link.holders import holders
from promptlint.link.rounds import Turn, clause_turn, turn_of
from promptlint.link.scope import last_name
from promptlint.link.shape import blocks
from promptlint.link.values import Class, Function, Instance, Mapping, union, unknown
from promptlint.link.walk import descend, own_expressions
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import ClassRef, Frame, FunctionRef
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
PASSED_ON = {
    "to_thread": 0,
    "submit": 0,
    "run_in_executor": 1,
    "run_sync": 0,
    "run_in_threadpool": 0,
    "call_soon": 0,
    "call_later": 1,
    "delay": -1,
    "apply_async": -1,
    "map": 0,
    "wrap_future": -1,
    "partial": 0,
    "run_blocking": 0,
    "start_soon": 0,
}
"""Methods and functions that call the function handed to them, with the place of that argument."""
THREADS = ("Thread", "Process", "Timer")
"""Classes that call the function they are given as their ``target``."""
ADAPTERS = ("sync_to_async", "async_to_sync", "partial", "wraps", "syncify", "asyncify")
"""Functions that return what calls the function handed to them."""
HANDING = events.NAMES.union(PASSED_ON, THREADS, ADAPTERS)


@record(eq=False)
class Site:
    """A call expression with the frame it is evaluated in; ``turns`` are the loops and comprehensions around it.

    ``written`` is the call as the source has it, where ``call`` was taken out of ``executor.submit(f, x)``.
    """

    call: ir.Call
    frame: Frame
    turns: tuple[Turn, ...]
    written: ir.Call
    wired: bool = False
    """Whether an event of a user interface makes the call."""

    @property
    def looped(self) -> bool:
        """Whether it stands in a loop or comprehension."""
        return bool(self.turns)


def sites_of_unit(ev: Evaluator, module: Module, unit: ir.Unit, naming: Set[str] | None = None) -> Iterator[Site]:
    """The calls inside a unit of a module, in source order.

    Of a class, methods that name nothing of ``naming`` are left out: they need not be lowered.
    """
    if unit.kind == "import":
        return
    if unit.kind == "class":
        ref = names.class_of_unit(module, unit)
        yield from _remembered(ev, ref, lambda: _body_sites(ev, ref))
        for name in dict.fromkeys(ref.method_names()):
            if (naming is None or not _silent(ref, name, naming)) and (method := ref.method(name)) is not None:
                yield from _remembered(ev, method, partial(function_sites, ev, method))
        return
    yield from _remembered(ev, unit, lambda: _stmt_sites(ev, module.lowered(unit), module.frame, ()))


def _remembered(
    ev: Evaluator, owner: ClassRef | FunctionRef | ir.Unit, find: Callable[[], Iterable[Site]]
) -> tuple[Site, ...]:
    key = ("sites", id(owner))
    if key not in ev.site_memo:
        ev.keep.append(owner)
        ev.site_memo[key] = tuple(find())
    return ev.site_memo[key]


def _silent(ref: ClassRef, method: str, naming: Set[str]) -> bool:
    """Whether the method is known to name nothing of ``naming``."""
    units = ref.units.get(method)
    return units is not None and all(unit.reads.isdisjoint(naming) and unit.calls.isdisjoint(naming) for unit in units)


def _body_sites(ev: Evaluator, ref: ClassRef) -> Iterator[Site]:
    plain = [s for s in ref.node.body if not isinstance(s, ir.FunctionDef)]
    yield from _stmt_sites(ev, plain, classes.class_frame(ref), ())


def class_sites(ev: Evaluator, ref: ClassRef) -> Iterator[Site]:
    """All calls inside a class: its body and its methods."""
    yield from _body_sites(ev, ref)
    for name in dict.fromkeys(ref.method_names()):
        method = ref.method(name)
        if method is not None:
            yield from function_sites(ev, method)


def function_sites(ev: Evaluator, ref: FunctionRef) -> Iterator[Site]:
    """All calls inside a function, nested functions and defaults of parameters included."""
    outside = ref.closure or ref.module.frame
    for param in ref.node.params:
        if param.default is not None:
            yield from _expr_sites(param.default, outside, ())
    yield from _stmt_sites(ev, ref.node.body, calls.open_frame(ev, ref), ())


def _stmt_sites(ev: Evaluator, stmts: Iterable[ir.Stmt], frame: Frame, turns: tuple[Turn, ...]) -> Iterator[Site]:
    for stmt in stmts:
        if isinstance(stmt, ir.FunctionDef):
            yield from function_sites(ev, frame.module.function(stmt, frame))
            continue
        if isinstance(stmt, ir.ClassDef):
            yield from class_sites(ev, frame.module.class_of(stmt, frame, None))
            continue
        inside = turns
        if isinstance(stmt, ir.Loop):
            inside = (*turns, turn_of(stmt, frame))
        elif turns and isinstance(stmt, (ir.If, ir.Match)):
            inside = (*turns, None)  # what is done in some rounds only cannot be counted
        for expr in own_expressions(stmt):
            while_test = isinstance(stmt, ir.Loop) and stmt.target is None
            yield from _expr_sites(expr, frame, inside if while_test else turns)
        for block in blocks(stmt):
            yield from _stmt_sites(ev, block, frame, inside)


def _expr_sites(expr: ir.Expr, frame: Frame, turns: tuple[Turn, ...]) -> Iterator[Site]:
    in_comprehension: dict[int, tuple[Turn, ...]] = {}
    scopes: dict[int, Frame] = {}
    for current in descend(expr):
        scope = scopes.get(id(current), frame)
        if isinstance(current, (ir.Comp, ir.Lambda)):
            inner = _inline_frame(current, scope)
            around = in_comprehension.get(id(current), ())
            if isinstance(current, ir.Comp):
                around = (*around, *(clause_turn(clause, scope) for clause in current.clauses))
            for part in _inner_parts(current):
                for child in descend(part):
                    scopes[id(child)] = inner
                    if around:
                        in_comprehension[id(child)] = around
        if isinstance(current, ir.Call):
            repeated = (*turns, *in_comprehension.get(id(current), ()))
            yield Site(current, scope, repeated, current)
            handed = passed_on(current)
            if handed is not None:
                yield Site(handed, scope, repeated, current)
            event = events.wired(current, scope.module)
            if event is not None:
                yield Site(event, scope, (), current, wired=True)


def _inner_parts(expr: ir.Comp | ir.Lambda) -> tuple[ir.Expr, ...]:
    if isinstance(expr, ir.Lambda):
        return (expr.body,)
    conditions = tuple(c for clause in expr.clauses for c in clause.conditions)
    return (expr.element, *conditions, *((expr.key,) if expr.key is not None else ()))


_FRAMES: dict[tuple[int, int], Frame] = {}


def _inline_frame(expr: ir.Comp | ir.Lambda, frame: Frame) -> Frame:
    from promptlint.link.scope import Frame as FrameType
    from promptlint.link.values import unknown

    inner = FrameType(frame.module, "inline", parent=frame, receiver=frame.receiver, depth=frame.depth)
    if isinstance(expr, ir.Lambda):
        for param in expr.params:
            inner.bindings[param.name] = lambda name=param.name: unknown(f"`{name}` of a lambda is set by its caller")  # type: ignore[misc]
        return inner
    for clause in expr.clauses:
        for name in names.target_names(clause.target):
            inner.bindings[name] = _element_thunk(clause, name, inner)
    return inner


def _element_thunk(clause: ir.CompFor, name: str, inner: Frame):  # type: ignore[no-untyped-def]
    def thunk() -> Value:
        ev = inner.module.project.evaluator
        assert ev is not None
        return targets.bind(
            ev, clause.target, iteration.iterate(ev, clause.iter, inner.parent or inner), name, inner, ()
        )

    return thunk


def passed_on(call: ir.Call) -> ir.Call | None:
    """The call that ``executor.submit(f, x)``, ``asyncio.to_thread(f, x)`` or ``sync_to_async(f)(x)`` makes."""
    name = last_name(call.func)
    if name in PASSED_ON:
        return _handed(call, PASSED_ON[name])
    if name in THREADS:
        return _thread(call)
    func = call.func
    if isinstance(func, ir.Call) and last_name(func.func) in ADAPTERS:
        if func.args and not func.args[0].star:
            return ir.Call(func.args[0].value, (*func.args[1:], *call.args), call.span)
    return None


def _handed(call: ir.Call, place: int) -> ir.Call | None:
    if place < 0:
        return ir.Call(call.func.value, call.args, call.span) if isinstance(call.func, ir.Attr) else None
    plain = [a for a in call.args if a.name is None]
    if len(plain) <= place or not isinstance(plain[place].value, (ir.Name, ir.Attr)) or plain[place].star:
        return None
    named = tuple(a for a in call.args if a.name is not None)
    return ir.Call(plain[place].value, (*plain[place + 1 :], *named), call.span)


def _thread(call: ir.Call) -> ir.Call | None:
    given = {a.name: a.value for a in call.args if a.name}
    target, args, named = given.get("target"), given.get("args"), given.get("kwargs")
    if target is None:
        return None
    passed: list[ir.Arg] = []
    if isinstance(args, ir.Seq):
        passed.extend(ir.Arg(None, item) for item in args.items)
    if isinstance(named, ir.Dict):
        passed.extend(
            ir.Arg(k.value, v) for k, v in named.entries if isinstance(k, ir.Const) and isinstance(k.value, str)
        )
    return ir.Call(target, tuple(passed), call.span)


# -- callers --------------------------------------------------------------------------------------------------------


def units_calling(module: Module, name: str) -> list[ir.Unit]:
    """The top-level units of a module in which something of that name is called or handed on."""
    return [unit for unit in module.index.units if unit.kind != "import" and (name in unit.calls or name in unit.reads)]


def sites_calling(ev: Evaluator, name: str) -> Iterator[Site]:
    """All call sites in the scanned files whose callee ends in that name."""
    for module in ev.project.modules_mentioning(name):
        for unit in units_calling(module, name):
            if not _may_call(unit, name):
                continue
            for site in sites_of_unit(ev, module, unit, {name}):
                if last_name(site.call.func) == name:
                    yield site


def _may_call(unit: ir.Unit, name: str) -> bool:
    """Whether the name is called in a unit, or read in it and something is called that calls what it is handed."""
    return name in unit.calls or not unit.calls.isdisjoint(HANDING)


def of_function(ev: Evaluator, ref: FunctionRef) -> tuple[tuple[Site, Function], ...]:
    """The call sites that call a function (or hand it on), each with the callee as it is bound there."""
    key = ("callers", id(ref.node))
    if key in ev.caller_memo:
        return ev.caller_memo[key]
    ev.caller_memo[key] = ()
    ev.keep.append(ref)
    found: list[tuple[Site, Function]] = []
    for name in _call_names(ev, ref):
        for site in sites_calling(ev, name):
            if len(found) >= MAX_SITES:
                break
            found.extend((site, f) for f in _callees(ev, site) if f.ref.node is ref.node)
    known = {id(site.call) for site, _ in found}
    for site in indirect.sites(ev, ref):
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
    for site in (*sites_calling(ev, cls.name), *indirect.sites(ev, cls)):
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
    sites = of_function(ev, ref)
    return bool(sites) and all(testcode.only_shows(site.frame.module, ref.module) for site, _ in sites)


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
