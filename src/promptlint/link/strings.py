"""Text built from text: f-strings, ``+``, ``%``, ``str`` methods. Unknown pieces become holes, never nothing."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.values import (
    JOINED,
    MAX_TEXTS,
    Argument,
    Constant,
    Item,
    Listing,
    Mapping,
    Text,
    Unknown,
    bounded,
    text_of,
    unknown,
)
from promptlint.model import Hole, Origin, Static

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value

Part = Static | Hole
FIELD = re.compile(r"\{\{|\}\}|\{([^{}!:]*)((?:![rsa])?(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?)\}")
PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?([diouxXeEfFgGcrsa%])")
MAX_PARTS = 400
"""Pieces one text may have before the rest is one hole."""
MAX_REPEAT = 1000
"""``text * n`` is followed up to this n."""
MAX_LENGTH = 2_000_000
"""Characters of a text made by repetition."""


def pieces(ev: Evaluator, value: Value, expr: ir.Expr, frame: Frame) -> list[tuple[Part, ...]]:
    """Each alternative as parts of a text; one hole where there are too many."""
    found: list[tuple[Part, ...]] = []
    for item in value:
        found.append(parts_of(ev, item, expr, frame))
    distinct = list({tuple(_key(p) for p in parts): parts for parts in found}.values())
    if not distinct or len(distinct) > MAX_TEXTS:
        reason = f"one of {len(distinct)} texts" if distinct else "has no value here"
        return [(Hole(ev.source(expr, frame), frame.module.path, expr.span.line, reason),)]
    return distinct


def _key(part: Part) -> tuple[str, int]:
    return (part.text, part.origin.line) if isinstance(part, Static) else ("{" + part.expr + "}", part.line)


def parts_of(ev: Evaluator, item: Alternative, expr: ir.Expr, frame: Frame) -> tuple[Part, ...]:
    """One alternative as the parts ``str(item)`` would have."""
    if isinstance(item, Text):
        return item.parts
    if isinstance(item, Constant) and isinstance(item.value, (int, float, bool, type(None))):
        return (Static(str(item.value), item.origin),)
    return (ev.hole(expr, frame, (item,)),)


def crossed(choices: Iterable[list[tuple[Part, ...]]], ev: Evaluator, expr: ir.Expr, frame: Frame) -> Value:
    """All texts that one choice from each place gives; a place becomes a hole where they would be too many."""
    texts: list[tuple[Part, ...]] = [()]
    for options in choices:
        if len(texts) * len(options) > MAX_TEXTS:
            hole = Hole(ev.source(expr, frame), frame.module.path, expr.span.line, f"one of {len(options)} texts")
            options = [(hole,)]
        texts = [(*text, *option) for text in texts for option in options]
    return tuple(Text(_limited(parts)) for parts in texts)


def _limited(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    parts = tuple(p for p in parts if isinstance(p, Hole) or p.text)
    if len(parts) <= MAX_PARTS:
        return parts
    last = parts[MAX_PARTS]
    path, line = (last.origin.path, last.origin.line) if isinstance(last, Static) else (last.path, last.line)
    return (*parts[:MAX_PARTS], Hole("…", path, line, "the text has too many pieces"))


def template(ev: Evaluator, expr: ir.Template, frame: Frame) -> Value:
    """An f-string."""
    origin = ev.origin(expr, frame)
    choices: list[list[tuple[Part, ...]]] = []
    for part in expr.parts:
        if isinstance(part, str):
            choices.append([(Static(part, origin),)])
            continue
        value = ev.eval(part.value, frame)
        if part.format_spec and part.format_spec not in ("!s",):
            hole = Hole(ev.source(part.value, frame), frame.module.path, part.span.line, "is formatted at run time")
            choices.append([(hole,)])
        else:
            choices.append(pieces(ev, value, part.value, frame))
    return crossed(choices, ev, expr, frame)


def operate(ev: Evaluator, op: str, left: Value, right: Value, expr: ir.BinOp | ir.AugAssign, frame: Frame) -> Value:
    """``text + text``, ``text % values``, ``text * n``."""
    left_expr, right_expr = _operands(expr)
    if op == "+":
        return crossed(
            [pieces(ev, left, left_expr, frame), pieces(ev, right, right_expr, frame)], ev, right_expr, frame
        )
    if op == "%":
        return bounded(
            _percent(ev, item, values, right_expr, frame) for item in left for values in right if isinstance(item, Text)
        )
    return bounded(_times(ev, item, count, right_expr, frame) for item in left for count in right)


def _operands(expr: ir.BinOp | ir.AugAssign) -> tuple[ir.Expr, ir.Expr]:
    return (expr.left, expr.right) if isinstance(expr, ir.BinOp) else (expr.target, expr.value)


def sum_of_unknowns(ev: Evaluator, left: Value, right: Value, expr: ir.BinOp | ir.AugAssign, frame: Frame) -> Value:
    """``a + b`` where neither is known to be text: numbers, or unknown."""
    from promptlint.link import conditions

    value = conditions.arithmetic(ev, "+", left, right, expr, frame)
    if any(isinstance(item, Unknown) for item in value):
        return unknown(ev.reason(left) if left else ev.reason(right))
    return value


def _times(ev: Evaluator, item: Alternative, count: Alternative, expr: ir.Expr, frame: Frame) -> Alternative:
    if isinstance(item, Constant):
        item, count = count, item
    if isinstance(item, Text) and isinstance(count, Constant) and isinstance(count.value, int):
        length = count.value * item.static_chars
        if 0 <= count.value <= MAX_REPEAT and length <= MAX_LENGTH and count.value * len(item.parts) <= MAX_PARTS * 4:
            return _collapsed(item, count.value)
    return Text((*(item.parts if isinstance(item, Text) else ()), ev.hole(expr, frame, (count,))))


def _collapsed(item: Text, times: int) -> Text:
    exact = item.exact
    if exact is not None and item.parts and isinstance(item.parts[0], Static):
        return text_of(exact * times, item.parts[0].origin)
    return Text(_limited(item.parts * times))


def _percent(ev: Evaluator, item: Text, values: Alternative, expr: ir.Expr, frame: Frame) -> Text:
    parts: list[Part] = []
    place = 0
    for part in _seamless(item, PERCENT):
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
    return Text(_limited(tuple(parts)), item.trail)


def _seamless(item: Text, pattern: re.Pattern[str]) -> Iterator[Part]:
    """The parts of a text, neighbours joined where the pattern is met across them."""
    run: list[Static] = []
    for part in (*item.parts, None):
        if isinstance(part, Static):
            run.append(part)
            continue
        joined = "".join(p.text for p in run)
        if len(run) > 1 and pattern.findall(joined) != [m for p in run for m in pattern.findall(p.text)]:
            run = [Static(joined, max(run, key=lambda p: len(p.text)).origin)]
        yield from run
        run = []
        if part is not None:
            yield part


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


# -- methods --------------------------------------------------------------------------------------------------------


def method(
    ev: Evaluator, base: Text | Constant, name: str, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value:
    """What a method of a str returns."""
    if not isinstance(base, Text):
        return unknown(f".{name}() of a number")
    from promptlint.link import datafiles, templates

    if name in ("render", "substitute", "safe_substitute"):
        return templates.fill(ev, base, args, frame)
    as_path = datafiles.path_method(ev, base, name, args, frame)
    if as_path is not None:
        return as_path
    if name in ("format", "format_map"):
        return (_format(ev, base, name, args, frame, site),)
    if name == "encode":
        return (base,)
    if name == "join":
        return _join(ev, base, args, frame, site)
    if name in EDITS:
        return (_edited(base, name),)
    if name in ("strip", "lstrip", "rstrip"):
        return (_stripped(base, name, args),)
    if name == "replace":
        return (_replaced(ev, base, args, frame),)
    if name in ("split", "splitlines", "partition", "rsplit", "rpartition"):
        return (_split(base, name, args),)
    if name in ("removeprefix", "removesuffix", "ljust", "rjust", "center", "zfill", "swapcase", "casefold"):
        return (_shaped(base, name, args),)
    return unknown(f".{name}() of a text")


EDITS: dict[str, Callable[..., str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "title": str.title,
    "capitalize": str.capitalize,
    "expandtabs": str.expandtabs,
}


METHODS = frozenset(
    {
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "format",
        "join",
        "lower",
        "upper",
        "title",
        "capitalize",
        "removeprefix",
        "removesuffix",
        "expandtabs",
        "encode",
    }
)
"""Methods that keep a text a text."""


def mapped(base: Text, change: Callable[[str], str]) -> Text:
    """The text with a change applied to the whole where it is known, else to each known piece."""
    return Text(tuple(Static(change(p.text), p.origin) if isinstance(p, Static) else p for p in base.parts), base.trail)


def whole(base: Text, change: Callable[[str], str]) -> Text:
    """The text with a change applied that needs to see all of it; holes stand in as they are written."""
    if not base.parts:
        return base
    first = base.parts[0]
    if base.exact is not None and isinstance(first, Static):
        return text_of(change(base.exact), first.origin)
    marks: dict[str, Hole] = {}
    joined = ""
    for part in base.parts:
        if isinstance(part, Hole):
            mark = f"\ue000{len(marks)}\ue001"
            marks[mark] = part
            joined += mark
        else:
            joined += part.text
    origin = next((p.origin for p in base.parts if isinstance(p, Static)), None)
    if origin is None:
        return base
    parts: list[Part] = []
    for piece in re.split("(\ue000[0-9]+\ue001)", change(joined)):
        if piece in marks:
            parts.append(marks[piece])
        elif piece:
            parts.append(Static(piece, origin))
    return Text(tuple(parts), base.trail)


def dedent(base: Text) -> Text:
    """What ``textwrap.dedent`` makes of the text."""
    return whole(base, textwrap.dedent)


def cleandoc(base: Text) -> Text:
    """What ``inspect.cleandoc`` makes of the text."""
    return whole(base, inspect.cleandoc)


def _edited(base: Text, name: str) -> Text:
    change = EDITS[name]
    return mapped(base, change) if name in ("lower", "upper") or len(base.parts) < 2 else whole(base, change)


def _shaped(base: Text, name: str, args: tuple[Argument, ...]) -> Text:
    """What a method whose arguments decide makes of a text, done where all of them are known."""
    given = _plain_arguments(args)
    exact = base.exact
    if exact is None or given is None or not base.parts or not isinstance(base.parts[0], Static):
        return _made_over(base)
    try:
        made = getattr(str, name)(exact, *given[0], **given[1]) if not _too_wide(given[0]) else None
    except (TypeError, ValueError):
        made = None
    return text_of(made, base.parts[0].origin) if made is not None else _made_over(base)


def _too_wide(given: list[object]) -> bool:
    return any(isinstance(value, int) and value > MAX_REPEAT for value in given)


def _plain_arguments(args: tuple[Argument, ...]) -> tuple[list[object], dict[str, object]] | None:
    """The arguments as Python values, None where one is not known."""
    placed: list[object] = []
    named: dict[str, object] = {}
    for arg in args:
        value = arg.value
        item = value[0] if len(value) == 1 and not arg.star else None
        plain = item.exact if isinstance(item, Text) else item.value if isinstance(item, Constant) else ...
        if plain is ... or isinstance(item, Text) and plain is None:
            return None
        if arg.name is None:
            placed.append(plain)
        else:
            named[arg.name] = plain
    return placed, named


def _made_over(base: Text) -> Text:
    """A text that a method changes in a way that is not known: all of it may still be in it, and more or less."""
    last = base.parts[-1] if base.parts else None
    if not isinstance(last, Static) or base.exact is None:
        return base
    hole = Hole("…", last.origin.path, last.origin.line, "is changed at run time")
    return Text((*base.parts, hole), base.trail)


def _stripped(base: Text, name: str, args: tuple[Argument, ...]) -> Text:
    chars = _only_text(args[0].value) if args else None
    if args and chars is None and not _is_none(args[0].value):
        return _made_over(base)
    parts = list(base.parts)
    if name != "rstrip":
        _trim(parts, 0, lambda text: text.lstrip(chars))
    if name != "lstrip":
        _trim(parts, -1, lambda text: text.rstrip(chars))
    return Text(tuple(parts), base.trail)


def _is_none(value: Value) -> bool:
    return len(value) == 1 and isinstance(value[0], Constant) and value[0].value is None


def _trim(parts: list[Part], end: int, strip: Callable[[str], str]) -> None:
    """Strip one end of a text: pieces of white space alone go, up to one that keeps something."""
    while parts and isinstance(last := parts[end], Static):
        parts[end] = Static(strip(last.text), last.origin)
        if strip(last.text) or len(parts) == 1:
            return
        del parts[end]


def _whole_number(value: Value) -> int | None:
    item = value[0] if len(value) == 1 else None
    return item.value if isinstance(item, Constant) and isinstance(item.value, int) else None


def _only_text(value: Value) -> str | None:
    return value[0].exact if len(value) == 1 and isinstance(value[0], Text) else None


def _replaced(ev: Evaluator, base: Text, args: tuple[Argument, ...], frame: Frame) -> Text:
    if len(args) < 2:
        return base
    old = _only_text(args[0].value)
    if not old:
        return _made_over(base)
    most = _whole_number(args[2].value) if len(args) > 2 else -1
    if most is None:
        return _made_over(base)
    new = args[1].value
    options = pieces(ev, new, args[1].expr, frame) if args[1].expr is not None else []
    filling: tuple[Part, ...] = options[0] if len(options) == 1 else ()
    if len(options) != 1:
        filling = (
            Hole(old, frame.module.path, args[1].expr.span.line if args[1].expr else 1, f"one of {len(options)} texts"),
        )
    parts: list[Part] = []
    for part in _seamless(base, re.compile(re.escape(old))):
        if isinstance(part, Hole):
            parts.append(part)
            continue
        found = part.text.split(old, most)
        most -= len(found) - 1 if most > 0 else 0
        for place, piece in enumerate(found):
            parts.extend(filling if place else ())
            parts.append(Static(piece, part.origin))
    return Text(_limited(tuple(parts)), base.trail)


MAX_SPLIT = 200
"""Pieces of a text that is split which are listed."""


def _split(base: Text, name: str, args: tuple[Argument, ...]) -> Listing:
    exact = base.exact
    given = _plain_arguments(args)
    reason = "the pieces of a text that is split"
    if exact is None or given is None or not base.parts or not isinstance(base.parts[0], Static):
        return Listing((), reason)
    origin = base.parts[0].origin
    try:
        found = getattr(str, name)(exact, *given[0], **given[1])
    except (TypeError, ValueError):
        return Listing((), reason)
    items = tuple(Item((text_of(piece, origin),)) for piece in found[:MAX_SPLIT])
    return Listing(items, reason if len(found) > MAX_SPLIT else None)


def _join(ev: Evaluator, base: Text, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    if not args or args[0].expr is None:
        return unknown(".join() without a list")
    expr = args[0].expr
    results: list[Alternative] = []
    for item in args[0].value:
        if not isinstance(item, Listing):
            results.append(Text((ev.hole(expr, frame, (item,)),)))
            continue
        choices: list[list[tuple[Part, ...]]] = []
        for place, element in enumerate(item.items):
            if place:
                choices.append([base.parts])
            choices.append(pieces(ev, element.value, expr, frame))
            if element.repeats:
                choices.append([(Hole("…", frame.module.path, expr.span.line, JOINED),)])
        if item.rest:
            choices.append([(Hole(ev.source(expr, frame), frame.module.path, expr.span.line, item.rest),)])
        results.extend(crossed(choices, ev, expr, frame))
    return bounded(results)


def _format(
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
    for part in _seamless(base, FIELD):
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
    return Text(_limited(tuple(parts)), base.trail)


def _field(
    ev: Evaluator, arg: Argument | None, field: str, root: str, spec: str, frame: Frame, origin: Origin, line: int
) -> tuple[Part, ...]:
    if arg is None or arg.expr is None or field != root or spec:
        return (Hole(field or "…", origin.path, origin.line, "is filled in at run time"),)
    options = pieces(ev, arg.value, arg.expr, frame)
    if len(options) != 1:
        return (Hole(field or ev.source(arg.expr, frame), frame.module.path, line, f"one of {len(options)} texts"),)
    return options[0]
