"""Figures checked against the makers' pages and the measured tables of the project."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from promptlint.model import Price, Rates
from promptlint.prices.book import Book
from promptlint.prices.shares import usd

DAY = date(2026, 11, 23)


def test_worked_example_of_the_design_is_exact() -> None:
    price = Price(Rates(Decimal("0.125"), Decimal("0.50")), "example", "https://example.invalid", DAY)
    assert usd(price, 1000, 500) == Decimal("0.000375")


@pytest.mark.parametrize(
    ("name", "provider", "input_price", "output_price"),
    [
        ("gpt-5.6-sol", "openai", "4", "20"),
        ("gpt-6-luna", "openai", "0.10", "0.50"),
        ("gpt-5.4-mini", "openai", "0.75", "4.5"),
        ("gpt-5", "openai", "1.25", "10"),
        ("claude-sonnet-5-5", "anthropic", "2", "10"),
        ("claude-opus-5-5", "anthropic", "4", "20"),
        ("claude-haiku-4-5", "anthropic", "1", "5"),
        ("gemini-3.8-flash", "google", "0.75", "3.75"),
        ("gemini-3.5-flash", "google", "1.5", "9"),
        ("o4-mini", "openai", "1.1", "4.4"),
    ],
)
def test_ten_models_on_sale_have_the_price_of_the_day(
    name: str, provider: str, input_price: str, output_price: str
) -> None:
    book = Book.load()
    match = book.lookup(name, provider)
    assert match is not None
    price = book.price(match.info, DAY, 1000)
    assert price is not None
    assert (price.rates.input, price.rates.output) == (Decimal(input_price), Decimal(output_price))
