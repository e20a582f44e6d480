"""Alternatives: every one can be followed, and none is offered where nothing can be said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from promptlint.cost import Terms, price_call
from promptlint.model import Alternative, Call, Image, Tool
from promptlint.prices.alternatives import LEAST_SAVING, alternatives
from promptlint.prices.book import Book
from promptlint.prices.facts import status
from tests.prices.requests import HERE, TEXT, request

DAY = date(2026, 11, 23)
TERMS = Terms(as_of=DAY)
MODELS = (
    ("gpt-4o", "openai"), ("gpt-4-turbo", "openai"), ("gpt-4", "openai"), ("gpt-3.5-turbo", "openai"),
    ("gpt-4.1", "openai"), ("gpt-4o-mini", "openai"), ("gpt-5", "openai"), ("gpt-5.5", "openai"), ("o1", "openai"),
    ("o3", "openai"), ("gpt-6-astra", "openai"), ("gpt-6-luna", "openai"), ("claude-3-opus-20240229", "anthropic"),
    ("claude-opus-4-5", "anthropic"), ("claude-sonnet-4-5", "anthropic"), ("claude-haiku-4-5", "anthropic"),
    ("gemini-1.5-pro", "google"), ("gemini-2.5-pro", "google"), ("gemini-2.5-flash", "google"),
    ("mistral-large-latest", "mistral"), ("gpt-4o", "azure"), ("anthropic/claude-3.5-sonnet", "openrouter"),
    ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "bedrock"), ("deepseek-chat", "deepseek"),
)  # fmt: skip


def offers(call: Call, terms: Terms = TERMS, **words: bool | int) -> tuple[Alternative, ...]:
    book = Book.load()
    return alternatives(call, price_call(call, book, terms), book, terms, **words)  # type: ignore[arg-type]


def names(call: Call, **words: bool | int) -> list[str]:
    return [offer.model for offer in offers(call, **words)]


@pytest.mark.parametrize(("model", "provider"), MODELS)
@pytest.mark.parametrize("simple", [False, True])
def test_every_offer_can_be_followed(model: str, provider: str, simple: bool) -> None:
    book = Book.load()
    call = request(model, provider=provider)
    cost = price_call(call, book, TERMS)
    assert cost.estimate is not None
    found = alternatives(call, cost, book, TERMS, simple=simple)
    assert len(found) <= 3
    same = [offer.provider == cost.provider for offer in found]
    assert same == sorted(same, reverse=True), "the same provider first"
    for offer in found:
        match = book.lookup(offer.model, offer.provider)
        assert match is not None and match.info.id == offer.model
        assert offer.saving == cost.estimate - offer.estimate > 0
        assert offer.saving_percent >= LEAST_SAVING
        assert offer.reason.endswith("candidate to evaluate: no quality claim")
        assert not re.search(r"preview|exp|\d{4}-\d\d|20\d{6}$|:free|^ft:|codex|realtime|audio|-pro$", offer.model)
        if offer.provider != "openrouter":
            assert status(match.info, DAY) in ("current", "retiring")
            assert match.info.retires_on is None or match.info.retires_on - DAY > timedelta(days=180)


def test_models_about_to_go_are_never_offered() -> None:
    """gpt-4o-mini (2027-01-14) and gpt-5-nano (2026-12-11) are cheap and have weeks to live."""
    for model in ("gpt-4-turbo", "gpt-4o", "o1"):
        assert not {"gpt-4o-mini", "gpt-4.1-mini", "gpt-5-nano", "gpt-5-mini", "o4-mini"} & set(names(request(model)))


def test_the_makers_replacement_is_said() -> None:
    first = offers(request("gpt-4o"))[0]
    assert first.model == "gpt-6-luna"
    assert "named by its maker as the replacement of gpt-4o" in first.reason


def test_a_task_that_is_not_simple_keeps_its_rank() -> None:
    call = request("claude-opus-4-5", provider="anthropic")
    own = [offer.model for offer in offers(call) if offer.provider == "anthropic"]
    assert own == ["claude-opus-5-5"]
    simple = [offer.model for offer in offers(call, simple=True) if offer.provider == "anthropic"]
    assert simple[0] == "claude-haiku-5-5"


def test_the_cheapest_good_model_has_no_cheaper_one_of_its_maker() -> None:
    assert all(offer.provider != "openai" for offer in offers(request("gpt-6-luna")))


def test_what_the_call_uses_must_be_there() -> None:
    book = Book.load()
    tool = Tool("search", '{"type": "object"}', "tool", True)
    schema = Tool("answer", '{"type": "object"}', "response-format", True)
    image = Image(1024, 1024, "high", HERE)
    calls = {
        "tools": request("gpt-4-turbo", tools=(tool,)),
        "structured_output": request("gpt-4-turbo", tools=(schema,)),
        "images": request("gpt-4-turbo", images=(image,)),
    }
    for capability, call in calls.items():
        found = offers(call, simple=True)
        assert found
        for offer in found:
            match = book.lookup(offer.model, offer.provider)
            assert match is not None and capability in match.info.capabilities


def test_models_without_sampling_settings_are_not_offered_to_a_call_that_passes_them() -> None:
    warm = request("claude-sonnet-4-5", provider="anthropic", arguments=(("temperature", 0.2),))
    assert "claude-sonnet-5-5" in names(request("claude-sonnet-4-5", provider="anthropic"))
    assert "claude-sonnet-5-5" not in names(warm)


def test_a_model_that_thinks_only_when_asked_is_offered_to_a_call_that_asks_for_no_thinking() -> None:
    """Newer ones always think: their answers are billed longer than those of the model they would replace."""
    found = names(request("claude-3-opus-20240229", provider="anthropic"))
    assert "claude-opus-4-6" in found
    assert "claude-opus-5-5" not in found


def test_the_default_temperature_changes_nothing() -> None:
    plain = request("claude-sonnet-4-5", provider="anthropic")
    assert names(replace(plain, arguments=(("temperature", 1.0),))) == names(plain)


def test_what_must_change_in_the_call_is_said() -> None:
    call = request("gpt-4o", arguments=(("temperature", 0), ("max_tokens", 500)))
    reason = offers(call)[0].reason
    assert "set reasoning_effort to none" in reason
    assert "rename max_tokens to max_completion_tokens" in reason


def test_a_client_that_speaks_to_one_maker_is_not_sent_elsewhere() -> None:
    """Bedrock sells OpenAI's models too, but Anthropic's client for Bedrock cannot ask them."""
    name = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    free = offers(request(name, provider="bedrock", sdk="boto3"), most=9, simple=True)
    bound = offers(request(name, provider="bedrock", sdk="anthropic"), most=9, simple=True)
    there = {offer.model for offer in bound if offer.provider == "bedrock"}
    assert any("openai." in offer.model for offer in free if offer.provider == "bedrock")
    assert there and all("anthropic." in model for model in there)


@pytest.mark.parametrize(
    ("gateway", "offered"),
    [
        (None, True),
        ("openai", True),
        ("llm.acme.example", True),  # said to be checked
        ("unknown", True),
        ("deepseek", False),
        ("openrouter", False),  # the model was found at its maker: what the gateway sells beside is not known
        ("self-hosted", False),
    ],
)
def test_behind_another_provider_nothing_is_offered(gateway: str | None, offered: bool) -> None:
    found = offers(request("gpt-4o", gateway=gateway))
    assert bool(found) == offered
    own = [offer.reason for offer in found if offer.provider == "openai"]
    checked = gateway in ("llm.acme.example", "unknown")
    assert all(("check that the address it is sent to offers it" in reason) == checked for reason in own)


def test_another_provider_means_another_client() -> None:
    for offer in offers(request("claude-sonnet-4-5", provider="anthropic")):
        assert ("another provider: its client, key and terms" in offer.reason) == (offer.provider != "anthropic")


def test_a_prefilled_answer_needs_a_model_that_takes_one() -> None:
    call = request("claude-haiku-4-5", provider="anthropic", last_role="assistant")
    assert "claude-haiku-5-5" not in names(call)
    assert "claude-haiku-5-5" in names(request("claude-haiku-4-5", provider="anthropic", last_role="user"))


def test_output_limit_and_context_must_fit() -> None:
    book = Book.load()
    for offer in offers(request("claude-opus-4-5", provider="anthropic", limit=60_000), simple=True):
        match = book.lookup(offer.model, offer.provider)
        assert match is not None and (match.info.max_output_tokens or 0) >= 60_000
    terms = replace(TERMS, hole_tokens=(("book", 400_000),))
    for offer in offers(request("claude-opus-5", provider="anthropic", holes=("book",)), terms, simple=True):
        match = book.lookup(offer.model, offer.provider)
        assert match is not None and (match.info.max_input_tokens or 0) > 400_000


def test_a_model_that_always_reasons_is_not_offered_for_one_that_never_does() -> None:
    assert "gpt-5.6-sol" not in names(request("gpt-4"))
    assert "gpt-6.1-sol" not in names(request("gpt-4", limit=4_000), most=9)


@pytest.mark.parametrize(
    "call",
    [
        request("text-embedding-3-large", kind="embedding"),
        request("gpt-image-1", kind="image"),
        request("llama3:8b", provider="ollama"),
        request("acme-9"),
        request(),
        request("gpt-4o", text=None),
        request("gpt-3.5-turbo-instruct", kind="completion"),
    ],
    ids=["embedding", "image", "self-hosted", "unknown", "no model", "no text", "completion"],
)
def test_nothing_is_offered_where_nothing_can_be_said(call: Call) -> None:
    assert offers(call, simple=True) == ()


def test_a_price_that_will_rise_is_said() -> None:
    """Gemini 4 Argon costs $2 / $10 until 2026-11-30 and $4 / $20 after."""
    dear = [o for o in offers(request("claude-opus-4-5", provider="anthropic")) if o.model == "gemini-4-argon"]
    assert [("2026-12-01" in o.reason) for o in dear] == [True]
    cheap = request("claude-sonnet-4-6", provider="anthropic")
    assert "gemini-4-argon" not in names(cheap, most=9), "from December on it would cost more"


def test_the_users_horizon_counts() -> None:
    """gemini-3.1-flash-lite retires on 2027-05-07."""
    call = request("gemini-2.5-flash", provider="google")
    patient, hurried = replace(TERMS, retiring_days=180), replace(TERMS, retiring_days=100)
    assert "gemini-3.1-flash-lite" not in [o.model for o in offers(call, patient, most=9, simple=True)]
    soon = replace(hurried, as_of=date(2027, 2, 1))
    assert "gemini-3.1-flash-lite" not in [o.model for o in offers(call, soon, most=9, simple=True)]


def test_price_call_carries_them() -> None:
    call = request("gpt-4o", text=TEXT)
    assert price_call(call, Book.load(), TERMS).alternatives == offers(call)


def test_a_client_of_one_maker_is_not_asked_for_anothers_model() -> None:
    """Code that picks the client by the model leaves every model at every client; such a pair is never sent."""
    call = request("gpt-4o", provider="openai", sdk="anthropic")
    assert price_call(call, Book.load(), TERMS).alternatives == ()
    own = request("claude-opus-4-5", provider="anthropic", sdk="anthropic")
    assert price_call(own, Book.load(), TERMS).alternatives
