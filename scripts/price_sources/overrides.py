"""Reads the hand-kept facts; every entry names its page and the day it was read."""

from __future__ import annotations

import re
from typing import Any

import yaml

from price_sources.book import DATA
from promptlint.prices.decode import CAPABILITIES

OVERRIDES = DATA / "overrides.yaml"
DAY = re.compile(r"20\d\d-[01]\d-[0-3]\d")
MONEY = re.compile(r"\d+(?:\.\d+)?")
# Key of an entry -> key of the book, and how its value must look.
FACTS: dict[str, tuple[str, str]] = {
    "kind": ("k", "text"), "context": ("c", "count"), "max_input": ("i", "count"), "max_output": ("o", "count"),
    "can": ("can", "capabilities"), "cannot": ("not", "capabilities"),
    "released": ("rel", "day"), "deprecated": ("d", "day"), "retires": ("r", "day"), "gone": ("gone", "day"),
    "replacement": ("rep", "text"),
    "note": ("n", "text"), "hosting": ("w", "text"),
    "aliases": ("a", "list"), "snapshots": ("s", "days"), "cache_minimum": ("m", "count"),
}  # fmt: skip
LETTERS = {word: letter for letter, word in CAPABILITIES.items()}
PRICES = ("input", "output", "cached_input", "cache_write", "cache_write_1h")
REQUIRED = ("host", "model", "url", "date")


def read_overrides() -> list[dict[str, Any]]:
    """All entries, checked; raises ``SystemExit`` with every mistake on its own line."""
    groups = yaml.safe_load(OVERRIDES.read_text("utf-8")) or []
    entries = [entry for group in groups for entry in _spread(group)]
    mistakes = [f"{OVERRIDES.name}: {mistake}" for entry in entries for mistake in _mistakes(entry)]
    if mistakes:
        raise SystemExit("\n".join(mistakes))
    return [{"host": entry["host"], "model": entry["model"], "said": _compiled(entry)} for entry in entries]


def _spread(group: dict[str, Any]) -> list[dict[str, Any]]:
    """A group names page and day once for many models."""
    shared = {key: value for key, value in group.items() if key != "models"}
    models = group.get("models")
    if models is None:
        return [shared]
    return [shared | {"model": name} | (facts or {}) for name, facts in models.items()]


def _mistakes(entry: dict[str, Any]) -> list[str]:
    name = f"{entry.get('host')}/{entry.get('model')}"
    out = [f"{name}: {key} is missing" for key in REQUIRED if not entry.get(key)]
    if not DAY.fullmatch(str(entry.get("date"))):
        out.append(f"{name}: date must be YYYY-MM-DD")
    if not str(entry.get("url")).startswith("https://"):
        out.append(f"{name}: url must start with https://")
    for key, value in entry.items():
        out += [f"{name}: {problem}" for problem in _fact_mistakes(key, value)]
    return out


def _fact_mistakes(key: str, value: Any) -> list[str]:
    if key in (*REQUIRED, "since"):
        return []
    if key == "verified":
        return [] if value is False else ["verified may only be false: a page that was not opened"]
    if key in PRICES:
        return [] if isinstance(value, str) and MONEY.fullmatch(value) else [f"{key} must be a quoted amount"]
    if key not in FACTS:
        return [f"unknown key {key}"]
    looks = FACTS[key][1]
    good = {
        "text": isinstance(value, str),
        "count": isinstance(value, int) and value > 0,
        "day": DAY.fullmatch(str(value)) is not None,
        "list": isinstance(value, list) and all(isinstance(item, str) for item in value),
        "capabilities": isinstance(value, list) and all(item in LETTERS for item in value),
        "days": isinstance(value, dict) and all(v is None or DAY.fullmatch(str(v)) for v in value.values()),
    }[looks]
    wanted = f"a list of {', '.join(LETTERS)}" if looks == "capabilities" else f"a {looks}"
    return [] if good else [f"{key} must be {wanted}"]


def _compiled(entry: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"u": entry["url"], "date": str(entry["date"])}
    if entry.get("verified") is False:
        said["v"] = 0
    for key, (short, looks) in FACTS.items():
        if key in entry:
            value = entry[key]
            said[short] = str(value) if looks == "day" else value
            if looks == "capabilities":
                said[short] = "".join(LETTERS[word] for word in value)
            if looks == "days":
                said[short] = {name: str(day or "") for name, day in value.items()}
    if "input" in entry:
        line = "/".join(str(entry.get(key, "")) for key in PRICES).rstrip("/")
        said["p"] = [[str(entry.get("since", "")), {"": line}]]
    return said
