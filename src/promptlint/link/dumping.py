"""``json.dumps`` of data that is known: what is not known in it becomes holes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from promptlint import ir
from promptlint.link.pieces import limited
from promptlint.link.values import Alternative, Argument, Constant, Listing, Mapping, Text, Unknown, Value, too_large
from promptlint.model import Hole, Static

if TYPE_CHECKING:
    from promptlint.link.evaluate import Evaluator
    from promptlint.link.scope import Frame

_ONE, _ANY, _END = "\ue000", "\ue002", "\ue001"
"""Stand around the number of a hole: for one value, and for any number of elements, the comma before them included."""
_HOLES = re.compile(
    r'(?:(?:,\s*)?"(?:\\ue002|\ue002)(?P<any>\d+)(?:\\ue001|\ue001)"(?:: ?null)?)'
    r'|"?(?:\\ue000|\ue000)(?P<one>\d+)(?:\\ue001|\ue001)"?'
)


def dumped(ev: Evaluator, args: tuple[Argument, ...], frame: Frame) -> Value | None:
    """The text of the first argument; None where it is no data that is known."""
    expr = args[0].expr
    assert expr is not None
    data = [item for item in args[0].value if isinstance(item, (Mapping, Listing))]
    if len(data) < len(args[0].value):
        return None
    return tuple(_text(ev, item, args, expr, frame) for item in data)


def _text(
    ev: Evaluator, item: Mapping | Listing, args: tuple[Argument, ...], expr: ir.Expr, frame: Frame
) -> Alternative:

    if too_large(item):
        return Unknown("the data is too large to follow")
    dump = _Dump(ev, expr, frame)
    indent = next((v.value for a in args if a.name == "indent" for v in a.value if isinstance(v, Constant)), None)
    ascii_only = not any(
        isinstance(v, Constant) and v.value is False for a in args if a.name == "ensure_ascii" for v in a.value
    )
    text = json.dumps(dump.data(item), indent=indent if isinstance(indent, int) else None, ensure_ascii=ascii_only)
    return Text(limited(tuple(dump.parts(text))), data=item)


class _Dump:
    """Values as Python data, with a mark for each hole."""

    def __init__(self, ev: Evaluator, expr: ir.Expr, frame: Frame) -> None:
        self._ev, self._expr, self._frame = ev, expr, frame
        self._holes: list[Hole] = []

    def data(self, item: Alternative) -> object:
        if isinstance(item, Mapping):
            open_end = {self._mark(Unknown(item.rest), _ANY): None} if item.rest else {}
            return {**{str(name): self._value(value) for name, value in item.entries}, **open_end}
        if isinstance(item, Listing):
            return self._elements(item)
        if isinstance(item, Constant) and isinstance(item.value, (int, float, bool, type(None))):
            return item.value
        if isinstance(item, Text) and item.exact is not None:
            return item.exact
        return self._mark(item, _ONE)

    def _value(self, value: Value) -> object:
        return self.data(value[0] if len(value) == 1 else Unknown(f"one of {len(value)} values"))

    def _elements(self, item: Listing) -> list[object]:
        found: list[object] = [self._value(one.value) for one in item.items if not one.repeats]
        if item.rest or len(found) < len(item.items):
            found.append(self._mark(Unknown(item.rest or "how many of the elements is not known"), _ANY))
        return found

    def _mark(self, item: Alternative, start: str) -> str:
        self._holes.append(self._ev.hole(self._expr, self._frame, (item,)))
        return f"{start}{len(self._holes) - 1}{_END}"

    def parts(self, text: str) -> list[Static | Hole]:
        """``text`` cut at its marks."""
        origin = self._ev.origin(self._expr, self._frame)
        found: list[Static | Hole] = []
        last = 0
        for mark in _HOLES.finditer(text):
            found += [Static(text[last : mark.start()], origin), self._holes[int(mark["any"] or mark["one"])]]
            last = mark.end()
        return [*found, Static(text[last:], origin)]
