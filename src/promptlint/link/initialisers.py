"""Initialisers: the frame in which the ``__init__`` of an instance runs, and what reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import calls, classes
from promptlint.link.scope import Frame
from promptlint.link.values import Argument, Function, Instance

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import FunctionRef

INITIALISERS = ("__init__", "__post_init__", "__attrs_post_init__", "model_post_init", "setup")


def init_frame(ev: Evaluator, item: Instance, ref: FunctionRef) -> Frame:
    """The frame of an initialiser: bound to what the instance was made with, or through ``super().__init__``."""
    if item.arguments is None or ref.owner is None or item.frame is None:
        return calls.open_frame(ev, ref, item if item.arguments is not None else Instance(item.ref, None))
    if ref.name != "__init__":
        return calls.open_frame(ev, ref, item)
    args, caller = _init_arguments(ev, item, ref)
    key = ("init", id(ref.node), id(item.ref), id(item.site), id(item.frame), id(item) if item.site is None else 0)
    if key not in ev.frames:
        ev.keep.append((item, ref))
        frame = calls.frame_for_call(ev, Function(ref, item), args, caller, None)
        ev.frames[key] = frame if frame is not None else calls.open_frame(ev, ref, item)
    return ev.frames[key]


def _init_arguments(ev: Evaluator, item: Instance, ref: FunctionRef) -> tuple[tuple[Argument, ...], Frame]:
    """The arguments that reach this ``__init__``, and the frame they are passed from."""
    assert item.frame is not None and item.arguments is not None
    args, caller = item.arguments, item.frame
    for cls in classes.lineage(ev, item.ref):
        init = cls.method("__init__")
        if init is None:
            continue
        if init.node is ref.node:
            return args, caller
        call = super_init(init)
        if call is None:
            return (), caller
        frame = init_frame(ev, item, init)
        args, caller = calls.arguments_of(ev, call, frame), frame
        if isinstance(call.func, ir.Attr) and not isinstance(call.func.value, ir.Call):
            args = args[1:]
    return args, caller


def super_init(init: FunctionRef) -> ir.Call | None:
    """The call ``super().__init__(...)`` or ``Base.__init__(self, ...)`` in an initialiser."""
    from promptlint.link.shape import blocks
    from promptlint.link.walk import expressions

    stack = list(reversed(init.node.body))
    while stack:
        stmt = stack.pop()
        for expr in expressions(stmt):
            if isinstance(expr, ir.Call) and isinstance(expr.func, ir.Attr) and expr.func.name == "__init__":
                return expr
        for block in blocks(stmt):
            stack.extend(reversed(block))
    return None
