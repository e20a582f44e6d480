"""Reading the terms of ``[tool.promptlint.prices]``: discounts, commitments, tax, currency, batches and the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from promptlint.config import Commitment, Percents, PriceTerms
from promptlint.config_reader import Invalid, Reader, amount, name, number, parse_date, percent
from promptlint.model import Currency
from promptlint.suggest import suggestion

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
CACHE_RATES = ("cache-hit-rate", "cache-write-rate", "cache-write-1h-rate")
"""Percent of the input tokens that are read from the prompt cache, written to it, and written to it for an hour."""
DEFAULT = "default"
"""The key of what holds for every provider and model that has no key of its own."""


def read_price_terms(reader: Reader, key: str, value: Any) -> PriceTerms:
    """Discounts, commitments, tax, currency, and the shares of batches and of the cache; PriceTerms() without any."""
    table = value if isinstance(value, dict) else {}
    said = {
        term.replace("-", "_"): TERMS[term](reader, f"{key}.{term}", table[term]) for term in TERMS if term in table
    }
    terms = PriceTerms(**{term: found for term, found in said.items() if found is not None})
    rates = [dict(getattr(terms, rate.replace("-", "_"))) for rate in CACHE_RATES]
    for of in dict.fromkeys(whom for rate in rates for whom in rate):
        more_than_all(reader, key, [rate.get(of, rate.get("")) for rate in rates], of)
    return terms


def more_than_all(reader: Reader, key: str, rates: Sequence[Decimal | None], of: str = "") -> None:
    """Note the mistake that more of the input is read from and written to the cache than there is."""
    said = {name: rate for name, rate in zip(CACHE_RATES, rates, strict=True) if rate is not None}
    if (whole := sum(said.values(), Decimal(0))) > 100:
        whom = f" of {of}" if of else ""
        reader.fail(
            f"{key}.{list(said)[-1]}",
            f"{key}: {' and '.join(said)}{whom} are {whole.normalize():f} % of the input together, more than all of it",
        )


def _percent(reader: Reader, key: str, value: Any) -> Any:
    return reader.value(key, percent, value)


def _percents(reader: Reader, key: str, value: Any) -> Percents:
    """Percent by provider and model, those of ``default`` under ""."""
    return tuple(("" if of == DEFAULT else of, said) for of, said in reader.numbers(key, value, percent))


def _share(reader: Reader, key: str, value: Any) -> Percents:
    """One number for all, or a table by provider and model."""
    if isinstance(value, dict):
        return _percents(reader, key, value)
    said = _percent(reader, key, value)
    return () if said is None else (("", said),)


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


TERMS: dict[str, Callable[[Reader, str, Any], Any]] = {
    "discounts": _percents,
    "committed": _committed,
    "tax": _percent,
    "batch-share": _share,
    **dict.fromkeys(CACHE_RATES, _share),
    "currency": _currency,
}
