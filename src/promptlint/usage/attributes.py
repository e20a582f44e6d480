"""Attributes of a span as one flat table, whichever exporter wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

DEEPEST = 20
_PREFIX = "attributes."
"""How a table of spans (Phoenix writes one) names the columns that are attributes."""


def attributes_of(span: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a span by their dotted names.

    They come plain, nested by the parts of their names, as OTLP's list of keys with typed values, as Jaeger's tags, or
    as columns beside the span's own.
    """
    raw = span.get("attributes", span.get("tags"))
    listed = _listed(raw) if isinstance(raw, list) else raw
    own = dict(_flat(listed)) if isinstance(listed, dict) else {}
    columns = {name.removeprefix(_PREFIX): value for name, value in span.items() if name.startswith(_PREFIX)}
    return {**dict(_flat(columns)), **own}


def _flat(table: Mapping[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every value by its dotted name; of a table the whole as well, for what is a value by itself."""
    for name, value in table.items():
        if not isinstance(name, str):
            continue
        yield f"{prefix}{name}", value
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _flat(value, f"{prefix}{name}.", depth + 1)


def _listed(raw: list[Any], depth: int = 0) -> dict[str, Any]:
    """OTLP's and Jaeger's list of keys with values."""
    if depth > DEEPEST:
        return {}
    entries = (entry for entry in raw if isinstance(entry, dict) and isinstance(entry.get("key"), str))
    return {entry["key"]: _value(entry.get("value"), depth + 1) for entry in entries}


def _value(raw: Any, depth: int = 0) -> Any:
    """The value in OTLP's wrapper (``{"intValue": "4"}``, in either case), or as it is."""
    if not isinstance(raw, dict) or depth > DEEPEST:
        return raw
    kinds = {kind.replace("_", "").lower(): value for kind, value in raw.items() if isinstance(kind, str)}
    if "arrayvalue" in kinds:
        values = kinds["arrayvalue"].get("values") if isinstance(kinds["arrayvalue"], dict) else None
        return [_value(one, depth + 1) for one in values] if isinstance(values, list) else []
    if "kvlistvalue" in kinds:
        values = kinds["kvlistvalue"].get("values") if isinstance(kinds["kvlistvalue"], dict) else None
        return _listed(values, depth + 1) if isinstance(values, list) else {}
    return next((value for kind, value in kinds.items() if kind.endswith("value")), None)
