"""What the user assumes and pays: everything that turns tokens into money beside the list price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal

from promptlint.model import Expected
from promptlint.record import record


@record
class Terms:
    """The terms of one run; every default is shown in reports as assumed.

    ``as_of`` decides which prices hold and what is retired. ``assumed_output_tokens`` stands in for a missing output
    limit. ``deployments`` maps Azure deployment names (or any private name) to models, e.g. ("prod-chat", "gpt-4o").
    ``hole_tokens`` gives the expected size of holes by expression or last name, e.g. ("context", 3000).
    ``discounts`` are percent off by provider or "provider/model". ``cache_hit_percent`` of input tokens are read from
    the cache, and ``batch_percent`` of the requests go through the batch interface, where the model has a price for
    that. ``retiring_days`` is how long an alternative must still live. ``expected`` is what the user's usage file says
    of calls, by their id.
    """

    as_of: date
    assumed_output_tokens: int = 500
    deployments: tuple[tuple[str, str], ...] = ()
    hole_tokens: tuple[tuple[str, int], ...] = ()
    discounts: tuple[tuple[str, Decimal], ...] = ()
    cache_hit_percent: Decimal = Decimal(0)
    retiring_days: int = 180
    batch_percent: Decimal = Decimal(0)
    expected: Mapping[str, Expected] = field(default_factory=dict)
