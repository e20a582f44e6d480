"""Which tokenizer a model id leads to: ids as they stand in code, and near misses."""

from __future__ import annotations

import pytest

from promptlint.tokens import extras
from promptlint.tokens.encodings import ENCODINGS
from promptlint.tokens.estimates import estimates
from promptlint.tokens.families import (
    FAMILIES,
    NEWEST,
    assumed,
    bare_name,
    bracket,
    count_model_text,
    tokenizer_for,
)

# id, vocabulary, whether it is published for the model
KNOWN = [
    ("gpt-4o", "o200k_base"),
    ("gpt-4o-mini-2024-07-18", "o200k_base"),
    ("chatgpt-4o-latest", "o200k_base"),
    ("gpt-4.1-nano", "o200k_base"),
    ("gpt-4.5-preview", "o200k_base"),
    ("gpt-5", "o200k_base"),
    ("gpt-5.6-sol", "o200k_base"),
    ("gpt-6-luna", "o200k_base"),
    ("gpt-oss-120b", "o200k_base"),
    ("o1", "o200k_base"),
    ("o1-preview-2024-09-12", "o200k_base"),
    ("o3-mini", "o200k_base"),
    ("o4-mini", "o200k_base"),
    ("codex-mini-latest", "o200k_base"),
    ("gpt-4", "cl100k_base"),
    ("gpt-4-0613", "cl100k_base"),
    ("gpt-4-32k", "cl100k_base"),
    ("gpt-4-turbo-2024-04-09", "cl100k_base"),
    ("gpt-4-vision-preview", "cl100k_base"),
    ("gpt-3.5-turbo-0125", "cl100k_base"),
    ("gpt-3.5-turbo-instruct", "cl100k_base"),
    ("gpt-35-turbo-16k", "cl100k_base"),
    ("text-embedding-3-small", "cl100k_base"),
    ("text-embedding-ada-002", "cl100k_base"),
    ("davinci-002", "cl100k_base"),
    ("text-davinci-003", "p50k_base"),
    ("code-cushman-001", "p50k_base"),
    ("text-davinci-edit-001", "p50k_edit"),
    ("text-davinci-001", "r50k_base"),
    ("text-ada-001", "r50k_base"),
    ("curie", "r50k_base"),
    ("text-search-davinci-doc-001", "r50k_base"),
    ("gpt2", "gpt2"),
    ("GPT-4o", "o200k_base"),
    (" gpt-4o ", "o200k_base"),
    ("openai/gpt-4o", "o200k_base"),
    ("openai:gpt-4o", "o200k_base"),
    ("azure/gpt-4", "cl100k_base"),
    ("openrouter/openai/gpt-4o-mini:free", "o200k_base"),
    ("ft:gpt-4o-mini-2024-07-18:acme::x", "o200k_base"),
    ("ft:gpt-3.5-turbo-0125:acme::x", "cl100k_base"),
]
ESTIMATED = [
    ("claude-3-haiku-20240307", "claude-3"),
    ("claude-3-5-sonnet-latest", "claude-3"),
    ("claude-3.7-sonnet", "claude-3"),
    ("claude-sonnet-4-20250514", "claude-3"),
    ("claude-sonnet-4", "claude-3"),
    ("claude-opus-4-1-20250805", "claude-3"),
    ("claude-sonnet-4.5", "claude-3"),
    ("claude-4.5-sonnet", "claude-3"),
    ("claude-sonnet-4-5@20250929", "claude-3"),
    ("claude-haiku-4-5-20251001", "claude-3"),
    ("claude-opus-4-6", "claude-3"),
    ("claude-opus-4-7", "claude-4.7"),
    ("claude-opus-4-8", "claude-4.8"),
    ("claude-sonnet-5", "claude-4.8"),
    ("claude-haiku-5-5", "claude-4.8"),
    ("claude-fable-5-2", "claude-4.8"),
    ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3"),
    ("anthropic.claude-opus-4-7", "claude-4.7"),
    ("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-sonnet-20240229-v1:0", "claude-3"),
    ("bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-3"),
    ("gemini-2.0-flash", "gemini"),
    ("gemini-2.5-pro", "gemini"),
    ("models/gemini-3-pro-preview", "gemini"),
    ("google-gla:gemini-2.5-flash", "gemini"),
    ("meta-llama/Llama-3.3-70B-Instruct", "llama-3"),
    ("meta.llama3-1-70b-instruct-v1:0", "llama-3"),
    ("llama3:8b", "llama-3"),
    ("accounts/fireworks/models/llama-v3p1-70b-instruct", "llama-3"),
    ("llama-2-70b-chat", "llama-2"),
    ("codellama-34b", "llama-2"),
    ("deepseek-chat", "deepseek-v3"),
    ("deepseek-ai/DeepSeek-V3", "deepseek-v3"),
    ("deepseek-r1-distill-llama-70b", "llama-3"),
    ("deepseek-r1-distill-qwen-32b", "qwen-3"),
    ("open-mixtral-8x22b", "mistral-v2"),
    ("mistral-large-2407", "mistral-v2"),
    ("codestral-2405", "mistral-v2"),
    ("open-mistral-nemo", "mistral-tekken"),
    ("mistral-small-2409", "mistral-tekken"),
    ("qwen2.5-72b-instruct", "qwen-3"),
    ("Qwen/Qwen3-32B", "qwen-3"),
    ("glm-4.5", "glm-4"),
    ("moonshotai/kimi-k2-instruct", "kimi-k2"),
]
# ids of a known maker whose vocabulary is not published: the newest known one, with a wider band
ASSUMED = [
    ("gpt-9", None, "o200k_base"),
    ("gpt-4.2", None, "o200k_base"),
    ("o2", None, "o200k_base"),
    ("o9-mini", None, "o200k_base"),
    ("text-embedding-4", None, "o200k_base"),
    ("my-deployment", "openai", "o200k_base"),
    ("prod", "azure", "o200k_base"),
    (None, "anthropic", "claude-4.8"),
    ("claude-9", None, "claude-4.8"),
    ("claude-mythos-preview", None, "claude-4.8"),
    ("gemini-1.5-flash", None, "gemini"),
    ("gemini-3.8-flash", None, "gemini"),
    ("llama-4-scout", None, "llama-3"),
    ("qwen3.5-max", None, "qwen-3"),
    ("mistral-large-latest", None, "mistral-tekken"),
    ("phi-4", None, "cl100k_base"),
]
UNKNOWN = [
    None,
    "",
    "grok-4",
    "command-r-plus",
    "amazon.nova-pro-v1:0",
    "my-deployment-gpt4o",
    "claud-3",
    "xgboost",
    "o",
    "gp-4o",
]


