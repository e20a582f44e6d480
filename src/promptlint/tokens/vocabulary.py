"""Memory-mapped token tables: what a piece of text costs, without loading 200 000 tokens.

The files in ``data/`` are written by ``scripts/build_vocabulary.py``, which describes their layout.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from functools import cache
from heapq import heapify, heappop, heappush
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

DATA = Path(__file__).parent / "data"
MAGIC = b"PLBPE001"
SEPARATOR = b"\xff\xfe"
HEADER_BYTES = len(MAGIC) + 16
HEAP_FROM = 64
"""Pieces of at least this many bytes are merged with a heap: short ones are quicker to scan again."""

MAX_PLACES = 100_000
"""Pairs whose places are remembered between pieces; 100 bytes each."""


class Vocabulary:
    """The tokens of one encoding; merges happen in the order of their places in the file, which is that of the ranks.

    ``limit`` leaves out the tokens from this rank on.
    """

    __slots__ = ("_data", "_end", "_longest", "_mask", "_places", "_slots", "_start", "_tokens", "size")

    def __init__(self, path: Path, limit: int | None = None) -> None:
        with path.open("rb") as file:
            self._data = mmap(file.fileno(), 0, access=ACCESS_READ)
        if self._data[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{path} is not a token table")
        slots, tokens, self._longest, _ = struct.unpack_from("<IIII", self._data, len(MAGIC))
        self._start = HEADER_BYTES + 4 * slots
        self._slots = unsigned_words(memoryview(self._data)[HEADER_BYTES : self._start])
        self._mask = slots - 1
        self._places = _Places(self)
        self.size = tokens if limit is None else limit
        self._end = len(self._data) if limit is None else self._place_of(limit)

    def ordered_tokens(self) -> list[bytes]:
        """All tokens in order of rank."""
        return self._data[self._start : self._end].split(SEPARATOR)[:-1]

    def place(self, piece: bytes) -> int:
        """Where the token stands in the file (smaller merges earlier), 0 when the piece is not one token."""
        key = piece + SEPARATOR
        length, data, slots, mask = len(key), self._data, self._slots, self._mask
        slot = crc32(piece) & mask
        while place := slots[slot]:
            if data[place : place + length] == key:
                return place if place < self._end else 0
            slot = (slot + 1) & mask
        return 0

    def count(self, piece: bytes) -> int:
        """How many tokens byte-pair merging leaves of a piece (one match of the encoding's split pattern)."""
        if self.place(piece):
            return 1
        return self._scan(piece) if len(piece) < HEAP_FROM else self._heap(piece)

    def _place_of(self, rank: int) -> int:
        tokens = self._data[self._start :].split(SEPARATOR, rank)
        return len(self._data) - len(tokens[-1])

    def _scan(self, piece: bytes) -> int:
        """Merge the earliest pair again and again; quadratic, for short pieces."""
        never, places = len(self._data), self._places.with_room()
        edges = list(range(len(piece) + 1))
        pairs = [places[piece[at : at + 2]] or never for at in range(len(piece) - 1)]
        while pairs and (best := min(pairs)) < never:
            at = pairs.index(best)
            del edges[at + 1], pairs[at]
            if at < len(pairs):
                pairs[at] = places[piece[edges[at] : edges[at + 2]]] or never
            if at:
                pairs[at - 1] = places[piece[edges[at - 1] : edges[at + 1]]] or never
        return len(edges) - 1

    def _heap(self, piece: bytes) -> int:
        """The same result in n log n steps: a heap of pairs over a linked list, outdated entries skipped."""
        end = len(piece)
        places = self._places.with_room()
        after = list(range(1, end + 1))
        before = list(range(-1, end - 1))
        pairs = [places[piece[at : at + 2]] for at in range(end - 1)] + [0]
        heap = [place << 32 | at for at, place in enumerate(pairs) if place]
        heapify(heap)
        count = end
        while heap:
            entry = heappop(heap)
            at = entry & 0xFFFFFFFF
            if pairs[at] != entry >> 32:
                continue
            gone = after[at]
            after[at] = after[gone]
            pairs[gone] = 0
            count -= 1
            if after[at] < end:
                before[after[at]] = at
            for left in (at, before[at]):
                if left < 0:
                    continue
                middle = after[left]
                right = after[middle] if middle < end else end
                fits = middle < end and right - left <= self._longest
                pairs[left] = place = places[piece[left:right]] if fits else 0
                if place:
                    heappush(heap, place << 32 | left)
        return count


class _Places(dict[bytes, int]):
    """The places looked up while pieces are merged: the same pairs come again and again."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary

    def with_room(self) -> _Places:
        """Itself, empty once it holds more than it should."""
        if len(self) > MAX_PLACES:
            self.clear()
        return self

    def __missing__(self, piece: bytes) -> int:
        return self.setdefault(piece, self._vocabulary.place(piece))


def unsigned_words(view: memoryview) -> Sequence[int]:
    """The little-endian unsigned 32-bit numbers of a file, without a copy where the machine has this byte order."""
    if sys.byteorder == "little":
        return view.cast("I")
    words = array("I", view.tobytes())
    words.byteswap()
    return words


@cache
def vocabulary(name: str, limit: int | None = None) -> Vocabulary:
    """The table ``data/<name>.bpe``, opened once."""
    return Vocabulary(DATA / f"{name}.bpe", limit)
