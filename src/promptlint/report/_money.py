"""Amounts and counts as text."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal


def plain(amount: Decimal | None) -> str | None:
    """An amount for machines: every digit, no exponent, no trailing zeros; None stays None."""
    if amount is None:
        return None
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def dollars(amount: Decimal) -> str:
    """USD for people: at least two decimals, and for small amounts as many as show three digits."""
    if amount == 0:
        return "$0.00"
    places = max(2, 2 - amount.adjusted())
    exact = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    whole, _, fraction = format(exact, ",f").partition(".")
    return f"${whole}.{fraction[:2]}{fraction[2:].rstrip('0')}"


def per_thousand(amount: Decimal) -> str:
    """USD for a thousand calls that cost ``amount`` each."""
    return dollars(amount * 1000)


def count(number: int, noun: str) -> str:
    """``1 call``, ``1,204 calls``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
