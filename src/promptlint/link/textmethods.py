"""Methods of ``str``: what they make of a text, holes included."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link import formatting, strings
from promptlint.link.pieces import Choice, Part, Slot, chosen, crossed, pieces, seamless
from promptlint.link.values import JOINED, Argument, Constant, Item, Listing, Text, bounded, text_of, unknown
from promptlint.model import Hole, Static

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value


def method(
    ev: Evaluator, base: Text | Constant, name: str, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None
) -> Value:
    """What a method of a str returns."""
    if not isinstance(base, Text):
        return decoded(base, args) if name == "decode" else unknown(f".{name}() of a number or of bytes")
    from promptlint.link import datafiles, templates

    if name in ("render", "substitute", "safe_substitute"):
        return templates.fill(ev, base, args, frame)
    as_path = datafiles.path_method(ev, base, name, args, frame)
    if as_path is not None:
        return as_path
    if name in ("format", "format_map"):
        return formatting.format(ev, base, name, args, frame, site)
    if name in ("encode", "decode"):
        return (base,)
    if name == "join":
        return _join(ev, base, args, frame, site)
    if name in EDITS:
        return (_edited(base, name),)
    if name in ("strip", "lstrip", "rstrip"):
        return (_stripped(base, name, args),)
    if name == "replace":
        return _replaced(ev, base, args, frame)
    if name in ("split", "splitlines", "partition", "rsplit", "rpartition"):
        return (_split(base, name, args),)
    if name in ("removeprefix", "removesuffix", "ljust", "rjust", "center", "zfill", "swapcase", "casefold"):
        return (_shaped(base, name, args),)
    return unknown(f".{name}() of a text")


ENCODINGS = frozenset({"utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "cp1252"})


def decoded(octets: Constant, args: tuple[Argument, ...]) -> Value:
    """``octets.decode(encoding, errors)``, or ``str(octets, encoding, errors)`` with ``args`` from the second on."""
    given = _plain_arguments(args)
    if given is None or not isinstance(octets.value, bytes) or octets.origin is None or len(given[0]) > 2:
        return unknown("bytes that are decoded in a way only known at run time")
    named = {**dict(zip(("encoding", "errors"), given[0], strict=False)), **given[1]}
    encoding, errors = str(named.get("encoding", "utf-8")).lower().replace("_", "-"), str(named.get("errors", "strict"))
    if encoding not in ENCODINGS or errors not in ("strict", "ignore", "replace"):
        return unknown(f"bytes in the encoding {encoding!r}")
    try:
        return (text_of(octets.value.decode(encoding, errors), octets.origin),)
    except UnicodeDecodeError:
        return unknown(f"bytes that are no {encoding}")


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


def laid_out(base: Text, args: tuple[Argument, ...], change: Callable[..., str]) -> Text:
    """What ``textwrap.fill`` and the like make of a text where all of it and their arguments are known."""
    given = _plain_arguments(args)
    if base.exact is None or given is None or not base.parts or not isinstance(base.parts[0], Static):
        return _made_over(base)
    if _too_wide([*given[0], *given[1].values()]):
        return _made_over(base)
    try:
        return text_of(change(base.exact, *given[0], **given[1]), base.parts[0].origin)
    except (TypeError, ValueError):
        return _made_over(base)


def cleandoc(base: Text) -> Text:
    """What ``inspect.cleandoc`` makes of the text."""
    import inspect

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
    return any(isinstance(value, int) and value > strings.MAX_REPEAT for value in given)


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


def _replaced(ev: Evaluator, base: Text, args: tuple[Argument, ...], frame: Frame) -> Value:
    if len(args) < 2:
        return (base,)
    old = _only_text(args[0].value)
    most = _whole_number(args[2].value) if len(args) > 2 else -1
    if not old or most is None:
        return (_made_over(base),)
    return chosen(_with_slots(base, old, most, _filling(ev, old, args[1], frame)), base)


def _filling(ev: Evaluator, old: str, new: Argument, frame: Frame) -> Slot:
    options = pieces(ev, new.value, new.expr, frame) if new.expr is not None else []
    hole = Hole(old, frame.module.path, new.expr.span.line if new.expr else 1, f"one of {len(options)} texts")
    return Slot(options or [(hole,)], old, hole)


def _with_slots(base: Text, old: str, most: int, filling: Slot) -> Iterator[Part | Slot]:
    """The text with the first ``most`` places of ``old`` filled, all of them where it is negative."""
    for part in seamless(base, re.compile(re.escape(old))):
        if isinstance(part, Hole):
            yield part
            continue
        found = part.text.split(old, most)
        most -= len(found) - 1 if most > 0 else 0
        for place, piece in enumerate(found):
            if place:
                yield filling
            yield Static(piece, part.origin)


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


def _written(expr: ir.Expr, place: int, size: int) -> ir.Expr:
    """What stands for one element in a list that is written out, else the whole of it."""
    plain = isinstance(expr, ir.Seq) and len(expr.items) == size
    return expr.items[place] if plain and isinstance(expr, ir.Seq) else expr


def _join(ev: Evaluator, base: Text, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    if not args or args[0].expr is None:
        return unknown(".join() without a list")
    expr = args[0].expr
    results: list[Alternative] = []
    for item in args[0].value:
        if not isinstance(item, Listing):
            results.append(Text((ev.hole(expr, frame, (item,)),)))
            continue
        choices: list[Choice] = []
        for place, element in enumerate(item.items):
            if place:
                choices.append((expr, [base.parts]))
            written = _written(expr, place, len(item.items))
            choices.append((written, pieces(ev, element.value, written, frame)))
            if element.repeats:
                choices.append((expr, [(Hole("…", frame.module.path, expr.span.line, JOINED),)]))
        if item.rest:
            choices.append((expr, [(Hole(ev.source(expr, frame), frame.module.path, expr.span.line, item.rest),)]))
        results.extend(crossed(choices, ev, frame))
    return bounded(results)
