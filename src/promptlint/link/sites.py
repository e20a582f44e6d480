"""The call expressions of the scanned files: each with the frame it stands in and the loops around it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import calls, classes, events, iteration, names, targets
from promptlint.link.rounds import Turn, clause_turn, turn_of
from promptlint.link.scope import last_name
from promptlint.link.shape import blocks
from promptlint.link.walk import descend, own_expressions
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Set

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import ClassRef, Frame, FunctionRef
    from promptlint.link.values import Value

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


def of_unit(ev: Evaluator, module: Module, unit: ir.Unit, naming: Set[str] | None = None) -> Iterator[Site]:
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


def units_calling(module: Module, name: str) -> list[ir.Unit]:
    """The top-level units of a module in which something of that name is called or handed on."""
    return [unit for unit in module.index.units if unit.kind != "import" and (name in unit.calls or name in unit.reads)]


def calling(ev: Evaluator, name: str) -> Iterator[Site]:
    """All call sites in the scanned files whose callee ends in that name."""
    for module in ev.project.modules_mentioning(name):
        for unit in units_calling(module, name):
            if not _may_call(unit, name):
                continue
            for site in of_unit(ev, module, unit, {name}):
                if last_name(site.call.func) == name:
                    yield site


def _may_call(unit: ir.Unit, name: str) -> bool:
    """Whether the name is called in a unit, or read in it and something is called that calls what it is handed."""
    return name in unit.calls or not unit.calls.isdisjoint(HANDING)
