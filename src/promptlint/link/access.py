"""How values of libraries are reached: their access path, and the same in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link.values import Element, Member, Parameter, Pipe, Result, Symbol, Text, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from promptlint.link.values import Alternative

ELEMENT = "[]"


MAX_SOURCE = 60
"""Characters of a call that a reason quotes."""
READERS = frozenset({"builtins.open", "io.open", "codecs.open"})
"""What is given the name of a file first."""
LOADERS = frozenset(
    {"json.load", "json.loads", "yaml.safe_load", "yaml.load", "tomllib.load", "tomli.load", "toml.load"}
)
"""What is given an open file, or what was read from one, first."""


def describe(item: Alternative) -> str:
    """A value from a library, as an expression in words."""
    start, steps = unwound(item)
    if isinstance(start, Unknown):
        return start.reason
    if isinstance(start, Symbol):
        root = start.path.removeprefix("builtins.")
    elif isinstance(start, Parameter):
        root = start.name
    else:
        root = "a chain" if isinstance(start, Pipe) else "a value of the project"
    return f"`{root}{''.join(steps)}`"


def why_unknown(item: Alternative) -> str:
    """Where a value that is not of the project comes from, in a sentence that a developer can act on.

    An element is told by the call that gave it, as it is written and where: nobody looks for ``json.load()[]``.
    """
    start, steps = unwound(item)
    if isinstance(start, Unknown):
        return start.reason
    if isinstance(start, Parameter):
        return f"comes from parameter `{start.name}` of {start.ref.name}(), which its callers set"
    read = _file_read(item)
    if read:
        return f"comes from `{read}`, which is not among the files of the project"
    return f"comes from {(_written(item) if ELEMENT in steps else '') or describe(item)}"


def _chain(item: Alternative) -> Iterator[Alternative]:
    """A value and what it is reached from, outermost first."""
    while True:
        yield item
        if isinstance(item, (Member, Element)):
            item = item.base
        elif isinstance(item, Result):
            item = item.callee
        else:
            return


def _written(item: Alternative) -> str:
    """The last call on the way to a value as the source has it, with its place; "" where none is written."""
    for made in _chain(item):
        if isinstance(made, Result) and made.site is not None and made.frame is not None:
            module = made.frame.module
            source = " ".join(module.source_text(made.site).split())
            short = source if len(source) <= MAX_SOURCE else f"{source[:MAX_SOURCE]}…"
            return f"`{short}` ({module.path}:{made.site.span.line})"
    return ""


def _file_read(item: Alternative) -> str:
    """The name of the file that a value is read from where that is known: it is not in the project then."""
    for made in _chain(item):
        path = path_of(made.callee) if isinstance(made, Result) and made.arguments else None
        if not isinstance(made, Result) or path not in READERS | LOADERS:
            continue
        first = made.arguments[0].value
        only = first[0] if len(first) == 1 else None
        if path in READERS:
            return (only.exact or "") if isinstance(only, Text) else ""
        opened = [] if only is None else [one for one in _chain(only) if isinstance(one, Result)]
        return next((_file_read(one) for one in opened if path_of(one.callee) in READERS), "")
    return ""


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
