"""Functions of the project that call what they are handed: ``retry(client.create, model=...)``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import callers
from promptlint.link.scope import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from promptlint.link.callers import Site
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import FunctionRef
    from promptlint.link.values import Function


def handed(ev: Evaluator, site: Site, names: Set[str]) -> Iterator[Site]:
    """The calls that come of handing what has one of the names to a function that calls it with the rest."""
    for place, arg in enumerate(site.call.args):
        if arg.star or not isinstance(arg.value, (ir.Name, ir.Attr)) or last_name(arg.value) not in names:
            continue
        for function in callers.functions_of(ev, site.call.func, site.frame):
            rest = _rest(function, site.call, place)
            if rest is not None and _forwards(ev, function.ref, _bound_to(function, site.call, place)):
                yield replace(site, call=ir.Call(arg.value, rest, site.call.span))


def sites(ev: Evaluator, name: str) -> Iterator[Site]:
    """The calls that hand what has the name to a function of the project, as the calls that come of it."""
    for module in ev.project.modules_mentioning(name):
        for unit in module.index.units:
            if unit.kind != "import" and name in unit.reads:
                for site in callers.sites_of_unit(ev, module, unit, {name}):
                    yield from handed(ev, site, {name})


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
    for site in callers.function_sites(ev, ref):
        func, args = site.written.func, site.written.args
        if isinstance(func, ir.Name) and func.id == name:
            if any(arg.star and isinstance(arg.value, ir.Name) and arg.value.id in whole for arg in args):
                return True
    return False
