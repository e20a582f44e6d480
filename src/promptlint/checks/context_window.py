"""Requests that do not fit the model's context window, or hardly do."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from promptlint.checks.check import Check, Hit, RuleContext, hit_at_call
from promptlint.checks.decided import decided_here
from promptlint.model import PricedCall
from promptlint.prices.facts import ModelInfo


def find(priced: PricedCall, context: RuleContext, *, from_share: Decimal, below_share: Decimal) -> Iterator[Hit]:
    """Hits where the known tokens take from ``from_share`` to below ``below_share`` of the window (0: no upper end)."""
    if priced.cost.input is None or not decided_here(priced.call, context):
        return
    for ref in priced.call.models:
        match = context.match(ref)
        if match is None or match.info.provider != priced.cost.provider:
            continue
        need, window = _need(priced, match.info)
        share = Decimal(need) / window if window else Decimal(0)
        if share > from_share and (not below_share or share <= below_share):
            yield hit_at_call(priced, _facts(priced, match.info, need, window))
            return


def _need(priced: PricedCall, info: ModelInfo) -> tuple[int, int]:
    """The tokens that are certainly needed and the limit they run against, the tighter of the two limits."""
    count = priced.cost.input
    assert count is not None
    output = priced.call.max_output_tokens or 0
    limits = [(count.low + output, info.context_window), (count.low, info.max_input_tokens)]
    known = [(need, limit) for need, limit in limits if limit]
    return max(known, key=lambda pair: Decimal(pair[0]) / pair[1]) if known else (count.low, 0)


def _facts(priced: PricedCall, info: ModelInfo, need: int, window: int) -> dict[str, str | int]:
    count = priced.cost.input
    assert count is not None
    bound = "" if count.kind == "exact" else "at least"
    return {
        "model": info.id,
        "tokens": need,
        "window": window,
        "share": f"{need * 100 // window} %",
        "bound": bound,
        "input": count.low,
        "output": need - count.low or "",
        "over": max(need - window, 0),
        "left": max(window - need, 0),
    }


CHECK = Check(find, facts=("model", "tokens", "window", "share", "bound", "input", "output", "over", "left"))
