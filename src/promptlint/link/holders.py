"""Names that may hold what certain classes and functions make, found in the text of modules.

A search that finds too much costs time only: what a name holds is evaluated afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ALIAS_ROUNDS = 2
"""Names given on to names: how often that is followed."""
NEAR = 300
"""Characters around a line with a maker that are searched: an assignment rarely spreads further."""
MAX_NAMES = 200
"""Names that are followed on to others at most."""


def holders(texts: Iterable[str], makers: Iterable[str]) -> frozenset[str]:
    """The names that are assigned, annotated or decorated with one of the makers, and those that take their value."""
    known = list(texts)
    wanted = [maker for maker in makers if maker]
    found: set[str] = set()
    for text in known:
        present = [maker for maker in wanted if maker in text]
        if present:
            found.update(_made(text, present))
    fresh = set(found)
    for _ in range(ALIAS_ROUNDS):
        fresh = {name for text in known for name in _taken(text, fresh)} - found if fresh else set()
        found |= fresh
    return frozenset(found)


def _either(names: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))


def _made(text: str, names: list[str]) -> Iterator[str]:
    """``name = Maker(...)``, ``name: Maker`` and ``@maker`` above a function or class."""
    makers = _either(names)
    assigned = rf"\b(\w+)\s*(?::[^=\n]+)?=\s*(?:await\s+)?[\w.]*\b(?:{makers})(?:\[[^\]\n]*\])?\("
    annotated = rf"\b(\w+)\s*:\s*[\w.\[\]\"' |]*\b(?:{makers})\b"
    decorated = rf"@[\w.]*\b(?:{makers})\b[\s\S]{{0,2000}}?\n\s*(?:async\s+)?(?:def|class)\s+(\w+)"
    for piece in _near(text, names):
        yield from re.findall(assigned, piece)
        yield from re.findall(annotated, piece)
    yield from re.findall(decorated, text)


def _taken(text: str, names: set[str]) -> Iterator[str]:
    """``other = name`` and ``other=name`` of an argument."""
    present = [name for name in sorted(names)[:MAX_NAMES] if name in text]
    if present:
        taken = rf"\b(\w+)\s*(?::[^=\n]+)?=\s*(?:self\.)?(?:{_either(present)})\s*(?=[\n,)#]|or\b|if\b)"
        for piece in _near(text, present):
            yield from re.findall(taken, piece)


def _near(text: str, words: Iterable[str]) -> Iterator[str]:
    """The pieces of a text in which one of the words stands, whole lines and some before: the rest is not searched."""
    starts = sorted({line for word in words for line in _lines_with(text, word)})
    begin = end = 0
    for start in starts:
        stop = text.find("\n", start + NEAR)
        stop = len(text) if stop < 0 else stop + 1
        before = text.rfind("\n", 0, max(start - NEAR, 0)) + 1
        if before > end:
            yield text[begin:end]
            begin = before
        end = max(end, stop)
    yield text[begin:end]


def _lines_with(text: str, word: str) -> Iterator[int]:
    """Where the lines start that hold the word."""
    found = text.find(word)
    while found >= 0:
        yield text.rfind("\n", 0, found) + 1
        end = text.find("\n", found)
        found = text.find(word, end) if end >= 0 else -1
