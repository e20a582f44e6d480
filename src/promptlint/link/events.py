"""Functions that a user interface calls: ``button.click(answer, [question, model])`` calls ``answer`` with what the
elements hold.

Such a call is written down as ``answer(*inputs.<values>)``, so that it binds parameters as any other call does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.interfaces import catalogue, gradio
from promptlint.link.scope import last_name
from promptlint.link.values import OPAQUE, Item, Listing, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.sites import Site
    from promptlint.link.values import Alternative, Value

VALUES = "<values>"
"""An attribute no source can name: what each of some elements holds."""
INTERFACES = ("Interface", "ChatInterface")
CHAT = ("message", "history")
"""What the function of a chat is called with before its additional inputs."""
NAMES: frozenset[str] = gradio.EVENTS.union(INTERFACES)
FUNCTION, INPUTS = "fn", "inputs"


def wired(call: ir.Call, module: Module) -> ir.Call | None:
    """The call of the function that an event is given, None for calls that are no events."""
    name = last_name(call.func)
    if name not in NAMES or not _imports_gradio(module):
        return None
    spread = [arg.value for arg in call.args if arg.star == "**"]
    plain = [arg.value for arg in call.args if arg.name is None and not arg.star]
    given = {arg.name: arg.value for arg in call.args if arg.name}
    if spread and not plain and FUNCTION not in given:
        return _called(_entry(spread[0], FUNCTION), [], _entry(spread[0], INPUTS), call)
    function = given.get(FUNCTION) or (plain[0] if plain else None)
    if function is None or isinstance(function, ir.Const):
        return None
    if name == "ChatInterface":
        start: list[ir.Expr] = [ir.Opaque(f"its {said} is what the user enters", call.func.span) for said in CHAT]
        return _called(function, start, given.get("additional_inputs"), call)
    return _called(function, [], given.get(INPUTS) or (plain[1] if len(plain) > 1 else None), call)


def _entry(of: ir.Expr, name: str) -> ir.Expr:
    return ir.Sub(of, ir.Const(name, of.span), of.span)


def _called(function: ir.Expr, start: list[ir.Expr], inputs: ir.Expr | None, call: ir.Call) -> ir.Call:
    passed = [ir.Arg(None, value) for value in start]
    if isinstance(function, ir.Call) and last_name(function.func) == "partial" and function.args:
        passed = [*function.args[1:], *passed]
        function = function.args[0].value
    if inputs is not None and not (isinstance(inputs, ir.Const) and inputs.value is None):
        passed.append(ir.Arg(None, ir.Attr(inputs, VALUES, inputs.span), "*"))
    return ir.Call(function, tuple(passed), call.span)


def _imports_gradio(module: Module) -> bool:
    return any(item.module.partition(".")[0] == gradio.PACKAGE for item in module.index.imports)


def proved(ev: Evaluator, site: Site) -> bool:
    """Whether a call that was read out of another is what that one does: ``submit`` is also an executor's."""
    if site.call is site.written or last_name(site.written.func) not in NAMES:
        return True
    func = site.written.func
    of = func.value if isinstance(func, ir.Attr) else func
    packages = {catalogue.package_of(item) for item in ev.expanded(of, site.frame)}
    known = gradio.PACKAGE in packages
    if not site.wired:
        return not known
    return known or (packages <= {""} and any(arg.name in (INPUTS, "outputs") for arg in site.written.args))


def values_of(ev: Evaluator, item: Alternative) -> Value:
    """What the elements of a list hold, or the one element that a value is."""
    if isinstance(item, Listing):
        return (Listing(tuple([Item(_held(ev, i.value), i.repeats) for i in item.items]), item.rest),)
    return (Listing((Item(_held(ev, (item,))),)),)


def _held(ev: Evaluator, value: Value) -> Value:
    return tuple([found for item in value for found in _of_element(ev, item)])


def _of_element(ev: Evaluator, item: Alternative) -> Value:
    held = catalogue.value_of(ev, item)
    if held or not isinstance(item, OPAQUE):
        return held or (item,)
    return (Unknown("it holds what the user enters"),)


def is_wired(args: Iterator[ir.Expr | None]) -> bool:
    """Whether what is passed are the values of elements."""
    return any(isinstance(expr, ir.Attr) and expr.name == VALUES for expr in args)


def injected(param: ir.Param) -> bool:
    """Whether the interface fills the parameter itself when it calls a function, beside the inputs."""
    name = last_name(param.annotation) if param.annotation is not None else None
    return name in gradio.INJECTED
