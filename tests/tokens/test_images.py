"""Image tokens against the makers' worked examples and against what others measured."""

from __future__ import annotations

import pytest

from promptlint.model import Image, Origin
from promptlint.tokens.families import tokenizer_for
from promptlint.tokens.images import RULES, count_image

ORIGIN = Origin("app.py", 1, 1, "literal")
GUIDE = "OpenAI's guide"
BILLED = "billed, community.openai.com/t/1281361 and 1230130, less 8 tokens of text"
MEASURED = "measured, huggingface.co/datasets/JOHNISKING/image-token-cost"
CLAUDE = "Claude's page on vision"

# model, width, height, detail, tokens, source
PUBLISHED = [
    ("gpt-4o", 1024, 1024, "high", 765, GUIDE),
    ("gpt-4o", 2048, 4096, "high", 1105, GUIDE),
    ("gpt-4o", 4096, 8192, "low", 85, GUIDE),
    ("gpt-4o-mini", 4096, 8192, "low", 2833, GUIDE),
    ("gpt-4o-mini", 1024, 1024, "high", 2833 + 4 * 5667, GUIDE),
    ("gpt-4.1", 1800, 2400, "auto", 765, BILLED),
    ("gpt-4.1", 2049, 513, "high", 1445, BILLED),
    ("gpt-4.1", 2050, 513, "high", 765, BILLED),
    ("gpt-5", 512, 512, "high", 210, GUIDE),
    ("gpt-5.1", 512, 512, "high", 210, GUIDE),
    ("o1", 512, 512, "high", 225, GUIDE),
    ("o4-mini", 1024, 1024, "auto", 1762, GUIDE),
    ("o4-mini", 1800, 2400, "auto", 2498, GUIDE),  # 1452 patches times 1.72
    ("gpt-4.1-nano", 1024, 1024, "auto", 2520, GUIDE),
    ("gpt-5.4", 1024, 1024, "high", 1229, GUIDE),
    ("gpt-5.4", 2048, 2048, "high", 3000, GUIDE),
    ("gpt-5.4-mini", 2048, 2048, "auto", 3000, GUIDE),  # auto as high
    ("gpt-5-mini", 256, 256, "auto", 77, "measured, community.openai.com, June 2026"),
    ("gpt-5-mini", 768, 1024, "auto", 922, "measured, community.openai.com, June 2026"),
    ("gpt-5-mini", 2048, 768, "auto", 1844, "measured, community.openai.com, June 2026"),
    ("gpt-5.5", 3840, 2160, "auto", 9792, MEASURED),
    ("gpt-5.5", 4032, 3024, "auto", 11868, MEASURED),
    ("gpt-6-astra", 256, 256, "auto", 77, MEASURED),
    ("gpt-6-astra", 1920, 1080, "auto", 2448, MEASURED),
    ("gpt-6-astra", 4032, 3024, "auto", 14364, MEASURED),
    ("gpt-6-astra", 4032, 3024, "high", 2942, MEASURED),
    ("claude-sonnet-4-5", 1075, 1520, None, 33 * 47, CLAUDE),  # shrunk to 924 x 1307
    ("claude-sonnet-4-5", 1920, 1080, None, 52 * 30, CLAUDE),  # shrunk to 1456 x 819
    ("claude-opus-4-8", 1075, 1520, None, 39 * 55, CLAUDE),
    ("claude-haiku-4-5", 256, 256, None, 165 - 65, MEASURED),  # 65 of the measured tokens are text
    ("claude-haiku-4-5", 1024, 1024, None, 1434 - 65, MEASURED),
    ("claude-haiku-4-5", 1080, 1920, None, 1625 - 65, MEASURED),
    ("claude-opus-5-5", 768, 768, None, 861 - 77, MEASURED),
    ("claude-opus-5-5", 1920, 1080, None, 2768 - 77, MEASURED),
    ("gemini-2.5-flash", 384, 384, None, 258, "Gemini's page"),
    ("gemini-2.5-flash", 960, 540, None, 6 * 258, "Gemini's page"),
]


@pytest.mark.parametrize(("model", "width", "height", "detail", "tokens", "source"), PUBLISHED)
def test_published_and_measured_images(
    model: str, width: int, height: int, detail: str | None, tokens: int, source: str
) -> None:
    amount = count_image(Image(width, height, detail, ORIGIN), tokenizer_for(model, None).images)
    assert (amount.tokens, amount.low, amount.high, amount.open) == (tokens, tokens, tokens, False)


RULE_OF = [
    ("gpt-4o", "tiles 85"),
    ("gpt-4o-mini-2024-07-18", "tiles 2833"),
    ("gpt-4.1", "tiles 85"),
    ("gpt-4.1-mini", "patches 1.62"),
    ("gpt-4.1-nano", "patches 2.46"),
    ("gpt-4-turbo", "tiles 85"),
    ("gpt-5", "tiles 70"),
    ("gpt-5-chat-latest", "tiles 70"),
    ("gpt-5.1", "tiles 70"),
    ("gpt-5-mini", "patches 1.2 small"),
    ("gpt-5.2", "patches 1.2 wide"),
    ("o3", "tiles 75"),
    ("o4-mini", "patches 1.72"),
    ("claude-opus-4-6", "claude"),
    ("claude-opus-4-7", "claude high"),
    ("claude-3-haiku-20240307", "claude"),
    ("gemini-1.5-pro", "gemini 258"),
    ("gemini-3-pro", "gemini 1120"),
    # models that take no images, or for which nothing is published
    ("gpt-3.5-turbo", ""),
    ("gpt-4", ""),
    ("gpt-4-0613", ""),
    ("o3-mini", ""),
    ("gpt-5.7", ""),
    ("claude-2.1", ""),
    ("grok-4", ""),
    ("llama-3.2-90b-vision", ""),
    ("text-embedding-3-small", ""),
]


@pytest.mark.parametrize(("model", "rule"), RULE_OF)
def test_the_rule_of_a_model(model: str, rule: str) -> None:
    assert tokenizer_for(model, None).images == rule


def test_every_rule_of_a_model_exists() -> None:
    assert {rule for _, rule in RULE_OF} - {"", "gemini 1120"} <= RULES.keys()


def test_without_a_rule_nothing_is_known() -> None:
    amount = count_image(Image(10, 10, None, ORIGIN), "")
    assert (amount.tokens, amount.open) == (0, True)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("size", [(1, 1), (1, 100_000), (100_000, 1), (100_000, 100_000), (32, 33)])
def test_any_size_costs_at_least_the_smallest(rule: str, size: tuple[int, int]) -> None:
    for detail in ("low", "high", "auto", "original", "strange"):
        assert count_image(Image(*size, detail, ORIGIN), rule).tokens >= RULES[rule].least(detail) > 0
