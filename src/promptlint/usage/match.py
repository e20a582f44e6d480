"""Which call of the code a recorded request was made by: by its place, by its function, or by model and prompt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from promptlint.model import Call, CallSite, Message, PricedCall, Report, Static
from promptlint.totals import counted_ids
from promptlint.usage.spans import Span

LEAST_PREFIX = 16
"""Characters of a prompt that must agree; fewer are the same in many prompts."""

CanonicalOf = Callable[[str, str | None], str | None]


class Matcher:
    """Finds the call of a span; ``canonical(model, provider)`` is the price book's name of a model."""

    def __init__(self, report: Report, canonical: CanonicalOf) -> None:
        self._calls = [priced.call for priced in report.calls]
        self._canonical = canonical
        counted = counted_ids(self._calls)
        self._counted = [call for call in self._calls if call.id in counted]
        self._is_counted = counted
        self._places: dict[tuple[str, int | None, str], list[Call]] = {}
        self._models = {priced.call.id: _models(priced, canonical) for priced in report.calls}

    def find(self, span: Span) -> Call | None:
        """The one call that made the request; None where none or several could have."""
        place = (span.path, span.line, span.function)
        if place not in self._places:
            self._places[place] = self._at_place(span)
        placed = self._places[place]
        found = self._standing_for(placed) if placed else self._counted
        alike = [call for call in found if self._may_ask(call, span.models)]
        if placed and not alike:
            alike = found  # a model that only exists at run time is no reason to doubt the place
        if len(alike) > 1 or not placed:
            alike = _by_prompt(alike, span.texts)
        return alike[0] if len(alike) == 1 else None

    def _at_place(self, span: Span) -> list[Call]:
        if not span.path and not span.function:
            return []
        here = self._in_file(span.path) if span.path else self._calls
        on_line = [call for call in here if span.line and call.span.line <= span.line <= call.span.end_line]
        in_function = [call for call in here if span.function and _same_function(span.function, call.function)]
        if not span.path or not on_line:
            return in_function
        # Where line and function disagree the code has moved since: a name moves less than a line.
        both = [call for call in on_line if call in in_function]
        return both or in_function or on_line

    def _in_file(self, recorded: str) -> list[Call]:
        """The calls in the file that another machine recorded; a bare name is enough where one file alone has it."""
        here = [call for call in self._calls if _same_file(recorded, call.path)]
        if here or "/" in recorded:
            return here
        named = [call for call in self._calls if call.path.endswith(f"/{recorded}")]
        return named if len({call.path for call in named}) == 1 else []

    def _standing_for(self, calls: Sequence[Call]) -> list[Call]:
        """The calls that are counted for these: themselves, or the callers that go through them."""
        found: dict[str, Call] = {}
        for call in calls:
            site = CallSite(call.path, call.span.line, call.function)
            inner = [call] if call.id in self._is_counted else self._counted
            through = (one for one in inner if one is call or site in one.via or one.sdk_call == call.id)
            found.update({one.id: one for one in through})
        return list(found.values())

    def _may_ask(self, call: Call, models: Sequence[str]) -> bool:
        known = self._models[call.id]
        return any(model in known or self._canonical(model, call.provider) in known for model in models)


def _models(priced: PricedCall, canonical: CanonicalOf) -> frozenset[str]:
    names = {ref.id for ref in priced.call.models}
    found = {name for ref in priced.call.models if (name := canonical(ref.id, ref.provider))}
    return frozenset(names | found)


def _same_file(recorded: str, path: str) -> bool:
    """Whether a path of another machine ends in a path of the report, or the other way round."""
    recorded = recorded.removeprefix("./")
    return recorded == path or recorded.endswith(f"/{path}") or (path.endswith(f"/{recorded}") and "/" in recorded)


def _same_function(recorded: str, function: str) -> bool:
    """Whether two dotted names are the same, apart from where they begin."""
    recorded = recorded.replace(".<locals>", "")
    return recorded == function or recorded.endswith(f".{function}") or function.endswith(f".{recorded}")


def _by_prompt(calls: Sequence[Call], texts: Sequence[str]) -> list[Call]:
    """The calls whose known text one of the texts begins with; all of them where there is nothing to compare."""
    if not texts or len(calls) < 2:
        return [call for call in calls if not texts or not _contradicts(call, texts)]
    scored = [(max((_agreement(message, texts) for message in call.messages), default=0), call) for call in calls]
    best = max((score for score, _ in scored), default=0)
    return [call for score, call in scored if score == best] if best >= LEAST_PREFIX else []


def _contradicts(call: Call, texts: Sequence[str]) -> bool:
    """Whether the call's own text is long enough to know, and none of the texts begins with any of it."""
    known = [message for message in call.messages if len(_prefix(message)) >= LEAST_PREFIX]
    return bool(known) and not any(_agreement(message, texts) for message in known)


def _agreement(message: Message, texts: Sequence[str]) -> int:
    """How many characters of the message's known beginning one of the texts begins with, 0 where it differs."""
    prefix = _prefix(message)
    return len(prefix) if prefix and any(_squeezed(text).startswith(prefix) for text in texts) else 0


def _prefix(message: Message) -> str:
    first = message.parts[0] if message.parts else None
    return _squeezed(first.text) if isinstance(first, Static) else ""


def _squeezed(text: str) -> str:
    """Without differences in white space, which recorders cut and fold."""
    return " ".join(text.split())
