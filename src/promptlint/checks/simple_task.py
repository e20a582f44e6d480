"""Models at a high price for tasks that any model does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from promptlint.checks.check import Check, Hit, RuleContext, hit_at_call
from promptlint.checks.decided import decided_here
from promptlint.checks.money import assumed_output, dollars, percent
from promptlint.model import Alternative, Call, Cost, PricedCall, Static

if TYPE_CHECKING:
    from promptlint.checks.task_features import Judgement

TASK_WORDS = {
    "classify": "classification",
    "extract": "extraction",
    "translate": "translation",
    "yes-no": "yes-or-no",
    "route": "routing",
    "rewrite": "short rewriting",
    "format": "formatting",
}


def find(
    priced: PricedCall,
    context: RuleContext,
    *,
    kinds: tuple[str, ...],
    max_input_tokens: int,
    max_cost_ratio: Decimal,
    min_saving_per_1000: Decimal,
) -> Iterator[Hit]:
    """Hits for requests judged simple that an alternative answers for a fraction (USD per 1 000 calls saved)."""
    call, cost = priced.call, priced.cost
    if call.kind not in kinds or len(call.models) != 1 or not _judgeable(call, cost, max_input_tokens):
        return
    judgement = _judge(call)
    if (
        not judgement.simple
        or not judgement.task
        or _retired(call, context)
        or not decided_here(call, context, instructions_only=True)
    ):
        return
    best = _best(call, cost, context, max_cost_ratio)
    if best and best.saving * 1000 >= min_saving_per_1000:
        yield hit_at_call(priced, _facts(cost, best, TASK_WORDS[judgement.task]), best.saving)


def _judgeable(call: Call, cost: Cost, max_input_tokens: int) -> bool:
    """Whether the whole instruction is in sight: short enough to be read so, and no images.

    With a system prompt in sight, messages that are not known are taken for the data it speaks about.
    """
    if call.images or cost.input is None or cost.input.low > max_input_tokens:
        return False
    known = [message for message in call.messages if message.static_text.strip()]
    return any(message.role == "system" for message in known) if call.messages_unknown else bool(known)


def _retired(call: Call, context: RuleContext) -> bool:
    match = context.match(call.models[0])
    return match is not None and context.status(match.info) == "retired"


def _best(call: Call, cost: Cost, context: RuleContext, max_ratio: Decimal) -> Alternative | None:
    """The cheapest alternative at a fraction of the cost, of the same provider if one is."""
    from promptlint.prices.alternatives import alternatives

    offers = alternatives(call, cost, context.book, context.terms, simple=True)
    good = [offer for offer in offers if cost.estimate and offer.estimate <= cost.estimate * max_ratio]
    return min(good, key=lambda offer: (offer.provider != cost.provider, offer.estimate), default=None)


def _judge(call: Call) -> Judgement:
    from promptlint.checks.task_features import Prompt, judge

    parts = (part for message in call.messages for part in message.parts if isinstance(part, Static))
    kinds = [tool.kind for tool in call.tools]
    text = "\n".join(part.text for part in parts)
    return judge(Prompt(text, kinds.count("tool"), call.max_output_tokens, "response-format" in kinds))


def _facts(cost: Cost, best: Alternative, task: str) -> dict[str, str | int]:
    assert cost.estimate is not None and cost.input is not None
    return {
        "model": cost.model or "",
        "article": "an" if task[0] in "aeiou" else "a",
        "task": task,
        "tokens": cost.input.low,
        "bound": "" if cost.input.kind == "exact" else "at least ",
        "alternative": best.model,
        "ratio": percent(best.estimate, cost.estimate),
        "saving": dollars(best.saving * 1000),
        "assumed": assumed_output(cost),
    }


CHECK = Check(find, facts=("model", "article", "task", "tokens", "bound", "alternative", "ratio", "saving", "assumed"))
