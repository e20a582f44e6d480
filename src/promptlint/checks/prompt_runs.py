"""The pieces of a message by the place they are written at."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.model import Hole, Message, Origin
from promptlint.record import record

HOLE = "\ue000"
"""Stands for a hole in the text of a run: something that is not white space."""


@record
class Run:
    """Text of a message that is written at one place, holes included as ``HOLE``."""

    origin: Origin
    text: str


def runs(message: Message) -> Iterator[Run]:
    """The runs of the message in order."""
    origin: Origin | None = None
    text = ""
    for part in message.parts:
        if isinstance(part, Hole):
            text += HOLE
        elif origin is None or _same_place(origin, part.origin):
            origin, text = origin or part.origin, text + part.text
        else:
            yield Run(origin, text)
            origin, text = part.origin, part.text
    if origin is not None:
        yield Run(origin, text)


def _same_place(one: Origin, other: Origin) -> bool:
    return (one.path, one.line, one.end_line) == (other.path, other.line, other.end_line)
