"""The nearest known word to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the nearest known word, else what is known when that is short, else nothing."""
    from difflib import get_close_matches

    options = sorted(known)
    by_fold = {option.casefold().replace("_", "-"): option for option in options}
    near = get_close_matches(word.casefold().replace("_", "-"), by_fold, n=1, cutoff=0.6)
    if near:
        return f"; did you mean {by_fold[near[0]]!r}?"
    return f"; known are {', '.join(options)}" if 0 < len(options) <= 6 else ""