@pytest.mark.parametrize(("model", "encoding"), KNOWN)
def test_published_encodings_are_exact(model: str, encoding: str) -> None:
    found = tokenizer_for(model, None)
    assert (found.encoding, found.exact, found.low, found.high, found.vendor) == (encoding, True, 1, 1, "openai")


@pytest.mark.parametrize(("model", "encoding"), ESTIMATED)
def test_other_vocabularies_are_estimated_or_counted_by_a_package(model: str, encoding: str) -> None:
    found = tokenizer_for(model, None)
    assert found.encoding == encoding
    assert found.exact == bool(extras.package_for(encoding))
    assert found.exact or found.low < 1 < found.high


@pytest.mark.parametrize(("model", "provider", "encoding"), ASSUMED)
def test_an_assumption_says_so(model: str | None, provider: str | None, encoding: str) -> None:
    found = tokenizer_for(model, provider)
    assert (found.encoding, found.exact) == (encoding, False)
    assert "assumed" in found.note
    assert found.low < 1 < found.high


@pytest.mark.parametrize("model", ["gpt-4-o", "gpt-4o-prod", "gemini-2.5-flash", "claude-opus-4-7", "grok-4", None])
def test_of_a_name_that_nobody_lists_the_vocabulary_is_assumed(model: str | None) -> None:
    """The start of a name says which vocabulary is likely, not which it is; what was no more than that stays so."""
    listed, found = tokenizer_for(model, None), assumed(tokenizer_for(model, None))
    assert (found.encoding, found.exact, found.images) == (listed.encoding, False, listed.images)
    assert found.low < 1 < found.high
    assert ("assumed" in found.note) if listed.exact else found == listed


@pytest.mark.parametrize("model", UNKNOWN)
def test_an_unknown_maker_has_a_wide_band(model: str | None) -> None:
    found = tokenizer_for(model, None)
    assert (found.encoding, found.exact, found.low, found.high) == ("o200k_base", False, 0.95, 1.75)
    assert "unknown" in found.note


def test_claude_2_is_estimated_from_claude_3() -> None:
    assert tokenizer_for("anthropic.claude-v2:1", None) == tokenizer_for("claude-2.1", "anthropic")
    assert not tokenizer_for("claude-instant-1.2", None).exact
    text = "You are a helpful assistant. " * 20
    older, later = (count_model_text(text, tokenizer_for(model, None)).tokens for model in ("claude-2.1", "claude-2"))
    assert older == later > 0


@pytest.mark.parametrize("vocabulary", sorted({row[2] for row in FAMILIES} | {each for each, _ in NEWEST.values()}))
def test_every_vocabulary_can_be_counted(vocabulary: str) -> None:
    assert not vocabulary or vocabulary in ENCODINGS or vocabulary.replace("4.8", "4.7") in estimates()


@pytest.mark.parametrize(
    ("model", "bare"),
    [
        ("us.meta.llama3-8b", "llama3-8b"),
        ("ft:gpt-4o:org::id", "gpt-4o"),
        ("together_ai/Qwen/Qwen3", "qwen3"),
        ("groq:llama3-8b", "llama3-8b"),
        ("claude-3@20240229", "claude-3"),
        ("user.custom", "user.custom"),
        ("a:b", "a"),
        ("", ""),
        ("///", ""),
        (":", ""),
    ],
)
def test_bare_names(model: str, bare: str) -> None:
    assert bare_name(model) == bare


@pytest.mark.parametrize("model", ["gpt-4o", "claude-3-haiku", "gemini-2.5-flash", "grok-4", "claude-2", "llama-3-8b"])
@pytest.mark.parametrize(
    "text", ["", " ", "a", "You are a helpful assistant.", "漢" * 500, "\ud800", "\x00", "가나다" * 99]
)
def test_any_text_has_a_count_within_its_band(model: str, text: str) -> None:
    count = count_model_text(text, tokenizer_for(model, None))
    assert 0 <= count.low <= count.tokens <= (count.high or 0)
    assert (count.kind == "exact") == tokenizer_for(model, None).exact
    assert bool(count.tokens) or len(text) <= 1


def test_nothing_has_no_band() -> None:
    assert bracket(0, tokenizer_for("claude-opus-4-7", None)) == (0, 0)
