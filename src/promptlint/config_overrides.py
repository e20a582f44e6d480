"""Reading the prices of ``[tool.promptlint.prices]``: the user's own, by model or for all models of a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from promptlint.config import PriceOverride
from promptlint.config_prices import TERMS
from promptlint.config_reader import Invalid, Reader, name, number, positive
from promptlint.model import Rates, Tier
from promptlint.record import replace
from promptlint.suggest import suggestion

DEAREST = Decimal(10_000)
"""USD per million tokens; the dearest model on any list asks 600."""
CHEAPEST = Decimal("0.0001")
"""USD per million tokens; less is a price per token or per thousand that was not converted."""
PER_MILLION = "USD per million tokens"


def price(value: Any) -> Decimal:
    """A price in USD per million tokens that some model could have."""
    found = number(value, f"a number of {PER_MILLION}", f"0 or more {PER_MILLION}")
    if found < 0:
        raise Invalid(f"must be 0 or more {PER_MILLION}")
    if found > DEAREST:
        raise Invalid(f"is {found:,f} {PER_MILLION}, more than any model costs; check the unit")
    if 0 < found < CHEAPEST:
        raise Invalid(f"looks like a price per token; write it as {(found * 1_000_000).normalize():f} {PER_MILLION}")
    return found


_RATES: dict[str, Callable[[Any], Any]] = dict.fromkeys(
    ("input", "output", "cached-input", "cache-write", "cache-write-1h"), price
)
_LIMITS: dict[str, Callable[[Any], Any]] = {"context-window": positive, "max-output-tokens": positive}
VARIANTS = ("batch", "flex", "priority")
LONGER = "longer-prompts"
PROVIDERS = "providers"


def read_overrides(reader: Reader, key: str, value: Any, *_: Any) -> tuple[PriceOverride, ...]:
    """The prices by model and by provider; the keys of ``read_price_terms`` are left to it."""
    table = reader.table(key, value)
    models = {model: entry for model, entry in table.items() if model not in (*TERMS, PROVIDERS)}
    found = [_override(reader, f"{key}.{of}", of, entry, {**_LIMITS, "provider": name}) for of, entry in models.items()]
    for provider, entry in reader.table(f"{key}.{PROVIDERS}", table.get(PROVIDERS, {})).items():
        own = _override(reader, f"{key}.{PROVIDERS}.{provider}", "", entry, {})
        found.append(own and replace(own, provider=provider))
    return tuple(one for one in found if one)


def _override(
    reader: Reader, place: str, model: str, entry: Any, more: dict[str, Callable[[Any], Any]]
) -> PriceOverride | None:
    if not isinstance(entry, dict):
        hint = suggestion(model, (*TERMS, PROVIDERS))
        known = hint if hint.startswith("; did") else ""
        reader.fail(place, f"{place} must be a table, as in [tool.promptlint.{place}]{known}")
        return None
    said = reader.fields(place, entry, {**_RATES, **more}, nested=(*VARIANTS, LONGER))
    standard = _rates(reader, place, entry, said)
    tiers = [Tier(variant, 0, rates) for variant in VARIANTS if (rates := _nested(reader, place, entry, variant))]
    tiers += _longer(reader, f"{place}.{LONGER}", entry.get(LONGER, []))
    facts = {field: found for field, found in said.items() if field.replace("_", "-") in more}
    return PriceOverride(model, (Tier("", 0, standard), *tiers), **facts) if standard else None


def _rates(reader: Reader, place: str, entry: dict[str, Any], said: dict[str, Any]) -> Rates | None:
    if "input" not in entry:
        reader.fail(place, f"{place} needs at least input = {PER_MILLION}")
    rates = {field: found for field, found in said.items() if field.replace("_", "-") in _RATES}
    return Rates(**rates) if rates.get("input") is not None else None


def _nested(reader: Reader, place: str, entry: dict[str, Any], variant: str) -> Rates | None:
    """The rates of a service tier, where the entry has any."""
    if variant not in entry:
        return None
    inner = f"{place}.{variant}"
    table = reader.table(inner, entry[variant])
    if not isinstance(entry[variant], dict):
        return None
    return _rates(reader, inner, table, reader.fields(inner, table, _RATES))


def _longer(reader: Reader, place: str, tiers: Any) -> Iterator[Tier]:
    """The rates of prompts beyond a length."""
    if not isinstance(tiers, list) or not all(isinstance(tier, dict) and "above" in tier for tier in tiers):
        reader.fail(place, f"{place} must be a list of tiers, as in [{{above = 200000, input = 4, output = 15}}]")
        return
    for tier in tiers:
        said = reader.fields(place, tier, {**_RATES, "above": positive})
        rates, above = _rates(reader, place, tier, said), said["above"]
        if rates and above:
            yield Tier("", above, rates)
