"""Text filled in by ``%`` and ``str.format``; what is not known stays a named hole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.pieces import Part, limited, pieces, seamless
from promptlint.link.values import Argument, Listing, Mapping, Text
from promptlint.model import Hole, Origin, Static

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

FIELD = re.compile(r"\{\{|\}\}|\{([^{}!:]*)((?:![rsa])?(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?)\}")

PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?([diouxXeEfFgGcrsa%])")


def percent(ev: Evaluator, item: Text, values: Alternative, expr: ir.Expr, frame: Frame) -> Text:
    parts: list[Part] = []
    place = 0
    for part in seamless(item, PERCENT):
        if isinstance(part, Hole):
            parts.append(part)
            continue
        end = 0
        for match in PERCENT.finditer(part.text):
            parts.append(Static(part.text[end : match.start()], part.origin))
            end = match.end()
            if match[2] == "%":
                parts.append(Static("%", part.origin))
                continue
            parts.extend(_percent_value(ev, values, match[1] or place, expr, frame))
            place += 0 if match[1] else 1
        parts.append(Static(part.text[end:], part.origin))
    return Text(limited(tuple(parts)), item.trail)


def _percent_value(ev: Evaluator, values: Alternative, key: str | int, expr: ir.Expr, frame: Frame) -> tuple[Part, ...]:
    value: Value | None = None
    if isinstance(key, str):
        value = values.get(key) if isinstance(values, Mapping) else None
    elif isinstance(values, Listing):
        value = values.items[key].value if key < len(values.items) and not values.rest else None
    elif key == 0 and not isinstance(values, Mapping):
        value = (values,)
    if value is None:
        return (Hole(str(key), frame.module.path, expr.span.line, "is formatted at run time"),)
    operand = expr.items[key] if isinstance(expr, ir.Seq) and isinstance(key, int) and key < len(expr.items) else expr
    options = pieces(ev, value, operand, frame)
    return (
        options[0]
        if len(options) == 1
        else (Hole(ev.source(operand, frame), frame.module.path, expr.span.line, f"one of {len(options)} texts"),)
    )


def format(
    ev: Evaluator, base: Text, name: str, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Text:
    named, positional, line = _format_arguments(name, args, frame, site)
    return formatted(ev, base, named, positional, frame, line)


def _format_arguments(
    name: str, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> tuple[dict[str, Argument], list[Argument], int]:
    named: dict[str, Argument] = {}
    positional: list[Argument] = []
    for arg in args:
        if arg.star == "**" or name == "format_map":
            for item in arg.value:
                for key, entry in item.entries if isinstance(item, Mapping) else ():
                    if isinstance(key, str):
                        named[key] = Argument(key, "", lambda entry=entry: entry, arg.expr)  # type: ignore[misc]
        elif arg.name is not None:
            named[arg.name] = arg
        elif not arg.star:
            positional.append(arg)
    return named, positional, site.span.line if site is not None else 1


def formatted(
    ev: Evaluator, base: Text, named: dict[str, Argument], positional: list[Argument], frame: Frame, line: int
) -> Text:
    """``base.format(...)``: fields filled where the argument is known, else left as named holes."""
    parts: list[Part] = []
    counter = 0
    for part in seamless(base, FIELD):
        if isinstance(part, Hole):
            parts.append(part)
            continue
        end = 0
        for match in FIELD.finditer(part.text):
            parts.append(Static(part.text[end : match.start()], part.origin))
            end = match.end()
            if match[0] in ("{{", "}}"):
                parts.append(Static(match[0][0], part.origin))
                continue
            field = match[1].strip()
            root = re.split(r"[.\[]", field)[0]
            arg = named.get(root)
            if not root or root.isdigit():
                place = int(root) if root else counter
                counter += 0 if root else 1
                arg = positional[place] if place < len(positional) else None
            parts.extend(_field(ev, arg, field, root, match[2], frame, part.origin, line))
        parts.append(Static(part.text[end:], part.origin))
    return Text(limited(tuple(parts)), base.trail)


def _field(
    ev: Evaluator, arg: Argument | None, field: str, root: str, spec: str, frame: Frame, origin: Origin, line: int
) -> tuple[Part, ...]:
    if arg is None or arg.expr is None or field != root or spec:
        return (Hole(field or "…", origin.path, origin.line, "is filled in at run time"),)
    options = pieces(ev, arg.value, arg.expr, frame)
    if len(options) != 1:
        return (Hole(field or ev.source(arg.expr, frame), frame.module.path, line, f"one of {len(options)} texts"),)
    return options[0]
