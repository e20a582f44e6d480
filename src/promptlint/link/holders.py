"""Names that may hold what certain classes and functions make, found in the text of modules.

A search that finds too much costs time only: what a name holds is evaluated afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIAS_ROUNDS = 2
"""Names given on to names: how often that is followed."""
MAX_NAMES = 200
"""Names that are followed on to others at most."""


def holders(texts: Iterable[str], makers: Iterable[str]) -> frozenset[str]:
    """The names that are assigned, annotated or decorated with one of the makers, and those that take their value."""
    known = list(texts)
    wanted = [maker for maker in makers if maker]
    found: set[str] = set()
    for text in known:
        present = _either(maker for maker in wanted if maker in text)
        if present:
            found.update(_made(text, present))
    fresh = set(found)
    for _ in range(ALIAS_ROUNDS):
        fresh = {name for text in known for name in _taken(text, fresh)} - found if fresh else set()
        found |= fresh
    return frozenset(found)


def _either(names: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))


def _made(text: str, makers: str) -> Iterable[str]:
    """``name = Maker(...)``, ``name: Maker`` and ``@maker`` above a function or class."""
    assigned = rf"(\w+)\s*(?::[^=\n]+)?=\s*(?:await\s+)?[\w.]*\b(?:{makers})(?:\[[^\]\n]*\])?\("
    annotated = rf"(\w+)\s*:\s*[\w.\[\]\"' |]*\b(?:{makers})\b"
    decorated = rf"@[\w.]*\b(?:{makers})\b[^@]*?\n\s*(?:async\s+)?(?:def|class)\s+(\w+)"
    for pattern in (assigned, annotated, decorated):
        yield from re.findall(pattern, text)


def _taken(text: str, names: set[str]) -> Iterable[str]:
    """``other = name`` and ``other=name`` of an argument."""
    present = _either(name for name in sorted(names)[:MAX_NAMES] if name in text)
    if present:
        yield from re.findall(rf"(\w+)\s*(?::[^=\n]+)?=\s*(?:self\.)?(?:{present})\s*(?=[\n,)#]|or\b|if\b)", text)
