"""Usage exports in OpenAI's form: the CSV of its dashboard, and the JSON of its usage API.

Fields: https://platform.openai.com/docs/api-reference/usage/completions_object (read in November 2026); ``n_requests``,
``n_context_tokens_total``, ``n_generated_tokens_total`` and ``snapshot_id`` are those of the exports before 2025.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from promptlint.record import record

DEEPEST = 20
_MODEL = ("model", "snapshot_id")
_REQUESTS = ("num_model_requests", "n_requests", "num_requests")
_INPUT = ("input_tokens", "n_context_tokens_total")
_OUTPUT = ("output_tokens", "n_generated_tokens_total")
_CACHED = ("input_cached_tokens", "n_cached_context_tokens_total")
_WRITTEN = ("input_cache_write_tokens",)
_BEGINS = ("start_time_iso", "start_time", "aggregation_timestamp", "date")
_ENDS = ("end_time_iso", "end_time")
_INHERITED = (*_BEGINS, *_ENDS)
_TRUE = frozenset({"true", "1", "yes"})


@record
class Bucket:
    """The requests of one model in the time from ``day`` to ``last``, and the sums of their tokens.

    ``model`` is "" where the export does not tell models apart; ``batch`` where the requests went through batches.
    """

    model: str
    day: date | None
    requests: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    written_tokens: int = 0
    batch: bool = False
    last: date | None = None


def json_buckets(document: Any, depth: int = 0) -> Iterator[Bucket]:
    """The buckets of a page of the usage API, of a list of pages, or of an export with one entry a line.

    A bucket without results has no requests; its time belongs to the traffic all the same.
    """
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
                        {**{key: document[key] for key in _INHERITED if key in document}, **entry}, depth + 1
                    )
        if inner == [[]] and document.get("object") == "bucket":
            yield Bucket("", _day(document, _BEGINS), 0, 0, 0, 0, last=_last(document))
        if not inner and (bucket := _bucket(document)) is not None:
            yield bucket


def has_more(document: Any) -> bool:
    """Whether a page of the usage API says that more pages follow."""
    return isinstance(document, dict) and document.get("has_more") is True and document.get("object") == "page"


def csv_buckets(text: str, name: str) -> tuple[list[Bucket], list[str]]:
    """The rows of a CSV export, and a line for each that is broken; a file with other columns is one broken row."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    names = {field.strip() for field in rows.fieldnames or ()}
    if not any(field in names for field in _REQUESTS):
        return [], [f"{name}:1: neither JSON nor a usage export with the columns model and num_model_requests"]
    found: list[Bucket] = []
    wrong: list[str] = []
    try:
        for row in rows:
            bucket = _bucket({(key or "").strip(): value for key, value in row.items()})
            if bucket is not None:
                found.append(bucket)
            else:
                wrong.append(f"{name}:{rows.line_num}: not a row of a usage export; the line is left out")
    except csv.Error as error:
        wrong.append(f"{name}:{rows.line_num}: {error}; what follows is left out")
    return found, wrong


def _bucket(entry: Mapping[str, Any]) -> Bucket | None:
    model = next((entry[key] for key in _MODEL if entry.get(key)), "")
    requests = _count(entry, _REQUESTS)
    tokens, output, cached, written = (_count(entry, names) for names in (_INPUT, _OUTPUT, _CACHED, _WRITTEN))
    if not isinstance(model, str) or requests is None or tokens is None:
        return None
    batch = str(entry.get("batch")).lower() in _TRUE
    return Bucket(
        model, _day(entry, _BEGINS), requests, tokens, output or 0, cached or 0, written or 0, batch, _last(entry)
    )


def _count(entry: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    said = next((entry[name] for name in names if entry.get(name) not in (None, "")), None)
    if said is None or isinstance(said, bool):
        return None
    try:
        number = int(float(said)) if isinstance(said, str) else int(said)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number >= 0 else None


def _last(entry: Mapping[str, Any]) -> date | None:
    """The last day of the bucket: its end is the first moment that does not belong to it."""
    moment = _moment(entry, _ENDS)
    return (moment - timedelta(seconds=1)).date() if moment else None


def _day(entry: Mapping[str, Any], names: tuple[str, ...]) -> date | None:
    moment = _moment(entry, names)
    return moment.date() if moment else None


def _written(text: str) -> datetime:
    """A moment in ISO 8601; its day where the time of day is written otherwise."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return datetime.fromisoformat(text[:10])


def _moment(entry: Mapping[str, Any], names: tuple[str, ...]) -> datetime | None:
    for key in names:
        said = entry.get(key)
        try:
            if isinstance(said, str) and not said.isdigit():
                return _written(said)
            if said:
                return datetime.fromtimestamp(int(said), timezone.utc)
        except (TypeError, ValueError, OverflowError, OSError):
            continue
    return None
