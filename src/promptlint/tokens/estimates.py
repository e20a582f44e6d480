"""Token counts of vocabularies that cannot be shipped, estimated from the three we have.

An estimate is a weighted sum of features of the text; ``data/estimates.json`` holds the weights of each vocabulary and
how far its estimates were off on texts that the fit had not seen. ``scripts/fit_token_estimates.py`` makes that file.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from promptlint.record import record
from promptlint.tokens.encodings import count_text
from promptlint.tokens.vocabulary import DATA

ASCII_FEATURES = {
    "words": "[A-Za-z]+",
    "capitals": "[A-Z]+",
    "punctuation": r"[!-/:-@\[-`{-~]",
    "digits": "[0-9]",
    "newlines": "\n",
}
OTHER_FEATURES = {
    "accented": "[\u00c0-\u024f\u1e00-\u1eff]",
    "greek or cyrillic": "[\u0370-\u052f]",
    "kana": "[\u3040-\u30ff]",
    "han": "[\u3400-\u9fff]",
    "hangul": "[\uac00-\ud7af]",
    "other letters": "[\u0530-\u1dff\ufb1d-\ufefc]",
}
ENCODINGS = ("o200k_base", "cl100k_base", "p50k_base")
FEATURES = (*ENCODINGS, *ASCII_FEATURES, *OTHER_FEATURES)
LEAST, MOST = 0.6, 4.0
"""Whatever the weights say, an estimate stays between these multiples of o200k_base: no text measured was outside."""


@record
class Estimate:
    """One vocabulary's weights (one per feature) and its error.

    The true count was between ``low`` and ``high`` times the estimate for nine of ten texts held out, give or take
    ``slack`` tokens; ``ratio`` is its median to o200k_base on English prompts.
    """

    weights: tuple[float, ...]
    low: float
    high: float
    slack: int
    ratio: float


@lru_cache(maxsize=4096)
def features(text: str) -> tuple[int, ...]:
    """The value of each of ``FEATURES`` for a text."""
    counts = [count_text(text, encoding) for encoding in ENCODINGS]
    counts += [len(re.findall(pattern, text)) for pattern in ASCII_FEATURES.values()]
    if text.isascii():
        return (*counts, *(0 for _ in OTHER_FEATURES))
    return (*counts, *(len(re.findall(pattern, text)) for pattern in OTHER_FEATURES.values()))


@lru_cache(maxsize=4096)
def estimate_text(text: str, vocabulary: str) -> int:
    """The estimated number of tokens of a text; KeyError for a vocabulary that is not in ``estimates()``."""
    weights = estimates()[vocabulary].weights
    values = features(text)
    total = sum(weight * value for weight, value in zip(weights, values, strict=True))
    return round(min(max(total, LEAST * values[0]), MOST * values[0]))


@cache
def estimates() -> dict[str, Estimate]:
    """All vocabularies that can be estimated, by name."""
    import json

    data = json.loads((DATA / "estimates.json").read_text(encoding="utf-8"))
    if data["features"] != list(FEATURES):
        raise ValueError("estimates.json was made for other features")
    return {
        name: Estimate(tuple(entry["weights"]), entry["low"], entry["high"], entry["slack"], entry["ratio"])
        for name, entry in data["vocabularies"].items()
    }
