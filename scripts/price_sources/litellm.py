"""Reads litellm's model list (MIT): limits, capabilities, shutdown dates, prices of today with all tiers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from promptlint.prices.spelling import spelled

HOSTS = {
    "openai": "openai", "text-completion-openai": "openai", "anthropic": "anthropic", "gemini": "google",
    "azure": "azure", "azure_ai": "azure", "azure_text": "azure", "bedrock": "bedrock",
    "bedrock_converse": "bedrock", "mistral": "mistral", "codestral": "mistral", "text-completion-codestral": "mistral",
    "cohere": "cohere", "cohere_chat": "cohere", "groq": "groq", "together_ai": "together",
    "fireworks_ai": "fireworks", "fireworks_ai-embedding-models": "fireworks", "deepseek": "deepseek", "xai": "xai",
    "perplexity": "perplexity", "dashscope": "alibaba", "qwen_ai_platform": "alibaba", "qwencloud": "alibaba",
    "zai": "zai", "bigmodel": "zhipu", "moonshot": "moonshot", "voyage": "voyage", "jina_ai": "jina",
    "cerebras": "cerebras", "deepinfra": "deepinfra", "databricks": "databricks", "ai21": "ai21",
    "minimax": "minimax", "meta": "meta", "meta_llama": "meta", "sambanova": "sambanova", "watsonx": "watsonx",
    "nebius": "nebius", "cloudflare": "cloudflare", "replicate": "replicate",
}  # fmt: skip
KINDS = {
    "chat": "chat", "responses": "chat", "completion": "completion", "embedding": "embedding", "rerank": "rerank",
    "moderation": "moderation", "image_generation": "image", "image_edit": "image", "audio_transcription": "audio",
    "audio_speech": "audio", "realtime": "realtime",
}  # fmt: skip
CAPABILITIES = {
    "supports_function_calling": "t", "supports_parallel_function_calling": "T", "supports_tool_choice": "c",
    "supports_vision": "i", "supports_pdf_input": "p", "supports_audio_input": "a", "supports_audio_output": "A",
    "supports_video_input": "v", "supports_response_schema": "s", "supports_reasoning": "r",
    "supports_prompt_caching": "k", "supports_web_search": "w", "supports_system_messages": "m",
    "supports_assistant_prefill": "f", "supports_sampling_params": "S", "supports_computer_use": "u",
    "supports_none_reasoning_effort": "n",
}  # fmt: skip
COSTS = ("input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost",
         "cache_creation_input_token_cost", "cache_creation_input_token_cost_above_1hr")  # fmt: skip
VARIANTS = {"": "", "_batches": "batch", "_flex": "flex", "_priority": "priority"}
TIER = re.compile(r"^input_cost_per_token_above_(\d+)k_tokens$")
PREFIXES = (
    "openai/", "text-completion-openai/", "anthropic/", "gemini/", "vertex_ai/", "azure/", "azure_ai/", "bedrock/",
    "mistral/", "codestral/", "text-completion-codestral/", "cohere/", "groq/", "together_ai/", "fireworks_ai/",
    "deepseek/", "xai/", "perplexity/", "dashscope/", "qwen_ai_platform/", "qwencloud/", "zai/", "bigmodel/",
    "moonshot/", "voyage/", "jina_ai/", "cerebras/", "deepinfra/", "databricks/", "ai21/", "minimax/", "meta/",
    "meta_llama/", "sambanova/", "watsonx/", "nebius/", "cloudflare/", "replicate/",
)  # fmt: skip
SKIPPED = re.compile(r"commitment|^\d+-x-\d+|/\d+-x-\d+/|-steps/|^(?:hd|standard|low|medium|high|auto)/|/preset/")
MILLION = Decimal(10**6)


def statements(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Host, name and statement of every model of the kept hosts."""
    for key, entry in json.loads(path.read_text("utf-8"), parse_float=Decimal).items():
        provider = str(entry.get("litellm_provider"))
        host = "vertex" if provider.startswith("vertex_ai") else HOSTS.get(provider)
        kind = KINDS.get(entry.get("mode", ""))
        if host is None or kind is None or SKIPPED.search(key):
            continue
        name = _name(host, key)
        if host == "perplexity" and "/" in name:
            continue
        yield host, spelled(host, name), _statement(entry, kind)


