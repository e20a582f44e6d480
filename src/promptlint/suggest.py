"""The nearest known word to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(word: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the nearest known word, else what is known when that is short, else nothing."""
    options = sorted(known)
    near = closest(word, options)
    if near is not None:
        return f"; did you mean {near!r}?"
    return f"; known are {', '.join(options)}" if 0 < len(options) <= 6 else ""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The nearest known word, None when none is near; letter case and - or _ make no difference."""
    from difflib import SequenceMatcher, get_close_matches

    by_fold = {_folded(option): option for option in sorted(known)}
    wanted = _folded(word)
    near = get_close_matches(wanted, by_fold, n=5, cutoff=0.6)
    # Two letters that changed places beat any other slip: PL720 is PL702 and not PL703.
    ranked = [(sorted(one) != sorted(wanted), -SequenceMatcher(None, wanted, one).ratio(), one) for one in near]
    return by_fold[min(ranked)[2]] if ranked else None


def _folded(word: str) -> str:
    return word.casefold().replace("_", "-")
