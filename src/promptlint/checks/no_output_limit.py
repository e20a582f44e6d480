"""Requests for text that set no limit on the answer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from promptlint.checks.check import Check, Hit, RuleContext, hit_at_call
from promptlint.checks.money import MILLION
from promptlint.model import Call, ModelRef, PricedCall

if TYPE_CHECKING:
    from promptlint.prices.facts import ModelInfo


def find(
    priced: PricedCall,
    context: RuleContext,
    *,
    kinds: tuple[str, ...],
    carriers: tuple[str, ...],
    limited: tuple[str, ...],
) -> Iterator[Hit]:
    """Hits where nothing that could hold a limit is passed and the answer is paid by the token, once per SDK call.

    ``carriers`` are arguments that may hold it unseen; providers and SDKs of ``limited`` set one without it.
    """
    call = priced.call
    if call.via or call.kind not in kinds or call.has_output_limit or call.open_arguments:
        return
    if _carried(call, carriers) or {call.sdk, call.provider, *(ref.provider for ref in call.models)} & {*limited}:
        return
    paid = [info for ref in call.models if (info := _paid(ref, context)) is not None]
    if paid and len(paid) == len(call.models):
        yield hit_at_call(priced, _facts(call, paid, context))


def _carried(call: Call, carriers: tuple[str, ...]) -> bool:
    return any(name in carriers and value is None for name, value in call.arguments)


def _paid(ref: ModelRef, context: RuleContext) -> ModelInfo | None:
    """The model where its answers have a price today; None where nobody pays, or nobody knows."""
    match = context.match(ref)
    if match is None or context.status(match.info) == "retired" or not _output_price(match.info, context):
        return None
    return match.info


def _output_price(info: ModelInfo, context: RuleContext) -> Decimal:
    """USD per million tokens of output; 0 where none is known."""
    price = context.book.price(info, context.as_of)
    return price.output if price is not None and price.output is not None else Decimal(0)


def _facts(call: Call, paid: list[ModelInfo], context: RuleContext) -> dict[str, str | int]:
    """The dearest answer that one of the models may give."""
    facts: dict[str, str | int] = {"api": call.api}
    dearest = max(paid, key=lambda info: _most(info, context))
    if dearest.max_output_tokens is None:
        return facts
    return facts | {
        "model": dearest.id,
        "max_output": dearest.max_output_tokens,
        "worst": f"${_most(dearest, context) / MILLION:.2f}",
    }


def _most(info: ModelInfo, context: RuleContext) -> Decimal:
    return _output_price(info, context) * (info.max_output_tokens or 0)


CHECK = Check(find, facts=("api", "model", "max_output", "worst"))
