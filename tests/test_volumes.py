"""Months and their sums: what they rest on, tax and currency."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.cost import price_call
from promptlint.model import Currency, Expected, Figure, PricedCall
from promptlint.prices.book import Book
from promptlint.report._coverage import shares
from promptlint.report._money import dollars, spoken
from promptlint.volumes import Bill, monthly, weakest
from tests.prices.requests import request
from tests.prices.test_terms import TERMS

amounts = st.decimals(0, 10**9, places=6)


def made(expected: Expected, in_loop: bool = False, rounds: int | None = 1) -> PricedCall:
    call = replace(request("gpt-4o"), in_loop=in_loop, rounds=rounds)
    return PricedCall(call, price_call(call, Book.load(), replace(TERMS, expected={call.id: expected})))


def calls(number: int, basis: str = "declared") -> Expected:
    return Expected(
        calls=Figure(Decimal(number), basis),
        input_tokens=Figure(Decimal(1000), "measured"),
        output_tokens=Figure(Decimal(500), "measured"),
    )


@pytest.mark.parametrize(
    ("expected", "in_loop", "rounds", "requests", "basis"),
    [
        (calls(10), False, 1, 10, "declared"),
        (calls(10, "measured"), False, 1, 10, "measured"),
        (calls(10), True, 4, 40, "declared"),
        (calls(10), True, 0, 0, "declared"),
        (calls(10), True, None, 10, "assumed"),  # one round is counted, and said to be assumed
        (replace(calls(10), rounds=Figure(Decimal(3), "declared")), True, None, 30, "declared"),
        (replace(calls(10), rounds=Figure(Decimal(3), "declared")), True, 7, 30, "declared"),  # the user knows better
        (replace(calls(10), output_tokens=None), False, 1, 10, "declared"),  # the limit stands in the code
        (replace(calls(10), input_tokens=None), False, 1, 10, "declared"),  # the text stands in the code
    ],
)
def test_a_month(expected: Expected, in_loop: bool, rounds: int | None, requests: int, basis: str) -> None:
    priced = made(expected, in_loop, rounds)
    month = monthly(priced)
    assert month is not None and priced.cost.estimate is not None
    assert month.requests == requests
    assert month.amount == priced.cost.estimate * requests
    assert month.basis == basis


def test_without_a_volume_there_is_no_month() -> None:
    assert monthly(made(Expected())) is None


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        (("measured", "measured"), "measured"),
        (("measured", "counted", "none"), "measured"),
        (("measured", "limit"), "declared"),
        (("measured", "declared"), "declared"),
        (("declared", "assumed"), "assumed"),
        (("measured", "part"), "assumed"),  # a lower bound
        (("measured", "unknown"), "assumed"),
    ],
)
def test_a_product_is_as_firm_as_its_weakest_factor(bases: tuple[str, ...], expected: str) -> None:
    assert weakest(*bases) == expected


@given(amounts, st.decimals(0, 100, places=2))
def test_tax_comes_on_top(amount: Decimal, tax: Decimal) -> None:
    taxed = Bill(amount, (), 1, 1).with_tax(tax)
    assert taxed is not None
    assert taxed == amount + amount * tax / 100
    assert Bill(None, (), 0, 1).with_tax(tax) is None


@given(amounts, st.decimals("0.01", 1000, places=4))
def test_a_currency_shows_the_converted_amount(amount: Decimal, rate: Decimal) -> None:
    shown = spoken(Currency("EUR", rate, date(2026, 11, 20)))(amount)
    assert shown == "EUR " + dollars(amount * rate).removeprefix("$")
    assert spoken(None)(amount) == dollars(amount)


@given(st.lists(amounts, min_size=3, max_size=3))
def test_shares_are_whole_percent_that_add_up(parts: list[Decimal]) -> None:
    total = sum(parts, Decimal(0))
    words = shares(Bill(total, tuple(zip(("measured", "declared", "assumed"), parts, strict=True)), 1, 1))
    if total:
        numbers = [
            int(word)
            for word in words.replace("< 1", "0").replace("> 99", "100").replace(",", "").split()
            if word.isdigit()
        ]
        assert sum(numbers) == 100
    else:
        assert words == "nothing to pay"


def test_shares_by_hand() -> None:
    parts = (("measured", Decimal(2)), ("declared", Decimal(0)), ("assumed", Decimal(1)))
    assert shares(Bill(Decimal(3), parts, 2, 2)) == "67 % measured, 33 % assumed"
    assert shares(Bill(Decimal(1000), (("measured", Decimal(999)), ("assumed", Decimal(1))), 2, 2)) == (
        "> 99 % measured, < 1 % assumed"
    )
