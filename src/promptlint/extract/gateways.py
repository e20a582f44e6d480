"""Who answers at an address: the providers of known hosts, and gateways by the name of their host."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from promptlint.link.values import Constant, Text
from promptlint.model import Static
from promptlint.record import record

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


@record
class Address:
    """An address that a client may ask: its known part, UNKNOWN where it is not known, "" for the SDK's own."""

    url: str
    text: Text | None = None


OWN = Address("")


def addresses(value: Value) -> tuple[Address, ...]:
    """The addresses that a value may be; none where none is set. One that is not known says less than a known one."""
    texts = [item for item in value if isinstance(item, Text)]
    unset = [item for item in value if isinstance(item, Constant) and item.value is None]
    if not texts:
        return (Address(UNKNOWN),) if len(unset) < len(value) else ()
    found = {url: Address(url, item) for item in reversed(texts) if (url := _known(item))}
    return (*reversed(found.values()), *([OWN] if unset else ()))


def _known(text: Text) -> str:
    return text.exact or "".join(p.text for p in text.parts if isinstance(p, Static)) or UNKNOWN


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
