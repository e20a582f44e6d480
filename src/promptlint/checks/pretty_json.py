"""Data that is written into a prompt as indented JSON."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.checks.place import text_place
from promptlint.model import Hole, Origin, PricedCall
from promptlint.patterns import lazy_pattern

_INDENTED = lazy_pattern(
    r"(?P<call>\b(?:json\.dumps|model_dump_json)\((?:[^()]|\([^()]*\))*?)\bindent\s*=\s*(?:[1-9]|[\"'](?:\s|\\t)+[\"'])"
)
"""The serializer's call up to its ``indent``, which is a number from 1 on or white space."""


def find(priced: PricedCall, context: RuleContext, *, kinds: tuple[str, ...]) -> Iterator[Hit]:
    """Hits for holes that are filled with indented JSON, once per place."""
    if priced.call.kind not in kinds:
        return
    for message in priced.call.messages:
        for part in message.parts:
            if isinstance(part, Hole) and (found := _INDENTED.search(part.expr)):
                yield _hit(part, _serializer(found["call"]), priced, context)


def _serializer(call: str) -> str:
    return "json.dumps" if call.startswith("json") else "model_dump_json"


def _hit(hole: Hole, serializer: str, priced: PricedCall, context: RuleContext) -> Hit:
    path, span = text_place(Origin(hole.path, hole.line, hole.line, "hole"), priced.call, context)
    return Hit(path, span, priced.call.id, {"serializer": serializer}, once=(path, span, hole.expr))


CHECK = Check(find, facts=("serializer",))
