"""The user's terms in words, so that every figure says what it takes for granted."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from promptlint.config import Commitment
from promptlint.model import Currency, Rates
from promptlint.prices.charge import Charge
from promptlint.prices.expected import PRESETS
from promptlint.prices.facts import ModelInfo
from promptlint.prices.shares import percent_for
from promptlint.prices.terms import Terms


def applied(info: ModelInfo, charge: Charge, terms: Terms) -> tuple[str, ...]:
    """The terms that changed the price of a request at the model."""
    whom, percent = percent_for(info, terms.discounts)
    off = (f"your {number(percent)} % discount for {whom or 'all'}",) if percent else ()
    shares = charge.shares
    names = {
        "cached": "cache hit rate",
        "written": "cache write rate",
        "written_1h": "cache write rate for an hour",
        "batched": "batch share",
    }
    said = ((getattr(shares, field), field, name) for field, name in names.items())
    return off + tuple(
        f"your {'measured ' if field in shares.measured else ''}{name} of {number(value)} %"
        for value, field, name in said
        if value
    )


def commitment_sentences(commitments: Iterable[Commitment]) -> tuple[str, ...]:
    """What each commitment gives, and that it is due whatever is used: no figure holds the difference."""
    return tuple(
        f"your promise of ${one.monthly:,f} a month to {one.provider} gives {number(one.percent)} % off; "
        "what you do not use of it is in no figure"
        for one in commitments
    )


def sentences(of_calls: Iterable[tuple[str, ...]], tax: Decimal, currency: Currency | None) -> tuple[str, ...]:
    """One sentence for each term that is in a figure; ``of_calls`` holds the terms of each priced call."""
    numbers: dict[str, int] = {}
    for terms in of_calls:
        for words in terms:
            numbers[words] = numbers.get(words, 0) + 1
    said = [f"with {words} ({count} {'call' if count == 1 else 'calls'})" for words, count in numbers.items()]
    if tax:
        said.append(f"prices are without tax; sums that say so have your {number(tax)} % on top")
    if currency is not None:
        rate = f"{number(currency.rate)} {currency.code} for 1 USD"
        said.append(f"shown in {currency.code} at your rate of {currency.date.isoformat()}: {rate}")
    return tuple(said)


def preset_sentence(name: str) -> str:
    """What a preset puts in the place of numbers that nobody has said."""
    preset = PRESETS[name]
    return (
        f"with the preset {name} where no number is known: {preset.calls:,f} calls a month, "
        f"{preset.hole_tokens:,f} tokens for each hole, {preset.output_tokens:,f} tokens for an answer without a limit"
    )


def rates_in_words(rates: Rates) -> str:
    """``$2.5 in / $10 out per million tokens``."""
    out = "" if rates.output is None else f" / ${number(rates.output)} out"
    return f"${number(rates.input)} in{out} per million tokens"


def number(value: Decimal) -> str:
    """``20``, ``7.5``: no exponent, no trailing zeros."""
    return f"{value.normalize():f}"
