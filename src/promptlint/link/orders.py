"""What ``enumerate``, ``zip``, ``sorted`` and ``reversed`` give: element by element where all elements are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.link import builtin, iteration
from promptlint.link.values import Constant, Item, Listing, Text, single_text, unknown
from promptlint.model import Origin

if TYPE_CHECKING:
    from promptlint import ir
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame
    from promptlint.link.values import Argument, Value

MAX_PAIRS = 60
"""Elements that are numbered or paired one by one; of more of them any may stand with any."""


def enumerated(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``enumerate(values, start)``."""
    first = _start(args)
    known = _whole(args[0]) if args and site is not None else None
    if known is None or first is None or site is None:
        element = iteration.elements(ev, args[0].value) if args else ()
        return (Listing((Item(_pair(unknown("a counter"), element), True),)),)
    origin = Origin(frame.module.path, site.span.line, site.span.end_line, "literal")
    pairs = [_pair((Constant(number, origin),), element) for number, element in enumerate(known, first)]
    return (Listing(tuple(map(Item, pairs))),)


def _start(args: tuple[Argument, ...]) -> int | None:
    """The number of the first element, None where it is not known."""
    given = [arg.value for place, arg in enumerate(args) if arg.name == "start" or (place == 1 and arg.name is None)]
    if not given:
        return 0
    only = given[0][0] if len(given[0]) == 1 else None
    return only.value if isinstance(only, Constant) and type(only.value) is int else None


def zipped(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value:
    """``zip(...)``: as many elements as the shortest of them has."""
    columns = [_whole(arg) for arg in args if arg.name is None]
    whole = [column for column in columns if column is not None]
    if whole and len(whole) == len(columns):
        rows = list(zip(*whole, strict=False))
        return (Listing(tuple(Item((Listing(tuple(map(Item, row))),)) for row in rows)),)
    items = tuple(Item(iteration.elements(ev, arg.value)) for arg in args if arg.name is None)
    return (Listing((Item((Listing(items),), True),)),)


def _pair(first: Value, second: Value) -> Value:
    return (Listing((Item(first), Item(second))),)


def _whole(arg: Argument) -> list[Value] | None:
    """All elements of an argument in order, None where they are not known or too many."""
    value = () if arg.star else arg.value
    if len(value) != 1 or not iteration.known_whole(value[0]):
        return None
    found = iteration.elements_of(value[0])
    return found if 0 < len(found) <= MAX_PAIRS else None  # an empty list is mostly filled elsewhere


def reordered(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``reversed(values)``."""
    found = builtin.as_list(ev, args, frame, site)
    return tuple(_turned(item) if isinstance(item, Listing) else item for item in found) if found else found


def _turned(item: Listing) -> Listing:
    return Listing(item.items[::-1], item.rest)


def ordered(ev: Evaluator, args: tuple[Argument, ...], frame: Frame, site: ir.Call | None) -> Value | None:
    """``sorted(values)``: in order where all are texts that are known, as they stand where a key tells the order."""
    found = builtin.as_list(ev, args[:1], frame, site)
    if found is None or len(args) > 1:
        return found
    return tuple(_sorted(item) if isinstance(item, Listing) else item for item in found)


def _sorted(item: Listing) -> Listing:
    texts = [single_text(element.value) for element in item.items]
    known = [text for text in texts if text is not None]
    if item.rest or len(known) < len(texts) or any(element.repeats for element in item.items):
        return item
    return Listing(tuple(sorted(item.items, key=lambda element: _exact(element.value))))


def _exact(value: Value) -> str:
    only = value[0]
    assert isinstance(only, Text)
    return only.exact or ""
