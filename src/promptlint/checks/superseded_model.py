"""Models that a newer one of the same maker undercuts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import takewhile
from typing import TYPE_CHECKING

from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.checks.money import assumed_output, dollars, percent
from promptlint.checks.place import model_place, said_once, written_elsewhere
from promptlint.model import Alternative, ModelRef, PricedCall

if TYPE_CHECKING:
    from promptlint.prices.facts import ModelInfo

ALL = 1000
"""More than any provider sells: every model that can be followed is looked at, not only the cheapest three."""


def find(
    priced: PricedCall,
    context: RuleContext,
    *,
    max_cost_ratio: Decimal,
    min_saving_per_1000: Decimal,
    leaving_within_days: int,
) -> Iterator[Hit]:
    """Hits for the priced model where a newer one saves enough (USD per 1 000 calls), once per place of its name.

    What is switched off within so many days has to go anyway, and PL703 says where to: one line, one advice.
    """
    for ref in priced.call.models:
        match = context.match(ref)
        if match is None or (match.info.id, match.info.provider) != (priced.cost.model, priced.cost.provider):
            continue
        if context.status(match.info) == "retired" or _leaves(match.info, context, leaving_within_days):
            continue
        for other, why in _newer(priced, match.info, context):
            if _saves(priced, other, max_cost_ratio, min_saving_per_1000):
                yield _hit(ref, other, why, priced, context)
                return


def _leaves(info: ModelInfo, context: RuleContext, days: int) -> bool:
    return info.retires_on is not None and info.retires_on <= context.as_of + timedelta(days)


def _newer(priced: PricedCall, old: ModelInfo, context: RuleContext) -> Iterator[tuple[Alternative, str]]:
    """The provider's models that can take this call over and are newer, with the reason; its own replacement first."""
    from promptlint.prices.alternatives import alternatives

    offers = alternatives(priced.call, priced.cost, context.book, context.terms, ALL)
    own = takewhile(lambda offer: offer.provider == old.provider, offers)
    found = [(offer, why) for offer in own if (why := newness(old, context.book.info(old.provider, offer.model)))]
    yield from sorted(found, key=lambda one: (not _replaces(old, one[0].model), one[0].estimate))


def newness(old: ModelInfo, new: ModelInfo) -> str:
    """What makes ``new`` the newer one; "" where nothing says that it is."""
    if _replaces(old, new.id):
        return "its maker's replacement for it"
    if _line(old.id)[0] == _line(new.id)[0]:
        return "a later version of the same line" if _line(old.id)[1] < _line(new.id)[1] else ""
    if old.released_on and new.released_on and old.released_on < new.released_on:
        return f"released on {new.released_on}"
    return ""


def _replaces(old: ModelInfo, new: str) -> bool:
    return bool(old.replacement and re.search(rf"(?<![\w.-]){re.escape(new)}(?![\w.-])", old.replacement))


def _line(name: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words of a model's name, sizes such as 70b among them, and its version: (claude, opus) and (4, 5)."""
    size = r"\d+(?:\.\d+)?[bk](?![a-z])"
    words = tuple(re.findall(rf"{size}|[a-z]+", name.lower()))
    return words, tuple(int(number) for number in re.findall(r"\d+", re.sub(size, "", name.lower())))


def _saves(priced: PricedCall, other: Alternative, max_ratio: Decimal, min_saving_per_1000: Decimal) -> bool:
    estimate = priced.cost.estimate
    return (
        estimate is not None and other.estimate <= estimate * max_ratio and other.saving * 1000 >= min_saving_per_1000
    )


def _hit(ref: ModelRef, other: Alternative, why: str, priced: PricedCall, context: RuleContext) -> Hit:
    assert priced.cost.estimate is not None
    path, span = model_place(ref, priced.call, context)
    facts: dict[str, str | int] = {
        "model": ref.id,
        "written": written_elsewhere(ref, context),
        "newer": other.model,
        "why": why,
        "ratio": percent(other.estimate, priced.cost.estimate),
        "saving": dollars(other.saving * 1000),
        "reason": other.reason,
        "assumed": assumed_output(priced.cost),
    }
    return Hit(path, span, priced.call.id, facts, saving=other.saving, once=said_once(ref, path, span, context))


CHECK = Check(find, facts=("model", "written", "newer", "why", "ratio", "saving", "reason", "assumed"))
