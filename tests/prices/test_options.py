"""The same model for less."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from promptlint.cost import Terms, price_call
from promptlint.model import Alternative, Call, Cost
from promptlint.prices.book import Book
from promptlint.prices.options import options, static_prefix
from tests.prices.requests import TEXT, request

TERMS = Terms(as_of=date(2026, 11, 23))
LONG = TEXT * 12


def priced(call: Call) -> tuple[Cost, dict[str, Alternative]]:
    cost = price_call(call, Book.load(), TERMS)
    return cost, {option.reason.split(":")[0]: option for option in options(call, cost, Book.load(), TERMS)}


def test_batch_halves_the_price() -> None:
    cost, found = priced(request("gpt-5"))
    assert cost.estimate is not None
    assert found["batch"].estimate * 2 == cost.estimate
    assert found["batch"].model == "gpt-5" and found["batch"].saving_percent == 50
    assert "24 hours" in found["batch"].reason
    assert "flex" in found


def test_a_call_that_already_asks_for_a_tier_is_left_alone() -> None:
    _, found = priced(request("gpt-5", arguments=(("service_tier", "flex"),)))
    assert not {"batch", "flex"} & set(found)


def test_a_long_static_prefix_is_worth_caching() -> None:
    cost, found = priced(request("claude-sonnet-5-5", provider="anthropic", text=LONG, holes=("question",)))
    option = found["prompt caching"]
    prefix = static_prefix(request("claude-sonnet-5-5", provider="anthropic", text=LONG, holes=("question",)), cost)
    assert prefix > 1_024
    assert option.saving == prefix * (Decimal(2) - Decimal("0.1")) / 10**6
    assert "pays from 2 calls" in option.reason


def test_a_short_prefix_is_not_cached() -> None:
    assert "prompt caching" not in priced(request("claude-sonnet-5-5", provider="anthropic", text="Be brief."))[1]


def test_a_hole_at_the_start_leaves_no_prefix() -> None:
    call = request("gpt-5", text=None, holes=("question",), last_role="user")
    cost = price_call(call, Book.load(), TERMS)
    assert static_prefix(call, cost) == 0


def test_nothing_for_models_without_a_price() -> None:
    assert priced(request("llama3:8b", provider="ollama"))[1] == {}
