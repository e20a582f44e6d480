"""Takes a model name apart: who is asked (prefix, ARN, resource path) and for what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from promptlint.patterns import lazy_pattern
from promptlint.prices.hosts import GATEWAYS, host_of
from promptlint.record import record

NAME = lazy_pattern(r"[\w.:/@~+ \[\]-]{1,300}")
ARN_MODEL = lazy_pattern(r"arn:aws[\w-]*:bedrock:[\w-]*:\d*:(?:foundation-model|inference-profile)/(.+)")
RESOURCE = lazy_pattern(r"(?:projects/[^/]+/locations/[^/]+/)?publishers/([\w-]+)/models/(.+)")
BEDROCK_ID = lazy_pattern(
    r"(?:(?:us-gov|us|eu|apac|ap|au|ca|global|in|jp|mx|sa|sg|uk)\.)?"
    r"(?:ai21|amazon|anthropic|cohere|deepseek|google|luma|meta|minimax|mistral|moonshotai|moonshot|nvidia|openai|qwen"
    r"|stability|twelvelabs|writer|xai|zai)\.[a-z0-9]"
)
PATH_WORDS = ("converse/", "converse_like/", "invoke/", "responses/", "chat/", "models/")


@record
class Reading:
    """One way to read a name: asked at ``host`` (None: not said) under ``name``; ``gateway`` it goes through."""

    host: str | None
    name: str
    gateway: str | None = None


def readings(name: str, provider: str | None) -> Iterator[Reading]:
    """The ways to read a name, the most explicit first."""
    name = name.strip()
    if not NAME.fullmatch(name) or "://" in name:
        return
    host = host_of(provider)
    gateway = host if host in GATEWAYS else None
    yield from _read(name.lower(), host, gateway)


def _read(name: str, host: str | None, gateway: str | None) -> Iterator[Reading]:
    if name.startswith("arn:"):
        found = ARN_MODEL.fullmatch(name)
        if found:
            yield Reading("bedrock", found.group(1), gateway)
        return
    if found := RESOURCE.fullmatch(name):
        yield Reading("vertex", found.group(2) if found.group(1) != "meta" else f"meta/{found.group(2)}", gateway)
        yield Reading("vertex", found.group(2), gateway)
        return
    if name.startswith("projects/") or name.startswith("tunedmodels/"):
        return
    if name.startswith("models/"):
        yield Reading(host if host in ("google", "vertex") else "google", name.removeprefix("models/"), gateway)
        return
    if name.startswith("accounts/"):
        yield Reading("fireworks", name, gateway)
        return
    if host is not None:
        yield Reading(host, name, gateway)
    yield from _prefixed(name, host, gateway)
    if host is None:
        if BEDROCK_ID.match(name):
            yield Reading("bedrock", name, gateway)
        yield Reading(None, name, gateway)


def _prefixed(name: str, host: str | None, gateway: str | None) -> Iterator[Reading]:
    """``groq/…``, ``openai:…``, ``openrouter/anthropic/…``, ``@openai/…``: the part before says who is asked."""
    found = re.match(r"@?([a-z0-9_.-]+)[/:](.+)", name)
    if found is None:
        return
    prefix, rest = found.groups()
    asked = host_of(prefix)
    if asked is None:
        return
    for word in PATH_WORDS:
        rest = rest.removeprefix(word)
    if asked in GATEWAYS:
        yield Reading(asked, rest, asked)
        yield from _prefixed(rest, None, asked)
        yield Reading(None, rest, asked)
        return
    if asked == "fireworks" and not rest.startswith("accounts/"):
        rest = f"accounts/fireworks/models/{rest}"
    yield Reading(asked, rest, gateway)
    if asked in ("bedrock", "azure") and "/" in rest:
        yield Reading(asked, rest.split("/", 1)[1], gateway)
