"""The same model for less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from promptlint.cost import Terms, price_call
from promptlint.model import Call, Cost, Option
from promptlint.prices.book import Book
from promptlint.prices.options import CACHING, LEAST_CACHED, static_prefix
from tests.prices.requests import TEXT, request

TERMS = Terms(as_of=date(2026, 11, 23))
LONG = TEXT * 12
MILLION = 10**6


def priced(call: Call, terms: Terms = TERMS) -> tuple[Cost, dict[str, Option]]:
    cost = price_call(call, Book.load(), terms)
    return cost, {option.kind: option for option in cost.options}


def test_batch_halves_the_price() -> None:
    cost, found = priced(request("gpt-5"))
    assert cost.estimate is not None
    assert found["batch"].estimate * 2 == cost.estimate
    assert found["batch"].saving == cost.estimate - found["batch"].estimate
    assert found["batch"].saving_percent == 50
    assert "24 hours" in found["batch"].must_hold
    assert "$0.625 in / $5 out per million tokens" in found["batch"].reason


@pytest.mark.parametrize(
    ("model", "provider", "kinds"),
    [
        ("gpt-5", "openai", {"batch", "flex"}),
        ("gpt-5.6-sol", "openai", {"batch", "flex"}),
        ("claude-sonnet-5-5", "anthropic", {"batch"}),
        ("gemini-2.5-flash", "google", {"batch", "flex"}),
        ("o4-mini", "openai", set()),  # switched off: nothing to ask for
        ("llama-3.3-70b-versatile", "groq", set()),  # no price for batches is listed
        ("llama3:8b", "ollama", set()),  # no price at all
    ],
)
def test_the_tiers_that_a_model_has(model: str, provider: str, kinds: set[str]) -> None:
    assert set(priced(request(model, provider=provider))[1]) == kinds


def test_a_call_that_already_asks_for_a_tier_is_left_alone() -> None:
    _, found = priced(request("gpt-5", arguments=(("service_tier", "flex"),)))
    assert not {"batch", "flex"} & set(found)


@pytest.mark.parametrize(
    ("call", "kinds"),
    [
        (request("gpt-5", kind="agent"), {"flex"}),
        (request("gpt-5", arguments=(("stream", True),)), {"flex"}),
        (request("gpt-5", arguments=(("stream", False),)), {"batch", "flex"}),
        (request("gpt-5", arguments=(("stream_options", None),)), {"batch", "flex"}),
        (replace(request("gpt-5"), api="chat.completions.stream"), {"flex"}),
        (request("text-embedding-3-small", kind="embedding"), {"batch"}),
    ],
)
def test_what_needs_its_answer_at_once_cannot_wait_for_a_batch(call: Call, kinds: set[str]) -> None:
    assert set(priced(call)[1]) == kinds


def test_a_share_that_already_goes_in_batches_is_left_alone() -> None:
    _, found = priced(request("gpt-5"), replace(TERMS, batch_shares=(("openai", Decimal(40)),)))
    assert not {"batch", "flex"} & set(found)


def test_a_long_static_prefix_is_worth_caching() -> None:
    """Sonnet 5.5 reads at $0.10 and writes at $2.50 instead of $2: a write and a read cost 2.60, two without 4."""
    call = request("claude-sonnet-5-5", provider="anthropic", text=LONG, holes=("question",))
    cost, found = priced(call)
    option = found["prompt-caching"]
    prefix = static_prefix(call, cost)
    assert prefix > LEAST_CACHED
    assert (option.prefix_tokens, option.minimum_tokens) == (prefix, 512)
    assert option.saving == prefix * (Decimal(2) - Decimal("0.1")) / MILLION
    assert option.break_even_calls == 2
    assert "read at $0.1 instead of $2" in option.reason and "written at $2.5" in option.reason
    assert "or from 3 in an hour, written at $4" in option.reason
    assert "cache_control" in option.must_hold


def test_the_break_even_counts_the_price_of_writing() -> None:
    """Each figure by hand: n calls cost write + (n - 1) * read with the cache and n * input without."""
    for model in ("claude-sonnet-5-5", "claude-haiku-4-5", "gpt-5.6-sol", "gpt-5"):
        provider = "anthropic" if model.startswith("claude") else "openai"
        cost, found = priced(request(model, provider=provider, text=LONG * 4, holes=("question",)))
        price, calls = cost.price, found["prompt-caching"].break_even_calls
        assert price is not None and price.rates.cached_input is not None and calls is not None
        write = price.rates.cache_write or price.rates.input

        def cached(count: int, write: Decimal = write, read: Decimal = price.rates.cached_input) -> Decimal:
            return write + (count - 1) * read

        assert cached(calls) < calls * price.rates.input
        assert calls == 2 or cached(calls - 1) >= (calls - 1) * price.rates.input


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (request("claude-sonnet-5-5", provider="anthropic", text="Be brief."), "below the provider's minimum"),
        (request("gpt-4", text=LONG), "the model has no price for cached input"),
        (request("claude-sonnet-5-5", provider="anthropic", text=LONG, arguments=(("cache_control", None),)), "cached"),
        (request("gpt-5", text=None, holes=("question",), last_role="user"), "no text before the first hole"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_is_said_of_caching(call: Call, why: str) -> None:
    assert "prompt-caching" not in priced(call)[1], why


def test_a_cache_hit_rate_of_the_user_is_not_counted_twice() -> None:
    call = request("claude-sonnet-5-5", provider="anthropic", text=LONG)
    assert "prompt-caching" in priced(call)[1]
    assert "prompt-caching" not in priced(call, replace(TERMS, cache_hits=(("anthropic", Decimal(50)),)))[1]


def test_a_hole_at_the_start_leaves_no_prefix() -> None:
    call = request("gpt-5", text=None, holes=("question",), last_role="user")
    assert static_prefix(call, price_call(call, Book.load(), TERMS)) == 0


def test_conditions_are_those_of_known_providers() -> None:
    assert set(CACHING) <= set(Book.load().providers)


def test_the_largest_saving_comes_first() -> None:
    cost, _ = priced(request("claude-sonnet-5-5", provider="anthropic", text=LONG, holes=("question",)))
    savings = [option.saving for option in cost.options]
    assert len(savings) == 2 and savings == sorted(savings, reverse=True)
