"""The same model for less: batch, flex and cached prefixes, with what must hold and when it pays."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from promptlint.model import Alternative, Call, Cost, Static
from promptlint.prices.book import Book
from promptlint.prices.charge import Charge, charged, counted, discount_of, size_of, usd, variant_of
from promptlint.prices.facts import ModelInfo, Rates
from promptlint.prices.terms import Terms

TERMS_OF = {
    "batch": "answers come within 24 hours, through the batch interface",
    "flex": "answers are slower and may be refused when capacity is short",
}
LEAST_CACHED = 1024
"""Tokens; the smallest prefix OpenAI and most others cache, where the book has no number of the model's own."""
# https://developers.openai.com/api/docs/guides/prompt-caching


def options(call: Call, cost: Cost, book: Book, terms: Terms) -> tuple[Alternative, ...]:
    """Ways to ask the same model for less, the largest saving first; empty where none has a price."""
    if cost.estimate is None or cost.model is None or cost.provider is None:
        return ()
    match = book.lookup(cost.model, cost.provider)
    if match is None:
        return ()
    found = [*_tiers(call, cost, match.info, book, terms), *_caching(call, cost, match.info, book, terms)]
    return tuple(sorted(found, key=lambda option: -option.saving))


def _tiers(call: Call, cost: Cost, info: ModelInfo, book: Book, terms: Terms) -> Iterator[Alternative]:
    if variant_of(call) or cost.estimate is None:
        return
    size = size_of(call, info, counted(call, info.id, info.provider)[0], terms)
    for variant, condition in TERMS_OF.items():
        if book.price(info, terms.as_of, size.input, variant) is None:
            continue
        charge = charged(book, info, size, terms, variant)
        if charge is not None and charge.estimate < cost.estimate:
            yield _option(cost, info, charge.estimate, f"{variant}: {_rates_of(charge)}; {condition}")


def _rates_of(charge: Charge) -> str:
    price = charge.price
    return f"${price.input.normalize():f} in / ${(price.output or Decimal(0)).normalize():f} out per million tokens"


def _caching(call: Call, cost: Cost, info: ModelInfo, book: Book, terms: Terms) -> Iterator[Alternative]:
    """Reading the static prefix from the cache, where it is long enough for the model to keep."""
    price = book.price(info, terms.as_of, cost.input_tokens)
    prefix = static_prefix(call, cost)
    least = info.cache_minimum or LEAST_CACHED
    if (
        price is None
        or price.cached_input is None
        or cost.estimate is None
        or prefix < least
        or terms.cache_hit_percent
    ):
        return
    factor = 1 - discount_of(info, terms)[1] / 100
    saving = (usd(price, prefix, 0) - usd(price, prefix, 0, prefix)) * factor
    if saving <= 0 or saving >= cost.estimate:
        return
    parts = [f"prompt caching: the first {prefix} tokens never change (at least {least} are needed)"]
    parts.append(f"read at ${price.cached_input.normalize():f} instead of ${price.input.normalize():f}")
    rates = _write_rates(info)
    if rates is not None and rates.cache_write is not None and rates.cached_input is not None:
        calls = (rates.cache_write - rates.cached_input) / (rates.input - rates.cached_input)
        often = int(calls.to_integral_value(ROUND_CEILING))
        parts.append(
            f"written at ${rates.cache_write.normalize():f}, so it pays from {max(2, often)} calls in 5 minutes"
        )
    yield _option(cost, info, cost.estimate - saving, "; ".join(parts))


def _write_rates(info: ModelInfo) -> Rates | None:
    """The standard rates of the first source that names a price for writing the cache."""
    tiers = (tier for listed in info.prices for tier in listed.tiers if not tier.variant and not tier.above)
    return next((tier.rates for tier in tiers if tier.rates.cache_write is not None), None)


def static_prefix(call: Call, cost: Cost) -> int:
    """Tokens at the start of the request that are the same in every call: whole messages up to the first hole."""
    total = 0
    for message, count in zip(call.messages, cost.message_tokens, strict=False):
        if message.choice is not None or message.repeats:
            return total
        if not message.complete:
            return total + _leading(message.parts, cost)
        total += count.tokens
    return total


def _leading(parts: tuple[object, ...], cost: Cost) -> int:
    from promptlint.tokens.families import count_model_text, tokenizer_for

    text = parts[0].text if parts and isinstance(parts[0], Static) else ""
    return count_model_text(text, tokenizer_for(cost.model, cost.provider)).low if text else 0


def _option(cost: Cost, info: ModelInfo, estimate: Decimal, reason: str) -> Alternative:
    assert cost.estimate is not None
    saving = cost.estimate - estimate
    return Alternative(info.id, info.provider, estimate, saving, int(saving * 100 / cost.estimate), reason)
