"""What a request of known size costs at a model: tokens times rates, by tier and day, in exact ``Decimal``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from promptlint.model import Call, Hole, Price, TokenCount
from promptlint.prices.book import Book
from promptlint.prices.facts import ModelInfo
from promptlint.prices.terms import Terms

if TYPE_CHECKING:
    from promptlint.tokens.families import Tokenizer

Counted = tuple[TokenCount, tuple[TokenCount, ...]]
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


class _Counts:
    """Counts of the call looked at last: the alternatives of one call share an encoding more often than not."""

    call: Call | None = None
    by_tokenizer: ClassVar[dict[Tokenizer, Counted]] = {}


def counted(call: Call, model: str | None, provider: str | None) -> Counted:
    """Input tokens of the call as the model counts them, and of each message; counted once per encoding."""
    from promptlint.tokens.families import tokenizer_for
    from promptlint.tokens.requests import count_call

    if _Counts.call is not call:
        _Counts.call = call
        _Counts.by_tokenizer.clear()
    tokenizer = tokenizer_for(model, provider)
    if tokenizer not in _Counts.by_tokenizer:
        _Counts.by_tokenizer[tokenizer] = count_call(call, tokenizer)
    return _Counts.by_tokenizer[tokenizer]


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
    high = count.high
    if high is None and all_known and _only_holes_are_open(call):
        high = count.tokens + holes
    output, most = _output(call, info, terms)
    return Size(count.tokens + holes, count.low, high, output, most)


def _only_holes_are_open(call: Call) -> bool:
    """Whether nothing but the holes of known messages keeps the prompt from being known."""
    repeated = any(message.repeats for message in call.messages)
    return any(message.holes for message in call.messages) and not repeated and call.messages_unknown is None


def _output(call: Call, info: ModelInfo, terms: Terms) -> tuple[int, int | None]:
    """Output tokens of the estimate, and the most there can be (None where neither the call nor the model says)."""
    if info.kind in WITHOUT_OUTPUT or call.kind in WITHOUT_OUTPUT:
        return 0, 0
    most = info.max_output_tokens
    wanted = terms.assumed_output_tokens if call.max_output_tokens is None else call.max_output_tokens
    expected = min(wanted, most) if most else wanted
    return expected, most if call.max_output_tokens is None else expected


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
