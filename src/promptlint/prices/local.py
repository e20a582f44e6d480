"""Models that nobody bills by the token: run on one's own machine, on a device, or sold by several hosts."""

from __future__ import annotations

import re

from promptlint.prices.facts import ModelInfo, ModelMatch

FAMILIES = re.compile(
    r"(?:llama|codellama|mistral|mixtral|ministral|devstral|magistral|codestral|gemma|codegemma|phi|qwen|qwq|deepseek"
    r"|command-r|starcoder|vicuna|orca|yi|solar|tinyllama|dolphin|wizard|neural-chat|nous-hermes|hermes|openchat"
    r"|zephyr|falcon|granite|smollm|llava|bakllava|moondream|nomic-embed-text|mxbai-embed|all-minilm|bge|gpt-oss"
    r"|snowflake-arctic|olmo|aya|internlm|stablelm|glm|kimi|minimax|nemotron|athene|exaone|cogito|tulu)[\w.-]*"
)
TAG = re.compile(r"(?:latest|text|chat|instruct|vision|mini|medium|cloud|\d[\w.]*[bmk]?(?:-[\w.-]+)?|[eax]\d[\w.-]*)")
OWN_MACHINE = "runs on your own hardware: no list price"


def self_hosted(name: str) -> ModelMatch:
    """A model asked at a server of one's own: known, and without a list price."""
    note = "Ollama's cloud is paid by subscription: no list price" if name.endswith("cloud") else OWN_MACHINE
    return ModelMatch(ModelInfo(name, "self-hosted", hosting="self-hosted", note=note), "self-hosted", note)


def by_tag(name: str) -> ModelMatch | None:
    """A name in Ollama's form ``family:tag`` (``llama3:8b``) or of a file of weights, None for anything else."""
    if name.endswith((".gguf", ".ggml")):
        return self_hosted(name)
    family, _, tag = name.partition(":")
    if not tag or not FAMILIES.fullmatch(family.split("/")[-1]) or not TAG.fullmatch(tag):
        return None
    return self_hosted(name)


def several(infos: list[ModelInfo]) -> ModelMatch:
    """A name that several hosts sell at different prices: the model is known, its price depends on the host."""
    hosts = ", ".join(info.provider for info in infos)
    note = f"sold by {hosts}: name the host to price it"
    first = infos[0]
    info = ModelInfo(
        id=first.id,
        provider="several",
        kind=first.kind,
        hosting="several",
        context_window=min((i.context_window for i in infos if i.context_window), default=None),
        note=note,
    )
    return ModelMatch(info, "several-hosts", note)
