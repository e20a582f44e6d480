"""Settings the whole program shares (``Settings.llm = ...``, ``dspy.configure(lm=...)``) and decorated functions."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.extract import arguments
from promptlint.extract.catalogue import same_path
from promptlint.link import access, assigned, calls, sites
from promptlint.link.scope import last_name
from promptlint.link.shape import blocks
from promptlint.link.values import Function, Instance, Result, Symbol, union
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.extract.catalogue import Ref, Setting
    from promptlint.extract.match import Matcher, Typed
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import Frame, FunctionRef
    from promptlint.link.sites import Site
    from promptlint.link.values import Value

MAX_ADDED = 400
"""Calls of one adding method that are looked at."""


@record(eq=False)
class Set:
    """A value that the program gives to a setting, and where."""

    frame: Frame
    line: int
    value: Value


class Settings:
    """Answers what settings hold and which functions decorate an object, each found once."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.ev = matcher.ev
        self._global: dict[int, list[Set]] = {}
        self._decorated: dict[str, list[tuple[FunctionRef, ir.Expr, Frame]]] = {}
        self._added: dict[str, list[tuple[Site, list[Result]]]] = {}

    def value(self, setting: Setting, site: Site) -> Value:
        """What a setting holds at a call: what an enclosing ``with`` sets, else what the program sets anywhere."""
        scoped = self._entered(setting, site)
        if scoped:
            return scoped
        if id(setting) not in self._global:
            self._global[id(setting)] = []
            self._global[id(setting)] = [*self._assigned(setting), *self._called(setting)]
        return union(*(one.value for one in _in_force(self._global[id(setting)], site)))

    def _entered(self, setting: Setting, site: Site) -> Value:
        frame = _scope(site)
        if frame is None:
            return ()
        found: Value = ()
        for stmt in _enclosing_withs(_body(frame, site.written), site.written):
            for item, _ in stmt.items:
                if isinstance(item, ir.Call):
                    found = self._from_call(setting, item, frame) or found
        return found

    def _from_call(self, setting: Setting, call: ir.Call, frame: Frame) -> Value:
        for path, ref in setting.calls:
            if last_name(call.func) != path.rpartition(".")[2]:
                continue
            for item in self.ev.expanded(call.func, frame):
                known = access.path_of(item)
                if known is not None and same_path(path, known):
                    given = arguments.read(calls.arguments_of(self.ev, call, frame), (ref.arg,))
                    with self.ev.mode(True):
                        return given.get(ref.arg)
        return ()

    def _called(self, setting: Setting) -> Iterator[Set]:
        for name in {path.rpartition(".")[2] for path, _ in setting.calls}:
            for site in sites.calling(self.ev, name):
                if _is_with_item(site):
                    continue
                value = self._from_call(setting, site.call, site.frame)
                if value:
                    yield Set(site.frame, site.written.span.line, value)

    def _assigned(self, setting: Setting) -> Iterator[Set]:
        for path in setting.assign:
            base, _, name = path.rpartition(".")
            for module in self.ev.project.modules_mentioning(base.rpartition(".")[2]):
                for stmt, target, frame in _attribute_assignments(self.ev, module, name):
                    holders = self.ev.expanded(target.value, frame)
                    if any(isinstance(h, Symbol) and same_path(base, h.path) for h in holders):
                        assert stmt.value is not None
                        yield Set(frame, stmt.span.line, self.ev.expanded(stmt.value, frame))

    # -- decorators ----------------------------------------------------------------------------------------------

    def decorated_by(self, typed: Typed) -> Iterator[tuple[FunctionRef, str]]:
        """The functions below ``@object.method`` for the decorator methods of the object's type, with what they add."""
        if typed.node is None:
            return
        for method, role in typed.kind.decorators:
            for ref, base, frame in self._with_decorator(method):
                for item in self.ev.expanded(base, frame):
                    found = self.matcher.typed(item)
                    if found is not None and found.node is typed.node:
                        yield ref, role
                        break

    # -- adders --------------------------------------------------------------------------------------------------

    def added_to(self, typed: Typed, request: Site) -> Iterator[tuple[Ref, arguments.Arguments]]:
        """What methods such as ``add_component`` are given for an object: each reference with the call's arguments."""
        if typed.node is None:
            return
        for method in dict.fromkeys(name for name, _ in typed.kind.adders):
            for site, nodes in self._adding(method):
                if _comes_later(site, request) or not any(n is typed.node or _one_call(n, typed.node) for n in nodes):
                    continue
                frame = self._frame_adding(site, typed.node)
                if frame is not None:
                    given = arguments.read(calls.arguments_of(self.ev, site.call, frame), ())
                    yield from ((ref, given) for name, ref in typed.kind.adders if name == method)

    def _adding(self, method: str) -> list[tuple[Site, list[Result]]]:
        """The calls of a method on library objects that have it as an adder, with what made the objects."""
        if method not in self._added:
            found: list[tuple[Site, list[Result]]] = []
            self._added[method] = found
            for site in islice(sites.calling(self.ev, method), MAX_ADDED):
                with self.ev.fuel.apart():
                    nodes = list(self._receivers(site, site.frame, method))
                if nodes:
                    found.append((site, nodes))
        return self._added[method]

    def _receivers(self, site: Site, frame: Frame, method: str) -> Iterator[Result]:
        if not isinstance(site.call.func, ir.Attr):
            return
        for item in self.ev.expanded(site.call.func.value, frame):
            found = self.matcher.typed(item)
            if found is not None and found.node is not None and not found.path:
                if any(name == method for name, _ in found.kind.adders):
                    yield found.node

    def _frame_adding(self, site: Site, node: Result) -> Frame | None:
        """The frame in which a call adds to the object that ``node`` made, None where it adds to another."""
        assert isinstance(site.call.func, ir.Attr)
        for frame in self._frames(site, node):
            if any(_same(found, node) for found in self._receivers(site, frame, site.call.func.name)):
                return frame
        return None

    def _frames(self, site: Site, node: Result) -> Iterator[Frame]:
        """Frames a call may be looked at in: first those of the very function call and object that made another."""
        function, made = site.frame.function, node.frame
        if function is not None and made is not None and site.frame.kind == "function":
            if made.function is not None and made.function.node is function.node:
                yield made
            elif function.owner is not None and isinstance(made.receiver, Instance):
                yield calls.open_frame(self.ev, function, made.receiver)
        yield site.frame

    def _with_decorator(self, method: str) -> list[tuple[FunctionRef, ir.Expr, Frame]]:
        if method not in self._decorated:
            self._decorated[method] = [
                entry for module in self.ev.project.modules_mentioning(method) for entry in self._in(module, method)
            ]
        return self._decorated[method]

    def _in(self, module: Module, method: str) -> Iterator[tuple[FunctionRef, ir.Expr, Frame]]:
        for unit in module.index.units:
            if unit.kind == "import" or method not in unit.reads:
                continue
            if unit.kind == "class":
                continue
            for stmt, frame in _functions(self.ev, module, module.lowered(unit), module.frame):
                for decorator in stmt.decorators:
                    target = decorator.func if isinstance(decorator, ir.Call) else decorator
                    if isinstance(target, ir.Attr) and target.name == method:
                        yield module.function(stmt, frame), target.value, frame


