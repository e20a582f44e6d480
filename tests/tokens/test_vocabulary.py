"""The token tables hold exactly what OpenAI publishes, and merging gives what merging by hand gives."""

from __future__ import annotations

import base64
import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.tokens.vocabulary import Vocabulary, vocabulary

# The sums tiktoken checks its downloads against.
PUBLISHED = [
    ("o200k_base", None, "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"),
    ("cl100k_base", None, "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"),
    ("p50k_base", None, "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069"),
    ("p50k_base", 50_256, "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930"),  # = r50k_base
]


def rank_file(table: Vocabulary, name: str) -> bytes:
    """OpenAI's file written back: token in base64, its rank. p50k_base keeps rank 50 256 free for <|endoftext|>."""
    hole = 50_256 if name == "p50k_base" else len(table.ordered_tokens())
    rows = enumerate(table.ordered_tokens())
    return b"".join(base64.b64encode(token) + b" %d\n" % (rank + (rank >= hole)) for rank, token in rows)


@pytest.mark.parametrize(("name", "limit", "sha256"), PUBLISHED)
def test_the_tables_hold_the_published_rank_files(name: str, limit: int | None, sha256: str) -> None:
    table = vocabulary(name, limit)
    assert hashlib.sha256(rank_file(table, name)).hexdigest() == sha256
    assert len(table.ordered_tokens()) == table.size


@pytest.mark.parametrize("name", ["o200k_base", "cl100k_base", "p50k_base"])
def test_every_token_is_found_at_a_place_of_its_own_in_order(name: str) -> None:
    table = vocabulary(name)
    places = [table.place(token) for token in table.ordered_tokens()]
    assert all(places)
    assert places == sorted(set(places))


@pytest.mark.parametrize("piece", [b"", b"\xff\xfe", b"hello\xff", b" hello\xff\xfe", b"zzqqzzqq", b"a" * 200])
def test_what_is_no_token_has_no_place(piece: bytes) -> None:
    assert vocabulary("o200k_base").place(piece) == 0


def test_a_limit_hides_the_later_tokens() -> None:
    whole, limited = vocabulary("p50k_base"), vocabulary("p50k_base", 50_256)
    tokens = whole.ordered_tokens()
    assert limited.place(tokens[50_255])
    assert whole.place(tokens[50_256])
    assert not limited.place(tokens[50_256])


@given(st.binary(max_size=300))
def test_heap_and_scan_merge_alike(piece: bytes) -> None:
    table = vocabulary("o200k_base")
    assert table._heap(piece) == table._scan(piece)


def test_long_pieces_merge_alike() -> None:
    chance = random.Random(7)
    for letters in ("ab", "aAbBcC ", "\n ", "漢字かな"):
        piece = "".join(chance.choice(letters) for _ in range(800)).encode()
        assert vocabulary("cl100k_base")._heap(piece) == vocabulary("cl100k_base")._scan(piece)


def test_a_file_of_another_kind_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "x.bpe").write_bytes(b"not a table at all, just text")
    with pytest.raises(ValueError, match="not a token table"):
        Vocabulary(tmp_path / "x.bpe")
