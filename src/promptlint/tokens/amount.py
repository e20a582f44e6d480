"""An amount of tokens that may be uncertain, and how such amounts add up."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint.record import record


@record
class Amount:
    """``tokens`` is our figure, ``low`` and ``high`` bracket it.

    ``estimated``: not counted with the model's own tokenizer or by a rule its maker published. ``open``: there is more
    of unknown size, so that ``high`` means nothing. ``reasons`` say why, for the note of the count.
    """

    tokens: int
    low: int
    high: int
    estimated: bool = False
    open: bool = False
    reasons: tuple[str, ...] = ()


NOTHING = Amount(0, 0, 0)


def exactly(tokens: int) -> Amount:
    """An amount that is certain."""
    return Amount(tokens, tokens, tokens)


def unknown(reason: str) -> Amount:
    """No tokens that are known, with the reason."""
    return Amount(0, 0, 0, open=True, reasons=(reason,))


def within(tokens: int, low: int, high: int, reason: str = "") -> Amount:
    """An estimate with its band."""
    return Amount(tokens, low, high, estimated=True, reasons=(reason,) if reason else ())


def total(amounts: Iterable[Amount]) -> Amount:
    """All of them together."""
    parts = tuple(amounts)
    return Amount(
        sum(part.tokens for part in parts),
        sum(part.low for part in parts),
        sum(part.high for part in parts),
        any(part.estimated for part in parts),
        any(part.open for part in parts),
        tuple(dict.fromkeys(reason for part in parts for reason in part.reasons)),
    )


def dearest(alternatives: Iterable[Amount]) -> Amount:
    """One of several is sent: the dearest counts, the cheapest is the low end."""
    parts = tuple(alternatives)
    whole = total(parts)
    most = max(part.tokens for part in parts)
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    reasons = (*whole.reasons, f"the dearest of {len(parts)} alternatives") if low < most else whole.reasons
    return Amount(most, low, high, whole.estimated, whole.open, reasons)
