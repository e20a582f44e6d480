"""Exact token counts of OpenAI's encodings, offline."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from promptlint.record import record
from promptlint.tokens import splitting
from promptlint.tokens.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    import tiktoken

BULK_CHARACTERS = 1_000_000
"""From this much text on, loading tiktoken (0.25 s, 90 MB) is worth it."""

SAFE_CHARACTERS = 20_000
"""Longer texts never go to tiktoken: up to 0.12 it needs quadratic time for a long word (3 s for 80 kB of one letter),
and 0.14 still panics on a million spaces."""

O200K_PATTERN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CL100K_PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
P50K_PATTERN = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


@record
class Encoding:
    """How an encoding splits text (our pattern over character classes, tiktoken's own) and the table it merges with.

    ``limit`` leaves out the tokens from this rank on.
    """

    split: str
    pattern: str
    table: str
    limit: int | None = None


ENCODINGS = {
    "o200k_base": Encoding(splitting.O200K, O200K_PATTERN, "o200k_base"),
    "o200k_harmony": Encoding(splitting.O200K, O200K_PATTERN, "o200k_base"),
    "cl100k_base": Encoding(splitting.CL100K, CL100K_PATTERN, "cl100k_base"),
    "p50k_base": Encoding(splitting.P50K, P50K_PATTERN, "p50k_base"),
    "p50k_edit": Encoding(splitting.P50K, P50K_PATTERN, "p50k_base"),
    "r50k_base": Encoding(splitting.P50K, P50K_PATTERN, "p50k_base", limit=50_256),
    "gpt2": Encoding(splitting.P50K, P50K_PATTERN, "p50k_base", limit=50_256),
}
"""Source: ``openai_public.py`` of tiktoken. Encodings that differ in special tokens alone count text the same, and
r50k_base is the first 50 256 tokens of p50k_base."""


@lru_cache(maxsize=4096)
def count_text(text: str, encoding: str) -> int:
    """The number of tokens of a text; the names of special tokens count as the ordinary text they are.

    Raises KeyError for an encoding that is not in ``ENCODINGS``.
    """
    return _counter(ENCODINGS[encoding]).count(text)


class Counter:
    """Counts text in one encoding: with the mapped table first, with tiktoken once there has been much of it."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._pieces = _Pieces(vocabulary(encoding.table, encoding.limit))
        self._characters = 0

    def count(self, text: str) -> int:
        """The number of tokens of a text."""
        text = well_formed(text)
        self._characters += len(text)
        if self._characters > BULK_CHARACTERS and len(text) <= SAFE_CHARACTERS:
            bulk = _tiktoken(self._encoding)
            if bulk is not None:
                return len(bulk.encode_ordinary(text))
        return sum(map(self._pieces.__getitem__, splitting.split(text, self._encoding.split)))


class _Pieces(dict[str, int]):
    """The token count of each piece met so far."""

    def __init__(self, table: Vocabulary) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, piece: str) -> int:
        return self.setdefault(piece, self._table.count(piece.encode()))


@cache
def _counter(encoding: Encoding) -> Counter:
    return Counter(encoding)


@cache
def _tiktoken(encoding: Encoding) -> tiktoken.Encoding | None:
    """tiktoken's encoder over our ranks, None where tiktoken is not installed. It downloads nothing."""
    try:
        import tiktoken
    except ImportError:
        return None
    tokens = vocabulary(encoding.table, encoding.limit).ordered_tokens()
    ranks = {token: rank for rank, token in enumerate(tokens)}
    return tiktoken.Encoding(encoding.table, pat_str=encoding.pattern, mergeable_ranks=ranks, special_tokens={})


def well_formed(text: str) -> str:
    """The text with surrogate pairs joined and lone surrogates replaced by U+FFFD, as tiktoken does."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
