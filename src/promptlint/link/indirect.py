"""Calls of a function under other names: import aliases, dispatch tables, variables, parameters, factories.

A call such as ``TABLE[model]["send"](text)`` does not name the function it calls. Names that may lead to a function are
followed from the places that use it as a value: where it is stored, handed on or returned. What is called there is
proved by evaluating it, so a name too many costs time and claims nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from promptlint import ir
from promptlint.link import classes, names, sites, textmethods
from promptlint.link.scope import ClassRef, last_name
from promptlint.link.shape import blocks, stored_keys
from promptlint.link.values import Class, Function
from promptlint.link.walk import children, own_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import FunctionRef
    from promptlint.link.sites import Site

MAX_NAMES = 24
"""Names under which one function is looked for."""
MAX_HOPS = 5
"""Times that it may be stored or handed on before it is called."""
MAX_SITES = 300
"""Calls under other names that are evaluated for one function."""


class Alias(NamedTuple):
    """A name that may hold a function: in one module (``local``), or wherever that module's name may be in use.

    ``made``: it is the name of a function that returns it. ``quoted``: it is a class, whose name as text may be the
    key by which it is taken out of its module.
    """

    name: str
    module: Module
    local: bool = False
    made: bool = False
    quoted: bool = False


class Uses:
    """What statements do with names: each name with where its value goes.

    A key ``.name`` is set outside of functions: it may be used in other modules.
    """

    def __init__(self) -> None:
        self.stored: dict[str, set[str]] = {}
        """A name read in a statement, and the keys that the statement binds or changes."""
        self.made: dict[str, set[str]] = {}
        """A name called in a statement, and the keys that the statement binds or changes."""
        self.returned: dict[str, set[str]] = {}
        """A name read in a ``return``, and the functions that return it."""
        self.handed: set[str] = set()
        """The names that are arguments of calls."""

    def statement(self, stmt: ir.Stmt, function: str | None = None) -> None:
        """Note what a statement and those inside it do; ``function`` is the name of the function around it."""
        keys = {key.rpartition(".")[2] if function else f".{key}" for key in stored_keys(stmt)}
        for expr in own_expressions(stmt):
            self._expression(expr, keys, function if isinstance(stmt, ir.Return) else None, called=False)
        if isinstance(stmt, ir.FunctionDef):
            function = stmt.name
        inside = (stmt.body,) if isinstance(stmt, (ir.FunctionDef, ir.ClassDef)) else blocks(stmt)
        for block in inside:
            for inner in block:
                self.statement(inner, function)

    def _expression(self, expr: ir.Expr, keys: set[str], function: str | None, called: bool) -> None:
        """Note the names that an expression may evaluate to, or hold, and those that it hands on."""
        name = _text_name(expr) or last_name(expr)
        if name is not None:
            _add(self.made if called else self.stored, name, keys)
            if function is not None and not called:
                self.returned.setdefault(name, set()).add(function)
        if isinstance(expr, ir.Call):
            self._call(expr, keys, function)
        elif isinstance(expr, ir.Comp):
            for clause in expr.clauses:
                self._expression(clause.iter, set(names.target_names(clause.target)), None, called=False)
            self._expression(expr.element, keys, function, called=False)
        else:
            keeping = _keeps(expr)
            for inner in children(expr):
                kept = any(inner is part for part in keeping)
                self._expression(inner, keys if kept else set(), function if kept else None, called=False)

    def _call(self, call: ir.Call, keys: set[str], function: str | None) -> None:
        name = last_name(call.func)
        self._expression(call.func, keys, function, called=True)
        plain = name in names.BUILTINS and name not in HOLDING or name in RUNNING or name in textmethods.METHODS
        for arg in call.args:
            passed = _handed(arg.value)
            if passed is not None and not plain:
                self.handed.add(passed)
            self._expression(arg.value, set() if plain else keys, None if plain else function, called=False)


HOLDING = frozenset({"list", "tuple", "dict", "set", "zip", "enumerate", "iter", "next", "getattr", "reversed"})
"""Builtins whose result may hold their argument."""


RUNNING = frozenset({"Thread", "Process", "Timer", "submit", "run_in_executor", "to_thread", "run", "gather", "print"})
"""Callees that call a function given to them; what they give back does not hold it."""


def _keeps(expr: ir.Expr) -> tuple[ir.Expr, ...]:
    """The expressions inside one that it may evaluate to, or whose elements it holds."""
    if isinstance(expr, ir.Sub):
        return (expr.value,)
    if isinstance(expr, ir.Cond):
        return (expr.body, expr.orelse)
    if isinstance(expr, ir.BinOp):
        return (expr.left, expr.right) if expr.op in ("+", "|") else ()
    kinds = (ir.Seq, ir.Dict, ir.BoolOp, ir.Star, ir.Attr, ir.Walrus, ir.Yield, ir.Lambda)
    return children(expr) if isinstance(expr, kinds) else ()


def _text_name(expr: ir.Expr) -> str | None:
    """The name that a text is, as ``getattr`` takes it; None for anything else."""
    text = expr.value if isinstance(expr, ir.Const) else None
    return text if isinstance(text, str) and text.isidentifier() else None


def _add(table: dict[str, set[str]], name: str, keys: set[str]) -> None:
    if keys:
        table.setdefault(name, set()).update(keys)


def calling(ev: Evaluator, ref: FunctionRef | ClassRef) -> Iterator[Site]:
    """The calls that may call the function or class under another name than its own, to be proved."""
    seen: set[Alias] = set()
    queue = [(Alias(ref.name, ref.module, quoted=isinstance(ref, ClassRef)), 0)]
    found: set[int] = set()
    while queue and len(seen) < MAX_NAMES:
        alias, hops = queue.pop(0)
        if alias in seen:
            continue
        seen.add(alias)
        following, called = _followed(ev, alias)
        if hops < MAX_HOPS:
            queue.extend((more, hops + 1) for more in following)
        for name, site in called:
            if (hops or name != ref.name) and id(site.call) not in found and len(found) < MAX_SITES:
                found.add(id(site.call))
                yield site


def _followed(ev: Evaluator, alias: Alias) -> tuple[tuple[Alias, ...], tuple[tuple[str, Site], ...]]:
    """The names that a name's value is carried on to, and the calls under the name, each with what it is called."""
    known = ev.aliases.get(alias)
    if known is None:
        ev.aliases[alias] = (), ()
        carried: dict[Alias, None] = {}
        called: list[tuple[str, Site]] = []
        for module, name in _places(ev, alias):
            for unit in _units(module, name, alias.quoted):
                carried.update(dict.fromkeys(_carried(ev, alias._replace(name=name), module, unit)))
                called.extend((name, site) for site in _calling(ev, alias._replace(name=name), module, unit))
        known = ev.aliases[alias] = tuple(carried), tuple(called)
    return known


