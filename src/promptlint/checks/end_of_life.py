"""Models that are switched off, or will be soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.checks.place import model_place
from promptlint.model import Call, ModelRef, PricedCall

if TYPE_CHECKING:
    from promptlint.prices.facts import ModelInfo


MOST_REPLACEMENTS = 6
"""Longer chains of replacements than any maker has."""


def find(priced: PricedCall, context: RuleContext, *, state: str, within_days: int) -> Iterator[Hit]:
    """Hits for models that are "retired", or "retiring" within so many days; once per place the name is written."""
    for ref in priced.call.models:
        match = context.match(ref)
        if match is not None and _is_in(match.info, state, context, within_days):
            yield _hit(ref, match.info, priced.call, context)


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
        "date": str(day or ""),
        "days": (day - context.as_of).days if day else "",
        "replacement": replacement(info, context),
        "source": info.life_source or "",
    }
    return Hit(path, span, call.id, facts, once=(ref.id, path, span))


def replacement(info: ModelInfo, context: RuleContext) -> str:
    """What the maker names in place of the model, and in place of that where it goes too; "" where all do."""
    for _ in range(MOST_REPLACEMENTS):
        if info.replacement is None:
            return ""
        match = context.book.lookup(info.replacement, info.provider)
        if match is None:
            return info.replacement
        if context.status(match.info) == "current":
            return match.info.id
        info = match.info
    return ""


CHECK = Check(find, facts=("model", "date", "days", "replacement", "source"))
