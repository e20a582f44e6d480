"""The parts of a text with holes."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint import ir

Part = str | ir.Hole


def merge_parts(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts with adjacent texts joined and empty texts left out."""
    merged: list[Part] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        merged += [text] if (text := "".join(texts)) else []
        merged.append(part)
        texts = []
    return (*merged, text) if (text := "".join(texts)) else tuple(merged)
