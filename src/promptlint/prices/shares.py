"""How requests are billed on the user's terms: which percent of them in batches, how much of their input cached."""

from __future__ import annotations

from decimal import Decimal

from promptlint.config import Percents
from promptlint.model import NOTHING_EXPECTED, Expected, Figure, Price
from promptlint.prices.facts import ModelInfo
from promptlint.prices.terms import Terms
from promptlint.record import record

ZERO = Decimal(0)


@record
class Shares:
    """Percent of the input tokens that are read from the cache and written to it, and of the requests in batches.

    ``measured`` names those that the user's traffic says, by their field.
    """

    cached: Decimal = ZERO
    written: Decimal = ZERO
    written_1h: Decimal = ZERO
    batched: Decimal = ZERO
    measured: tuple[str, ...] = ()


def shares_of(info: ModelInfo, terms: Terms, expected: Expected = NOTHING_EXPECTED) -> Shares:
    """What holds for a model: what is said of the call itself, else of the model, its provider, or of everything."""
    said = {
        "cached": (expected.cache_hit_rate, terms.cache_hits),
        "written": (expected.cache_write_rate, terms.cache_writes),
        "written_1h": (expected.cache_write_1h_rate, terms.cache_writes_1h),
        "batched": (expected.batch_share, terms.batch_shares),
    }
    measured = tuple(name for name, (figure, _) in said.items() if figure and figure.basis == "measured")
    return Shares(**{name: _own(figure, info, pairs) for name, (figure, pairs) in said.items()}, measured=measured)


def _own(figure: Figure | None, info: ModelInfo, percents: Percents) -> Decimal:
    return percent_for(info, percents)[1] if figure is None else figure.value


def percent_for(info: ModelInfo, percents: Percents) -> tuple[str, Decimal]:
    """Whom the number is said of and the number: the model's own, its provider's, that of all; 0 where none is."""
    said = dict(percents)
    for whom in (f"{info.provider}/{info.id}", info.provider, ""):
        if whom in said:
            return whom, said[whom]
    return info.provider, ZERO


def usd(
    price: Price, input_tokens: int, output_tokens: int, cached: int = 0, written: int = 0, written_1h: int = 0
) -> Decimal:
    """USD for one request: input, what of it is read from the cache and written to it, and output, per million.

    Where a rate for reading or writing the cache is not asked, these tokens cost what other input costs.
    """
    rates = price.rates
    amount, left = output_tokens * (rates.output or ZERO), input_tokens
    of_cache = ((cached, rates.cached_input), (written, rates.cache_write), (written_1h, rates.cache_write_1h))
    for tokens, rate in of_cache:
        if rate is not None:
            amount += min(tokens, left) * rate
            left -= min(tokens, left)
    return (amount + left * rates.input).scaleb(-6)


def on_shares(price: Price, batch: Price | None, input_tokens: int, output_tokens: int, shares: Shares) -> Decimal:
    """USD for a request of that size, part of its input cached and part of the requests in batches."""
    tokens = [int(input_tokens * percent / 100) for percent in (shares.cached, shares.written, shares.written_1h)]
    standard = usd(price, input_tokens, output_tokens, *tokens)
    if batch is None or not shares.batched:
        return standard
    share = shares.batched / 100
    return standard * (1 - share) + usd(batch, input_tokens, output_tokens, *tokens) * share
