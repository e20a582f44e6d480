"""``[tool.promptlint.prices]``: what is taken, and one line with a remedy for each mistake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from promptlint.config import Commitment, PriceOverride, PriceTerms
from promptlint.config_file import load_config
from promptlint.config_prices import CURRENCIES
from promptlint.errors import UserError
from promptlint.model import Currency, Rates, Tier

FULL = """\
[prices]
tax = 19
batch-share = 30
cache-hit-rate = "12.5"
discounts = {openai = 20, "claude-opus-4-5" = 10}
currency = {code = "EUR", rate = 0.86, date = 2026-11-20}

[prices.committed.google]
monthly = 25000
tiers = [{from = 10000, percent = 5}, {from = 20000, percent = 7.5}]

[prices."azure/gpt-4o"]
input = 2.2
output = 8.8
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "promptlint.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_term_is_taken(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, FULL))
    assert config.price_terms == PriceTerms(
        discounts=(("openai", Decimal(20)), ("claude-opus-4-5", Decimal(10))),
        committed=(
            Commitment("google", Decimal(25000), ((Decimal(10000), Decimal(5)), (Decimal(20000), Decimal("7.5")))),
        ),
        tax=Decimal(19),
        batch_share=(("", Decimal(30)),),
        cache_hit_rate=(("", Decimal("12.5")),),
        currency=Currency("EUR", Decimal("0.86"), date(2026, 11, 20)),
    )
    assert config.prices == (PriceOverride("azure/gpt-4o", (Tier("", 0, Rates(Decimal("2.2"), Decimal("8.8"))),)),)


SHARES = """\
[prices]
cache-hit-rate = {default = 10, anthropic = 60}
cache-write-rate = {anthropic = 15}

[prices.batch-share]
"gpt-4o" = 100

[prices.providers.openrouter]
input = 3

[prices."acme-large"]
provider = "openai"
input = 2
output = 8
cached-input = 0.2
cache-write = 2.5
cache-write-1h = 4
batch = {input = 1, output = 4}
longer-prompts = [{above = 200000, input = 4, output = 12}]
"""


def test_shares_by_provider_and_model_and_prices_of_providers_batches_and_longer_prompts(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, SHARES))
    assert config.price_terms == PriceTerms(
        cache_hit_rate=(("", Decimal(10)), ("anthropic", Decimal(60))),
        cache_write_rate=(("anthropic", Decimal(15)),),
        batch_share=(("gpt-4o", Decimal(100)),),
    )
    acme, openrouter = config.prices
    assert openrouter == PriceOverride("", (Tier("", 0, Rates(Decimal(3))),), "openrouter")
    assert (acme.model, acme.provider) == ("acme-large", "openai")
    assert acme.tiers == (
        Tier("", 0, Rates(Decimal(2), Decimal(8), Decimal("0.2"), Decimal("2.5"), Decimal(4))),
        Tier("batch", 0, Rates(Decimal(1), Decimal(4))),
        Tier("", 200_000, Rates(Decimal(4), Decimal(12))),
    )


