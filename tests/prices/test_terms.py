"""The user's terms: worked examples by hand, and what must hold for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.config import Commitment, PriceOverride, PriceTerms
from promptlint.cost import Terms, price_call
from promptlint.errors import UserError
from promptlint.model import Cost, Currency, Expected, Figure, Rates, Tier
from promptlint.prices.agreed import agreed as agreed_terms
from promptlint.prices.applied import commitment_sentences, sentences
from promptlint.prices.book import Book
from tests.prices.requests import request

OWN = PriceOverride("own", (Tier("", 0, Rates(Decimal("2.50"), Decimal(10), Decimal("1.25"))),), "openai")
BOOK = Book.load((OWN,))
TERMS = Terms(as_of=date(2026, 11, 23))
THOUSAND = Expected(input_tokens=Figure(Decimal(1000), "measured"), output_tokens=Figure(Decimal(500), "measured"))


def cost(model: str = "own", expected: Expected = THOUSAND, **terms: object) -> Cost:
    call = request(model)
    return price_call(call, BOOK, replace(TERMS, expected={call.id: expected}, **terms))  # type: ignore[arg-type]


# 1,000 input and 500 output tokens at $2.50 / $10 per million, cached input at $1.25; no batch price.
BY_HAND = [
    ({}, "0.0075"),  # 0.0025 + 0.005
    ({"cache_hits": (("", Decimal(40)),)}, "0.007"),  # 600 at 2.50, 400 at 1.25, and the output
    ({"discounts": (("openai", Decimal(20)),)}, "0.006"),
    ({"cache_hits": (("", Decimal(40)),), "discounts": (("openai", Decimal(20)),)}, "0.0056"),
    ({"discounts": (("openai", Decimal(20)), ("openai/own", Decimal(50)))}, "0.00375"),  # the model's own wins
    ({"discounts": (("azure", Decimal(20)),)}, "0.0075"),  # somebody else's
    ({"batch_shares": (("", Decimal(100)),)}, "0.0075"),  # the user's price has no batch price
    ({"discounts": (("openai", Decimal(100)),)}, "0"),
]


@pytest.mark.parametrize(("terms", "expected"), BY_HAND)
def test_terms_by_hand(terms: dict[str, object], expected: str) -> None:
    assert cost(**terms).estimate == Decimal(expected)


def test_a_batch_share_mixes_the_two_prices() -> None:
    standard, batch = cost("gpt-4o").estimate, cost("gpt-4o", batch_shares=(("", Decimal(100)),)).estimate
    assert (standard, batch) == (Decimal("0.0075"), Decimal("0.00375"))  # gpt-4o: 2.50 / 10, half of that in batches
    assert cost("gpt-4o", batch_shares=(("", Decimal(30)),)).estimate == Decimal("0.006375")


def test_a_call_that_asks_for_a_tier_goes_through_no_batch() -> None:
    call = request("gpt-4o", arguments=(("service_tier", "priority"),))
    plain, shared = (price_call(call, BOOK, replace(TERMS, batch_shares=(("", Decimal(share)),))) for share in (0, 50))
    assert shared.estimate == plain.estimate


def test_every_term_that_changed_the_figure_is_named_and_no_other() -> None:
    terms = {
        "cache_hits": (("", Decimal(40)),),
        "batch_shares": (("", Decimal(30)),),
        "discounts": (("openai", Decimal("7.50")),),
    }
    assert cost(**terms).terms == ("your 7.5 % discount for openai", "your cache hit rate of 40 %")  # no batch price
    assert "terms" in cost(**terms).assumed
    assert cost().terms == () and "terms" not in cost().assumed


# claude-sonnet-5-5: 2 / 10, cached input 0.1, written at 2.5; the half of that in batches but for the cache.
SONNET = [
    ({}, None, "0.007"),  # 0.002 + 0.005
    ({"cache_writes": (("", Decimal(50)),)}, None, "0.00725"),  # 500 at 2.5
    ({"cache_hits": (("", Decimal(40)),), "cache_writes": (("", Decimal(10)),)}, None, "0.00629"),  # 40, 250, 1000
    ({"cache_writes_1h": (("", Decimal(50)),)}, None, "0.008"),  # 500 at 4
    ({}, ("cache_write_1h_rate", "25"), "0.0075"),
    ({"cache_hits": (("openai", Decimal(40)),)}, None, "0.007"),  # somebody else's
    ({"cache_hits": (("", Decimal(40)), ("anthropic", Decimal(20)))}, None, "0.00662"),  # the provider's wins
    ({"cache_hits": (("anthropic", Decimal(20)), ("anthropic/claude-sonnet-5-5", Decimal(0)))}, None, "0.007"),
    ({"cache_hits": (("", Decimal(40)),)}, ("cache_hit_rate", "10"), "0.00681"),  # the call's own wins
    ({"batch_shares": (("", Decimal(100)),)}, ("batch_share", "0"), "0.007"),
    ({}, ("batch_share", "100"), "0.0035"),
]


@pytest.mark.parametrize(("terms", "own", "expected"), SONNET)
def test_shares_of_a_call_a_model_and_a_provider(
    terms: dict[str, object], own: tuple[str, str] | None, expected: str
) -> None:
    said = THOUSAND if own is None else replace(THOUSAND, **{own[0]: Figure(Decimal(own[1]), "declared")})
    call = request("claude-sonnet-5-5", provider="anthropic")
    found = price_call(call, BOOK, replace(TERMS, expected={call.id: said}, **terms))  # type: ignore[arg-type]
    assert found.estimate == Decimal(expected)


def test_a_share_that_traffic_measured_says_so() -> None:
    measured = replace(THOUSAND, cache_hit_rate=Figure(Decimal("12.5"), "measured"))
    assert cost("gpt-4o", expected=measured).terms == ("your measured cache hit rate of 12.5 %",)


percents = st.decimals(0, 100, places=2)


@settings(max_examples=60, deadline=None)
@given(discount=percents, cached=percents, batch=percents)
def test_terms_never_raise_a_price_and_keep_the_order(discount: Decimal, cached: Decimal, batch: Decimal) -> None:
    full = cost("gpt-4o")
    found = cost("gpt-4o", discounts=(("openai", discount),), cache_hits=(("", cached),), batch_shares=(("", batch),))
    assert found.estimate is not None and full.estimate is not None and found.low is not None
    assert 0 <= found.estimate <= full.estimate * (1 - discount / 100)
    assert found.low <= found.estimate
    assert found.high is None or found.high >= found.estimate


@settings(max_examples=60, deadline=None)
@given(first=percents, second=percents)
def test_more_discount_costs_less_in_proportion(first: Decimal, second: Decimal) -> None:
    costs = [cost(discounts=(("openai", percent),)).estimate for percent in (first, second)]
    assert costs[0] is not None and costs[1] is not None
    assert costs[0] * (100 - second) == costs[1] * (100 - first)


TIERS = ((Decimal(10_000), Decimal(5)), (Decimal(50_000), Decimal(12)))


@pytest.mark.parametrize(
    ("promised", "percent"),
    [("0", "0"), ("9999.99", "0"), ("10000", "5"), ("49999", "5"), ("50000", "12"), ("1e9", "12")],
)
def test_a_commitment_gives_the_tier_that_it_reaches(promised: str, percent: str) -> None:
    assert Commitment("openai", Decimal(promised), TIERS).percent == Decimal(percent)


@given(low=st.decimals(0, 10**6, places=2), more=st.decimals(0, 10**6, places=2))
def test_a_larger_commitment_never_gets_a_smaller_discount(low: Decimal, more: Decimal) -> None:
    assert Commitment("openai", low, TIERS).percent <= Commitment("openai", low + more, TIERS).percent


def agreed(**terms: object) -> tuple[tuple[str, Decimal], ...]:
    said = PriceTerms(**terms)  # type: ignore[arg-type]
    return agreed_terms(said, TERMS, BOOK, lambda message, key: UserError(message)).discounts


def test_discounts_are_found_under_the_names_of_the_book() -> None:
    said = (("gemini", Decimal(1)), ("claude-opus-4-5", Decimal(2)), ("azure/gpt-4o", Decimal(3)))
    assert agreed(discounts=said) == (
        ("google", Decimal(1)),
        ("anthropic/claude-opus-4-5", Decimal(2)),
        ("azure/gpt-4o", Decimal(3)),
    )


WRONG = [
    ({"discounts": (("opena", Decimal(1)),)}, "no provider or model 'opena'; did you mean 'openai'?"),
    ({"discounts": (("gpt-4oo", Decimal(1)),)}, "no provider or model 'gpt-4oo'; did you mean 'gpt-4o'?"),
    ({"committed": (Commitment("gpt-4o", Decimal(1), TIERS),)}, "no provider 'gpt-4o'"),  # a model promises nothing
    (
        {"discounts": (("openai", Decimal(1)),), "committed": (Commitment("openai", Decimal(1), TIERS),)},
        "there is another number for openai",
    ),
]


@pytest.mark.parametrize(("terms", "message"), WRONG)
def test_names_that_nobody_knows_are_refused(terms: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message.replace("?", r"\?")):
        agreed(**terms)


def test_sentences_count_the_calls_and_name_tax_and_currency() -> None:
    said = sentences(
        [("your 20 % discount for openai",), ("your 20 % discount for openai",), ()],
        Decimal(19),
        Currency("EUR", Decimal("0.860"), date(2026, 11, 20)),
    )
    assert said == (
        "with your 20 % discount for openai (2 calls)",
        "prices are without tax; sums that say so have your 19 % on top",
        "shown in EUR at your rate of 2026-11-20: 0.86 EUR for 1 USD",
    )


def test_a_commitment_says_what_it_gives_and_what_it_leaves_out() -> None:
    (said,) = commitment_sentences([Commitment("google", Decimal(25_000), TIERS)])
    assert said.startswith("your promise of $25,000 a month to google gives 5 % off; ")
