"""Every model that a price guide compares is in the book, and right on its day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from promptlint.prices.book import Book
from promptlint.prices.facts import status

DAY = date(2026, 11, 23)
GUIDE = Path(__file__).parent / "guide.txt"


def rows() -> Iterator[list[str]]:
    for line in GUIDE.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]


@pytest.mark.parametrize(("name", "provider", "state", "rates"), list(rows()))
def test_model_of_the_guide(name: str, provider: str, state: str, rates: str) -> None:
    book = Book.load()
    match = book.lookup(name, provider)
    assert match is not None
    price = book.price(match.info, DAY)
    found = f"{price.rates.input.normalize():f} / {(price.rates.output or Decimal(0)).normalize():f}" if price else "-"
    assert (status(match.info, DAY), found) == (state, rates)
    assert price is None or (price.source and price.url.startswith("https://") and price.as_of <= date(2026, 11, 25))
    assert price is not None or match.info.note or match.note, "why there is no price is said"


@pytest.mark.parametrize("name", ["gpt-4o", "claude-haiku-4-5", "gemini-2.5-flash", "o4-mini", "mistral-large-latest"])
def test_the_facts_beside_the_price(name: str) -> None:
    """Limits, abilities and days that the comparison shows."""
    match = Book.load().lookup(name)
    assert match is not None
    info = match.info
    assert info.context_window and info.max_output_tokens and info.capabilities
    assert info.released_on is not None and info.released_on < DAY
    assert info.retires_on is None or info.retires_on > info.released_on


def test_a_model_on_sale_does_not_go_with_a_snapshot_that_never_was() -> None:
    """One list named claude-opus-4-6-20260205 and removed it; the model itself is on sale under its plain name."""
    match = Book.load().lookup("claude-opus-4-6", "anthropic")
    assert match is not None and status(match.info, DAY) == "current"
