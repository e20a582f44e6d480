"""Text filled in by ``%`` and ``str.format``; what is not known stays a named hole."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.pieces import Part, Slot, chosen, met, pieces, seamless
from promptlint.link.values import Argument, Listing, Mapping, Text
from promptlint.model import Hole, Origin, Static

if TYPE_CHECKING:
    from collections.abc import Callable

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

FIELD = re.compile(r"\{\{|\}\}|\{([^{}!:]*)((?:![rsa])?(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?)\}")

PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?([diouxXeEfFgGcrsa%])")

SIZE = re.compile(r"\d+")
MAX_WIDTH = 400
"""Characters to which a field is filled up; of a wider one the value is shown as it is."""


def percent(ev: Evaluator, item: Text, values: Alternative, expr: ir.Expr, frame: Frame) -> Value:
    """``text % values``: one text for each choice of what is known of the values."""
    counter = count()

    def slot_of(match: re.Match[str], origin: Origin) -> Part | Slot:
        if match[2] == "%":
            return Static("%", origin)
        slot = _percent_slot(ev, values, match[1] or next(counter), expr, frame)
        return Slot([_shown(match, option) for option in slot.options], slot.key, slot.hole)

    return _filled(item, PERCENT, slot_of)


def _filled(item: Text, pattern: re.Pattern[str], slot_of: Callable[[re.Match[str], Origin], Part | Slot]) -> Value:
    parts = met(seamless(item, pattern), pattern)
    return chosen((part if isinstance(part, (Static, Hole)) else slot_of(*part) for part in parts), item)


def _shown(match: re.Match[str], parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """A known value as flags, width and precision of its ``%`` field show it; a hole where that is not worked out."""
    spec = match[0].replace(f"({match[1]})", "") if match[1] else match[0]
    if len(spec) == 2 and match[2] in "dius" or not all(isinstance(part, Static) for part in parts):
        return parts
    first = parts[0] if parts else None
    if not isinstance(first, Static) or len(parts) > 1 or any(int(size) > MAX_WIDTH for size in SIZE.findall(spec)):
        return parts
    try:
        value = first.text if match[2] in "sra" else float(first.text) if match[2] in "eEfFgG" else int(first.text)
        return (Static(spec % value, first.origin),)
    except (TypeError, ValueError, OverflowError):
        return (Hole(match[1] or "…", first.origin.path, first.origin.line, "is formatted at run time"),)


def _percent_slot(ev: Evaluator, values: Alternative, key: str | int, expr: ir.Expr, frame: Frame) -> Slot:
    value: Value | None = None
    if isinstance(key, str):
        value = values.get(key) if isinstance(values, Mapping) else None
    elif isinstance(values, Listing):
        value = values.items[key].value if key < len(values.items) and not values.rest else None
    elif key == 0 and not isinstance(values, Mapping):
        value = (values,)
    if value is None:
        return Slot([(Hole(str(key), frame.module.path, expr.span.line, "is formatted at run time"),)])
    operand = _operand(expr, key)
    options = pieces(ev, value, operand, frame)
    hole = Hole(ev.source(operand, frame), frame.module.path, expr.span.line, f"one of {len(options)} texts")
    return Slot(options, key, hole)


def _operand(expr: ir.Expr, key: str | int) -> ir.Expr:
    """What stands for one of the fields in a tuple or dict that is written out, else the whole of it."""
    if isinstance(expr, ir.Seq) and isinstance(key, int) and key < len(expr.items):
        return expr.items[key]
    written = expr.entries if isinstance(expr, ir.Dict) else ()
    return next((value for name, value in reversed(written) if isinstance(name, ir.Const) and name.value == key), expr)


def format(
    ev: Evaluator, base: Text, name: str, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value:
    """``text.format(...)`` and ``text.format_map(...)``."""
    named, positional, line = _format_arguments(name, args, frame, site)
    return formatted(ev, base, named, positional, frame, line)


def _format_arguments(
    name: str, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> tuple[dict[str, Argument], list[Argument], int]:
    taken = args if name == "format_map" else tuple(arg for arg in args if arg.name is not None or arg.star == "**")
    positional = [arg for arg in args if arg.name is None and not arg.star and name != "format_map"]
    return named_arguments(taken), positional, site.span.line if site is not None else 1


def named_arguments(args: tuple[Argument, ...]) -> dict[str, Argument]:
    """Arguments by name, the entries of dicts that are passed whole included."""
    named: dict[str, Argument] = {}
    for arg in args:
        if arg.name is not None:
            named[arg.name] = arg
            continue
        for item in arg.value if arg.expr is not None and arg.star != "*" else ():
            for key, entry in item.entries if isinstance(item, Mapping) else ():
                if isinstance(key, str):
                    written = _operand(arg.expr, key) if arg.expr is not None else None
                    named[key] = Argument(key, "", lambda entry=entry: entry, written)  # type: ignore[misc]
    return named


def formatted(
    ev: Evaluator, base: Text, named: dict[str, Argument], positional: list[Argument], frame: Frame, line: int
) -> Value:
    """``base.format(...)``: fields filled where the argument is known, else left as named holes."""
    counter = count()

    def slot_of(match: re.Match[str], origin: Origin) -> Part | Slot:
        if match[0] in ("{{", "}}"):
            return Static(match[0][0], origin)
        field = match[1].strip()
        root = re.split(r"[.\[]", field)[0]
        arg = named.get(root)
        if not root or root.isdigit():
            place = int(root) if root else next(counter)
            arg = positional[place] if place < len(positional) else None
        return _field(ev, arg, field, root, match[2], frame, origin, line)

    return _filled(base, FIELD, slot_of)


def _field(
    ev: Evaluator, arg: Argument | None, field: str, root: str, spec: str, frame: Frame, origin: Origin, line: int
) -> Part | Slot:
    if arg is None or arg.expr is None or field != root or spec:
        return Hole(field or "…", origin.path, origin.line, "is filled in at run time")
    options = pieces(ev, arg.value, arg.expr, frame)
    name = field or ev.source(arg.expr, frame)
    return Slot(options, id(arg), Hole(name, frame.module.path, line, f"one of {len(options)} texts"))
