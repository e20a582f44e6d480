"""The elements of all known frameworks, and which of them a value of a library is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link import access
from promptlint.link.interfaces import gradio, ipywidgets, streamlit
from promptlint.link.interfaces.widget import held
from promptlint.link.values import Member, Result, Symbol

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.interfaces.widget import Widget
    from promptlint.link.values import Alternative, Argument, Value

CALLED = {streamlit.PACKAGE: streamlit.WIDGETS}
"""Frameworks whose elements give what they hold when they are called."""
MADE = {gradio.PACKAGE: gradio.WIDGETS, ipywidgets.PACKAGE: ipywidgets.WIDGETS}
"""Frameworks whose elements are objects with an attribute ``value``."""
CALLED_ROOTS = tuple(f"{package}." for package in CALLED)
CALLED_NAMES = frozenset(name for widgets in CALLED.values() for name in widgets)


def called(ev: Evaluator, callee: Alternative, arguments: tuple[Argument, ...]) -> Value:
    """What calling an input element gives; the empty value for other callees, and where nothing of it is known."""
    name = _name(callee)
    if name not in CALLED_NAMES:
        return ()
    widget = CALLED.get(package_of(callee), {}).get(name)
    return held(ev, widget, arguments) if widget is not None else ()


def value_of(ev: Evaluator, item: Alternative) -> Value:
    """What an element that is an object holds; the empty value for other objects, and where nothing of it is known."""
    found = _made(item)
    return held(ev, found[0], found[1].arguments) if found is not None else ()


def _made(item: Alternative) -> tuple[Widget, Result] | None:
    """The element that a value is, with the call that made it."""
    while isinstance(item, Result) and _name(item.callee) in gradio.RETURNING_ITSELF:
        assert isinstance(item.callee, (Member, Symbol))
        if not isinstance(item.callee, Member):
            return None
        item = item.callee.base
    if not isinstance(item, Result) or item.assumed:
        return None
    widget = MADE.get(package_of(item), {}).get(_name(item.callee))
    return (widget, item) if widget is not None else None


def _name(item: Alternative) -> str:
    """The last name of a library value."""
    if isinstance(item, Member):
        return item.name
    return item.path.rpartition(".")[2] if isinstance(item, Symbol) else ""


def package_of(item: Alternative) -> str:
    """The package that a value of a library comes from, empty where it comes from elsewhere."""
    start, _ = access.unwound(item)
    return start.path.partition(".")[0] if isinstance(start, Symbol) else ""
