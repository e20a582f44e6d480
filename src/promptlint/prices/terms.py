"""What the user assumes and pays: everything that turns tokens into money beside the list price."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from promptlint.config import Percents
from promptlint.model import Expected
from promptlint.record import record

_NOTHING_EXPECTED: Mapping[str, Expected] = MappingProxyType({})


@record
class Terms:
    """The terms of one run; every default is shown in reports as assumed.

    ``as_of`` decides which prices hold and what is retired. ``assumed_output_tokens`` stands in for a missing output
    limit. ``deployments`` maps Azure deployment names (or any private name) to models, e.g. ("prod-chat", "gpt-4o").
    ``hole_tokens`` gives the expected size of holes by expression or last name, e.g. ("context", 3000). ``discounts``
    are percent off; ``cache_hits`` of the input tokens are read from the prompt cache, ``cache_writes`` are written to
    it (``cache_writes_1h`` for an hour), and ``batch_shares`` of the requests go through the batch interface, where the
    model has a price for that: each by provider or "provider/model" as the book names them. ``retiring_days`` is how
    long an alternative must still live. ``expected`` is what the user's usage file says of calls, by their id.
    """

    as_of: date
    assumed_output_tokens: int = 500
    deployments: tuple[tuple[str, str], ...] = ()
    hole_tokens: tuple[tuple[str, int], ...] = ()
    discounts: Percents = ()
    cache_hits: Percents = ()
    cache_writes: Percents = ()
    cache_writes_1h: Percents = ()
    batch_shares: Percents = ()
    retiring_days: int = 180
    expected: Mapping[str, Expected] = _NOTHING_EXPECTED
