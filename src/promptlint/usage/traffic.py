"""Reading traffic: files of OpenTelemetry spans or usage exports, whatever their form, with what was broken in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from promptlint.errors import UserError
from promptlint.record import record
from promptlint.usage.export import Bucket, csv_buckets, has_more, json_buckets
from promptlint.usage.spans import Span, outermost, spans_of

MOST_BROKEN = 5
"""Percent of the lines of a file that may be broken: with more the volumes would be wrong."""
SHOWN = 3
"""Broken lines of a file that are named; the rest is counted."""
LARGEST = 2 * 1024**3


@record
class Traffic:
    """What the files say: single requests, sums by model and day, and one line for each thing that was wrong."""

    spans: tuple[Span, ...]
    buckets: tuple[Bucket, ...]
    problems: tuple[str, ...]
    names: tuple[str, ...]


def read_traffic(paths: Sequence[Path], force: bool = False) -> Traffic:
    """The traffic of all files. Raises UserError where one cannot be read, holds no traffic, or is mostly broken."""
    spans: list[Span] = []
    buckets: list[Bucket] = []
    problems: list[str] = []
    for path in paths:
        found, sums, wrong = _read(path, force)
        spans += found
        buckets += sums
        problems += wrong
    kept = outermost(spans)
    if len(kept) < len(spans):
        problems.append(f"{len(spans) - len(kept):,} spans are around another request's span and not counted again")
    return Traffic(tuple(kept), tuple(buckets), tuple(problems), tuple(path.name for path in paths))


def _read(path: Path, force: bool) -> tuple[list[Span], list[Bucket], list[str]]:
    text = _text(path)
    if not text.strip():
        raise UserError("holds no traffic: the file is empty", str(path))
    if not text.lstrip().startswith(("{", "[")):
        rows, wrong = csv_buckets(text, path.name)
        _refuse_broken(path, len(rows) + len(wrong), wrong, force)
        return [], rows, [*_told(path, wrong), *_ungrouped(path, rows)]
    documents, wrong = _documents(text, path.name)
    _refuse_broken(path, len(documents) + len(wrong), wrong, force)
    spans: list[Span] = []
    buckets: list[Bucket] = []
    for document in documents:
        spans.extend(spans_of(document))
        buckets.extend(json_buckets(document))
    if not spans and not buckets:
        raise UserError("holds no spans of model requests and no usage export", str(path))
    if documents and has_more(documents[-1]):
        wrong.append(f"{path.name}: its last page says that more follow (has_more): they are not counted")
    return spans, buckets, [*_told(path, wrong), *_ungrouped(path, buckets)]


def _ungrouped(path: Path, buckets: Sequence[Bucket]) -> Iterator[str]:
    """What there is to say of requests that the export counts without naming their model."""
    whole = sum(bucket.requests for bucket in buckets)
    lost = sum(bucket.requests for bucket in buckets if not bucket.model)
    if not lost:
        return
    remedy = "export it grouped by model (group_by=model)"
    if lost == whole:
        raise UserError(f"does not tell models apart; {remedy}", str(path))
    yield f"{path.name}: {lost:,} of {whole:,} requests name no model and are left out; {remedy}"


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise UserError("is larger than 2 GB; split it into several files", str(path))
        return path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UserError(f"cannot read the traffic: {error.strerror or error}", str(path)) from error


def _documents(text: str, name: str) -> tuple[list[Any], list[str]]:
    """The JSON documents of a text: one a line, one over all lines, or one after another over several lines each."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if lines and _parsed(lines[0][1]) is None:
        whole = _parsed(text)
        return ([whole], []) if whole is not None else _concatenated(text, name)
    documents, wrong = [], []
    for number, line in lines:
        document = _parsed(line)
        if document is None:
            wrong.append(f"{name}:{number}: not a JSON document; the line is left out")
        else:
            documents.append(document)
    return documents, wrong


def _parsed(text: str) -> Any:
    """The document, None where it is none (the text null is no document either)."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _concatenated(text: str, name: str) -> tuple[list[Any], list[str]]:
    """Documents written one after another, as the console exporter of OpenTelemetry does."""
    decoder = json.JSONDecoder()
    documents: list[Any] = []
    wrong: list[str] = []
    place = 0
    while (place := _next(text, place)) < len(text):
        try:
            document, place = decoder.raw_decode(text, place)
            documents.append(document)
        except (ValueError, RecursionError):
            line = text.count("\n", 0, place) + 1
            wrong.append(f"{name}:{line}: the JSON document that begins here is broken or cut off")
            following = text.find("\n{", place + 1)
            place = len(text) if following < 0 else following
    return documents, wrong


def _next(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n,":
        place += 1
    return place


def _refuse_broken(path: Path, number: int, wrong: Sequence[str], force: bool) -> None:
    if not number or len(wrong) == number:
        why = wrong[0].split(": ", 1)[1] if wrong else "there is nothing below its first line"
        raise UserError(f"holds no traffic: {why}", str(path))
    if len(wrong) * 100 > number * MOST_BROKEN and not force:
        share = f"{len(wrong)} of {number} records are broken, the first at {wrong[0].split(': ')[0]}"
        raise UserError(f"{share}: volumes would be wrong; --force takes what can be read", str(path))


def _told(path: Path, wrong: Sequence[str]) -> list[str]:
    if len(wrong) <= SHOWN:
        return list(wrong)
    return [*wrong[:SHOWN], f"{path.name}: {len(wrong) - SHOWN} more broken records are left out"]
