"""Prices by day, tier and source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from promptlint.config import PriceOverride
from promptlint.model import Rates, Tier
from promptlint.prices.book import Book

DAY = date(2026, 11, 23)


def price(name: str, provider: str, on: date = DAY, tokens: int = 1000, variant: str = "") -> tuple[str, str] | None:
    book = Book.load()
    match = book.lookup(name, provider)
    assert match is not None, name
    found = book.price(match.info, on, tokens, variant)
    return (
        (f"{found.rates.input.normalize():f}", f"{(found.rates.output or Decimal(0)).normalize():f}") if found else None
    )


@pytest.mark.parametrize(
    ("name", "provider", "expected"),
    [
        ("gpt-4o-mini", "openai", ("0.15", "0.6")),
        ("gpt-4o-mini-2024-07-18", "openai", ("0.15", "0.6")),
        ("o4-mini", "openai", ("1.1", "4.4")),
        ("gpt-4o", "openai", ("2.5", "10")),
        ("gpt-4o-2024-05-13", "openai", ("5", "15")),
        ("gpt-4", "openai", ("30", "60")),
        ("gpt-4-turbo", "openai", ("10", "30")),
        ("gpt-3.5-turbo", "openai", ("0.5", "1.5")),
        ("gpt-3.5-turbo-0613", "openai", ("1.5", "2")),
        ("gpt-4.1", "openai", ("2", "8")),
        ("gpt-4.1-nano", "openai", ("0.1", "0.4")),
        ("o1", "openai", ("15", "60")),
        ("o3", "openai", ("2", "8")),
        ("gpt-5-mini", "openai", ("0.25", "2")),
        ("gpt-5-pro", "openai", ("15", "120")),
        ("gpt-5.4", "openai", ("2.5", "15")),
        ("gpt-6.1-terra", "openai", ("1", "5")),
        ("gpt-6-astra", "openai", ("10", "50")),
        ("ft:gpt-4o-mini-2024-07-18:acme::x", "openai", ("0.3", "1.2")),
        ("ft:gpt-4o-2024-08-06:acme::x", "openai", ("3.75", "15")),
        ("text-embedding-3-small", "openai", ("0.02", "0")),
        ("text-embedding-3-large", "openai", ("0.13", "0")),
        ("claude-3-haiku-20240307", "anthropic", ("0.25", "1.25")),
        ("claude-3-5-haiku-20241022", "anthropic", ("0.8", "4")),
        ("claude-3-5-sonnet-latest", "anthropic", ("3", "15")),
        ("claude-3-opus-20240229", "anthropic", ("15", "75")),
        ("claude-instant-1.2", "anthropic", ("0.8", "2.4")),
        ("claude-opus-4-5", "anthropic", ("5", "25")),
        ("claude-haiku-5-5", "anthropic", ("0.1", "0.5")),
        ("gemini-1.5-flash", "google", ("0.075", "0.3")),
        ("gemini-1.5-pro", "google", ("1.25", "5")),
        ("gemini-2.0-flash", "google", ("0.1", "0.4")),
        ("gemini-2.5-flash-lite", "google", ("0.1", "0.4")),
        ("gemini-2.5-pro", "google", ("1.25", "10")),
        ("gemini-4-argon", "google", ("2", "10")),
        ("mistral-large-latest", "mistral", ("0.5", "1.5")),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock", ("3.3", "16.5")),
        ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock", ("3", "15")),
        ("meta.llama3-3-70b-instruct-v1:0", "bedrock", ("0.72", "0.72")),
        ("meta.llama2-70b-chat-v1", "bedrock", ("1.95", "2.56")),
        ("llama-3.3-70b-versatile", "groq", ("0.59", "0.79")),
    ],
)
def test_standard_price_of_the_day(name: str, provider: str, expected: tuple[str, str]) -> None:
    assert price(name, provider) == expected


def test_close_names_have_their_own_prices() -> None:
    assert price("o4-mini", "openai") != price("gpt-4o-mini", "openai")


@pytest.mark.parametrize(
    ("name", "provider", "on", "expected"),
    [
        ("o3", "openai", date(2025, 6, 9), ("10", "40")),
        ("o3", "openai", date(2025, 6, 10), ("2", "8")),
        ("gpt-5.6-sol", "openai", date(2026, 8, 20), ("5", "30")),
        ("gpt-5.6-sol", "openai", date(2026, 8, 21), ("4", "20")),
        ("gemini-4-argon", "google", date(2026, 11, 30), ("2", "10")),
        ("gemini-4-argon", "google", date(2026, 12, 1), ("4", "20")),
        ("gemini-3.8-flash", "google", date(2027, 1, 1), ("1.5", "7.5")),
    ],
)
def test_price_by_day(name: str, provider: str, on: date, expected: tuple[str, str]) -> None:
    assert price(name, provider, on) == expected


@pytest.mark.parametrize(
    ("name", "provider", "tokens", "expected"),
    [
        ("gpt-5.4", "openai", 272_000, ("2.5", "15")),
        ("gpt-5.4", "openai", 272_001, ("5", "22.5")),
        ("claude-haiku-5-5", "anthropic", 100_000, ("0.1", "0.5")),
        ("claude-haiku-5-5", "anthropic", 100_001, ("0.5", "2.5")),
        ("gemini-2.5-pro", "google", 200_001, ("2.5", "15")),
        ("gemini-1.5-pro", "google", 128_001, ("2.5", "10")),
    ],
)
def test_price_by_length_of_prompt(name: str, provider: str, tokens: int, expected: tuple[str, str]) -> None:
    assert price(name, provider, tokens=tokens) == expected


def test_batch_flex_and_priority() -> None:
    assert price("gpt-5", "openai", variant="batch") == ("0.625", "5")
    assert price("gpt-5", "openai", variant="flex") == ("0.625", "5")
    assert price("gpt-5", "openai", variant="priority") == ("2.5", "20")
    assert price("claude-haiku-4-5", "anthropic", variant="batch") == ("0.5", "2.5")
    assert price("gpt-3.5-turbo", "openai", variant="priority") is None


def test_cache_prices() -> None:
    book = Book.load()
    match = book.lookup("claude-sonnet-5-5", "anthropic")
    assert match is not None
    rates = next(tier.rates for tier in match.info.prices[0].tiers if not tier.variant and not tier.above)
    assert (rates.cached_input, rates.cache_write, rates.cache_write_1h) == (Decimal("0.1"), Decimal("2.5"), Decimal(4))


def test_disagreeing_sources_both_stand() -> None:
    book = Book.load()
    match = book.lookup("meta-llama/Llama-3.3-70B-Instruct-Turbo", "together")
    assert match is not None
    assert {(p.rates.input, p.source.split()[0]) for p in book.prices(match.info, DAY)} == {
        (Decimal("0.88"), "genai-prices"),
        (Decimal("1.04"), "litellm"),
    }
    chosen = book.price(match.info, DAY)
    assert chosen is not None
    assert chosen.rates.input == Decimal("1.04"), "the dearer one where the votes are even"


def test_no_first_party_price_is_disputed_where_the_lists_agree() -> None:
    """Measured when the sources were chosen: OpenAI, Anthropic and Gemini prices of both lists are the same."""
    book = Book.load()
    for provider in ("openai", "anthropic", "google"):
        for info in book.models(provider):
            if info.kind in ("chat", "embedding"):
                assert len({(p.rates.input, p.rates.output) for p in book.prices(info, DAY)}) <= 1, info.id


@pytest.mark.parametrize("name", ["gemini-nano", "text-bison", "llama3:8b"])
def test_no_price_is_none_and_not_zero(name: str) -> None:
    book = Book.load()
    match = book.lookup(name) or book.lookup(name, "vertex")
    assert match is not None
    assert book.price(match.info, DAY) is None


def own_price(provider: str, model: str, input: str, output: str, *more: Tier) -> PriceOverride:
    return PriceOverride(model, (Tier("", 0, Rates(Decimal(input), Decimal(output))), *more), provider)


def test_the_users_own_price_wins() -> None:
    own = own_price("openai", "gpt-4o", "1.75", "7")
    book = Book.load((own,))
    match = book.lookup("gpt-4o-2024-08-06", "openai")
    assert match is not None
    found = book.prices(match.info, DAY)
    assert [(p.rates.input, p.rates.output, p.source) for p in found] == [
        (Decimal("1.75"), Decimal(7), "your configuration")
    ]
    assert match.info.context_window == 128_000, "facts without an own value stay"


def test_the_users_own_price_wins_on_every_day() -> None:
    """Gemini 3.8 Flash has an announced price from 2027 on; the user's contract does not care."""
    book = Book.load((own_price("google", "gemini-3.8-flash", "0.5", "3"),))
    match = book.lookup("gemini-3.8-flash", "google")
    assert match is not None
    for day in (DAY, date(2027, 2, 1)):
        found = book.price(match.info, day)
        assert found is not None and found.rates.input == Decimal("0.5")


