"""Fixed prompt texts that are long for what they are, by themselves or for their project."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from promptlint.checks.check import Check, Hit, RuleContext
from promptlint.checks.money import dollars, saved_input
from promptlint.checks.place import text_elsewhere, text_place
from promptlint.model import Message, Origin, PricedCall, Static, TokenCount
from promptlint.record import record


@record
class _Limits:
    max_tokens: int
    outlier_times: Decimal
    outlier_min_tokens: int
    outlier_min_prompts: int
    outlier_min_median: int


def find(
    priced: PricedCall,
    context: RuleContext,
    *,
    kinds: tuple[str, ...],
    max_tokens: int,
    outlier_times: Decimal,
    outlier_min_tokens: int,
    outlier_min_prompts: int,
    outlier_min_median: int = 0,
) -> Iterator[Hit]:
    """Hits for messages whose fixed text is over the limit, or an outlier among the project's; once per text.

    A module of the program that is read as a text is what the request works on, no prompt that anybody could shorten.
    """
    if priced.call.kind not in kinds:
        return
    limits = _Limits(max_tokens, outlier_times, outlier_min_tokens, outlier_min_prompts, outlier_min_median)
    for message, count in zip(priced.call.messages, priced.cost.message_tokens, strict=False):
        longest = max(_statics(message), key=lambda part: len(part.text), default=None)
        reason = _reason(count, limits, context) if longest else ""
        if longest and reason and not _is_program(longest.origin, context):
            path, span = text_place(longest.origin, priced.call, context)
            facts = {**_facts(priced, count, reason), "file": text_elsewhere(longest.origin, context)}
            yield Hit(path, span, priced.call.id, facts, once=(longest.origin.path, longest.origin.line))


def _is_program(origin: Origin, context: RuleContext) -> bool:
    source = context.sources.get(origin.path)
    return origin.how == "file" and source is not None and source.kind != "prompt"


def _facts(priced: PricedCall, count: TokenCount, reason: str) -> dict[str, str | int]:
    cost = saved_input(priced.cost, count.low)
    return {"tokens": count.low, "reason": reason, "cost": dollars(cost * 1000) if cost else ""}


def _reason(count: TokenCount, limits: _Limits, context: RuleContext) -> str:
    """Why the text counts as long; "" when it does not."""
    if count.low > limits.max_tokens:
        return f"over the limit of {limits.max_tokens:,}"
    if count.low < limits.outlier_min_tokens:
        return ""
    sizes = sorted(_sizes(context))
    median = sizes[len(sizes) // 2] if sizes else 0
    if len(sizes) < limits.outlier_min_prompts or median < limits.outlier_min_median:
        return ""
    if count.low < limits.outlier_times * median:
        return ""
    return f"{count.low // max(median, 1)} times the median prompt of this project"


def _sizes(context: RuleContext) -> list[int]:
    """The tokens of each fixed text of the project."""
    sizes: dict[tuple[str, int], int] = {}
    for priced in context.calls:
        for message, count in zip(priced.call.messages, priced.cost.message_tokens, strict=False):
            if message.static_text.strip():
                sizes[(message.origin.path, message.origin.line)] = count.low
    return list(sizes.values())


def _statics(message: Message) -> Iterator[Static]:
    return (part for part in message.parts if isinstance(part, Static))


CHECK = Check(find, facts=("tokens", "reason", "cost", "file"))
