"""The parts of a text: known pieces and holes, put together without losing either."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.values import MAX_TEXTS, Constant, Text
from promptlint.model import Hole, Static
from promptlint.record import record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Alternative, Value
    from promptlint.model import Origin

Part = Static | Hole

MAX_PARTS = 400
"""Pieces one text may have before the rest is one hole."""


def pieces(ev: Evaluator, value: Value, expr: ir.Expr, frame: Frame) -> list[tuple[Part, ...]]:
    """Each alternative as parts of a text; one hole where there are too many."""
    distinct = _distinct(ev, value, expr, frame)
    if not distinct or len(distinct) > MAX_TEXTS:
        reason = f"one of {len(distinct)} texts" if distinct else "has no value here"
        return [(Hole(ev.source(expr, frame), frame.module.path, expr.span.line, reason),)]
    return distinct


def _distinct(ev: Evaluator, value: Value, expr: ir.Expr, frame: Frame) -> list[tuple[Part, ...]]:
    found = [parts_of(ev, item, expr, frame) for item in value]
    return list({tuple(_key(p) for p in parts): parts for parts in found}.values())


def _key(part: Part) -> tuple[str, int]:
    return (part.text, part.origin.line) if isinstance(part, Static) else ("{" + part.expr + "}", part.line)


def parts_of(ev: Evaluator, item: Alternative, expr: ir.Expr, frame: Frame) -> tuple[Part, ...]:
    """One alternative as the parts ``str(item)`` would have."""
    if isinstance(item, Text):
        return item.parts
    if isinstance(item, Constant) and isinstance(item.value, (int, float, bool, type(None))):
        return (Static(str(item.value), item.origin),)
    return (ev.hole(expr, frame, (item,)),)


Choice = tuple[ir.Expr, list[tuple[Part, ...]]]
"""A place of a text: the expression that fills it, and what that can be."""


def crossed(choices: Iterable[Choice], ev: Evaluator, frame: Frame) -> Value:
    """All texts that one choice from each place gives; a place becomes a hole where they would be too many."""
    texts: list[tuple[Part, ...]] = [()]
    for expr, options in choices:
        if len(texts) * len(options) > MAX_TEXTS:
            hole = Hole(ev.source(expr, frame), frame.module.path, expr.span.line, f"one of {len(options)} texts")
            options = [(hole,)]
        texts = [(*text, *option) for text in texts for option in options]
    return tuple(Text(limited(parts)) for parts in texts)


def added(ev: Evaluator, left: Value, right: Value, exprs: tuple[ir.Expr, ir.Expr], frame: Frame) -> Value:
    """``left + right``: where that gives too many texts, some of them, each part of either in one at least.

    A text that grows branch by branch has more forms than can be listed; the shortest and the longest are kept.
    """
    texts, more = (_few(ev, value, expr, frame) for value, expr in zip((left, right), exprs, strict=True))
    if len(texts) * len(more) <= MAX_TEXTS:
        return crossed(zip(exprs, (texts, more), strict=True), ev, frame)
    if len(texts) * len(more) <= MAX_TEXTS**2:
        alike = {_shown(parts): parts for parts in ((*text, *option) for text in texts for option in more)}
        if len(alike) <= MAX_TEXTS:
            return tuple([Text(limited(parts)) for parts in alike.values()])
    texts, more = sorted(texts, key=_length), sorted(more, key=_length)
    pairs = max(len(texts), len(more))
    spread = [(texts[place * len(texts) // pairs], more[place * len(more) // pairs]) for place in range(pairs)]
    reason = f"one of {len(texts) * len(more)} texts, of which some are listed"
    rest = Hole(ev.source(exprs[1], frame), frame.module.path, exprs[1].span.line, reason)
    return tuple([Text(limited((*text, *option))) for text, option in (*spread, (texts[-1], (rest,)))])


def _few(ev: Evaluator, value: Value, expr: ir.Expr, frame: Frame) -> list[tuple[Part, ...]]:
    """The alternatives as parts of a text: of too many that are themselves put together, those that differ most."""
    distinct = _distinct(ev, value, expr, frame)
    if len(distinct) <= MAX_TEXTS or all(len(parts) == 1 for parts in distinct):
        return pieces(ev, value, expr, frame)
    by_length = sorted(distinct, key=_length)
    chosen, shown = [by_length.pop(), by_length.pop(0)], set[tuple[str, int]]()
    while by_length and len(chosen) < MAX_TEXTS:
        shown.update(_key(part) for part in chosen[-1])
        fresh = max(by_length, key=lambda parts: sum(_key(part) not in shown for part in parts))
        by_length.remove(fresh)
        chosen.append(fresh)
    return chosen


def _shown(parts: tuple[Part, ...]) -> str:
    return "".join([part.text if isinstance(part, Static) else f"{{{part.expr}}}" for part in parts])


def _length(parts: tuple[Part, ...]) -> int:
    return sum(len(part.text) for part in parts if isinstance(part, Static))


def limited(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    parts = tuple(p for p in parts if isinstance(p, Hole) or p.text)
    if len(parts) <= MAX_PARTS:
        return parts
    last = parts[MAX_PARTS]
    path, line = (last.origin.path, last.origin.line) if isinstance(last, Static) else (last.path, last.line)
    return (*parts[:MAX_PARTS], Hole("…", path, line, "the text has too many pieces"))


def replaced(
    item: Text,
    parts: Iterable[Part],
    pattern: re.Pattern[str],
    part_of: Callable[[re.Match[str], Origin], Iterable[Part]],
) -> Text:
    """The text of ``parts``, those of ``item`` or its ``seamless`` ones, with other parts for each match."""
    found: list[Part] = []
    for part in met(parts, pattern):
        if isinstance(part, (Static, Hole)):
            found.append(part)
        else:
            found.extend(part_of(*part))
    return Text(limited(tuple(found)), item.trail)


def met(parts: Iterable[Part], pattern: re.Pattern[str]) -> Iterator[Part | tuple[re.Match[str], Origin]]:
    """The parts of a text in order, cut where the pattern is met."""
    for part in parts:
        if isinstance(part, Hole):
            yield part
            continue
        end = 0
        for match in pattern.finditer(part.text):
            yield Static(part.text[end : match.start()], part.origin)
            yield match, part.origin
            end = match.end()
        yield Static(part.text[end:], part.origin)


@record(eq=False)
class Slot:
    """A field of a text: the ``options`` for what stands there, under a ``key`` that fields of one choice share.

    ``hole`` stands there where all options would make too many texts.
    """

    options: list[tuple[Part, ...]]
    key: object = None
    hole: Hole | None = None


def chosen(slots: Iterable[Part | Slot], item: Text) -> Value:
    """All texts that a choice for each field gives."""
    texts: list[tuple[dict[object, int], tuple[Part, ...]]] = [({}, ())]
    for slot in slots:
        if isinstance(slot, (Static, Hole)):
            texts = [(choice, (*text, slot)) for choice, text in texts]
        elif len(slot.options) == 1:
            texts = [(choice, (*text, *slot.options[0])) for choice, text in texts]
        elif slot.key in texts[0][0]:
            texts = [(choice, (*text, *slot.options[choice[slot.key]])) for choice, text in texts]
        elif len(texts) * len(slot.options) > MAX_TEXTS:
            instead = (slot.hole,) if slot.hole is not None else ()
            texts = [(choice, (*text, *instead)) for choice, text in texts]
        else:
            texts = [
                ({**choice, slot.key: place}, (*text, *option))
                for choice, text in texts
                for place, option in enumerate(slot.options)
            ]
    return tuple([Text(limited(parts), item.trail) for _, parts in texts])


def seamless(item: Text, pattern: re.Pattern[str]) -> Iterator[Part]:
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