def test_the_users_own_price_has_batches_cache_writes_and_longer_prompts() -> None:
    writes = Rates(Decimal(3), Decimal(9), Decimal("0.3"), Decimal("3.75"), Decimal(6))
    book = Book.load(
        (
            own_price(
                "anthropic",
                "claude-sonnet-4-5",
                "2",
                "8",
                Tier("batch", 0, Rates(Decimal(1), Decimal(4))),
                Tier("", 200_000, writes),
            ),
        )
    )
    match = book.lookup("claude-sonnet-4-5-20250929", "anthropic")
    assert match is not None
    short, long, batch = (book.price(match.info, DAY, *size) for size in ((1000,), (200_001,), (1000, "batch")))
    assert short is not None and long is not None and batch is not None
    assert (short.rates.input, batch.rates.input, batch.rates.output) == (Decimal(2), Decimal(1), Decimal(4))
    assert long.rates == writes
    assert book.price(match.info, DAY, 1000, "flex") is None, "the list's own flex price is not the user's"


ALIASES = [
    ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022", "2"),  # an alias is its model
    ("gpt-4o-2024-05-13", "gpt-4o-2024-05-13", "2"),
    ("gpt-4o-2024-05-13", "gpt-4o", None),  # a dated price is not that of the others
    ("gpt-4o", "gpt-4o-mini", None),
]


