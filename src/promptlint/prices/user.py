"""The user's own prices, laid over the book."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from promptlint.config import PriceOverride
from promptlint.model import Rates

Statement = dict[str, Any]


def user_records(prices: Iterable[PriceOverride]) -> dict[str, dict[str, list[Statement]]]:
    """The user's prices in the vocabulary of the book, by host and model; those of every model under ""."""
    out: dict[str, dict[str, list[Statement]]] = {}
    for price in prices:
        said: Statement = {"p": [["", {_column(tier.variant, tier.above): _line(tier.rates) for tier in price.tiers}]]}
        if price.context_window:
            said["c"] = price.context_window
        if price.max_output_tokens:
            said["o"] = price.max_output_tokens
        out.setdefault((price.provider or "").lower(), {})[price.model.lower()] = [said]
    return out


def _column(variant: str, above: int) -> str:
    return f"{variant}>{above}" if above else variant


def _line(rates: Rates) -> str:
    amounts = (rates.input, rates.output, rates.cached_input, rates.cache_write, rates.cache_write_1h)
    return "/".join("" if amount is None else f"{amount:f}" for amount in amounts).rstrip("/")
