"""What a request carries, before it is placed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from promptlint.model import Image, Message, ModelRef, Static, Tool

if TYPE_CHECKING:
    pass


@dataclass
class Built:
    """What a request carries, before it is placed: the parts of a ``Call``."""

    sdk: str
    api: str
    kind: str
    certainty: str
    provider: str | None
    models: list[ModelRef] = field(default_factory=list)
    model_unknown: str | None = None
    messages: list[Message] = field(default_factory=list)
    messages_unknown: str | None = None
    tools: list[Tool] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    max_output: int | None = None
    has_limit: bool = False
    open_arguments: bool = False
    arguments: dict[str, str | int | float | bool | None] = field(default_factory=dict)
    endpoint: str | None = None
    gateway: str | None = None
    passed: set[str] = field(default_factory=set)
    passed_model: set[str] = field(default_factory=set)
    used: set[int] = field(default_factory=set)
    only_served: bool = False
    """The models were narrowed to those that the maker's own address serves."""


def once(messages: list[Message]) -> list[Message]:
    """The messages without those that are the same literal again: it was met in several objects of one request.

    Where one of them is part of a tool's definition, that one stays: it is counted there.
    """
    places: dict[object, int] = {}
    kept: list[Message] = []
    for message in messages:
        literal = tuple((p.text, p.origin.path, p.origin.line) for p in message.parts if isinstance(p, Static))
        key = (message.role, message.text, literal, message.repeats)
        if message.choice is not None or not literal or key not in places:
            places.setdefault(key, len(kept))
            kept.append(message)
        elif message.in_tools:
            kept[places[key]] = message
    return kept


def joined(found: list[Built]) -> Built | None:
    """One request for a call on several objects: the first, with the models of all; None if there is none."""
    if not found:
        return None
    first = found[0]
    known = {(m.id, m.origin.path, m.origin.line) for m in first.models}
    for other in found[1:]:
        fresh = [m for m in other.models if (m.id, m.origin.path, m.origin.line) not in known]
        known.update((m.id, m.origin.path, m.origin.line) for m in fresh)
        first.models.extend(fresh)
        first.passed |= other.passed
        first.passed_model |= other.passed_model
        first.used |= other.used
    if first.models:
        first.model_unknown = None
    return first
