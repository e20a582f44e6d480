"""Tokens of a piece of a prompt, counted as the request's model counts them."""

from __future__ import annotations

from promptlint.model import PricedCall


def encoding_of(priced: PricedCall) -> str:
    """The encoding that the request's tokens were counted with; OpenAI's newest where that is none of theirs."""
    from promptlint.tokens.encodings import ENCODINGS

    count = priced.cost.input
    return count.encoding if count is not None and count.encoding in ENCODINGS else "o200k_base"
