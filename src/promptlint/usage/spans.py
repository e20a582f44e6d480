"""OpenTelemetry spans of model requests, in OTLP/JSON or one span a line.

Names of attributes, old and new: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ and
https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/ (read in November 2026); those that begin with
``llm.`` are of OpenLLMetry and OpenInference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from typing import Any

from promptlint.record import record

_MODEL = ("gen_ai.request.model", "gen_ai.response.model", "llm.request.model", "llm.model_name")
_INPUT = (
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.prompt_tokens",
    "llm.usage.prompt_tokens",
    "llm.token_count.prompt",
)
_OUTPUT = (
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "llm.usage.completion_tokens",
    "llm.token_count.completion",
)
_PATH = ("code.file.path", "code.filepath")
_LINE = ("code.line.number", "code.lineno")
_FUNCTION = ("code.function.name", "code.function")
_PROMPTS = (
    "gen_ai.system_instructions",
    "gen_ai.input.messages",
    "gen_ai.prompt",
    "gen_ai.prompt.0.content",
    "gen_ai.prompt.1.content",
    "input.value",
    "llm.input_messages.0.message.content",
)
_NO_REQUEST = frozenset({"execute_tool", "create_agent", "invoke_agent", "invoke_workflow"})
"""Operations around requests: the requests themselves have spans of their own."""
DEEPEST = 20
_TEXT = frozenset({"content", "text", "prompt"})


@record
class Span:
    """One request: the model as asked for, its tokens (None where not recorded), where in the code, what text, when."""

    model: str
    input_tokens: int | None
    output_tokens: int | None
    path: str
    line: int | None
    function: str
    texts: tuple[str, ...]
    day: date | None


def spans_of(document: Any) -> Iterator[Span]:
    """The requests in a JSON document: OTLP/JSON, a span, or a list of either. Other spans are passed over."""
    for raw in _raw_spans(document):
        attributes = _attributes(raw.get("attributes"))
        model = _first(attributes, _MODEL)
        if isinstance(model, str) and model and attributes.get("gen_ai.operation.name") not in _NO_REQUEST:
            yield _span(raw, attributes, model)


def _raw_spans(document: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if isinstance(document, list) and depth < DEEPEST:
        for entry in document:
            yield from _raw_spans(entry, depth + 1)
    if not isinstance(document, dict):
        return
    for resource in _listed(document, "resourceSpans", "resource_spans"):
        for scope in _listed(resource, "scopeSpans", "scope_spans", "instrumentationLibrarySpans"):
            yield from (span for span in _listed(scope, "spans"))
    if "attributes" in document:
        yield document


def _listed(table: Mapping[str, Any], *keys: str) -> list[Mapping[str, Any]]:
    found: list[Any] = next((table[key] for key in keys if isinstance(table.get(key), list)), [])
    return [entry for entry in found if isinstance(entry, dict)]


def _attributes(raw: Any, depth: int = 0) -> dict[str, Any]:
    """Attributes as a table: plain, or the list of keys with typed values of OTLP."""
    if isinstance(raw, dict):
        return raw
    if not isinstance(raw, list) or depth > DEEPEST:
        return {}
    entries = (entry for entry in raw if isinstance(entry, dict) and isinstance(entry.get("key"), str))
    return {entry["key"]: _value(entry.get("value"), depth + 1) for entry in entries}


def _value(raw: Any, depth: int = 0) -> Any:
    if not isinstance(raw, dict) or depth > DEEPEST:
        return raw
    if "arrayValue" in raw:
        inner = raw["arrayValue"]
        return [_value(one, depth + 1) for one in inner.get("values", [])] if isinstance(inner, dict) else []
    if "kvlistValue" in raw:
        inner = raw["kvlistValue"]
        return _attributes(inner.get("values"), depth + 1) if isinstance(inner, dict) else {}
    return next((value for key, value in raw.items() if key.endswith("Value")), None)


def _span(raw: Mapping[str, Any], attributes: dict[str, Any], model: str) -> Span:
    function = _first(attributes, _FUNCTION)
    namespace = attributes.get("code.namespace")
    name = function if isinstance(function, str) else ""
    if name and isinstance(namespace, str) and namespace and not name.startswith(namespace):
        name = f"{namespace}.{name}"
    path = _first(attributes, _PATH)
    texts = [attributes[key] for key in _PROMPTS if key in attributes]
    for event in _listed(raw, "events"):
        inner = _attributes(event.get("attributes"))
        texts += [inner[key] for key in (*_PROMPTS, "content") if key in inner]
    return Span(
        model=model,
        input_tokens=_number(_first(attributes, _INPUT)),
        output_tokens=_number(_first(attributes, _OUTPUT)),
        path=path.replace("\\", "/") if isinstance(path, str) else "",
        line=_number(_first(attributes, _LINE)),
        function=name,
        texts=tuple(text for value in texts for text in _texts(value)),
        day=_day(raw),
    )


def _first(attributes: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((attributes[name] for name in names if attributes.get(name) is not None), None)


def _number(value: Any) -> int | None:
    """A count of tokens or a line; OTLP writes 64-bit integers as text."""
    if isinstance(value, bool) or not isinstance(value, int | str | float):
        return None
    try:
        found = int(value)
    except (ValueError, OverflowError):
        return None
    return found if 0 <= found < 10**12 else None


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """The texts in a prompt attribute, which is text, JSON text or structured."""
    if isinstance(value, str):
        inner = _json(value) if value.lstrip()[:1] in ("[", "{") and depth < 4 else None
        if inner is None:
            yield value
        else:
            yield from _texts(inner, depth + 1)
    elif isinstance(value, list) and depth < 8:
        for entry in value:
            yield from _texts(entry, depth + 1)
    elif isinstance(value, dict) and depth < 8:
        for key, entry in value.items():
            if key in _TEXT or isinstance(entry, list | dict):
                yield from _texts(entry, depth + 1)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _day(raw: Mapping[str, Any]) -> date | None:
    """The day the request began, in UTC."""
    for key in ("startTimeUnixNano", "start_time_unix_nano"):
        nanos = raw.get(key)
        if isinstance(nanos, int | str) and str(nanos).isdigit():
            return _of_seconds(int(nanos) // 10**9)
    for key in ("start_time", "startTime", "timestamp"):
        said = raw.get(key)
        if isinstance(said, str):
            try:
                return date.fromisoformat(said[:10])
            except ValueError:
                continue
    return None


def _of_seconds(seconds: int) -> date | None:
    try:
        return datetime.fromtimestamp(seconds, timezone.utc).date() if seconds else None
    except (ValueError, OverflowError, OSError):
        return None
