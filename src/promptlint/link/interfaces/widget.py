"""Input elements of user interfaces: what they hold at first, and what a user may choose instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from promptlint.link import iteration, mutate
from promptlint.link.values import Constant, Listing, Mapping, Text, Unknown, marked, union

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.link.evaluate import Evaluator
    from promptlint.link.values import Alternative, Argument, Value

MAX_CHOICES = 40
"""More choices of an element than this are not listed."""
OTHER = "the user may enter something else"


class Widget(NamedTuple):
    """Where a call that makes an element says what it holds: names of parameters, empty where it has no such.

    ``params`` are those passed by place. ``place`` names the one that says which of the ``options`` comes first.
    """

    params: tuple[str, ...]
    value: str = "value"
    options: str = ""
    place: str = ""
    first: bool = False
    """Without a value or index the first option is chosen."""


def held(ev: Evaluator, widget: Widget, arguments: Iterable[Argument]) -> Value:
    """What the element may hold; the empty value where nothing of it is said in the code."""
    given = _given(widget, arguments)
    options, whole = _options(ev, given.get(widget.options, ())) if widget.options else ([], False)
    start = _start(widget, given, options)
    if start is None:
        start = options[0] if widget.first and options else ()
    chosen = union(*options) if options else ()
    if len(chosen) > MAX_CHOICES:
        chosen, whole = (), False
    if whole:
        return union(marked(start, "ui-choice"), marked(chosen, "ui-choice"))
    if not start and not chosen:
        return ()
    return union(marked(start, "ui-default"), marked(chosen, "ui-default"), (Unknown(OTHER),))


def _given(widget: Widget, arguments: Iterable[Argument]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    place = 0
    for arg in arguments:
        name = arg.name
        if name is None and not arg.star:
            name = widget.params[place] if place < len(widget.params) else None
            place += 1
        if name in (widget.value, widget.options, widget.place) and name:
            found[name] = arg.value
    return found


def _start(widget: Widget, given: dict[str, Value], options: list[Value]) -> Value | None:
    """What the element holds at first, None where the call does not say."""
    if widget.place in given:
        key = mutate.constant_key(given[widget.place])
        if key is None or not isinstance(key[0], int) or not -len(options) <= key[0] < len(options):
            return ()
        return options[key[0]]
    if widget.value not in given:
        return None
    said = given[widget.value]
    return tuple([item for item in said if isinstance(item, Constant) and item.value is not None or _is_text(item)])


def _is_text(item: Alternative) -> bool:
    return isinstance(item, Text) and item.exact != ""


def _options(ev: Evaluator, value: Value) -> tuple[list[Value], bool]:
    """What each option stands for, and whether there are no others."""
    found: list[Value] = []
    whole = bool(value)
    for over in value:
        if isinstance(over, Listing):
            found.extend(_option(item.value) for item in over.items)
        elif isinstance(over, Mapping):
            found.extend(iteration.elements(ev, (Mapping((entry,)),)) for entry in over.entries)
        whole = whole and isinstance(over, (Listing, Mapping)) and over.rest is None
    known = [option for option in found if all(_is_known(item) for item in option)]
    return known, whole and len(known) == len(found)


def _is_known(item: Alternative) -> bool:
    return isinstance(item, Constant) or (isinstance(item, Text) and item.exact is not None)


def _option(value: Value) -> Value:
    """Of a pair of label and value the value."""
    pair = value[0] if len(value) == 1 else None
    return pair.items[1].value if isinstance(pair, Listing) and len(pair.items) == 2 else value
