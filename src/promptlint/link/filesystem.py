"""Paths and opened files, as texts."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import datafiles
from promptlint.link.values import Argument, Listing, Member, Text, exact_texts, single_text, text_of, unknown
from promptlint.model import Origin

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value


def path(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``Path(...)`` as the text of the path."""
    if not args:
        return (text_of(".", Origin(frame.module.path, 1, 1, "literal")),)
    return path_join(ev, args, frame, site)


def path_join(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``os.path.join(...)``."""
    values: list[Value] = []
    for arg in args:
        parts = _spread_parts(arg) if arg.star else [arg.value]
        if parts is None or arg.name is not None:
            return None
        values.extend(parts)
    if not values:
        return None
    result = values[0]
    for more in values[1:]:
        result = _joined(result, more)
    return result or unknown("a path that is not known")


def _spread_parts(arg: Argument) -> list[Value] | None:
    """The parts that ``*parts`` hands on, None where they are not known; a text is no list of parts."""
    found = [item for item in arg.value if not isinstance(item, Text)]
    only = found[0] if len(found) == 1 else None
    if not isinstance(only, Listing) or only.rest or any(item.repeats for item in only.items):
        return None
    return [item.value for item in only.items]


def _joined(left: Value, right: Value) -> Value:
    results: list[Alternative] = []
    for a in left:
        for b in right:
            if isinstance(a, Text) and isinstance(b, Text) and a.exact is not None and b.exact is not None:
                results.append(text_of(posixpath.join(a.exact, b.exact), _first_origin(b) or _first_origin(a)))
    return tuple(results[:16])


def _first_origin(item: Text) -> Origin:
    for part in item.parts:
        if hasattr(part, "origin"):
            origin: Origin = part.origin
            return origin
    return Origin("", 0, 0, "literal")


def join_paths(ev: Evaluator, left: Value, right: Value, expr: ir.BinOp | ir.AugAssign, frame: Frame) -> Value:
    """``path / "name"``."""
    return _joined(left, right) or unknown("a path that is not known")


def dirname(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``os.path.dirname(path)``."""
    name = single_text(args[0].value) if args else None
    return (text_of(os.path.dirname(name), Origin(frame.module.path, 1, 1, "literal")),) if name is not None else None


def getcwd(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``os.getcwd()``: paths are taken from there."""
    return (text_of("", Origin(frame.module.path, 1, 1, "literal")),)


def opened(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``open(path)`` of a file that is read."""
    names = exact_texts(args[0].value) if args else ()
    mode = single_text(args[1].value) if len(args) > 1 and args[1].name is None else "r"
    if not names or (mode and set(mode) & set("wax")):
        return None
    found = [f for n in names if (f := datafiles.opened(ev, n, frame))]
    return tuple(found) or None


def read_whole(
    ev: Evaluator, callee: Member, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value | None:
    """``file.read()``."""
    if isinstance(callee.base, datafiles.FILE_TYPES):
        return datafiles.content(ev, callee.base, frame)
    return None
