"""Split text as tiktoken does, with the standard library and independent of its Unicode version.

Every character that is not ASCII is first replaced by a stand-in of its class, so that one pattern over a small
alphabet splits text of any language; positions stay the same. The classes were read out of tiktoken.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

from promptlint.tokens.vocabulary import DATA, unsigned_words

CLASS_CHARACTERS = "!Aaª\u03000\t"
"""Stand-ins by class number: other, upper or title case, lower case, other letter, mark, number, white space."""

MARK = "\u0300"
LOWER = "a-z\u017f"
LETTER = f"A-Zª{LOWER}"
CONTRACTION = "'(?:[sS\u017ftTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])"
"""The long s equals an s when case is ignored, the one such character that is not ASCII; it stands for itself."""

O200K = (
    rf"[^\r\n0-9{LETTER}]?[A-Zª{MARK}]*[{LOWER}ª{MARK}]+(?:{CONTRACTION})?"
    rf"|[^\r\n0-9{LETTER}]?[A-Zª{MARK}]+[{LOWER}ª{MARK}]*(?:{CONTRACTION})?"
    rf"|[0-9]{{1,3}}| ?[^\s0-9{LETTER}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CL100K = (
    rf"{CONTRACTION}|[^\r\n0-9{LETTER}]?[{LETTER}]+|[0-9]{{1,3}}"
    rf"| ?[^\s0-9{LETTER}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
P50K = rf"'(?:[sdmt]|ll|ve|re)| ?[{LETTER}]+| ?[0-9]+| ?[^\s0-9{LETTER}]+|\s+(?!\S)|\s+"


def split(text: str, pattern: str) -> Iterable[str]:
    """The pieces of a text in order, which byte-pair merging never crosses."""
    compiled = _compiled(pattern)
    if text.isascii():
        return compiled.findall(text)
    classes = text.translate(_classes())
    return (text[match.start() : match.end()] for match in compiled.finditer(classes))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


class _Classes(dict[int, str]):
    """Code point to stand-in, filled while it is used."""

    def __init__(self) -> None:
        super().__init__({point: chr(point) for point in range(128)})
        self[0x17F] = "\u017f"
        self._words = unsigned_words(memoryview((DATA / "classes.bin").read_bytes()))

    def __missing__(self, point: int) -> str:
        number = self._words[bisect_right(self._words, point << 3 | 7) - 1] & 7
        return self.setdefault(point, CLASS_CHARACTERS[number])


@cache
def _classes() -> _Classes:
    return _Classes()
