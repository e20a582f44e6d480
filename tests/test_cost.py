"""The cost of a call: exact, with every unknown named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.cost import Terms, price_call
from promptlint.model import Cost
from promptlint.prices.book import Book
from promptlint.prices.shares import usd
from tests.prices.requests import request

TERMS = Terms(as_of=date(2026, 11, 23))
MILLION = Decimal(10**6)


def cost(*models: str, terms: Terms = TERMS, **words: object) -> Cost:
    return price_call(request(*models, **words), Book.load(), terms)  # type: ignore[arg-type]


def known(found: Cost) -> tuple[int, Decimal, Decimal]:
    assert found.input is not None and found.estimate is not None and found.low is not None
    return found.input.tokens, found.estimate, found.low


def least(found: Cost) -> int:
    assert found.input is not None
    return found.input.low


def test_figures_of_the_report_example() -> None:
    match = Book.load().lookup("gpt-4o", "openai")
    assert match is not None
    price = Book.load().price(match.info, TERMS.as_of, 230)
    assert price is not None
    assert usd(price, 230, 0) == Decimal("0.000575")
    assert usd(price, 230, 500) == Decimal("0.005575")


def test_known_text_and_limit() -> None:
    found = cost("gpt-4o")
    tokens, estimate, low = known(found)
    assert low == tokens * Decimal("2.5") / MILLION
    assert estimate == low + 500 * Decimal(10) / MILLION
    assert found.high == estimate
    assert (found.model, found.provider, found.output_tokens, found.output_is) == ("gpt-4o", "openai", 500, "limit")
    assert found.assumed == ("output_tokens",)
    assert found.unpriced is None
    assert found.price is not None and found.price.source.startswith("genai-prices")


@pytest.mark.parametrize(("name", "kind"), [("gpt-4o", "exact"), ("gpt-4-o", "estimate"), ("gpt-4o-prod", "estimate")])
def test_only_a_listed_model_is_counted_exactly(name: str, kind: str) -> None:
    found = cost(name)
    assert found.input is not None
    assert found.input.kind == kind
    assert ("assumed" in found.input.note) == (kind == "estimate")


def test_without_a_limit_the_output_is_assumed_and_bounded_by_the_model() -> None:
    found = cost("gpt-4o", limit=None, terms=replace(TERMS, assumed_output_tokens=200))
    tokens, estimate, low = known(found)
    assert (found.output_tokens, found.output_is) == (200, "assumed")
    assert estimate == low + 200 * Decimal(10) / MILLION
    assert found.high == low + 16_384 * Decimal(10) / MILLION
    assert tokens > 100


def test_a_limit_above_what_the_model_writes_counts_as_what_it_writes() -> None:
    assert cost("gpt-4", limit=100_000).output_tokens == 4_096


def test_holes_leave_the_cost_open_above() -> None:
    found = cost("gpt-4o", holes=("ticket",))
    tokens, estimate, low = known(found)
    assert found.high is None
    assert "holes" in found.assumed
    assert estimate == (tokens * Decimal("2.5") + 500 * Decimal(10)) / MILLION
    assert low == least(found) * Decimal("2.5") / MILLION


def test_declared_sizes_of_holes_close_it_again() -> None:
    terms = replace(TERMS, hole_tokens=(("ticket", 1_000), ("context", 3_000)))
    found = cost("gpt-4o", holes=("self.ticket", "rag['context']"), terms=terms)
    tokens, estimate, _ = known(found)
    assert estimate == ((tokens + 4_000) * Decimal("2.5") + 500 * Decimal(10)) / MILLION
    assert found.high == estimate
    assert "hole_sizes" in found.assumed and "holes" not in found.assumed
    assert tokens < 4_000


def test_one_undeclared_hole_keeps_it_open() -> None:
    found = cost("gpt-4o", holes=("ticket", "other"), terms=replace(TERMS, hole_tokens=(("ticket", 1_000),)))
    assert found.high is None
    assert {"holes", "hole_sizes"} <= set(found.assumed)


@pytest.mark.parametrize(
    ("models", "reason"),
    [((), "no default"), (("acme-9",), "does not know acme-9"), (("gpt4",), "does not know gpt4")],
)
def test_unknown_models_have_no_cost_and_say_why(models: tuple[str, ...], reason: str) -> None:
    found = cost(*models)
    assert (found.low, found.high, found.estimate, found.price) == (None, None, None, None)
    assert found.unpriced is not None and reason in found.unpriced
    assert found.input is not None, "the text is known all the same"


def test_no_known_text_is_no_cost_and_never_a_guess() -> None:
    for found in (cost("gpt-4o", text=None), cost("gpt-4o", text=None, holes=("prompt",))):
        assert (found.input, found.low, found.high, found.estimate) == (None, None, None, None)
        assert found.unpriced
        assert found.model == "gpt-4o"
        assert found.price is not None, "the price itself is known"


def test_unknown_messages_without_text_are_no_cost_either() -> None:
    call = request("text-embedding-3-small", kind="embedding", text="")
    empty = replace(call, messages=(), messages_unknown="more messages may be appended")
    found = price_call(empty, Book.load(), TERMS)
    assert (found.estimate, found.unpriced) == (None, "more messages may be appended")


def test_several_models_span_a_range_and_the_dearest_is_named() -> None:
    cheap, dear, both = cost("gpt-4o-mini"), cost("gpt-4-turbo"), cost("gpt-4o-mini", "gpt-4-turbo")
    assert both.model == "gpt-4-turbo"
    assert (both.low, both.high, both.estimate) == (cheap.low, dear.high, dear.estimate)
    assert "model" in both.assumed


def test_one_unknown_model_of_several_opens_the_range() -> None:
    found = cost("gpt-4o-mini", "acme-9")
    assert found.estimate is not None
    assert found.high is None
    assert "unpriced_models" in found.assumed


def test_embeddings_have_no_output() -> None:
    found = cost("text-embedding-3-small", kind="embedding", limit=None)
    tokens, estimate, low = known(found)
    assert found.output_tokens == 0
    assert estimate == low == found.high == tokens * Decimal("0.02") / MILLION
    assert "output_tokens" not in found.assumed


def test_images_are_not_priced_by_text() -> None:
    found = cost("gpt-image-1", kind="image")
    assert found.estimate is None
    assert found.unpriced is not None and "by the image" in found.unpriced


@pytest.mark.parametrize(
    ("model", "provider", "word"),
    [
        ("llama3:8b", "ollama", "own hardware"),
        ("gemini-nano", "google", "on the device"),
        ("text-bison", "vertex", "no list price"),
        ("meta-llama/Llama-3.3-70B-Instruct-Turbo", None, "name the host"),
        ("ft:gpt-5.5:acme::x", "openai", "fine-tunes"),
        ("ft:gpt-4-0613:acme::x", "openai", "no price is known"),
    ],
)
def test_models_without_a_list_price_say_why(model: str, provider: str | None, word: str) -> None:
    found = cost(model, provider=provider)
    assert found.estimate is None
    assert found.model is not None
    assert found.unpriced is not None and word in found.unpriced


def test_azure_deployments_come_from_the_users_map_only() -> None:
    assert cost("prod-chat", provider="azure").estimate is None
    mapped = cost("prod-chat", provider="azure", terms=replace(TERMS, deployments=(("prod-chat", "gpt-4o"),)))
    assert (mapped.model, mapped.provider) == ("gpt-4o", "azure")
    assert "deployment" not in mapped.assumed
    assert "deployment" in cost("gpt-4o", provider="azure").assumed


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ("azure/prod-chat", "gpt-4o"),
        ("azure_openai:prod-chat", "gpt-4o"),
        ("azure_ai/prod-chat", "gpt-4o"),
        ("openai/prod-chat", None),  # OpenAI itself has no deployments
        ("azure/staging", None),
        ("prod-chat/azure", None),
    ],
)
def test_deployments_are_found_behind_the_prefix_of_a_framework(model: str, found: str | None) -> None:
    assert cost(model, terms=replace(TERMS, deployments=(("prod-chat", "gpt-4o"),))).model == found


def test_a_deployment_may_be_mapped_with_its_prefix() -> None:
    terms = replace(TERMS, deployments=(("azure/prod", "gpt-4o-mini"), ("prod", "gpt-4o")))
    assert cost("azure/prod", terms=terms).model == "gpt-4o-mini"


@pytest.mark.parametrize(
    ("gateway", "assumed"),
    [
        ("llm.acme.example", True),  # nothing is known of its prices
        ("unknown", True),
        ("azure", False),  # bills at the list price itself
        (None, False),
    ],
)
def test_an_unknown_gateway_keeps_the_list_price_and_says_so(gateway: str | None, assumed: bool) -> None:
    found = price_call(replace(request("gpt-4o"), gateway=gateway), Book.load(), TERMS)
    assert found.estimate == cost("gpt-4o").estimate
    assert ("list_price" in found.assumed) is assumed


def test_a_gateway_stands_in_with_the_makers_price_and_says_so() -> None:
    found = cost("gpt-4o", provider="xroute")
    assert found.provider == "openai"
    assert "list_price" in found.assumed


def test_long_prompts_move_to_their_tier() -> None:
    terms = replace(TERMS, hole_tokens=(("document", 300_000),))
    found = cost("gpt-5.4", holes=("document",), terms=terms)
    tokens, estimate, low = known(found)
    assert low == least(found) * Decimal("2.5") / MILLION, "without the document it is a short prompt"
    assert estimate == ((tokens + 300_000) * Decimal(5) + 500 * Decimal("22.5")) / MILLION


def test_service_tier_of_the_call() -> None:
    plain, flex = cost("gpt-5"), cost("gpt-5", arguments=(("service_tier", "flex"),))
    assert plain.estimate is not None and flex.estimate is not None
    assert flex.estimate * 2 == plain.estimate


def test_discounts_and_cache_hits() -> None:
    plain = cost("gpt-4o")
    tokens, estimate, _ = known(plain)
    assert cost("gpt-4o", terms=replace(TERMS, discounts=(("openai", Decimal(20)),))).estimate == estimate * Decimal(
        "0.8"
    )
    cached = cost("gpt-4o", terms=replace(TERMS, cache_hits=(("", Decimal(100)),)))
    assert cached.estimate == estimate - tokens * (Decimal("2.5") - Decimal("1.25")) / MILLION


def test_retired_models_are_priced_at_their_last_price() -> None:
    found = cost("claude-3-haiku-20240307", provider="anthropic")
    assert found.price is not None
    assert (found.price.rates.input, found.price.rates.output) == (Decimal("0.25"), Decimal("1.25"))


@pytest.mark.parametrize(
    ("model", "day", "last"),
    [
        ("gpt-4-turbo", date(2026, 10, 23), True),
        ("gpt-4-turbo", date(2026, 10, 22), False),  # still answers
        ("gpt-4o", date(2026, 11, 23), False),  # announced to end, and on sale till then
        ("gpt-6-luna", date(2026, 11, 23), False),
    ],
)
def test_a_price_of_the_past_is_said_to_be_one(model: str, day: date, last: bool) -> None:
    assert ("last_price" in cost(model, terms=replace(TERMS, as_of=day)).assumed) is last


def test_disagreeing_lists_make_a_range() -> None:
    found = cost("meta-llama/Llama-3.3-70B-Instruct-Turbo", provider="together")
    tokens, estimate, low = known(found)
    assert low == least(found) * Decimal("0.88") / MILLION
    assert estimate == (tokens + 500) * Decimal("1.04") / MILLION


def test_each_message_is_counted() -> None:
    found = cost("gpt-4o", last_role="user")
    assert len(found.message_tokens) == 2
    assert found.input is not None
    assert sum(count.tokens for count in found.message_tokens) <= found.input.tokens


@given(
    text=st.text(min_size=1, max_size=300),
    limit=st.one_of(st.none(), st.integers(1, 20_000)),
    holes=st.lists(st.sampled_from(["a", "b.c", "d[0]"]), max_size=2).map(tuple),
    model=st.sampled_from(["gpt-4o", "claude-haiku-5-5", "gemini-3.8-flash", "mistral-large-latest", "deepseek-chat"]),
)
def test_low_estimate_and_high_are_in_order(text: str, limit: int | None, holes: tuple[str, ...], model: str) -> None:
    found = cost(model, provider=None, text=text, limit=limit, holes=holes)
    if found.estimate is None:
        assert found.unpriced and (found.low, found.high) == (None, None)
        return
    assert found.low is not None and Decimal(0) <= found.low <= found.estimate
    assert found.high is None or found.estimate <= found.high
    assert (found.high is None) == bool(holes)
