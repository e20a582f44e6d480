"""The nearest known word to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the nearest known word, else what is known when that is short, else nothing."""
    from difflib import SequenceMatcher, get_close_matches

    options = sorted(known)
    by_fold = {_folded(option): option for option in options}
    wanted = _folded(word)
    near = get_close_matches(wanted, by_fold, n=5, cutoff=0.6)
    if near:
        # Two letters that changed places beat any other slip: PL720 is PL702 and not PL703.
        ranked = [(sorted(one) != sorted(wanted), -SequenceMatcher(None, wanted, one).ratio(), one) for one in near]
        return f"; did you mean {by_fold[min(ranked)[2]]!r}?"
    return f"; known are {', '.join(options)}" if 0 < len(options) <= 6 else ""


def _folded(word: str) -> str:
    return word.casefold().replace("_", "-")