def _name(host: str, key: str) -> str:
    name = key.lower()
    for prefix in PREFIXES:
        if name.startswith(prefix) and not (host == "groq" and prefix == "openai/"):
            name = name[len(prefix) :]
            break
    if host == "fireworks" and not name.startswith(("accounts/", "fireworks-ai-")):
        name = f"accounts/fireworks/models/{name}"
    if host == "bedrock":
        # "bedrock/us-east-1/anthropic.claude-v2": the region stands in front, as a price of its own.
        name = re.sub(r"^(us-gov-[a-z]+-\d|[a-z]{2}-[a-z]+-\d)/", r"\1/", name.removeprefix("invoke/"))
    return name


def _statement(entry: dict[str, Any], kind: str) -> dict[str, Any]:
    source = str(entry.get("source") or "")
    said: dict[str, Any] = {"k": kind, "u": source if source.startswith("https://") else "", "p": []}
    for key, field in (("max_input_tokens", "i"), ("max_output_tokens", "o"), ("prompt_cache_min_tokens", "m")):
        if str(entry.get(key, "")).isdigit() and int(entry[key]) > 0:
            said[field] = int(entry[key])
    if kind == "embedding":
        said.pop("o", None)
    if entry.get("thinking_always_on") is False:
        entry["supports_none_reasoning_effort"] = True
    elif entry.get("thinking_always_on"):
        entry["supports_none_reasoning_effort"] = False
    said["can"] = "".join(letter for name, letter in CAPABILITIES.items() if entry.get(name) is True)
    said["not"] = "".join(letter for name, letter in CAPABILITIES.items() if entry.get(name) is False)
    if entry.get("default_reasoning_effort") == "none":
        said["can"] += "q"
    if entry.get("deprecation_date"):
        said["r"] = str(entry["deprecation_date"])[:10]
    if kind == "embedding":
        entry = {name: value for name, value in entry.items() if not name.startswith("output_cost_per_token")}
    rates = _rates(entry)
    if rates and "efaulting to base" not in source:
        said["p"] = [["", rates]]
    return said


def _rates(entry: dict[str, Any]) -> dict[str, str]:
    out: dict[str, str] = {}
    tiers = [0, *sorted(int(m.group(1)) for m in map(TIER.match, entry) if m)]
    for suffix, variant in VARIANTS.items():
        for tier in tiers:
            line = _line(entry, f"_above_{tier}k_tokens{suffix}" if tier else suffix)
            if line:
                out[f"{variant}>{tier * 1000}" if tier else variant] = line
    for name, fields in (("audio", ("input_cost_per_audio_token", "output_cost_per_audio_token")),
                         ("image", ("input_cost_per_image_token", "output_cost_per_image_token"))):  # fmt: skip
        line = "/".join(_money(entry.get(field)) for field in fields).rstrip("/")
        if line:
            out[name] = line
    per = _units(entry)
    if per:
        out["per"] = per
    # A list price of zero in and out is a placeholder of this source as often as a free model: not a price.
    return {k: v for k, v in out.items() if v not in ("0/0", "0/0/0", "0")}


def _line(entry: dict[str, Any], suffix: str) -> str:
    return "/".join(_money(entry.get(field + suffix)) for field in COSTS).rstrip("/")


def _money(per_token: Any) -> str:
    if not isinstance(per_token, int | Decimal):
        return ""
    return plain(Decimal(per_token) * MILLION)


def plain(amount: Decimal) -> str:
    """A decimal without exponent and trailing zeros."""
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _units(entry: dict[str, Any]) -> str:
    units = {
        "output_cost_per_image": "image_out",
        "input_cost_per_image": "image_in",
        "input_cost_per_second": "second",
        "output_cost_per_second": "second_out",
        "input_cost_per_query": "query",
        "input_cost_per_character": "char",
    }
    found = ((unit, entry.get(field)) for field, unit in units.items())
    return " ".join(f"{u}:{plain(Decimal(v))}" for u, v in found if isinstance(v, int | Decimal) and v > 0)
