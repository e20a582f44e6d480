"""Of a request and the wrapper calls that lead to it: the one place to speak about its model and prompt.

A wrapper's caller carries the same request as the SDK call inside the wrapper. Where callers decide the model or the
text they are spoken to, each for its own; where the wrapper decides everything, the SDK call is, once.
"""

from __future__ import annotations

from promptlint.checks.check import RuleContext
from promptlint.model import Call, Hole

Decision = frozenset[tuple[str, str, int]]


def decided_here(call: Call, context: RuleContext, instructions_only: bool = False) -> bool:
    """Whether ``call`` is the place to speak about what it asks and whom.

    With ``instructions_only`` the data that callers pass beside a system prompt decides nothing.
    """
    family = _family(call, context)
    own = decision(call, instructions_only)
    same = {other.id for other in family if decision(other, instructions_only) == own}
    if any(other.id in same and _rank(other) < _rank(call) for other in family):
        return False
    return not any(passes_through(other, call) and other.id not in same for other in family)


def decision(call: Call, instructions_only: bool = False) -> Decision:
    """What decides the request: each model's and each fixed text's place."""
    models = {(ref.id, origin.path, origin.line) for ref in call.models for origin in ref.origins}
    messages = [message for message in call.messages if message.static_text.strip()]
    system = [message for message in messages if message.role == "system"]
    texts = system if instructions_only and system else messages
    parts = (part for message in texts for part in message.parts if not isinstance(part, Hole))
    return frozenset(models | {("", part.origin.path, part.origin.line) for part in parts if part.text.strip()})


def passes_through(other: Call, call: Call) -> bool:
    """Whether the request of ``other`` is made by ``call``."""
    sites = (site for site in other.via if site.path == call.path)
    return any(call.span.line <= site.line <= call.span.end_line for site in sites)


def _family(call: Call, context: RuleContext) -> list[Call]:
    root = call.sdk_call or call.id
    calls = (priced.call for priced in context.calls)
    return [other for other in calls if other.id != call.id and (other.sdk_call or other.id) == root]


def _rank(call: Call) -> tuple[int, str, int, int]:
    return len(call.via), call.path, call.span.line, call.span.column
