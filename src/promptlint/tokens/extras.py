"""Exact counts by optional packages: ``ctok`` (extra ``claude``) and ``splintr-rs`` (extra ``tokenizers``)."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

from promptlint.tokens.encodings import well_formed

CTOK = {"claude-3": "3.0", "claude-4.7": "4.7", "claude-4.8": "4.8"}
"""Vocabulary and the version that selects it in ctok."""

CTOK_FRAME = {"3.0": 7, "4.7": 11, "4.8": 6}
"""What ctok adds for a request of one message (``meta.message_overhead`` of its vocabularies)."""

SPLINTR = {
    "llama-3": "llama3",
    "llama-2": "llama2",
    "mistral-tekken": "mistral_v3",
    "mistral-v2": "mistral_v2",
    "deepseek-v3": "deepseek_v3",
    "qwen-3": "qwen3",
    "glm-4": "glm4",
    "kimi-k2": "kimi_k2",
}
"""Vocabulary and the name that loads it in splintr."""


@cache
def package_for(vocabulary: str) -> str | None:
    """The installed package that counts a vocabulary exactly, None when there is none."""
    module = "ctok" if vocabulary in CTOK else "splintr" if vocabulary in SPLINTR else None
    return module if module and find_spec(module) else None


@lru_cache(maxsize=4096)
def count_with_package(text: str, vocabulary: str) -> int:
    """The number of tokens of a text, without any frame; ImportError when the package is missing."""
    if not text:
        return 0
    text = well_formed(text)
    if vocabulary in CTOK:
        import ctok  # type: ignore[import-not-found, unused-ignore]

        version = CTOK[vocabulary]
        return int(ctok.token_count(text, version)) - CTOK_FRAME[version]
    # Qwen's tokenizer normalises first, splintr's does not.
    given = unicodedata.normalize("NFC", text) if vocabulary == "qwen-3" else text
    return len(_splintr(SPLINTR[vocabulary]).encode_ordinary(given))


@cache
def _splintr(name: str) -> Any:
    import splintr  # type: ignore[import-not-found, unused-ignore]

    return splintr.Tokenizer.from_pretrained(name)
