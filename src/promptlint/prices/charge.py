"""What a request of known size costs at a model: tokens times rates, by tier and day, in exact ``Decimal``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from promptlint.model import NOTHING_EXPECTED, Call, Expected, Hole, Image, Price, TokenCount
from promptlint.prices.book import Book, alike
from promptlint.prices.facts import ModelInfo
from promptlint.prices.shares import ZERO, Shares, on_shares, percent_for, shares_of
from promptlint.prices.terms import Terms
from promptlint.record import record, replace

if TYPE_CHECKING:
    from promptlint.tokens.families import Tokenizer

Counted = tuple[TokenCount, tuple[TokenCount, ...]]
WITHOUT_OUTPUT = frozenset({"embedding", "moderation", "rerank"})
TIERS = frozenset({"batch", "flex", "priority"})
NO_SHARES = Shares()
SLICE = re.compile(r"\[[^\[\]]*:[^\[\]]*\]$")
WORD = re.compile(r"[^\W\d]\w*")


@record
class Size:
    """Tokens of one request. ``input``/``output`` are the estimate, low and high bracket it (high None: unbounded).

    ``input_basis`` and ``output_basis`` are those of ``Cost``; ``expected`` is what is expected of the call.
    """

    input: int
    input_low: int
    input_high: int | None
    output: int
    output_high: int | None
    input_basis: str = "counted"
    output_basis: str = "limit"
    expected: Expected = NOTHING_EXPECTED


class _Counts:
    """Counts of the call looked at last: the alternatives of one call share an encoding more often than not."""

    call: Call | None = None
    by_tokenizer: ClassVar[dict[Tokenizer, Counted]] = {}


def counted(call: Call, model: str | None, provider: str | None, listed: bool = True) -> Counted:
    """Input tokens of the call as the model counts them, and of each message; counted once per encoding.

    How a model counts whose name is not ``listed`` in the book is an assumption.
    """
    from promptlint.tokens.families import assumed, tokenizer_for
    from promptlint.tokens.requests import count_call

    if _Counts.call is not call:
        _Counts.call = call
        _Counts.by_tokenizer.clear()
    tokenizer = tokenizer_for(model, provider) if listed else assumed(tokenizer_for(model, provider))
    if tokenizer not in _Counts.by_tokenizer:
        _Counts.by_tokenizer[tokenizer] = count_call(call, tokenizer)
    return _Counts.by_tokenizer[tokenizer]


def declared_holes(call: Call, terms: Terms) -> tuple[int, bool]:
    """Tokens that the user expects in the call's holes, and whether every hole has such a number.

    Of messages that are alternatives the one with the most counts, as it does for known text.
    """
    expected = expected_of(call, terms)
    sizes = {**dict(terms.hole_tokens), **dict(expected.holes)}
    rest = int(expected.hole_tokens.value) if expected.hole_tokens else 0
    total, whole = 0, True
    choices: dict[int, int] = {}
    for message in call.messages:
        known = [hole_size(hole, sizes) for hole in message.holes]
        tokens = sum(rest if size is None else size for size in known)
        whole = whole and None not in known
        if message.choice is None:
            total += tokens
        else:
            choices[message.choice] = max(tokens, choices.get(message.choice, 0))
    return total + sum(choices.values()), whole


def hole_size(hole: Hole, sizes: Mapping[str, int]) -> int | None:
    """The tokens said for a hole by its expression, by the expression without a slice, or by its last name."""
    written = " ".join(hole.expr.split())
    plain = SLICE.sub("", written)
    names = WORD.findall(plain)
    return next((sizes[name] for name in (written, plain, *names[-1:]) if name in sizes), None)


def expected_of(call: Call, terms: Terms) -> Expected:
    """What the user expects of the call; nothing where nobody has said."""
    return terms.expected.get(call.id, NOTHING_EXPECTED)


def size_of(call: Call, info: ModelInfo, count: TokenCount, terms: Terms) -> Size:
    """The request's size at this model; limits above what the model can write count as what it can write."""
    output, most, output_basis = _output(call, info, terms)
    expected = expected_of(call, terms)
    said = expected.input_tokens
    if said is not None:
        tokens = max(1, int(said.value) + count.tokens - _own_tokens(call, terms))
        return Size(tokens, min(count.low, tokens), count.high, output, most, said.basis, output_basis, expected)
    holes, all_known = declared_holes(call, terms)
    images = _more_images(call, info, terms)
    high = count.high
    if high is None and all_known and not images and _only_holes_are_open(call):
        high = count.tokens + holes
    basis = _input_basis(call, count, terms, high is not None, bool(images))
    return Size(count.tokens + holes + images, count.low, high, output, most, basis, output_basis, expected)


def _own_tokens(call: Call, terms: Terms) -> int:
    """The tokens of the known text as the call's own model counts them, which the user's number contains."""
    ref = call.models[0]
    model = dict(terms.deployments).get(ref.id, ref.id)
    return counted(call, model, ref.provider)[0].tokens


