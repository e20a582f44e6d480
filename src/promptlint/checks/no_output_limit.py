"""Requests for text that set no limit on the answer."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.check import Check, Hit, RuleContext, hit_at_call
from promptlint.model import Call, PricedCall


def find(
    priced: PricedCall,
    context: RuleContext,
    *,
    kinds: tuple[str, ...],
    carriers: tuple[str, ...],
    limited: tuple[str, ...],
) -> Iterator[Hit]:
    """Hits where nothing that could hold a limit is passed, once per SDK call.

    ``carriers`` are arguments that may hold it unseen; at the providers of ``limited`` there is a limit without it.
    """
    call = priced.call
    if call.via or call.kind not in kinds or call.has_output_limit or call.open_arguments:
        return
    if _carried(call, carriers) or _elsewhere(call, context, limited):
        return
    yield hit_at_call(priced, _facts(priced, context))


def _elsewhere(call: Call, context: RuleContext, limited: tuple[str, ...]) -> bool:
    """Whether a provider sets the limit, or nobody pays by the token."""
    if {call.provider, *(ref.provider for ref in call.models)} & {*limited}:
        return True
    matches = [context.match(ref) for ref in call.models]
    return any(match and match.info.hosting in ("self-hosted", "on-device") for match in matches)


def _carried(call: Call, carriers: tuple[str, ...]) -> bool:
    return any(name in carriers and value is None for name, value in call.arguments)


def _facts(priced: PricedCall, context: RuleContext) -> dict[str, str | int]:
    cost = priced.cost
    facts: dict[str, str | int] = {"api": priced.call.api}
    match = context.match(priced.call.models[0]) if len(priced.call.models) == 1 else None
    if match is None or match.info.max_output_tokens is None:
        return facts
    facts |= {"model": match.info.id, "max_output": match.info.max_output_tokens}
    if cost.price is not None and cost.price.output is not None:
        most = cost.price.output * match.info.max_output_tokens / 1_000_000
        facts["worst"] = f"${most:.2f}"
    return facts


CHECK = Check(find, facts=("api", "model", "max_output", "worst"))
