"""Amounts and counts as text."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal

from promptlint.model import Currency

Spoken = Callable[[Decimal], str]
"""Turns an amount of USD into text for people, in the money they read."""


def plain(amount: Decimal | None) -> str | None:
    """An amount for machines: every digit, no exponent, no trailing zeros; None stays None."""
    if amount is None:
        return None
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def dollars(amount: Decimal) -> str:
    """USD for people: at least two decimals, and for small amounts as many as show three digits."""
    return f"${_digits(amount)}"


def spoken(currency: Currency | None) -> Spoken:
    """How amounts are shown: ``$1.25``, or in the user's currency at the user's rate ``EUR 1.08``."""
    if currency is None:
        return dollars
    return lambda amount: f"{currency.code} {_digits(amount * currency.rate)}"


def _digits(amount: Decimal) -> str:
    if amount == 0:
        return "0.00"
    places = max(2, 2 - amount.adjusted())
    exact = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    whole, _, fraction = format(exact, ",f").partition(".")
    return f"{whole}.{fraction[:2]}{fraction[2:].rstrip('0')}"


def per_thousand(amount: Decimal, said: Spoken = dollars) -> str:
    """What a thousand calls cost that cost ``amount`` USD each."""
    return said(amount * 1000)


def estimated(
    estimate: Decimal, disputed: tuple[Decimal, Decimal] | None, said: Spoken = dollars, only_ascii: bool = False
) -> str:
    """What a thousand calls cost; a range, ``$0.88–1.04``, where the sources name different prices."""
    if disputed is None:
        return per_thousand(estimate, said)
    low, high = (per_thousand(amount, said) for amount in disputed)
    unit = high.rstrip("0123456789.,")
    return low if low == high else f"{low}{'-' if only_ascii else '–'}{high.removeprefix(unit)}"


def count(number: int, noun: str) -> str:
    """``1 call``, ``1,204 calls``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
