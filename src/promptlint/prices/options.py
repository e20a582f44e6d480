"""The same model for less: batch, flex and cached prefixes, with what must hold and when it pays."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from promptlint.model import Call, Cost, Option, Price, Static
from promptlint.prices.applied import number, rates_in_words
from promptlint.prices.book import Book
from promptlint.prices.charge import charged, counted, size_of, variant_of
from promptlint.prices.facts import ModelInfo, status
from promptlint.prices.shares import Shares, percent_for, shares_of, usd
from promptlint.prices.terms import Terms

TIERS = {
    "batch": "the answer may come up to 24 hours later, through the provider's batch interface",
    "flex": "the answer may be slower and be refused while capacity is short; pass service_tier",
}
LEAST_CACHED = 1024
"""Tokens; the smallest prefix OpenAI and most others cache, where the book has no number of the model's own.

https://developers.openai.com/api/docs/guides/prompt-caching
"""
CACHING = {
    "anthropic": "mark the end of the prefix with cache_control; it is kept for 5 minutes after each use",
    "bedrock": "mark the end of the prefix with a cache point; it is kept for 5 minutes after each use",
    "google": "the provider caches by itself and promises no hit; ask for a cache of your own to be sure",
    "openai": "the provider caches by itself; requests with the same start must follow within some minutes",
}
"""What must hold beside the same prefix in every call, as the makers describe it.

https://platform.claude.com/docs/en/build-with-claude/prompt-caching, https://ai.google.dev/gemini-api/docs/caching,
https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html and OpenAI's page above.
"""
CACHED = frozenset({"cache_control", "cached_content"})
"""Arguments of a call that uses the cache already."""
OTHERS = "the provider must keep the prefix until the next call"


def options(call: Call, cost: Cost, book: Book, terms: Terms) -> tuple[Option, ...]:
    """Ways to ask the same model for less, the largest saving first; empty where none has a price."""
    if not cost.estimate or cost.model is None or cost.provider is None:
        return ()
    match = book.lookup(cost.model, cost.provider)
    if match is None or status(match.info, terms.as_of) == "retired":
        return ()
    said = shares_of(match.info, terms, cost.expected)
    found = [*_tiers(call, cost, match.info, book, terms, said), *_caching(call, cost, match.info, terms, said)]
    return tuple(sorted(found, key=lambda option: -option.saving))


def _tiers(call: Call, cost: Cost, info: ModelInfo, book: Book, terms: Terms, said: Shares) -> Iterator[Option]:
    if variant_of(call) or said.batched or cost.estimate is None:
        return
    size = size_of(call, info, counted(call, info.id, info.provider)[0], terms)
    for variant, condition in TIERS.items():
        if variant == "batch" and _answers_at_once(call):
            continue
        if book.price(info, terms.as_of, size.input, variant) is None:
            continue
        charge = charged(book, info, size, terms, variant)
        if charge is not None and charge.estimate < cost.estimate:
            saving = cost.estimate - charge.estimate
            yield Option(
                variant, charge.estimate, saving, _percent(saving, cost), rates_in_words(charge.price.rates), condition
            )


def _answers_at_once(call: Call) -> bool:
    """Whether the code needs the answer while it runs: an agent goes on from it, a stream is shown as it comes."""
    return call.kind == "agent" or bool(dict(call.arguments).get("stream")) or "stream" in call.api.rsplit(".", 1)[-1]


def _caching(call: Call, cost: Cost, info: ModelInfo, terms: Terms, said: Shares) -> Iterator[Option]:
    """Reading the static prefix from the cache, where it is long enough for the model to keep."""
    price = cost.price
    asked = {name for name, _ in call.arguments}
    least = info.cache_minimum or LEAST_CACHED
    if (
        price is None
        or price.rates.cached_input is None
        or cost.estimate is None
        or said.cached
        or said.written
        or said.written_1h
        or asked & CACHED
    ):
        return
    prefix = static_prefix(call, cost)
    saving = (usd(price, prefix, 0) - usd(price, prefix, 0, prefix)) * (1 - percent_for(info, terms.discounts)[1] / 100)
    if prefix < least or not 0 < saving < cost.estimate:
        return
    calls = _break_even(price, price.rates.cache_write)
    parts = [f"the first {prefix:,} tokens are the same in every call (at least {least:,} are needed)"]
    parts.append(
        f"read at {_money(price.rates.cached_input)} instead of {_money(price.rates.input)} per million tokens"
    )
    if price.rates.cache_write is not None:
        parts.append(f"written at {_money(price.rates.cache_write)}")
    parts.append(f"pays from {calls} calls in one lifetime of the cache")
    if price.rates.cache_write_1h is not None:
        hourly = _break_even(price, price.rates.cache_write_1h)
        parts.append(f"or from {hourly} in an hour, written at {_money(price.rates.cache_write_1h)}")
    yield Option(
        kind="prompt-caching",
        estimate=cost.estimate - saving,
        saving=saving,
        saving_percent=_percent(saving, cost),
        reason="; ".join(parts),
        must_hold=CACHING.get(info.provider, OTHERS),
        prefix_tokens=prefix,
        minimum_tokens=least,
        break_even_calls=calls,
    )


def _break_even(price: Price, write: Decimal | None) -> int:
    """The fewest calls, the writing one among them, that cost less than as many without a cache."""
    read = price.rates.cached_input or Decimal(0)
    calls = ((price.rates.input if write is None else write) - read) / (price.rates.input - read)
    return max(2, int(calls.to_integral_value(ROUND_CEILING)))


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


def _percent(saving: Decimal, cost: Cost) -> int:
    return int(saving * 100 / cost.estimate) if cost.estimate else 0


def _money(amount: Decimal) -> str:
    return f"${number(amount)}"
