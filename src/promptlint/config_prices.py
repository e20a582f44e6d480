"""Reading ``[tool.promptlint.prices]``: the user's own prices by model, and the terms that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from promptlint.config import Commitment, PriceOverride, PriceTerms
from promptlint.config_reader import Invalid, Reader, amount, name, number, parse_date, percent, positive
from promptlint.model import Currency
from promptlint.suggest import suggestion

DEAREST = Decimal(10_000)
"""USD per million tokens; the dearest model on any list asks 600."""
CHEAPEST = Decimal("0.0001")
"""USD per million tokens; less is a price per token or per thousand that was not converted."""
PER_MILLION = "USD per million tokens"
_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG "
    "HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA "
    "MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD "
    "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "
)
CURRENCIES = frozenset(_CODES.split())
"""The codes of ISO 4217 for money in circulation."""


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


_MODEL_KEYS: dict[str, Callable[[Any], Any]] = {
    "input": price,
    "output": price,
    "cached-input": price,
    "cache-write": price,
    "provider": name,
    "context-window": positive,
    "max-output-tokens": positive,
}


def read_overrides(reader: Reader, key: str, value: Any, *_: Any) -> tuple[PriceOverride, ...]:
    """The prices by model; the keys of ``read_price_terms`` are left to it."""
    entries = {model: entry for model, entry in reader.table(key, value).items() if model not in _TERMS}
    return tuple(found for model, entry in entries.items() if (found := _override(reader, key, model, entry)))


def _override(reader: Reader, key: str, model: str, entry: Any) -> PriceOverride | None:
    place = f"{key}.{model}"
    if not isinstance(entry, dict):
        hint = suggestion(model, _TERMS)
        known = hint if hint.startswith("; did") else ""
        reader.fail(place, f"{place} must be a table, as in [tool.promptlint.{place}]{known}")
        return None
    said = reader.fields(place, entry, _MODEL_KEYS)
    if "input" not in entry:
        reader.fail(place, f"{place} needs at least input = USD per million tokens")
        return None
    return PriceOverride(model, **said)


def read_price_terms(reader: Reader, key: str, value: Any) -> PriceTerms:
    """Discounts, commitments, tax, currency, batch share and cache hit rate; PriceTerms() where none is set."""
    table = value if isinstance(value, dict) else {}
    said = {
        term.replace("-", "_"): _TERMS[term](reader, f"{key}.{term}", table[term]) for term in _TERMS & table.keys()
    }
    return PriceTerms(**{term: found for term, found in said.items() if found is not None})


def _percent(reader: Reader, key: str, value: Any) -> Any:
    return reader.value(key, percent, value)


def _discounts(reader: Reader, key: str, value: Any) -> tuple[tuple[str, Decimal], ...]:
    table = reader.table(key, value)
    found = ((of, reader.value(f"{key}.{of}", percent, said)) for of, said in table.items())
    return tuple((of, said) for of, said in found if said is not None)


def _currency(reader: Reader, key: str, value: Any) -> Currency | None:
    table = reader.table(key, value)
    said = reader.fields(key, table, {"code": currency_code, "rate": _rate, "date": parse_date})
    missing = [field for field in ("code", "rate", "date") if field not in table]
    if isinstance(value, dict) and missing:
        why = {"date": "date = the day of the rate", "rate": "rate = units for one USD", "code": 'code = "EUR"'}
        reader.fail(key, f"{key} needs {' and '.join(why[field] for field in missing)}")
    return Currency(**said) if len(said) == 3 and None not in said.values() else None


def currency_code(value: Any) -> str:
    """A code of ISO 4217."""
    code = name(value)
    if code not in CURRENCIES:
        hint = suggestion(code, CURRENCIES)
        raise Invalid(f"{code!r} is no currency of ISO 4217{hint if 'did you mean' in hint else ', as EUR is'}")
    return code


def _rate(value: Any) -> Decimal:
    found = number(value, "a number: how many units one USD buys")
    if not Decimal("0.000001") <= found <= 10_000_000:
        raise Invalid(f"must be what one USD buys, more than 0; {found:f} is not a rate")
    return found


def _committed(reader: Reader, key: str, value: Any) -> tuple[Commitment, ...]:
    table = reader.table(key, value)
    return tuple(found for of, entry in table.items() if (found := _commitment(reader, f"{key}.{of}", of, entry)))


def _commitment(reader: Reader, key: str, provider: str, entry: Any) -> Commitment | None:
    table = reader.table(key, entry)
    said = reader.fields(key, table, {"monthly": amount, "tiers": _tiers})
    if isinstance(entry, dict) and not {"monthly", "tiers"} <= table.keys():
        reader.fail(key, f"{key} needs monthly = USD a month and tiers = [{{from = 10000, percent = 5}}]")
    if len(said) < 2 or None in said.values():
        return None
    return Commitment(provider, **said)


def _tiers(value: Any) -> tuple[tuple[Decimal, Decimal], ...]:
    wanted = "must be a list of tiers, as in [{from = 10000, percent = 5}]"
    if not isinstance(value, list) or not value:
        raise Invalid(wanted)
    if not all(isinstance(tier, dict) and tier.keys() == {"from", "percent"} for tier in value):
        raise Invalid(wanted)
    tiers = tuple((amount(tier["from"]), percent(tier["percent"])) for tier in value)
    if any(later[0] <= earlier[0] for earlier, later in zip(tiers, tiers[1:], strict=False)):
        raise Invalid("must be in order: each tier begins above the one before")
    return tiers


_TERMS: dict[str, Callable[[Reader, str, Any], Any]] = {
    "discounts": _discounts,
    "committed": _committed,
    "tax": _percent,
    "batch-share": _percent,
    "cache-hit-rate": _percent,
    "currency": _currency,
}
