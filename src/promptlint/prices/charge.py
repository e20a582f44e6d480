"""What a request of known size costs at a model: tokens times rates, by tier and day, in exact ``Decimal``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from promptlint.model import Call, Hole, Price, TokenCount
from promptlint.prices.book import Book
from promptlint.prices.facts import ModelInfo
from promptlint.prices.terms import Terms

WITHOUT_OUTPUT = frozenset({"embedding", "moderation", "rerank"})
TIERS = frozenset({"batch", "flex", "priority"})
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Size:
    """Tokens of one request. ``input``/``output`` are the estimate, low and high bracket it (high None: unbounded)."""

    input: int
    input_low: int
    input_high: int | None
    output: int
    output_high: int | None


def usd(price: Price, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> Decimal:
    """USD for one request: uncached input, cached input and output at their rates per million."""
    cached = cached_tokens if price.cached_input is not None else 0
    amount = (input_tokens - cached) * price.input + cached * (price.cached_input or ZERO)
    return (amount + output_tokens * (price.output or ZERO)).scaleb(-6)


@lru_cache(maxsize=256)
def counted(call: Call, model: str | None, provider: str | None) -> tuple[TokenCount, tuple[TokenCount, ...]]:
    """Input tokens of the call as the model counts them, and of each message; counted once per encoding."""
    from promptlint.tokens.families import tokenizer_for

    return _counted(call, tokenizer_for(model, provider))


@lru_cache(maxsize=256)
def _counted(call: Call, tokenizer: object) -> tuple[TokenCount, tuple[TokenCount, ...]]:
    from promptlint.tokens.requests import count_call

    return count_call(call, tokenizer)  # type: ignore[arg-type]


def declared_holes(call: Call, terms: Terms) -> tuple[int, bool]:
    """Tokens that the user expects in the call's holes, and whether every hole has such a number."""
    sizes = dict(terms.hole_tokens)
    known = [_hole_size(hole, sizes) for message in call.messages for hole in message.holes]
    return sum(size or 0 for size in known), all(size is not None for size in known)


def _hole_size(hole: Hole, sizes: dict[str, int]) -> int | None:
    last = hole.expr.replace("]", "").replace("'", "").replace('"', "").replace("[", ".").rsplit(".", 1)[-1]
    return sizes.get(hole.expr, sizes.get(last))


def size_of(call: Call, info: ModelInfo, count: TokenCount, terms: Terms) -> Size:
    """The request's size at this model; limits above what the model can write count as what it can write."""
    holes, all_known = declared_holes(call, terms)
    bounded = count.high is not None and count.kind != "lower-bound"
    high = count.high if bounded else None
    if count.kind == "lower-bound" and all_known and any(message.holes for message in call.messages):
        high = (count.high or count.tokens) + holes
    most = info.max_output_tokens
    limit = call.max_output_tokens
    if info.kind in WITHOUT_OUTPUT or call.kind in WITHOUT_OUTPUT:
        return Size(count.tokens + holes, count.low, high, 0, 0)
    if limit is not None:
        limit = min(limit, most) if most else limit
        return Size(count.tokens + holes, count.low, high, limit, limit)
    expected = min(terms.assumed_output_tokens, most) if most else terms.assumed_output_tokens
    return Size(count.tokens + holes, count.low, high, expected, most)


def variant_of(call: Call) -> str:
    """The service tier that the call asks for by a literal, "" for the standard one."""
    tier = dict(call.arguments).get("service_tier")
    return tier if isinstance(tier, str) and tier in TIERS else ""


def charged(book: Book, info: ModelInfo, size: Size, terms: Terms, variant: str = "") -> Charge | None:
    """Low, high and estimate in USD with the price of the estimate; None without a price."""
    price = book.price(info, terms.as_of, size.input, variant) or book.price(info, terms.as_of, size.input)
    if price is None:
        return None
    low = min(usd(p, size.input_low, 0) for p in _all(book, info, size.input_low, terms, variant))
    high = None
    if size.input_high is not None and size.output_high is not None:
        dear = _all(book, info, size.input_high, terms, variant)
        high = max(usd(p, size.input_high, size.output_high) for p in dear)
    cached = int(size.input * terms.cache_hit_percent / 100)
    factor = 1 - _discount(info, terms) / 100
    estimate = usd(price, size.input, size.output, cached)
    return Charge(price, low * factor, None if high is None else high * factor, estimate * factor)


@dataclass(frozen=True, slots=True)
class Charge:
    """USD for one request at one model."""

    price: Price
    low: Decimal
    high: Decimal | None
    estimate: Decimal


def _all(book: Book, info: ModelInfo, tokens: int, terms: Terms, variant: str) -> Sequence[Price]:
    return book.prices(info, terms.as_of, tokens, variant) or book.prices(info, terms.as_of, tokens)


def _discount(info: ModelInfo, terms: Terms) -> Decimal:
    discounts = dict(terms.discounts)
    return discounts.get(f"{info.provider}/{info.id}", discounts.get(info.provider, ZERO))
