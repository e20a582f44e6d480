"""Reads model-prices (MIT): which models their makers have deprecated or removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from promptlint.prices.spelling import spelled

HOSTS = {
    "openai": "openai", "anthropic": "anthropic", "google": "google", "amazon-bedrock": "bedrock",
    "mistral": "mistral", "cohere": "cohere", "deepseek": "deepseek", "xai": "xai", "perplexity": "perplexity",
    "alibaba": "alibaba", "zai": "zai", "moonshotai": "moonshot", "minimax": "minimax", "meta": "meta",
}  # fmt: skip


def snapshot(path: Path) -> dict[str, Any]:
    """The whole file."""
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def statements(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Host, name and status of every model that is not simply on sale."""
    for lab, models in snapshot(path)["status"].items():
        host = HOSTS.get(lab)
        if host is None:
            continue
        for name, status in models.items():
            yield host, spelled(host, name), {"x": status}
