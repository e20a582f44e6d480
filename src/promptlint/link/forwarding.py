"""Functions that call what they are handed: ``retry(client.create, model=...)``, ``Retrying()(ask, text)``.

A call counts only where the function's own code is seen to call its parameter with the arguments that it does not
take itself, or where it is a retrying object of a library. Names are looked at before anything is evaluated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import access, holders, sites, walk
from promptlint.link.scope import last_name
from promptlint.link.values import Function, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import ClassRef, Frame, FunctionRef
    from promptlint.link.sites import Site
    from promptlint.link.values import Alternative

RETRIERS = ("Retrying", "AsyncRetrying")
"""Classes of tenacity whose objects call the function that they are called with."""
SPREADS = re.compile(r"\b(\w+)\(\s*\*\w")
"""A call that hands ``*args`` or ``**options`` on, with the name of what is called."""
HEADER = re.compile(r"\bdef\s+\w+\s*\((.*?)\)\s*(?:->[^:\n]*)?:", re.S)


def calling(ev: Evaluator, name: str) -> Iterator[Site]:
    """The calls that hand what has the name to something that calls it, as the calls that come of it."""
    for module in ev.project.modules_mentioning(name):
        if not _forwarders(ev, module):
            continue
        for unit in module.index.units:
            if unit.kind != "import" and name in unit.reads:
                for site in sites.of_unit(ev, module, unit, {name}):
                    yield from handed(ev, site, {name})


def handed(ev: Evaluator, site: Site, names: Set[str]) -> Iterator[Site]:
    """The calls that come of handing what has one of the names to something that calls it with the rest."""
    places = [place for place, arg in enumerate(site.call.args) if _is_one_of(arg, names)]
    if not places or _called(site.call.func) not in _forwarders(ev, site.frame.module):
        return
    for place in places:
        for item in ev.expanded(site.call.func, site.frame):
            rest = _passed(ev, item, site.call, place)
            if rest is not None:
                call = ir.Call(site.call.args[place].value, rest, site.call.span)
                yield sites.Site(call, site.frame, site.turns, site.written)


def completed(ev: Evaluator, site: Site) -> tuple[Site, ir.Call] | None:
    """A call of what ``partial(method, ...)`` made, with the arguments given there, and the ``partial`` call itself.

    None where it is no such call, or where the names in those arguments mean something else at the call.
    """
    for item in ev.expanded(site.call.func, site.frame):
        if not isinstance(item, Result) or access.path_of(item.callee) != "functools.partial" or item.site is None:
            continue
        first, *given = item.site.args or (None,)
        if first is None or first.name or first.star or not _in_sight(ev, item.frame, site.frame, item.site.args):
            continue
        call = ir.Call(first.value, (*given, *site.call.args), site.call.span)
        return sites.Site(call, site.frame, site.turns, site.written), item.site
    return None


def _in_sight(ev: Evaluator, made: Frame | None, used: Frame, args: tuple[ir.Arg, ...]) -> bool:
    """Whether the names in the arguments mean the same in both frames: ``self`` of one class, and globals."""
    if made is None or made.module is not used.module:
        return False
    named = {expr.id for arg in args for expr in walk.descend(arg.value) if isinstance(expr, ir.Name)}
    if _owner(made) == _owner(used):
        named.discard("self")
    return made is used or not any(_binds(ev, frame, named) for frame in (made, used))


def _owner(frame: Frame) -> ClassRef | None:
    """The class of whose object ``self`` is one."""
    function = frame.function
    return function.owner if function is not None and function.self_name == "self" else None


def _binds(ev: Evaluator, frame: Frame | None, named: set[str]) -> bool:
    """Whether a function, or one around it, has one of the names for itself."""
    while frame is not None and frame.kind != "module":
        params = frame.function.node.params if frame.function is not None else ()
        own = {param.name for param in params} | ev.shapes.block(frame.body).keys | frame.bindings.keys()
        if not own.isdisjoint(named):
            return True
        frame = frame.parent
    return False


def _is_one_of(arg: ir.Arg, names: Set[str]) -> bool:
    return not arg.star and isinstance(arg.value, (ir.Name, ir.Attr)) and last_name(arg.value) in names


def _called(func: ir.Expr) -> str | None:
    """The last name of ``a.b``, or of ``a.b()`` whose result is called."""
    return last_name(func.func if isinstance(func, ir.Call) else func)


# -- names, before anything is evaluated ----------------------------------------------------------------------------


def _forwarders(ev: Evaluator, module: Module) -> frozenset[str]:
    """The names in a module that may call what they are handed: its own and those of the modules it imports."""
    if module.path not in ev.forwarders:
        near = {module.path: module, **_imported(module)}
        for package in [other for other in near.values() if other.is_package]:
            near.update(_imported(package))
        ev.forwarders[module.path] = frozenset(name for other in near.values() for name in _own(other))
    return ev.forwarders[module.path]


def _imported(module: Module) -> dict[str, Module]:
    """The modules of the project that a module imports, or takes names from."""
    found: dict[str, Module] = {}
    project = module.project
    for item in module.index.imports:
        for dotted in (item.module, f"{item.module}.{item.name}".lstrip(".") if item.name else ""):
            path = project.find(module, dotted, item.level) if dotted or item.level else None
            other = project.module(path) if path is not None else None
            if other is not None:
                found[other.path] = other
    return found


def _own(module: Module) -> Iterator[str]:
    text = module.source.text
    if any(name in text for name in RETRIERS):
        yield from (*RETRIERS, *holders.holders((text,), RETRIERS))
    if SPREADS.search(text):
        for unit in (inner for outer in module.index.units for inner in (outer, *outer.members)):
            if unit.kind == "function" and unit.name and _may_forward(text[unit.start : unit.end]):
                yield unit.name


def _may_forward(text: str) -> bool:
    """Whether the source of a function calls a name of its header with stars that stand there, too."""
    header = HEADER.search(text)
    if header is None or "*" not in header[1]:
        return False
    words = set(re.findall(r"\w+", header[1]))
    return any(name in words for name in SPREADS.findall(text, header.end()))


# -- proof ----------------------------------------------------------------------------------------------------------


def _passed(ev: Evaluator, item: Alternative, call: ir.Call, place: int) -> tuple[ir.Arg, ...] | None:
    """The arguments with which a value calls its argument at a place when it is called; None where it does not."""
    if isinstance(item, Result) and place == 0 and call.args[0].name is None:
        made = (access.path_of(item.callee) or "").split(".")
        return call.args[1:] if made[0] == "tenacity" and made[-1] in RETRIERS else None
    if not isinstance(item, Function) or not _forwards(ev, item.ref, _bound_to(item, call, place)):
        return None
    return _rest(item, call, place)


def _plain(function: Function) -> list[str]:
    """The parameters that are passed by place, those of the receiver and given ones apart."""
    names = [p.name for p in function.ref.node.params if p.kind in ("positional", "normal")]
    bound = function.ref.self_name is not None and function.receiver is not None
    return names[bound + sum(arg.name is None for arg in function.given) :]


def _bound_to(function: Function, call: ir.Call, place: int) -> str | None:
    """The parameter to which one argument of the call is bound."""
    if call.args[place].name is not None:
        return call.args[place].name
    before, names = sum(arg.name is None for arg in call.args[:place]), _plain(function)
    return names[before] if before < len(names) else None


def _rest(function: Function, call: ir.Call, place: int) -> tuple[ir.Arg, ...] | None:
    """The arguments that no parameter takes: what is handed on; None where stars leave it open which these are."""
    if any(arg.star == "*" for arg in call.args[:place]):
        return None
    own = {param.name for param in function.ref.node.params if param.kind not in ("vararg", "kwarg")}
    by_place = [arg for arg in call.args if arg.name is None and arg.star != "**"][len(_plain(function)) :]
    by_name = [arg for arg in call.args if arg.star == "**" or (arg.name is not None and arg.name not in own)]
    return (*by_place, *by_name)


def _forwards(ev: Evaluator, ref: FunctionRef, name: str | None) -> bool:
    """Whether the function calls a parameter with all the arguments that it does not take itself."""
    whole = {p.name for p in ref.node.params if p.kind in ("vararg", "kwarg")}
    if name is None or not whole:
        return False
    for site in sites.function_sites(ev, ref):
        func, args = site.written.func, site.written.args
        if isinstance(func, ir.Name) and func.id == name:
            if any(arg.star and isinstance(arg.value, ir.Name) and arg.value.id in whole for arg in args):
                return True
    return False