def _in_force(given: list[Set], site: Site) -> list[Set]:
    """Those of the values given to a setting that may hold at a call.

    A module that sets it means its own requests; a notebook is a program of its own, which no other module runs in.
    """
    module = site.frame.module
    own = [one for one in given if one.frame.module is module]
    if own:
        return _latest(own, site)
    of_modules = [one for one in given if not _is_notebook(one.frame.module)]
    return of_modules or ([] if _is_notebook(module) else given)


def _latest(own: list[Set], site: Site) -> list[Set]:
    """The last value before a call where all are given by plain statements of the module itself, else all."""
    module = site.frame.module
    plain = {stmt.span.line for unit in module.index.units for stmt in _plain(module, unit)}
    line = site.written.span.line
    if site.frame is not module.frame or not all(one.frame is module.frame and one.line in plain for one in own):
        return own
    before = [one for one in own if one.line < line]
    return [max(before, key=lambda one: one.line)] if before and not site.turns else own


def _plain(module: Module, unit: ir.Unit) -> Iterator[ir.Stmt]:
    if unit.kind not in ("import", "class"):
        yield from (stmt for stmt in module.lowered(unit) if isinstance(stmt, (ir.Assign, ir.ExprStmt)))


def _is_notebook(module: Module) -> bool:
    return module.path.endswith(".ipynb")


