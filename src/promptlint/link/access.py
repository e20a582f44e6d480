"""How values of libraries are reached: their access path, and the same in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link.values import Element, Member, Parameter, Pipe, Result, Symbol, Unknown

if TYPE_CHECKING:
    from promptlint.link.values import Alternative

ELEMENT = "[]"


def describe(item: Alternative) -> str:
    """A value from a library in words."""
    start, steps = unwound(item)
    if isinstance(start, Symbol):
        root = start.path.removeprefix("builtins.")
    elif isinstance(start, Parameter):
        root = f"parameter `{start.name}` of {start.ref.name}()"
    elif isinstance(start, Unknown):
        return start.reason
    else:
        root = "a chain" if isinstance(start, Pipe) else "a value of the project"
    return f"`{root}{''.join(steps)}`"


def root_unknown(item: Alternative) -> bool:
    """Whether a value is not known, or is reached from one that is not."""
    return isinstance(unwound(item)[0], Unknown)


def path_of(item: Alternative) -> str | None:
    """The access path of a library value such as ``os.environ.get``; calls are written ``()``. None for others."""
    start, steps = unwound(item)
    return start.path + "".join(steps) if isinstance(start, Symbol) and ELEMENT not in steps else None


def unwound(item: Alternative) -> tuple[Alternative, list[str]]:
    """What a value is reached from, and the steps from there: ``.name``, ``()`` for a call, ``[]`` for an element."""
    steps: list[str] = []
    while True:
        if isinstance(item, Member):
            steps.append(f".{item.name}")
            item = item.base
        elif isinstance(item, Result):
            steps.append("()")
            item = item.callee
        elif isinstance(item, Element):
            steps.append(ELEMENT)
            item = item.base
        else:
            return item, steps[::-1]
