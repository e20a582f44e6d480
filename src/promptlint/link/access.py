"""How values of libraries are reached: their access path, and the same in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link.values import Element, Member, Parameter, Pipe, Result, Symbol, Unknown

if TYPE_CHECKING:
    from promptlint.link.values import Alternative


def describe(item: Alternative) -> str:
    """A value from a library in words."""
    names: list[str] = []
    current: Alternative = item
    while True:
        if isinstance(current, Member):
            names.append(current.name)
            current = current.base
        elif isinstance(current, Result):
            names.append("()")
            current = current.callee
        elif isinstance(current, Element):
            names.append("[]")
            current = current.base
        else:
            break
    if isinstance(current, Symbol):
        root = current.path.removeprefix("builtins.")
    elif isinstance(current, Parameter):
        root = f"parameter `{current.name}` of {current.ref.name}()"
    elif isinstance(current, Unknown):
        return current.reason
    else:
        root = "a chain" if isinstance(current, Pipe) else "a value of the project"
    text = root
    for name in reversed(names):
        text += name if name in ("()", "[]") else f".{name}"
    return f"`{text}`"


def path_of(item: Alternative) -> str | None:
    """The access path of a library value such as ``os.environ.get``; calls are written ``()``. None for others."""
    names: list[str] = []
    while True:
        if isinstance(item, Member):
            names.append(item.name)
            item = item.base
        elif isinstance(item, Result):
            names.append("()")
            item = item.callee
        elif isinstance(item, Symbol):
            text = item.path
            for name in reversed(names):
                text += name if name == "()" else f".{name}"
            return text
        else:
            return None
