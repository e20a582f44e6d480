"""What a call made for its effect leaves of a list or dict that it is given: ``add(messages, text)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import mutate
from promptlint.link.scope import dotted
from promptlint.link.values import Function, union

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Value


def after(ev: Evaluator, call: ir.Call, key: str, state: Value, frame: Frame) -> Value:
    """The state of the key after the call; functions outside the project are taken to change nothing."""
    if not any(dotted(arg.value) == key for arg in call.args if not arg.star):
        return state
    called = [item for item in ev.expanded(call.func, frame) if isinstance(item, Function)]
    return union(*(_inside(ev, function, call, key, state, frame) for function in called)) if called else state


def _inside(ev: Evaluator, function: Function, call: ir.Call, key: str, state: Value, frame: Frame) -> Value:
    """The state as the function leaves it in the parameter that the key is bound to."""
    from promptlint.link import calls
    from promptlint.link.flow import Flow

    body = function.ref.node.body
    name = _parameter(function, call, key)
    if name is None or name not in ev.shapes.block(body).keys:
        return state
    inner = None
    if not ev.shapes.rebinds(body, name):
        inner = calls.frame_for_call(ev, function, calls.arguments_of(ev, call, frame), frame, call)
    if inner is None:
        return mutate.not_whole(state, f"it is changed by {function.ref.name}()")
    return Flow(ev, inner, name, None).run(body, state)


def _parameter(function: Function, call: ir.Call, key: str) -> str | None:
    """The parameter to which the call binds what the key holds."""
    params = [p.name for p in function.ref.node.params if p.kind in ("positional", "normal")]
    if function.ref.self_name is not None and function.receiver is not None:
        params = params[1:]
    params = params[sum(given.name is None for given in function.given) :]
    place = 0
    for arg in call.args:
        if arg.star:
            return None
        if arg.name is None:
            name = params[place] if place < len(params) else None
            place += 1
        else:
            name = arg.name
        if dotted(arg.value) == key:
            return name
    return None
