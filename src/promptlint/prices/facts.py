"""What the price book knows about a model. Prices are USD per million tokens in ``Decimal``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from promptlint.model import Tier
from promptlint.record import record


@record
class PriceList:
    """What one source asks from ``since`` on (None: from the beginning), as read on ``as_of``.

    ``units`` are prices of other things in USD each: image_out, second, query, 1k_requests, ...
    """

    source: str
    url: str
    as_of: date
    since: date | None
    tiers: tuple[Tier, ...]
    units: tuple[tuple[str, Decimal], ...] = ()


@record
class ModelInfo:
    """One model at one host. Numbers are tokens; None and empty mean that no source says.

    ``hosting``: "api" (billed by the host), "self-hosted", "on-device" or "several" (open weights, hosts differ).
    ``context_window`` is input and output together; ``max_input_tokens`` and ``max_output_tokens`` bound each.
    ``capabilities`` are known to be there, ``lacks`` known to be missing: tools, parallel_tools, tool_choice, images,
    pdf, audio_input, audio_output, video, structured_output, reasoning, prompt_caching, web_search, system_messages,
    prefill, sampling (temperature, top_p), computer_use, reasoning_can_be_off, reasoning_off_by_default.
    ``retires_on`` is the announced day of the shutdown, past or future; ``retired_on`` the day it was shut down or
    first seen gone; ``life_source`` the page or list that says so. ``snapshot`` is the dated id that was asked for.
    ``rank`` is the maker's own capability rank (see alternatives). ``listed`` says that a list of models on sale
    held it on the day of the book.
    """

    id: str
    provider: str
    kind: str = "chat"
    hosting: str = "api"
    context_window: int | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    capabilities: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    cache_minimum: int | None = None
    released_on: date | None = None
    deprecated: bool = False
    deprecated_on: date | None = None
    retires_on: date | None = None
    retired_on: date | None = None
    replacement: str | None = None
    life_source: str | None = None
    listed: bool = False
    snapshot: str | None = None
    prices: tuple[PriceList, ...] = ()
    sources: tuple[str, ...] = ()
    note: str = ""


@record
class ModelMatch:
    """A model found for a name.

    ``how``: exact, alias, snapshot, new-snapshot, spelling, region, fine-tune, suffix, deployment, maker,
    self-hosted, only-host, several-hosts or users-price. ``note`` says in one sentence what was assumed, "" when
    nothing was.
    """

    info: ModelInfo
    how: str
    note: str = ""


def status(info: ModelInfo, on: date) -> str:
    """Where the model stands on a day: "current", "retiring" (announced), "retired" or "unknown"."""
    if info.hosting in ("self-hosted", "on-device"):
        return "current"
    if info.retires_on is not None and info.retires_on <= on:
        return "retired"
    if info.retires_on is None and info.retired_on is not None and info.retired_on <= on:
        return "retired"
    if info.retires_on is not None or info.deprecated:
        return "retiring"
    return "current" if info.listed else "unknown"