def _units(module: Module, name: str, quoted: bool) -> Iterator[ir.Unit]:
    """The units of a module in which a name is in use, those that hold it as text included where that counts."""

    yield from (found := sites.units_calling(module, name))
    if quoted and _quotes(module.source.text, name):
        for unit in module.index.units:
            if unit not in found and _quotes(module.source.text[unit.start : unit.end], name):
                yield unit


def _quotes(text: str, name: str) -> bool:
    return f'"{name}"' in text or f"'{name}'" in text


def _places(ev: Evaluator, alias: Alias) -> Iterator[tuple[Module, str]]:
    """The modules in which the name may be in use, each with what it is called there."""
    if alias.local:
        yield alias.module, alias.name
        return
    for module in ev.project.modules_mentioning(alias.name):
        bound = [i for i in module.index.imports if alias.name in (i.name, i.bound)]
        if module is alias.module:
            yield module, alias.name
        elif not bound and alias.name not in module.bound_names and _imports(module, alias.module):
            yield module, alias.name
        elif alias.quoted and _quotes(module.source.text, alias.name):
            yield module, alias.name
        for name in {i.bound for i in bound if i.name == alias.name and _comes_from(i, module, alias)}:
            yield module, name


def _imports(importer: Module, module: Module) -> bool:
    """Whether a module imports another, or a name of it."""
    find = importer.project.find
    stem = module.path.rpartition("/")[2].removesuffix(".py")
    return any(
        find(importer, item.module, item.level) == module.path
        or (item.name == stem and find(importer, f"{item.module}.{stem}".lstrip("."), item.level) == module.path)
        for item in importer.index.imports
    )


