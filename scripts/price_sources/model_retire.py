"""Reads model-retire (MIT): days of deprecation and shutdown with replacements, from the makers' own pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from promptlint.prices.spelling import spelled

HOSTS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "aws-bedrock": "bedrock",
    "google-gemini-api": "google",
    "google-vertex-ai": "vertex",
    "mistral": "mistral",
    "cohere": "cohere",
}
FIELDS = {"retires_on": "r", "deprecated_on": "d", "replacement": "rep", "source": "u"}


def statements(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Host, name and the days of every model that is deprecated or retired."""
    for entry in json.loads(path.read_text("utf-8"))["models"]:
        host = HOSTS[entry["provider"]]
        said = {short: entry[key] for key, short in FIELDS.items() if entry.get(key)}
        said["x"] = "deprecated" if entry["status"] == "deprecated" else "removed"
        for name in (entry["id"], *entry.get("aliases", ())):
            yield host, spelled(host, name), dict(said)
