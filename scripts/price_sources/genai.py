"""Reads genai-prices (MIT): prices with history, tiers by prompt length, batch and service tiers, aliases."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from promptlint.prices.spelling import spelled

HOSTS = {
    "openai": "openai", "anthropic": "anthropic", "google": "google", "aws": "bedrock", "azure": "azure",
    "mistral": "mistral", "cohere": "cohere", "groq": "groq", "together": "together", "fireworks": "fireworks",
    "deepseek": "deepseek", "x-ai": "xai", "perplexity": "perplexity", "openrouter": "openrouter",
    "zai": "zai", "zhipuai": "zhipu", "moonshotai": "moonshot", "voyageai": "voyage", "cerebras": "cerebras",
    "minimax": "minimax", "meta": "meta", "databricks": "databricks", "cloudflare": "cloudflare",
    "huggingface_sambanova": "sambanova",
}  # fmt: skip
NOT_SOLD = {"openai": ("gpt-oss", "moderation", "gpt-4o:extended"), "google": ("gemma-3", "gemini-flash-1.5")}
"""Entries that the source needs for other hosts' logs: the maker's own platform does not sell them."""
FIELDS = ("input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok", "cache_write_1h_mtok")
AUDIO = ("input_audio_mtok", "output_audio_mtok", "cache_audio_read_mtok")
IMAGE = ("input_image_mtok", "output_image_mtok", "cache_image_read_mtok")


def value(node: ast.expr) -> Any:
    """The generated Python module as plain data; calls become dictionaries, decimals stay text."""
    if isinstance(node, ast.Call):
        return _call(node)
    if isinstance(node, ast.List):
        return [value(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {value(k): value(v) for k, v in zip(node.keys, node.values, strict=True) if k is not None}
    return ast.literal_eval(node)


def _call(node: ast.Call) -> Any:
    name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr  # type: ignore[attr-defined]
    if name == "Decimal":
        return ast.literal_eval(node.args[0])
    if name in ("date", "time"):
        return "-".join(f"{ast.literal_eval(arg):02d}" for arg in node.args)
    return {"type": name} | {word.arg: value(word.value) for word in node.keywords if word.arg}


def providers(path: Path) -> list[dict[str, Any]]:
    """All providers of ``genai_prices/data.py``."""
    for statement in ast.parse(path.read_text("utf-8")).body:
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            return list(value(statement.value))
    raise ValueError(f"no provider list in {path}")


def statements(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Host, name and statement of every model name that the source lists."""
    for provider in providers(path):
        host = HOSTS.get(provider["id"])
        if host is None:
            continue
        url = (provider.get("pricing_urls") or [""])[0]
        for model in provider["models"]:
            if model["id"].startswith(NOT_SOLD.get(host, ())):
                continue
            said = _model(model, url)
            for name in _names(host, model):
                yield _place(host, name, said)


def _place(host: str, name: str, said: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """The source's "google" lists the Claude models of Vertex AI as well."""
    if host == "google" and name.startswith("claude"):
        host = "vertex"
    if host == "fireworks" and not name.startswith("accounts/"):
        name = f"accounts/fireworks/models/{name}"
    return host, spelled(host, name.rstrip("-@.")), said


def _names(host: str, model: dict[str, Any]) -> list[str]:
    """What the source calls the model; a prefix clause counts only where it is a whole name (Claude)."""
    if host == "bedrock":
        return [model["id"].removeprefix("regional.")]
    names = [model["id"]]
    _collect(model["match"], names)
    if host == "openrouter":
        names = [name for name in names if "/" in name]
    return list(dict.fromkeys(names))


def _collect(clause: dict[str, Any], names: list[str]) -> None:
    kind = clause["type"]
    if kind == "ClauseOr":
        for inner in clause["or_"]:
            _collect(inner, names)
    elif kind == "ClauseEquals":
        names.append(clause["equals"])
    elif kind == "ClauseStartsWith" and clause["starts_with"].startswith("claude") and "2025" not in str(clause):
        names.append(clause["starts_with"])


def _model(model: dict[str, Any], url: str) -> dict[str, Any]:
    said: dict[str, Any] = {"u": url, "p": _prices(model)}
    if model.get("context_window"):
        said["c"] = model["context_window"]
    if model.get("deprecated"):
        said["x"] = "deprecated"
    return said


def _prices(model: dict[str, Any]) -> list[list[Any]]:
    """Standard prices by date with the newest batch and service tiers added to the entry they belong to."""
    listed = model["prices"]
    steps = listed if isinstance(listed, list) else [{"prices": listed}]
    out: dict[str, dict[str, str]] = {}
    for step in steps:
        constraint = step.get("constraint") or {}
        if constraint.get("type") == "TimeOfDateConstraint":
            _peak(out, step["prices"])
        else:
            out[constraint.get("start_date", "")] = rates(step["prices"], "")
    for variant in model.get("price_variants") or ():
        _variant(out, variant)
    return [[since, variants] for since, variants in sorted(out.items()) if variants]


def _peak(out: dict[str, dict[str, str]], prices: dict[str, Any]) -> None:
    """A price by time of day: the peak price is the standard one, what stood there is off-peak."""
    last = out[max(out)]
    if "off-peak" not in last:
        last["off-peak"] = last[""]
    last[""] = max(last[""], rates(prices, "").get("", ""), key=lambda text: float(text.split("/")[0] or 0))


def _variant(out: dict[str, dict[str, str]], variant: dict[str, Any]) -> None:
    when = variant["when"]
    name = when.get("processing") or when.get("service_tier") or ("fast" if when.get("speed") == "fast" else "")
    if name not in ("batch", "flex", "priority", "fast") or not out:
        return
    since = (variant.get("constraint") or {}).get("start_date", "")
    # A tier first checked later than its standard price belongs to that price; only future ones are their own.
    target = max((day for day in out if day <= since), default=min(out))
    for key, text in rates(variant["prices"], name).items():
        out[target].setdefault(key, text)


def rates(prices: dict[str, Any], variant: str) -> dict[str, str]:
    """The price lines of one price entry, keyed by variant and tier."""
    out: dict[str, str] = {}
    for name, fields in ((variant, FIELDS), (f"{variant} audio".strip(), AUDIO), (f"{variant} image".strip(), IMAGE)):
        for tier in _tiers(prices, fields):
            line = "/".join(_at(prices.get(field), tier) for field in fields).rstrip("/")
            if line:
                out[f"{name}>{tier}" if tier else name] = line
    per = _units(prices)
    if per and not variant:
        out["per"] = per
    return out


def _tiers(prices: dict[str, Any], fields: tuple[str, ...]) -> list[int]:
    found = {0}
    for field in fields:
        price = prices.get(field)
        if isinstance(price, dict):
            found |= {tier["start"] for tier in price["tiers"]}
    return sorted(found)


def _at(price: Any, tier: int) -> str:
    if price is None:
        return ""
    if isinstance(price, str):
        return price
    steps = [step["price"] for step in price["tiers"] if step["start"] <= tier]
    return str(steps[-1] if steps else price["base"])


def _units(prices: dict[str, Any]) -> str:
    units = {"audio_hours": "audio_hour", "input_audio_hours": "audio_hour", "requests_kcount": "1k_requests",
             "input_mchars": "1m_chars", "input_document_kpages": "1k_pages"}  # fmt: skip
    return " ".join(f"{unit}:{prices[field]}" for field, unit in units.items() if isinstance(prices.get(field), str))