def _same(one: Result, other: Result) -> bool:
    """Whether two results are one object, as far as the frames tell in which the call was evaluated."""
    if one is other:
        return True
    if not _one_call(one, other) or one.frame is None or other.frame is None:
        return False
    return not one.frame.bound or not other.frame.bound


def _one_call(one: Result, other: Result) -> bool:
    """Whether the same call expression made both."""
    return one.site is not None and one.site is other.site


def _comes_later(added: Site, request: Site) -> bool:
    """Whether what is added stands behind the request in the same function, so that the request goes without it."""
    if added.looped or added.frame.function is None or request.frame.function is None:
        return False
    here, there = added.written.span, request.written.span
    inside = added.frame.function.node is request.frame.function.node
    return inside and (here.line, here.column) > (there.end_line, there.end_column)


def _functions(
    ev: object, module: Module, stmts: tuple[ir.Stmt, ...], frame: Frame
) -> Iterator[tuple[ir.FunctionDef, Frame]]:
    from promptlint.link.evaluate import Evaluator

    assert isinstance(ev, Evaluator)
    for stmt in stmts:
        if isinstance(stmt, ir.FunctionDef):
            yield stmt, frame
            inner = calls.open_frame(ev, module.function(stmt, frame))
            yield from _functions(ev, module, stmt.body, inner)
        for block in blocks(stmt):
            yield from _functions(ev, module, block, frame)


def _enclosing_withs(stmts: tuple[ir.Stmt, ...], call: ir.Call) -> Iterator[ir.With]:
    """The ``with`` statements around a call, outermost first."""
    for stmt in stmts:
        start, end = (stmt.span.line, stmt.span.column), (stmt.span.end_line, stmt.span.end_column)
        if not start <= (call.span.line, call.span.column) < end:
            continue
        if isinstance(stmt, ir.With):
            yield stmt
        for block in blocks(stmt):
            yield from _enclosing_withs(block, call)


def _is_with_item(site: Site) -> bool:
    """Whether the call is what a ``with`` statement enters."""
    frame = _scope(site)
    if frame is None:
        return False
    return any(item is site.call for stmt in _withs(_body(frame, site.call)) for item, _ in stmt.items)


def _scope(site: Site) -> Frame | None:
    """The module, class or function whose statements hold the call."""
    frame: Frame | None = site.frame
    while frame is not None and frame.kind == "inline":
        frame = frame.parent
    return frame


def _body(frame: Frame, call: ir.Call) -> tuple[ir.Stmt, ...]:
    """The statements of a scope; of a module only those of the unit that holds the call."""
    if frame.kind != "module":
        return frame.body
    line = call.span.line
    units = [u for u in frame.module.index.units if u.kind != "import" and u.span.line <= line <= u.span.end_line]
    return tuple(stmt for unit in units for stmt in frame.module.lowered(unit))


def _withs(stmts: tuple[ir.Stmt, ...]) -> Iterator[ir.With]:
    for stmt in stmts:
        if isinstance(stmt, ir.With):
            yield stmt
        for block in blocks(stmt):
            yield from _withs(block)


def _attribute_assignments(ev: Evaluator, module: Module, name: str) -> Iterator[tuple[ir.Assign, ir.Attr, Frame]]:
    """Assignments ``x.name = value`` anywhere in a module, with their frame."""
    for unit in module.index.units:
        if unit.kind == "import" or name not in unit.reads | set(unit.binds):
            continue
        for stmt, frame in assigned.assignments(ev, module, unit):
            for target in stmt.targets:
                if stmt.value is not None and isinstance(target, ir.Attr) and target.name == name:
                    yield stmt, target, frame


def decorated_with(ev: object, item: Function) -> list[Result | Symbol]:
    """The decorators of a function as library values."""
    from promptlint.link import attributes
    from promptlint.link.evaluate import Evaluator

    assert isinstance(ev, Evaluator)
    return [v for v, _ in attributes.decorator_symbols(ev, item.ref) if isinstance(v, (Result, Symbol))]