@pytest.mark.parametrize(("said", "asked", "expected"), ALIASES)
def test_the_users_price_is_of_the_model_that_is_named(said: str, asked: str, expected: str | None) -> None:
    provider = "anthropic" if said.startswith("claude") else "openai"
    book = Book.load((own_price(provider, said, "2", "8"),))
    match = book.lookup(asked, provider)
    assert match is not None and match.info.context_window, "the facts stay"
    price = book.price(match.info, DAY)
    assert price is not None
    assert (price.source == "your configuration") == (expected is not None)
    assert expected is None or price.rates.input == Decimal(expected)


def test_the_users_price_of_a_provider_holds_for_every_model_there_but_those_with_their_own() -> None:
    wide = PriceOverride("", (Tier("", 0, Rates(Decimal("0.9"), Decimal("1.8"))),), "azure")
    book = Book.load((wide, own_price("azure", "gpt-4o", "2", "8")))
    asked = {name: book.lookup(name, "azure") for name in ("gpt-4o", "gpt-4o-mini", "our-private-model", "gpt-6-luna")}
    found = {name: book.price(match.info, DAY) for name, match in asked.items() if match}
    assert {name: price and price.rates.input for name, price in found.items()} == {
        "gpt-4o": Decimal(2),
        "gpt-4o-mini": Decimal("0.9"),
        "our-private-model": Decimal("0.9"),
        "gpt-6-luna": Decimal("0.9"),
    }
    elsewhere = book.lookup("gpt-4o-mini", "openai")
    assert elsewhere is not None and book.price(elsewhere.info, DAY).source != "your configuration"  # type: ignore[union-attr]


def test_the_users_own_model_becomes_known() -> None:
    own = replace(own_price("openai", "acme-7b", "0.2", "0.4"), context_window=32_000)
    match = Book.load((own,)).lookup("acme-7b", "openai")
    assert match is not None
    assert match.info.context_window == 32_000
    assert Book.load().lookup("acme-7b", "openai") is None


@pytest.mark.parametrize(
    ("name", "provider", "window", "most_input", "most_output"),
    [
        ("gpt-4o", "openai", 128_000, 128_000, 16_384),
        ("gpt-5", "openai", 400_000, 272_000, 128_000),
        ("gpt-4.1", "openai", 1_047_576, 1_047_576, 32_768),
        ("gpt-4", "openai", 8_192, 8_192, 4_096),
        ("gpt-6-luna", "openai", 1_050_000, 922_000, 128_000),
        ("claude-haiku-4-5", "anthropic", 200_000, 200_000, 64_000),
        ("gemini-2.5-pro", "google", 1_048_576, 1_048_576, 65_535),
    ],
)
def test_limits(name: str, provider: str, window: int, most_input: int, most_output: int) -> None:
    match = Book.load().lookup(name, provider)
    assert match is not None
    assert match.info.context_window == window
    assert match.info.max_input_tokens == most_input
    assert match.info.max_output_tokens in (most_output, most_output + 1)
