"""Who answers at an address: the providers of known hosts, and gateways by the name of their host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.link.values import Constant, Text
from promptlint.model import Static

if TYPE_CHECKING:
    from collections.abc import Iterable

    from promptlint.link.values import Value

UNKNOWN = "unknown"
"""The address, or the gateway, where one is set and its text is not known."""
TENANTS = frozenset(
    {"azure", "bedrock", "vertex", "databricks", "watsonx", "huggingface", "sagemaker", "self-hosted", "ollama", "vllm"}
)
"""Providers whose customers each have an address of their own: one that is not known says nothing new."""

_HOST = re.compile(r"(?:https?://)?(?:[^/@]*@)?(\[[0-9a-f:]+\]|[\w.-]*[\w-]\.?)(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)


def address(value: Value) -> str | None:
    """The address that a value is: its known part, UNKNOWN for one that is not known, None where none is set."""
    for item in value:
        if isinstance(item, Text):
            known = item.exact or "".join(p.text for p in item.parts if isinstance(p, Static))
            return known or UNKNOWN
    return UNKNOWN if any(not (isinstance(item, Constant) and item.value is None) for item in value) else None


def answering(hosts: Iterable[tuple[str, str]], url: str) -> str | None:
    """The provider that answers at an address, None when its host is not known."""
    return next((provider for host, provider in hosts if host in url), None)


def named(provider: str | None, url: str, own: str | None) -> str | None:
    """The name of the gateway that a request goes through, None when it goes to whom the SDK asks anyway.

    ``provider`` answers at the address as far as that is known, ``own`` is whom the SDK asks without one.
    """
    if provider is not None:
        return provider if provider != own else None
    if own in TENANTS:
        return None
    found = _HOST.match(url)
    return found[1].lower() if found is not None else UNKNOWN
