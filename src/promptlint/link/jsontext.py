"""JSON that code writes as text, as data: literal request bodies, also those with holes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from promptlint.link.values import Constant, Item, Listing, Mapping, Text, Unknown, text_of
from promptlint.model import Hole, Origin, Static

if TYPE_CHECKING:
    from promptlint.link.values import Alternative

MAX_CHARACTERS = 1_000_000
"""Longer texts are not read as JSON."""
_MARK = re.compile("\ue000(\\d+)\ue001")


def data_of(item: Alternative) -> Alternative | None:
    """The JSON object or array that a text (or bytes) holds; holes may stand inside its strings. None for any other."""
    if isinstance(item, Constant) and isinstance(item.value, bytes) and item.origin is not None:
        try:
            item = text_of(item.value.decode(), item.origin)
        except UnicodeDecodeError:
            return None
    if not isinstance(item, Text):
        return None
    holes = [part for part in item.parts if isinstance(part, Hole)]
    marks = iter(range(len(holes)))
    pieces = [part.text if isinstance(part, Static) else f"\ue000{next(marks)}\ue001" for part in item.parts]
    written = "".join(pieces).strip()
    first = next((part.origin for part in item.parts if isinstance(part, Static)), None)
    if first is None or written[:1] not in ("{", "[") or len(written) > MAX_CHARACTERS:
        return None
    try:
        return _value(json.loads(written, strict=False), holes, first)
    except (ValueError, RecursionError):
        return None


def _value(data: object, holes: list[Hole], origin: Origin) -> Alternative:
    if isinstance(data, dict):
        return Mapping(tuple((key, (_value(value, holes, origin),)) for key, value in data.items()))
    if isinstance(data, list):
        return Listing(tuple(Item((_value(value, holes, origin),)) for value in data))
    if isinstance(data, str):
        return _text(data, holes, origin)
    return Constant(data, origin) if isinstance(data, (int, float, type(None))) else Unknown("a value of JSON")


def _text(data: str, holes: list[Hole], origin: Origin) -> Text:
    """A string of the data, with the holes that its marks stand for."""
    parts: list[Static | Hole] = []
    for place, piece in enumerate(_MARK.split(data)):
        if place % 2:
            parts.append(holes[int(piece)] if int(piece) < len(holes) else Static(piece, origin))
        elif piece or len(data) == 0:
            parts.append(Static(piece, origin))
    return Text(tuple(parts)) if parts else text_of("", origin)
