"""The book as a file: whole, grounded, and the same as what is kept by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.errors import UserError
from promptlint.prices.book import BOOK, Book
from promptlint.prices.ranks import RANKS
from promptlint.prices.shelf import Shelf

DATA = BOOK.parent
KINDS = {"chat", "completion", "embedding", "rerank", "moderation", "image", "audio", "realtime"}


def test_every_record_can_be_read_and_is_grounded() -> None:
    book = Book.load()
    seen = 0
    for provider in book.providers:
        for info in book.models(provider):
            seen += 1
            assert info.kind in KINDS
            assert info.sources, info.id
            assert all(price.source and price.as_of.year >= 2025 for price in info.prices)
            assert all(tier.rates.input >= 0 for price in info.prices for tier in price.tiers)
            assert info.context_window is None or info.context_window >= (info.max_input_tokens or 0)
    assert seen > 3_000


def test_first_party_prices_name_a_page() -> None:
    book = Book.load()
    for provider in ("openai", "anthropic", "google", "mistral"):
        for info in book.models(provider):
            assert all(price.url.startswith("https://") for price in info.prices), info.id


def test_the_price_of_a_chat_model_is_not_absurd() -> None:
    """A unit slip (per thousand, per token) would be off by a factor of 1 000."""
    book = Book.load()
    for provider in ("openai", "anthropic", "google", "mistral", "groq", "deepseek", "xai", "together"):
        for info in book.models(provider):
            for price in info.prices if info.kind == "chat" else ():
                assert all(tier.rates.input <= Decimal(1000) for tier in price.tiers), info.id


def test_licences_stand_beside_the_data() -> None:
    sources = json.loads(BOOK.read_text("utf-8"))["sources"]
    for source in sources.values():
        assert source["licence"] == "MIT"
        assert "Permission is hereby granted" in (DATA / "licences" / f"{source['name']}.txt").read_text("utf-8")


def test_as_of_and_source_say_what_the_book_is_made_of() -> None:
    book = Book.load()
    assert book.as_of.isoformat() == json.loads(BOOK.read_text("utf-8"))["as_of"]
    assert "genai-prices" in book.source and "litellm" in book.source


def test_book_is_read_once() -> None:
    assert Book.load() is Book.load()


@pytest.mark.parametrize("cut", [0, 100, -1, -4, -2_000])
def test_a_truncated_file_is_one_clear_line(tmp_path: Path, cut: int) -> None:
    broken = tmp_path / "book.json"
    broken.write_text(BOOK.read_text("utf-8")[:cut], "utf-8")
    with pytest.raises(UserError, match=r"book\.json: the price book cannot be read .* reinstall promptlint"):
        Shelf(broken)


def test_a_damaged_row_is_one_clear_line(tmp_path: Path) -> None:
    broken = tmp_path / "book.json"
    broken.write_text(BOOK.read_text("utf-8").replace('"gpt-4o":{', '"gpt-4o":[', 1), "utf-8")
    with pytest.raises(UserError, match="reinstall promptlint"):
        Book(Shelf(broken)).lookup("gpt-4o", "azure")


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="reinstall promptlint"):
        Shelf(tmp_path / "book.json")


def test_the_shelf_holds_what_the_file_holds() -> None:
    shelf = Shelf(BOOK)
    whole = json.loads(BOOK.read_text("utf-8"))
    assert {host: shelf.records(host) for host in shelf.hosts} == whole["models"]
    assert shelf.records("nobody") == {}


def test_ranks_name_a_source_and_only_known_models() -> None:
    book = Book.load()
    for group in json.loads(RANKS.read_text("utf-8"))["groups"]:
        assert group["url"].startswith("https://") and group["source"] and group["date"]
        for name in {**group.get("ranks", {}), **group.get("classes", {})}:
            assert book.lookup(name, group["maker"]) is not None, name
        assert set(group.get("classes", {}).values()) <= {1, 2, 3}


@given(st.text(max_size=60), st.sampled_from([None, "openai", "azure", "bedrock", "openrouter", "vertex", "ollama"]))
def test_any_text_is_looked_up_without_a_fuss(name: str, provider: str | None) -> None:
    match = Book.load().lookup(name, provider)
    assert match is None or match.info.id


ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@given(
    st.sampled_from(
        ["gpt-4o", "gpt-4", "o3", "claude-opus-4-5", "gemini-2.5-pro", "mistral-large-latest", "command-r"]
    ),
    st.text(ALPHABET, min_size=3, max_size=8),
)
def test_a_word_more_is_another_model(name: str, word: str) -> None:
    """A suffix that no list knows makes a name unknown; it is never taken for the model it begins with."""
    book = Book.load()
    match = book.lookup(f"{name}-{word}")
    assert match is None or match.info.id == f"{name}-{word}"


@pytest.mark.parametrize(
    ("name", "provider", "expected"),
    [
        ("gpt4", "openai", "gpt-4"),
        ("gpt4o", "openai", "gpt-4o"),
        ("gpt-4omini", "openai", "gpt-4o-mini"),
        ("gpt-4o-minii", "openai", "gpt-4o-mini"),
        ("claude-sonet-4-5", "anthropic", "claude-sonnet-4-5"),
        ("gemini-2.5-flsh", "google", "gemini-2.5-flash"),
        ("gtp-4o", "openai", "gpt-4o"),
        ("gpt-4o-mnii", "openai", "gpt-4o-mini"),
        ("cluade-opus-4-5", "anthropic", "claude-opus-4-5"),
        # A digit is no letter that changed places: 4o is no o4.
        ("4o-mini", "openai", None),
        # A version that does not exist is not a misspelling of another version.
        ("gpt-9", "openai", None),
        ("gpt-4.2", "openai", None),
        ("claude-9", "anthropic", None),
        ("test-model", "openai", None),
        ("my-deployment", None, None),
    ],
)
def test_suggestions_are_close_and_of_the_same_version(name: str, provider: str | None, expected: str | None) -> None:
    assert Book.load().suggest(name, provider) == expected
