"""Usage exports in OpenAI's form: the CSV of its dashboard, and the JSON of its usage API.

Fields: https://platform.openai.com/docs/api-reference/usage/completions_object (read in November 2026); ``n_requests``,
``n_context_tokens_total``, ``n_generated_tokens_total`` and ``snapshot_id`` are those of the exports before 2025.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from typing import Any

from promptlint.record import record

DEEPEST = 20
_MODEL = ("model", "snapshot_id")
_REQUESTS = ("num_model_requests", "n_requests", "num_requests")
_INPUT = ("input_tokens", "n_context_tokens_total")
_OUTPUT = ("output_tokens", "n_generated_tokens_total")
_CACHED = ("input_cached_tokens", "n_cached_context_tokens_total")
_TIMES = ("start_time_iso", "start_time", "aggregation_timestamp", "date")


@record
class Bucket:
    """The requests of one model on one day, and the sums of their tokens."""

    model: str
    day: date | None
    requests: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int


def json_buckets(document: Any, depth: int = 0) -> Iterator[Bucket]:
    """The buckets of a page of the usage API, of a list of pages, or of an export with one entry a line."""
    if depth > DEEPEST:
        return
    if isinstance(document, list):
        for entry in document:
            yield from json_buckets(entry, depth + 1)
    elif isinstance(document, dict):
        inner = [document[key] for key in ("data", "results", "usage") if isinstance(document.get(key), list)]
        for entries in inner:
            for entry in entries:
                if isinstance(entry, dict):
                    yield from json_buckets(
                        {**{key: document[key] for key in _TIMES if key in document}, **entry}, depth + 1
                    )
        if not inner and (bucket := _bucket(document)) is not None:
            yield bucket


def csv_buckets(text: str, name: str) -> tuple[list[Bucket], list[str]]:
    """The rows of a CSV export, and a line for each that is broken; a file with other columns is one broken row."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    names = {field.strip() for field in rows.fieldnames or ()}
    if not any(field in names for field in _MODEL) or not any(field in names for field in _REQUESTS):
        return [], [f"{name}:1: neither JSON nor a usage export with the columns model and num_model_requests"]
    found: list[Bucket] = []
    wrong: list[str] = []
    try:
        for row in rows:
            bucket = _bucket({(key or "").strip(): value for key, value in row.items()})
            if bucket is not None:
                found.append(bucket)
            elif row.get("model") or row.get("snapshot_id") or None in row:
                wrong.append(f"{name}:{rows.line_num}: not a row of a usage export; the line is left out")
    except csv.Error as error:
        wrong.append(f"{name}:{rows.line_num}: {error}; what follows is left out")
    return found, wrong


def _bucket(entry: Mapping[str, Any]) -> Bucket | None:
    model = next((entry[key] for key in _MODEL if entry.get(key)), None)
    requests = _count(entry, _REQUESTS)
    tokens = (_count(entry, _INPUT), _count(entry, _OUTPUT), _count(entry, _CACHED))
    if not isinstance(model, str) or requests is None or tokens[0] is None:
        return None
    return Bucket(model, _day(entry), requests, tokens[0], tokens[1] or 0, tokens[2] or 0)


def _count(entry: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    said = next((entry[name] for name in names if entry.get(name) not in (None, "")), None)
    if said is None or isinstance(said, bool):
        return None
    try:
        number = int(float(said)) if isinstance(said, str) else int(said)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number >= 0 else None


def _day(entry: Mapping[str, Any]) -> date | None:
    for key in _TIMES:
        said = entry.get(key)
        try:
            if isinstance(said, str) and not said.isdigit():
                return date.fromisoformat(said[:10])
            if said:
                return datetime.fromtimestamp(int(said), timezone.utc).date()
        except (TypeError, ValueError, OverflowError, OSError):
            continue
    return None
