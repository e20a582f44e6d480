"""What a request carries, before it is placed."""

from __future__ import annotations

from promptlint.model import Image, Message, ModelRef, Static, Tool
from promptlint.record import field, record, replace


@record(eq=False, frozen=False)
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
    passed_fields: set[str] = field(default_factory=set)
    """Parameters that fill a field of a request whose instructions stand elsewhere."""
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
    """One request for a call on several objects: the first, with the models and texts of all; None if there is none."""
    if not found:
        return None
    first = found[0]
    known = {_asked(model) for model in first.models}
    for other in found[1:]:
        fresh = [model for model in other.models if _asked(model) not in known]
        known.update(_asked(model) for model in fresh)
        first.models.extend(fresh)
        _join_texts(first, other)
        first.passed |= other.passed
        first.passed_fields |= other.passed_fields
        first.passed_model |= other.passed_model
        first.used |= other.used
    if first.models:
        first.model_unknown = None
    return first


def _asked(model: ModelRef) -> tuple[object, ...]:
    return (model.id, model.origin.path, model.origin.line, model.provider, model.endpoint)


def _join_texts(first: Built, other: Built) -> None:
    """Add the messages that only another object sends, each as an alternative to the one in its place."""
    known = {(message.role, message.text) for message in first.messages}
    theirs = {(message.role, message.text) for message in other.messages}
    replaced = [at for at, message in enumerate(first.messages) if (message.role, message.text) not in theirs]
    for message in other.messages:
        if (message.role, message.text) in known:
            continue
        at = next((at for at in replaced if first.messages[at].role == message.role), None)
        if at is None:
            first.messages.append(replace(message, choice=None, repeats=True))
            continue
        replaced.remove(at)
        choice = first.messages[at].choice or 1 + max((m.choice or 0 for m in first.messages), default=0)
        first.messages[at] = replace(first.messages[at], choice=choice)
        first.messages.append(replace(message, choice=choice))