MISTAKES = [
    ("cache-hit-rate = {openai = 101}", "prices.cache-hit-rate.openai must be from 0 to 100 percent"),
    ('batch-share = "many"', "prices.batch-share must be a number of percent, as in 20"),
    ("cache-write-rate = [5]", "prices.cache-write-rate must be a number of percent, as in 20"),
    ("m = {input = 1, batch = {output = 1}}", "prices.m.batch needs at least input = USD per million tokens"),
    ("m = {input = 1, batch = 2}", "prices.m.batch must be a table, as in [tool.promptlint.prices.m.batch]"),
    ("m = {input = 1, batch = {input = -2}}", "prices.m.batch.input must be 0 or more USD per million tokens"),
    ("m = {input = 1, bach = {input = 2}}", "unknown key 'prices.m.bach'; did you mean 'batch'?"),
    ("m = {input = 1, longer-prompts = [{input = 2}]}", "must be a list of tiers, as in [{above = 200000,"),
    ("m = {input = 1, longer-prompts = [{above = 0, input = 2}]}", "above must be a whole number from 1 on"),
    ("m = {input = 1, longer-prompts = 5}", "prices.m.longer-prompts must be a list of tiers"),
    ("m = {input = 1, longer-prompts = [{above = 5}]}", "prices.m.longer-prompts needs at least input"),
    ("providers = 5", "prices.providers must be a table"),
    ("providers.azure = 5", "prices.providers.azure must be a table"),
    ("providers.azure = {output = 5}", "prices.providers.azure needs at least input"),
    ("providers.azure = {input = 1, context-window = 9}", "unknown key 'prices.providers.azure.context-window'"),
    ("tax = -1", "prices.tax must be from 0 to 100 percent"),
    ("tax = 101", "prices.tax must be from 0 to 100 percent"),
    ("tax = 0.19", 'prices.tax is less than one percent; write 19 for 19 %, or "0.19" to mean it'),
    ("tax = true", "prices.tax must be a number of percent, as in 20"),
    ("taxes = 19", "prices.taxes must be a table, as in [tool.promptlint.prices.taxes]; did you mean 'tax'?"),
    ("discounts = 20", "prices.discounts must be a table"),
    ("discounts = {openai = nan}", "prices.discounts.openai must be a number of percent"),
    ('currency = "EUR"', "prices.currency must be a table"),
    ('currency = {code = "EUR", rate = 0.86}', "prices.currency needs date = the day of the rate"),
    ('currency = {code = "EUR", date = 2026-11-20}', "prices.currency needs rate = units for one USD"),
    ('currency = {code = "EURO", rate = 1, date = 2026-11-20}', "is no currency of ISO 4217; did you mean 'EUR'?"),
    ('currency = {code = "BTC", rate = 1, date = 2026-11-20}', "'BTC' is no currency of ISO 4217"),
    ('currency = {code = "EUR", rate = 0, date = 2026-11-20}', "must be what one USD buys, more than 0"),
    ('currency = {code = "EUR", rate = -1, date = 2026-11-20}', "must be what one USD buys, more than 0"),
    ('currency = {code = "EUR", rate = 1, date = "soon"}', "prices.currency.date must be a date, as in 2026-11-01"),
    ("committed.google = {monthly = 5}", "prices.committed.google needs monthly = USD a month and tiers"),
    ("committed.google = {monthly = 5, tiers = []}", "must be a list of tiers, as in [{from = 10000, percent = 5}]"),
    (
        "committed.google = {monthly = 5, tiers = [{from = 9, percent = 5}, {from = 9, percent = 6}]}",
        "must be in order: each tier begins above the one before",
    ),
    ("m = {input = -1}", "prices.m.input must be 0 or more USD per million tokens"),
    ("m = {input = 0.0000025}", "looks like a price per token; write it as 2.5 USD per million tokens"),
    ("m = {input = 250000}", "is 250,000 USD per million tokens, more than any model costs; check the unit"),
    ("m = {input = 1, outptu = 2}", "unknown key 'prices.m.outptu'; did you mean 'output'?"),
]


@pytest.mark.parametrize(("line", "message"), MISTAKES)
def test_a_mistake_is_one_line_with_its_place_and_a_remedy(tmp_path: Path, line: str, message: str) -> None:
    path = write(tmp_path, f"[prices]\n{line}\n")
    with pytest.raises(UserError) as error:
        load_config(path)
    assert str(error.value).startswith(f"{path}:2: ") and message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "line", ["m = {input = 0}", "m = {input = 600}", "m = {input = 0.0001}", "tax = 0", "tax = 1", 'tax = "0.5"']
)
def test_the_edges_are_no_mistakes(tmp_path: Path, line: str) -> None:
    load_config(write(tmp_path, f"[prices]\n{line}\n"))


def test_more_than_the_whole_input_is_not_cached(tmp_path: Path) -> None:
    path = write(tmp_path, "[prices]\ncache-hit-rate = 70\ncache-write-rate = {anthropic = 31}\n")
    with pytest.raises(UserError, match="3: prices: cache-hit-rate and cache-write-rate of anthropic are 101 %"):
        load_config(path)
    load_config(write(tmp_path, "[prices]\ncache-hit-rate = 70\ncache-write-rate = {anthropic = 30}\n"))


def test_codes_are_codes() -> None:
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    assert {"USD", "EUR", "JPY", "GBP", "CNY", "INR"} <= CURRENCIES and len(CURRENCIES) > 150
