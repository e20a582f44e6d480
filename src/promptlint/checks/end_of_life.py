"""Models that are switched off, or will be soon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.checks.place import model_place, said_once, written_elsewhere
from promptlint.model import Call, ModelRef, PricedCall
from promptlint.prices.hosts import host_of

if TYPE_CHECKING:
    from promptlint.prices.facts import ModelInfo


MOST_REPLACEMENTS = 6
"""Longer chains of replacements than any maker has."""


def find(priced: PricedCall, context: RuleContext, *, state: str, within_days: int) -> Iterator[Hit]:
    """Hits for models that are "retired", or "retiring" within so many days; once per place the name is written."""
    for ref in priced.call.models:
        match = context.match(ref)
        if match is not None and _sold_there(ref, match.info) and _is_in(match.info, state, context, within_days):
            yield _hit(ref, match.info, priced.call, context)


def _sold_there(ref: ModelRef, info: ModelInfo) -> bool:
    """Whether the days known are those of the host that is asked: another one may sell the model for longer."""
    return ref.provider is None or host_of(ref.provider) == info.provider


def _is_in(info: ModelInfo, state: str, context: RuleContext, within_days: int) -> bool:
    if context.status(info) != state:
        return False
    return state == "retired" or (
        info.retires_on is not None and info.retires_on <= context.as_of + timedelta(within_days)
    )


def _hit(ref: ModelRef, info: ModelInfo, call: Call, context: RuleContext) -> Hit:
    path, span = model_place(ref, call, context)
    day = info.retires_on or info.retired_on
    facts: dict[str, str | int] = {
        "model": ref.id,
        "written": written_elsewhere(ref, context),
        "date": str(day or ""),
        "days": (day - context.as_of).days if day else "",
        "replacement": replacement(info, context),
        "source": info.life_source or "",
    }
    return Hit(path, span, call.id, facts, once=said_once(ref, path, span, context))


def replacement(info: ModelInfo, context: RuleContext) -> str:
    """What the maker names in place of the model, or in place of that where it goes too; "" where all of them go.

    Of several models the first that stays; the maker's own words where the price book knows none of them.
    """
    for _ in range(MOST_REPLACEMENTS):
        if info.replacement is None:
            return ""
        named = _named(info.replacement, info.provider, context)
        if not named:
            return info.replacement
        staying = next((other for other in named if context.status(other) == "current"), None)
        if staying is not None:
            return staying.id
        info = named[0]
    return ""


def _named(text: str, provider: str, context: RuleContext) -> list[ModelInfo]:
    """The models that a sentence names: "gpt-5 or gpt-4.1"."""
    found = (context.book.lookup(name.rstrip(".,"), provider) for name in re.findall(r"[\w.:/@-]+", text))
    return [match.info for match in found if match is not None and match.info.provider == provider]


CHECK = Check(find, facts=("model", "written", "date", "days", "replacement", "source"))
