"""Marimo notebooks: cells are functions, and a parameter of one is what another cell returns under that name.

Source of the format: https://docs.marimo.io/guides/coming_from/jupyter/ (a notebook is a Python file of functions
below ``@app.cell``; no two cells define one name).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import calls
from promptlint.link.scope import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.project import Module
    from promptlint.link.scope import FunctionRef
    from promptlint.link.values import Value


def shared(ev: Evaluator, ref: FunctionRef, name: str) -> Value:
    """What the cell that defines ``name`` returns under it; the empty value where the function is no cell."""
    if not _is_cell(ref.node) or not any(item.module == "marimo" for item in ref.module.index.imports):
        return ()
    key = ("marimo", id(ref.module), name)
    if key not in ev.lookups:
        ev.lookups[key] = ()  # cells that need each other define nothing
        ev.lookups[key] = next(_returned(ev, ref.module, name), ())
    return ev.lookups[key] or ()


def _returned(ev: Evaluator, module: Module, name: str) -> Iterator[Value]:
    for unit in module.index.units:
        if unit.kind != "function":
            continue
        for node in module.lowered(unit):
            if isinstance(node, ir.FunctionDef) and _is_cell(node) and (given := _given(node, name)) is not None:
                yield ev.eval(given, calls.open_frame(ev, module.function(node, module.frame)))


def _given(node: ir.FunctionDef, name: str) -> ir.Expr | None:
    """The expression of that name in what a cell returns last."""
    last = node.body[-1] if node.body else None
    if not isinstance(last, ir.Return) or last.value is None:
        return None
    returned = last.value.items if isinstance(last.value, ir.Seq) else (last.value,)
    given = next((item for item in returned if isinstance(item, ir.Name) and item.id == name), None)
    return given if given is not None and all(param.name != name for param in node.params) else None


def _is_cell(node: ir.FunctionDef) -> bool:
    bare = (item.func if isinstance(item, ir.Call) else item for item in node.decorators)
    return any(isinstance(item, ir.Attr) and last_name(item) == "cell" for item in bare)
