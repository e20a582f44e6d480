"""Reads model-prices (MIT): which models their makers have removed, and a third voice on prices.

Its prices are kept by the book only where the other two lists disagree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from price_sources.litellm import plain
from promptlint.prices.spelling import spelled

HOSTS = {
    "openai": "openai", "anthropic": "anthropic", "google": "google", "amazon-bedrock": "bedrock",
    "mistral": "mistral", "cohere": "cohere", "deepseek": "deepseek", "xai": "xai", "perplexity": "perplexity",
    "alibaba": "alibaba", "zai": "zai", "moonshotai": "moonshot", "minimax": "minimax", "meta": "meta",
}  # fmt: skip


def snapshot(path: Path) -> dict[str, Any]:
    """The whole file."""
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
    return loaded


def statements(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Host, name, status and newest price of every model of the kept labs."""
    data = snapshot(path)
    for lab, host in HOSTS.items():
        status, prices = data["status"].get(lab, {}), data["prices"].get(lab, {})
        for name in status.keys() | prices.keys():
            said = {"x": status[name]} if name in status else {}
            line = _line(prices.get(name, {}))
            if line:
                said["p"] = [["", {"": line}]]
            yield host, spelled(host, name), said


def _line(price: dict[str, Any]) -> str:
    """The newest standard rates, "" where the list has none."""
    rates = [step["rates"] for step in price.get("standard", ()) if step.get("rates")]
    if not rates:
        return ""
    amounts = (rates[-1].get(field) for field in ("input", "output", "cache_read", "cache_write"))
    return "/".join("" if amount is None else plain(amount) for amount in amounts).rstrip("/")
