"""Requests that do not fit the model's context window, or hardly do."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from promptlint.checks.check import Check, Hit, RuleContext, hit_at_call
from promptlint.checks.decided import decided_here
from promptlint.model import PricedCall

if TYPE_CHECKING:
    from promptlint.prices.facts import ModelInfo


def find(priced: PricedCall, context: RuleContext, *, from_share: Decimal, below_share: Decimal) -> Iterator[Hit]:
    """Hits where the known tokens take from ``from_share`` to below ``below_share`` of the window (0: no upper end)."""
    if priced.cost.input is None:
        return
    for ref in priced.call.models:
        match = context.match(ref)
        if match is None or match.info.provider != priced.cost.provider:
            continue
        need, window, limit = _need(priced, match.info)
        share = Decimal(need) / window if window else Decimal(0)
        if share > from_share and (not below_share or share <= below_share):
            if decided_here(priced.call, context):
                yield hit_at_call(priced, {"model": match.info.id, "limit": limit, **_facts(priced, need, window)})
            return


def _need(priced: PricedCall, info: ModelInfo) -> tuple[int, int, str]:
    """The tokens that are certainly needed, the limit they run against and its name: the tighter of two limits."""
    count = priced.cost.input
    assert count is not None
    output = priced.call.max_output_tokens or 0
    window, most = info.context_window, info.max_input_tokens
    known = [(count.low + output, window, "context window")] if window else []
    known += [(count.low, most, "input limit")] if most else []
    return max(known, key=lambda one: Decimal(one[0]) / one[1], default=(count.low, 0, ""))


def _facts(priced: PricedCall, need: int, window: int) -> dict[str, str | int]:
    count = priced.cost.input
    assert count is not None
    return {
        "tokens": need,
        "window": window,
        "share": f"{need * 100 // window} %",
        "bound": "" if count.kind == "exact" else "at least ",
        "input": count.low,
        "output": need - count.low or "",
        "over": max(need - window, 0),
        "left": max(window - need, 0),
    }


CHECK = Check(find, facts=("model", "limit", "tokens", "window", "share", "bound", "input", "output", "over", "left"))
