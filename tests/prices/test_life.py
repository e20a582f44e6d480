"""Life cycles: what the makers' deprecation pages say, on pinned days."""

from __future__ import annotations

from datetime import date

import pytest

from promptlint.prices.book import Book
from promptlint.prices.facts import ModelInfo, status

DAY = date(2026, 11, 23)


def info(name: str, provider: str | None = None) -> ModelInfo:
    match = Book.load().lookup(name, provider)
    assert match is not None, name
    return match.info


@pytest.mark.parametrize(
    ("name", "provider", "expected", "day"),
    [
        # https://developers.openai.com/api/docs/deprecations
        ("gpt-3.5-turbo", "openai", "retired", "2026-10-23"),
        ("gpt-3.5-turbo-0301", "openai", "retired", "2024-09-13"),
        ("gpt-4", "openai", "retired", "2026-10-23"),
        ("gpt-4-0314", "openai", "retired", "2026-03-26"),
        ("gpt-4-32k", "openai", "retired", "2025-06-06"),
        ("gpt-4o-2024-05-13", "openai", "retired", "2026-10-23"),
        ("gpt-4o", "openai", "retiring", "2027-01-14"),
        ("gpt-4o-2024-08-06", "openai", "retiring", "2027-01-14"),
        ("gpt-4o-mini", "openai", "retiring", "2027-01-14"),
        ("gpt-4.1-nano", "openai", "retired", "2026-10-23"),
        ("gpt-5", "openai", "retiring", "2026-12-11"),
        ("gpt-5.1", "openai", "retiring", "2027-04-01"),
        ("o4-mini", "openai", "retired", "2026-10-23"),
        ("o3", "openai", "retiring", "2026-12-11"),
        ("o1-preview", "openai", "retired", "2025-07-28"),
        ("text-davinci-003", "openai", "retired", "2024-01-04"),
        ("gpt-6-luna", "openai", "current", None),
        ("text-embedding-3-small", "openai", "current", None),
        # https://platform.claude.com/docs/en/about-claude/model-deprecations
        ("claude-2.1", "anthropic", "retired", "2025-07-21"),
        ("claude-instant-1.2", "anthropic", "retired", "2024-11-06"),
        ("claude-3-opus-20240229", "anthropic", "retired", "2026-01-05"),
        ("claude-3-sonnet-20240229", "anthropic", "retired", "2025-07-21"),
        ("claude-3-haiku-20240307", "anthropic", "retired", "2026-04-20"),
        ("claude-3-5-sonnet-20241022", "anthropic", "retired", "2025-10-28"),
        ("claude-3-5-haiku-latest", "anthropic", "retired", "2026-02-19"),
        ("claude-3-7-sonnet-20250219", "anthropic", "retired", "2026-02-19"),
        ("claude-sonnet-4-20250514", "anthropic", "retired", "2026-06-15"),
        ("claude-opus-4-1", "anthropic", "retired", "2026-08-05"),
        ("claude-sonnet-4-5", "anthropic", "retiring", "2026-11-30"),
        ("claude-haiku-4-5", "anthropic", "current", None),
        ("claude-opus-5-5", "anthropic", "current", None),
        # https://ai.google.dev/gemini-api/docs/deprecations
        ("gemini-1.0-pro", "google", "retired", "2025-04-09"),
        ("gemini-1.5-pro", "google", "retired", "2025-09-24"),
        ("gemini-2.0-flash", "google", "retired", "2026-06-01"),
        ("gemini-2.5-pro", "google", "retiring", "2026-12-01"),
        ("gemini-2.5-flash", "google", "retiring", "2026-12-01"),
        ("gemini-3.8-flash", "google", "current", None),
        ("gemini-nano", "google", "current", None),
        # https://docs.mistral.ai, https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html
        ("mistral-large-2411", "mistral", "retired", "2026-05-31"),
        ("open-mixtral-8x7b", "mistral", "retired", "2025-03-30"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "bedrock", "retired", "2026-09-10"),
        ("meta.llama3-70b-instruct-v1:0", "bedrock", "retiring", "2027-03-30"),
        # Vertex AI retires on days of its own.
        ("gemini-2.5-pro", "vertex", "retired", "2026-10-20"),
        ("text-bison", "vertex", "retired", "2025-04-21"),
    ],
)
def test_life_of_models_on_the_day(name: str, provider: str, expected: str, day: str | None) -> None:
    found = info(name, provider)
    assert status(found, DAY) == expected
    assert found.retires_on == (date.fromisoformat(day) if day else None)


def test_the_day_decides() -> None:
    found = info("gpt-3.5-turbo", "openai")
    assert status(found, date(2026, 10, 22)) == "retiring"
    assert status(found, date(2026, 10, 23)) == "retired"


def test_replacement_and_source_are_named() -> None:
    found = info("claude-3-haiku-20240307", "anthropic")
    assert found.replacement == "claude-haiku-4-5-20251001"
    assert found.life_source == "https://platform.claude.com/docs/en/about-claude/model-deprecations"


def test_retired_models_keep_their_last_price() -> None:
    for name in ("gpt-3.5-turbo-0301", "text-davinci-003", "claude-2.1", "claude-3-opus-20240229", "gemini-1.5-flash"):
        assert Book.load().price(info(name), DAY) is not None, name


def test_a_model_seen_switched_off_without_a_day_is_retired_from_then_on() -> None:
    found = info("gemini-2.0-flash-exp", "google")
    assert (found.retires_on, found.retired_on) == (None, date(2026, 2, 18))
    assert status(found, DAY) == "retired"


def test_a_model_nobody_says_anything_about_is_unknown() -> None:
    assert status(info("llama3-70b-8192", "groq"), DAY) == "unknown"
