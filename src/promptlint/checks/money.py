"""Amounts for messages."""

from __future__ import annotations

from decimal import Decimal

from promptlint.model import Cost

MILLION = 1_000_000


def saved_input(cost: Cost, tokens: int) -> Decimal | None:
    """What ``tokens`` fewer input tokens save per call in USD; None where the price is unknown."""
    return cost.price.rates.input * tokens / MILLION if cost.price else None


def assumed_output(cost: Cost) -> int | str:
    """The output tokens that the cost rests on without the code saying so; "" where it does."""
    return cost.output_tokens if cost.output_is == "assumed" and cost.output_tokens else ""


def dollars(amount: Decimal) -> str:
    """``$1.25``, or two significant digits below a dollar: ``$0.0042``."""
    if amount >= 1:
        return f"${amount:,.2f}"
    digits = max(2, 1 - amount.adjusted()) if amount else 2
    return f"${amount:.{digits}f}"


def percent(part: Decimal, whole: Decimal) -> str:
    """``part`` of ``whole`` in per cent: ``6 %``, ``0.4 %``."""
    value = part * 100 / whole
    return f"{value:.0f} %" if value >= 1 else f"{value:.1g} %"