def _comes_from(item: ir.Import, importer: Module, alias: Alias) -> bool:
    """Whether an import may be of the alias's module, or of one that hands its name on."""
    path = importer.project.find(importer, item.module, item.level)
    if path is None or path == alias.module.path:
        return True
    other = importer.project.module(path)
    return other is not None and any(alias.name == i.bound or i.bound == "*" for i in other.index.imports)


def _uses(ev: Evaluator, module: Module, unit: ir.Unit, name: str) -> Iterator[Uses]:
    """What those parts of a unit that mention a name do with names, worked out once."""
    if unit.kind == "class":
        ref = names.class_of_unit(module, unit)
        yield _noted(ev, ref.node)
        for member in unit.members:
            if member.kind == "function" and member.name and name in member.reads:
                method = ref.method(member.name)
                if method is not None:
                    yield _noted(ev, method.node)
        return
    for stmt in module.lowered(unit):
        yield _noted(ev, stmt)


def _noted(ev: Evaluator, stmt: ir.Stmt) -> Uses:
    known = ev.uses.get(id(stmt))
    if known is None:
        known = ev.uses[id(stmt)] = Uses()
        known.statement(stmt)
        ev.keep.append(stmt)
    return known


def _carried(ev: Evaluator, alias: Alias, module: Module, unit: ir.Unit) -> Iterator[Alias]:
    """The names that hold the function behind the statements of a unit."""
    for uses in _uses(ev, module, unit, alias.name):
        for key in sorted((uses.made if alias.made else uses.stored).get(alias.name, ())):
            if "." in key:
                yield Alias(key.rpartition(".")[2], module)
            elif key in unit.calls or key in uses.handed or key in uses.returned:
                yield Alias(key, module, local=True)
        if alias.made:
            continue
        for function in sorted(uses.returned.get(alias.name, ())):
            yield Alias(function, module, made=True)
        if alias.name in uses.handed:
            yield from _parameters(ev, alias, module, unit)


def _parameters(ev: Evaluator, alias: Alias, module: Module, unit: ir.Unit) -> Iterator[Alias]:
    """The parameters of functions of the project that are given the function."""

    for site in sites.of_unit(ev, module, unit, {alias.name}):
        places = [n for n, arg in enumerate(site.call.args) if _handed(arg.value) == alias.name]
        if not places:
            continue
        for item in ev.expanded(site.call.func, site.frame):
            ref = item.ref if isinstance(item, Function) else None
            if isinstance(item, Class):
                ref = classes.own_method(ev, item.ref, "__init__")
            if ref is None:
                continue
            params = [p.name for p in ref.node.params if p.name != ref.self_name]
            for place in places:
                name = site.call.args[place].name or (params[place] if place < len(params) else None)
                if name in params:
                    yield Alias(name, ref.module, local=True)


def _calling(ev: Evaluator, alias: Alias, module: Module, unit: ir.Unit) -> Iterator[Site]:
    """The calls of a unit whose callee is made of the name."""

    for site in sites.of_unit(ev, module, unit, {alias.name}):
        if alias.made:
            if isinstance(site.call.func, ir.Call) and last_name(site.call.func.func) == alias.name:
                yield site
        elif _name_of(site.call.func) == alias.name:
            yield site


def _handed(passed: ir.Expr) -> str | None:
    """The last name of ``a.b`` or ``a.b[x]``."""
    while isinstance(passed, ir.Sub):
        passed = passed.value
    return last_name(passed)


def _name_of(callee: ir.Expr) -> str | None:
    """The last name of ``a.b``, ``a.b[x]`` or ``a.b.get(x)``, or what ``getattr(a, x)`` names."""
    while isinstance(callee, (ir.Sub, ir.Call)):
        got = isinstance(callee, ir.Call)
        if isinstance(callee, ir.Call) and last_name(callee.func) == "getattr" and len(callee.args) > 1:
            return _text_name(callee.args[1].value) or last_name(callee.args[1].value)
        callee = callee.func if isinstance(callee, ir.Call) else callee.value
        if got and isinstance(callee, ir.Attr) and callee.name == "get":
            callee = callee.value
    return last_name(callee)
