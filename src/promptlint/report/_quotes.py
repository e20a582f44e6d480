"""Models side by side: the cells of a row for people, and the same and more for programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from promptlint.model import Price
from promptlint.record import asdict
from promptlint.report._money import Spoken, estimated, plain
from promptlint.report._table import UNKNOWN
from promptlint.report.json import price_of

if TYPE_CHECKING:
    from promptlint.prices.facts import ModelInfo, PriceList
    from promptlint.prices.quotes import Quote

NONE = "-"


def rate(prices: tuple[Price, ...], field: str) -> str:
    """USD per million tokens; a range where the sources name different prices, ``-`` where none is asked."""
    amounts = sorted({amount for price in prices if (amount := getattr(price.rates, field)) is not None})
    if not amounts:
        return NONE
    ends = [plain(amount) or "" for amount in (amounts[0], amounts[-1])]
    return ends[0] if len(amounts) == 1 else "–".join(ends)


def cost(quote: Quote, said: Spoken) -> str:
    """What a thousand such requests cost."""
    return UNKNOWN if quote.charge is None else estimated(quote.charge.estimate, quote.charge.disputed, said)


def size(tokens: int | None) -> str:
    """``128,000``, or that it is not known."""
    return UNKNOWN if tokens is None else f"{tokens:,}"


def life(quote: Quote) -> str:
    """Where the model stands, with the day of its end and what its maker puts in its place."""
    info = quote.info
    instead = f", then {info.replacement}" if info.replacement else ""
    if info.hosting != "api":
        return info.hosting
    if quote.state == "retired":
        last = ", last price" if quote.prices else ""
        return f"retired {info.retires_on or info.retired_on}{last}{instead.replace('then', 'now')}"
    if quote.state == "retiring":
        return f"until {info.retires_on}{instead}" if info.retires_on else f"deprecated{instead}"
    return "on sale" if quote.state == "current" else UNKNOWN


def source(quote: Quote) -> str:
    """Who says the price, and of which day."""
    if not quote.prices:
        return quote.note or NONE
    return f"{quote.prices[0].source}, {quote.prices[0].as_of}"


def facts(quote: Quote) -> dict[str, Any]:
    """Everything about a model and the price of the request there, as JSON has it."""
    info = quote.info
    return {
        "id": info.id,
        "provider": info.provider,
        "kind": info.kind,
        "hosting": info.hosting,
        "status": quote.state,
        "released_on": _day(info.released_on),
        "deprecated_on": _day(info.deprecated_on),
        "retires_on": _day(info.retires_on),
        "retired_on": _day(info.retired_on),
        "replacement": info.replacement,
        "life_source": info.life_source,
        "context_window": info.context_window,
        "max_input_tokens": info.max_input_tokens,
        "max_output_tokens": info.max_output_tokens,
        "cache_minimum": info.cache_minimum,
        "capabilities": sorted(info.capabilities),
        "lacks": sorted(info.lacks),
        "tokenizer": _tokenizer(info),
        "tokens": _tokens(quote),
        "price": price_of(quote.prices[0] if quote.prices else None),
        "other_prices": [price_of(price) for price in quote.prices[1:]],
        "price_lists": [_list(one) for one in info.prices],
        "cost": _cost(quote),
        "why_not": quote.why_not,
        "note": quote.note,
    }


def _tokenizer(info: ModelInfo) -> dict[str, Any]:
    from promptlint.tokens.families import tokenizer_for

    tokenizer = tokenizer_for(info.id, info.provider)
    return {"encoding": tokenizer.encoding, "exact": tokenizer.exact, "note": tokenizer.note}


def _tokens(quote: Quote) -> dict[str, Any]:
    count = quote.count
    return {
        "input": quote.size.input,
        "input_is": count.kind if count else None,
        "input_low": count.low if count else None,
        "input_high": count.high if count else None,
        "band_percent": count.band if count else None,
        "output": quote.size.output,
    }


def _cost(quote: Quote) -> dict[str, Any]:
    charge = quote.charge
    return {
        "currency": "USD",
        "low": plain(charge.low) if charge else None,
        "high": plain(charge.high) if charge else None,
        "estimate": plain(charge.estimate) if charge else None,
        "per_1k_calls": plain(charge.estimate * 1000) if charge else None,
    }


def _list(listed: PriceList) -> dict[str, Any]:
    return {
        "source": listed.source,
        "url": listed.url,
        "as_of": _day(listed.as_of),
        "since": _day(listed.since),
        "tiers": [
            {"variant": tier.variant, "above": tier.above}
            | {name: _plain(value) for name, value in asdict(tier.rates).items()}
            for tier in listed.tiers
        ],
        "units": {name: plain(amount) for name, amount in listed.units},
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return _day(value) if isinstance(value, date) else value


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
