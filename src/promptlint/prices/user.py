"""The user's own prices, laid over the book."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from promptlint.record import record


@record
class UserPrice:
    """A price the user pays, USD per million tokens; ``provider`` and ``model`` as the book or the code names them."""

    provider: str
    model: str
    input: Decimal
    output: Decimal | None = None
    cached_input: Decimal | None = None
    cache_write: Decimal | None = None
    context_window: int | None = None
    max_output_tokens: int | None = None


def user_records(prices: Iterable[UserPrice]) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The user's prices in the vocabulary of the book, by host and model."""
    out: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for price in prices:
        amounts = (price.input, price.output, price.cached_input, price.cache_write)
        line = "/".join("" if amount is None else f"{amount:f}" for amount in amounts).rstrip("/")
        said: dict[str, Any] = {"p": [["", {"": line}]]}
        if price.context_window:
            said["c"] = price.context_window
        if price.max_output_tokens:
            said["o"] = price.max_output_tokens
        out.setdefault(price.provider.lower(), {})[price.model.lower()] = [said]
    return out
