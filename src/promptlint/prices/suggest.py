"""Did you mean: the known id that a name is a close misspelling of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher, get_close_matches

CUTOFF = 0.86


def closest(name: str, known: Sequence[str]) -> str | None:
    """The closest id when it is close and means no other version: digits must be the same in the same order."""
    name = name.lower()
    plain = name.rsplit("/", 1)[-1]
    same = re.sub(r"[^a-z0-9]", "", plain)
    for candidate in known:
        if re.sub(r"[^a-z0-9]", "", candidate) == same:
            return candidate
    for candidate in get_close_matches(plain, known, n=5, cutoff=CUTOFF):
        if _digits(candidate) == _digits(plain) and SequenceMatcher(None, plain, candidate).ratio() >= CUTOFF:
            return candidate
    return None


def _digits(name: str) -> str:
    return re.sub(r"\D", "", name)
