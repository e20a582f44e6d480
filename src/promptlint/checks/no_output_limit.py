"""Requests for text that set no limit on the answer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from promptlint.checks.check import Check, Hit, RuleContext, hit_at_call
from promptlint.checks.money import MILLION
from promptlint.model import Call, ModelRef, PricedCall
from promptlint.record import record


def find(
    priced: PricedCall,
    context: RuleContext,
    *,
    kinds: tuple[str, ...],
    carriers: tuple[str, ...],
    limited: tuple[str, ...],
    min_cost: Decimal,
) -> Iterator[Hit]:
    """Hits where nothing that could hold a limit is passed and an answer may cost ``min_cost`` USD, once per SDK call.

    ``carriers`` are arguments that may hold it unseen; providers and SDKs of ``limited`` set one without it.
    """
    call = priced.call
    if call.via or call.kind not in kinds or call.has_output_limit or call.open_arguments:
        return
    if _carried(call, carriers) or {call.sdk, call.provider, *(ref.provider for ref in call.models)} & {*limited}:
        return
    answers = [_longest(ref, context) for ref in call.models]
    if answers and None not in answers:
        dearest = max((answer for answer in answers if answer), key=lambda answer: answer.cost)
        if dearest.cost >= min_cost:
            yield hit_at_call(priced, _facts(call, dearest))


def _carried(call: Call, carriers: tuple[str, ...]) -> bool:
    return any(name in carriers and value is None for name, value in call.arguments)


@record
class _Answer:
    """The longest answer that a model gives, and what it costs in USD."""

    model: str
    tokens: int
    cost: Decimal


def _longest(ref: ModelRef, context: RuleContext) -> _Answer | None:
    """None where nobody pays by the token, where no answer comes any more, and where it is not known."""
    match = context.match(ref)
    if match is None or match.info.max_output_tokens is None or context.status(match.info) == "retired":
        return None
    price = context.book.price(match.info, context.as_of)
    if price is None or not price.rates.output:
        return None
    tokens = match.info.max_output_tokens
    return _Answer(match.info.id, tokens, price.rates.output * tokens / MILLION)


def _facts(call: Call, answer: _Answer) -> dict[str, str | int]:
    return {"api": call.api, "model": answer.model, "max_output": answer.tokens, "worst": f"${answer.cost:.2f}"}


CHECK = Check(find, facts=("api", "model", "max_output", "worst"))
