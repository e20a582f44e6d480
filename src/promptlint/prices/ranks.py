"""How makers order their own models, from a reviewed file that names a source for every group. No figure is ours."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from promptlint.prices.facts import ModelInfo
from promptlint.prices.spelling import spelled, undated, unregioned
from promptlint.record import record

RANKS = Path(__file__).parent / "data" / "ranks.json"
VENDOR = re.compile(r"^(?:accounts/fireworks/models/|(?P<vendor>[a-z0-9-]+)[./])(?=[a-z])")
VENDORS = {"mistralai": "mistral", "google": "google", "openai": "openai", "anthropic": "anthropic"}
FAMILIES = (("gpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"), ("claude-", "anthropic"),
            ("gemini-", "google"), ("mistral-", "mistral"), ("ministral-", "mistral"))  # fmt: skip


@record
class Standing:
    """A place in the maker's line-up: ``rank`` within the maker, ``role`` 1 fast, 2 balanced, 3 most capable."""

    maker: str
    model: str
    rank: float | None
    role: int | None


def standing(info: ModelInfo) -> Standing:
    """The place of a model, also where another host sells it; all None where its maker says nothing."""
    return place_of(info.provider, info.id)


@lru_cache(maxsize=4096)
def place_of(provider: str, name: str) -> Standing:
    """The place of the model that a host sells under a name."""
    maker, model = _maker_model(provider, name)
    ranks, roles = _tables().get(maker, ({}, {}))
    return Standing(maker, model, ranks.get(model), roles.get(model))


def _maker_model(provider: str, name: str) -> tuple[str, str]:
    name = unregioned(name)
    found = VENDOR.match(name)
    if found:
        name = name[found.end() :]
    maker = next((maker for start, maker in FAMILIES if name.startswith(start)), provider)
    name = re.sub(r"(?:-v\d+)?(?::\d+)?$", "", name)
    return maker, undated(maker, spelled(maker, name))


@lru_cache(maxsize=1)
def _tables() -> dict[str, tuple[dict[str, float], dict[str, int]]]:
    out: dict[str, tuple[dict[str, float], dict[str, int]]] = {}
    for group in json.loads(RANKS.read_text("utf-8"))["groups"]:
        ranks, roles = out.setdefault(group["maker"], ({}, {}))
        ranks.update(group.get("ranks", {}))
        roles.update(group.get("classes", {}))
    return out
