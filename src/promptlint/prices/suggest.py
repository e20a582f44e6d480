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
    swapped = _swapped(plain)
    for candidate in known:
        if candidate in swapped:
            return candidate
    for candidate in get_close_matches(plain, known, n=5, cutoff=CUTOFF):
        if _digits(candidate) == _digits(plain) and SequenceMatcher(None, plain, candidate).ratio() >= CUTOFF:
            return candidate
    return None


def _swapped(name: str) -> set[str]:
    """The name with each two letters that stand side by side in the other order: gtp-4o is gpt-4o, 4o is not o4."""
    pairs = zip(name, name[1:], strict=False)
    places = [place for place, (left, right) in enumerate(pairs) if left.isalpha() and right.isalpha()]
    return {f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}" for at in places} - {name}


def _digits(name: str) -> str:
    return re.sub(r"\D", "", name)
