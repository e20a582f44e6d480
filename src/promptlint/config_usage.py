"""Reading the user's volumes: ``[tool.promptlint.usage]`` and ``promptlint-usage.toml`` hold the same keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from promptlint.config import USAGE_FILE, Traffic, Usage, UsageEntry
from promptlint.config_prices import CACHE_RATES, more_than_all
from promptlint.config_reader import Invalid, Reader, amount, name, percent, whole
from promptlint.errors import UserErrors
from promptlint.record import replace
from promptlint.suggest import suggestion
from promptlint.toml_file import key_lines, parse_toml, read_text

DAYS = 30
"""Days of a month in every figure, so that one can check it by hand."""
PRESETS = ("small", "medium", "large")
MOST_CALLS = Decimal(10) ** 12
MOST_TOKENS = 10_000_000


def _volume(value: Any) -> Decimal:
    found: Decimal = amount(value)
    if found > MOST_CALLS:
        raise Invalid("is more calls than can be made")
    return found


def _tokens(value: Any) -> Decimal:
    found: Decimal = amount(value)
    if found > MOST_TOKENS:
        raise Invalid(f"must be a number of tokens, at most {MOST_TOKENS:,}")
    return found


def _size(value: Any) -> int:
    return int(_tokens(whole(value)))


def _preset(value: Any) -> str:
    found: str = name(value)
    if found not in PRESETS:
        raise Invalid(f"is {found!r}{suggestion(found, PRESETS)}")
    return found


_NUMBERS: dict[str, Callable[[Any], Any]] = {
    "calls-per-day": _volume,
    "calls-per-month": _volume,
    "input-tokens": _tokens,
    "output-tokens": _tokens,
    "batch-share": percent,
    "cache-hit-rate": percent,
    "cache-write-rate": percent,
    "cache-write-1h-rate": percent,
}
_DECLARED: dict[str, Callable[[Any], Any]] = {**_NUMBERS, "images": whole, "rounds": _volume}
_MEASURED: dict[str, Callable[[Any], Any]] = {**_NUMBERS, "from": name}


def usage_file(root: Path) -> Path:
    """Where the usage file of a project belongs."""
    return root / USAGE_FILE


def load_usage(path: Path) -> Usage:
    """The usage file; raises UserErrors with one line for each mistake."""
    text = read_text(path)
    reader = Reader(path, key_lines(text), [], prefix="")
    usage = read_usage(reader, "", parse_toml(path, text))
    if reader.errors:
        raise UserErrors(reader.errors)
    return usage


def read_usage(reader: Reader, key: str, value: Any, *_: Any) -> Usage:
    """The usage in a table; ``key`` is the table's own, "" for a file of its own."""
    prefix = f"{key}." if key else ""
    table = reader.table(key, value)
    said = reader.fields(key, table, {"preset": _preset}, nested=("holes", "calls", "models"))
    return Usage(
        preset=said.get("preset") or "",
        holes=reader.numbers(f"{prefix}holes", table.get("holes", {}), _size),
        calls=_entries(reader, f"{prefix}calls", table.get("calls", {})),
        models=_entries(reader, f"{prefix}models", table.get("models", {})),
        sources=(reader.path.name,),
    )


def merged(first: Usage, second: Usage) -> Usage:
    """Both together; where they say different things the second counts."""
    return Usage(
        preset=second.preset or first.preset,
        holes=tuple({**dict(first.holes), **dict(second.holes)}.items()),
        calls=(*first.calls, *second.calls),
        models=(*first.models, *second.models),
        sources=(*first.sources, *second.sources),
    )


def _entries(reader: Reader, key: str, value: Any) -> tuple[UsageEntry, ...]:
    return tuple(_entry(reader, f"{key}.{of}", of, entry) for of, entry in reader.table(key, value).items())


def _entry(reader: Reader, key: str, of: str, value: Any) -> UsageEntry:
    table = reader.table(key, value)
    declared = _traffic(reader, key, table, _DECLARED, nested=("holes", "measured"))
    declared = replace(declared, holes=reader.numbers(f"{key}.holes", table.get("holes", {}), _size))
    measured = reader.table(f"{key}.measured", table.get("measured", {}))
    return UsageEntry(
        key=of,
        declared=declared,
        measured=_traffic(reader, f"{key}.measured", measured, _MEASURED),
        path=reader.path.name,
        line=reader.line(key),
    )


def _traffic(
    reader: Reader, key: str, table: dict[str, Any], known: dict[str, Callable[[Any], Any]], nested: Iterable[str] = ()
) -> Traffic:
    said = reader.fields(key, table, known, nested)
    more_than_all(reader, key, [said.get(rate.replace("-", "_")) for rate in CACHE_RATES])
    if {"calls-per-day", "calls-per-month"} <= table.keys():
        reader.fail(key, f"{key} says calls-per-day and calls-per-month; keep one of them")
    daily, monthly = said.pop("calls_per_day", None), said.pop("calls_per_month", None)
    return Traffic(calls=monthly if daily is None else daily * DAYS, note=said.pop("from", None) or "", **said)