def _input_basis(call: Call, count: TokenCount, terms: Terms, bounded: bool, images: bool) -> str:
    if count.high is not None and not images:
        return "counted"
    if bounded:
        return "declared"
    filled = expected_of(call, terms).hole_tokens is not None and _only_holes_are_open(call)
    return "assumed" if filled else "part"


def _more_images(call: Call, info: ModelInfo, terms: Terms) -> int:
    """Tokens of the images that the user expects beyond those in the code, each taken as 1024 x 1024 pixels."""
    said = expected_of(call, terms).images
    more = int(said.value) - len(call.images) if said else 0
    if more <= 0 or not call.models:
        return 0
    from promptlint.tokens.families import tokenizer_for
    from promptlint.tokens.images import count_image

    image = Image(1024, 1024, None, call.models[0].origin)
    return more * count_image(image, tokenizer_for(info.id, info.provider).images).tokens


def _only_holes_are_open(call: Call) -> bool:
    """Whether nothing but the holes of known messages keeps the prompt from being known."""
    repeated = any(message.repeats for message in call.messages)
    added = call.kind == "agent" or any(not image.width for image in call.images)
    return any(m.holes for m in call.messages) and not repeated and not added and call.messages_unknown is None


def _output(call: Call, info: ModelInfo, terms: Terms) -> tuple[int, int | None, str]:
    """Output tokens of the estimate, the most there can be (None where neither the call nor the model says), and what
    the estimate rests on."""
    if info.kind in WITHOUT_OUTPUT or call.kind in WITHOUT_OUTPUT:
        return 0, 0, "none"
    limit, most = call.max_output_tokens, info.max_output_tokens
    expected = expected_of(call, terms)
    said = expected.output_tokens or (expected.answer_tokens if limit is None else None)
    if said is not None:
        wanted, basis = int(said.value), said.basis
    else:
        wanted, basis = (terms.assumed_output_tokens, "assumed") if limit is None else (limit, "limit")
    bounds = [bound for bound in (limit, most) if bound]
    return min([wanted, *bounds]), min(bounds, default=None) if limit is not None or most else None, basis


def variant_of(call: Call) -> str:
    """The service tier that the call asks for by a literal, "" for the standard one."""
    tier = dict(call.arguments).get("service_tier")
    return tier if isinstance(tier, str) and tier in TIERS else ""


@record
class Charge:
    """USD for one request at one model. ``shares`` are those of the user's terms that the model has prices for.

    ``others`` are the prices that other sources name, and ``disputed`` the estimate at the lowest and the highest.
    """

    price: Price
    low: Decimal
    high: Decimal | None
    estimate: Decimal
    shares: Shares = NO_SHARES
    others: tuple[Price, ...] = ()
    disputed: tuple[Decimal, Decimal] | None = None


def charged(book: Book, info: ModelInfo, size: Size, terms: Terms, variant: str = "") -> Charge | None:
    """Low, high and estimate in USD with the price of the estimate, on the user's terms; None without a price."""
    price = book.price(info, terms.as_of, size.input, variant) or book.price(info, terms.as_of, size.input)
    if price is None:
        return None
    batch = None if variant else book.price(info, terms.as_of, size.input, "batch")
    shares = _billed(price, batch, shares_of(info, terms, size.expected))
    low = min(on_shares(p, batch, size.input_low, 0, shares) for p in _all(book, info, size.input_low, terms, variant))
    high = None
    if size.input_high is not None and size.output_high is not None:
        dear = _all(book, info, size.input_high, terms, variant)
        high = max(on_shares(p, batch, size.input_high, size.output_high, shares) for p in dear)
    factor = 1 - percent_for(info, terms.discounts)[1] / 100
    estimate = on_shares(price, batch, size.input, size.output, shares) * factor
    low = min(low * factor, estimate)
    high = None if high is None else max(high * factor, estimate)
    others = tuple(p for p in _all(book, info, size.input, terms, variant) if not alike(p, price))
    said = [estimate, *(on_shares(p, batch, size.input, size.output, shares) * factor for p in others)]
    return Charge(price, low, high, estimate, shares, others, (min(said), max(said)) if others else None)


def _billed(price: Price, batch: Price | None, shares: Shares) -> Shares:
    """The shares without those that the model asks no price of its own for."""
    return replace(
        shares,
        cached=shares.cached if price.rates.cached_input is not None else ZERO,
        written=shares.written if price.rates.cache_write is not None else ZERO,
        written_1h=shares.written_1h if price.rates.cache_write_1h is not None else ZERO,
        batched=shares.batched if batch is not None else ZERO,
    )


def _all(book: Book, info: ModelInfo, tokens: int, terms: Terms, variant: str) -> Sequence[Price]:
    return book.prices(info, terms.as_of, tokens, variant) or book.prices(info, terms.as_of, tokens)
