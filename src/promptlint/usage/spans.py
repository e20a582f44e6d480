"""OpenTelemetry spans of model requests, in OTLP/JSON or one span a line.

Names of attributes, old and new: https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ and
https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/; OpenLLMetry's (``gen_ai.prompt.0.content``,
``gen_ai.usage.cache_read_input_tokens``): https://github.com/traceloop/openllmetry; OpenInference's (``llm.…``,
``embedding.…``): https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md; Logfire's
(``request_data``, ``response_data``): https://github.com/pydantic/logfire. All read in November 2026.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timezone
from typing import Any

from promptlint.record import record
from promptlint.usage.attributes import DEEPEST, attributes_of

_MODELS = (
    "gen_ai.request.model",
    "gen_ai.response.model",
    "llm.request.model",
    "llm.model_name",
    "embedding.model_name",
    "request_data.model",
)
_PROVIDERS = ("gen_ai.provider.name", "gen_ai.system", "llm.provider")
_INPUT = (
    "gen_ai.usage.input_tokens",
    "gen_ai.usage.prompt_tokens",
    "llm.usage.prompt_tokens",
    "llm.token_count.prompt",
    "response_data.usage.input_tokens",
    "response_data.usage.prompt_tokens",
)
_OUTPUT = (
    "gen_ai.usage.output_tokens",
    "gen_ai.usage.completion_tokens",
    "llm.usage.completion_tokens",
    "llm.token_count.completion",
    "response_data.usage.output_tokens",
    "response_data.usage.completion_tokens",
)
_CACHED = (
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.details.cache_read_tokens",
    "llm.token_count.prompt_details.cache_read",
    "response_data.usage.prompt_tokens_details.cached_tokens",
    "response_data.usage.input_tokens_details.cached_tokens",
    "response_data.usage.cache_read_input_tokens",
)
_WRITTEN = (
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.details.cache_write_tokens",
    "llm.token_count.prompt_details.cache_write",
    "response_data.usage.cache_creation_input_tokens",
)
_PATH = ("code.file.path", "code.filepath")
_LINE = ("code.line.number", "code.lineno")
_FUNCTION = ("code.function.name", "code.function")
_INNER = re.compile(r"\.<(?:locals|listcomp|setcomp|dictcomp|genexpr|lambda)>")
_PROMPTS = re.compile(
    r"gen_ai\.(?:system_instructions|input\.messages|prompt(?:\.\d+\.content)?)|llm\.input_messages"
    r"|llm\.input_messages\.\d+\.message\.(?:content|contents\.\d+\.message_content\.text)|input\.value"
    r"|llm\.prompts(?:\.\d+\.prompt\.text)?|embedding\.embeddings(?:\.\d+\.embedding\.text)?"
    r"|request_data\.(?:messages|prompt|input|instructions|system)"
)
_NO_REQUEST = frozenset({"execute_tool", "create_agent", "invoke_agent", "invoke_workflow"})
"""Operations around requests: the requests themselves have spans of their own."""
_KINDS = frozenset({"LLM", "EMBEDDING"})
"""OpenInference's kinds of spans that are requests; chains and agents around them may name the model too."""
_TEXT = frozenset({"content", "text", "prompt", "input", "parts", "messages", "contents"})
_LOGFIRE = ("request_data", "response_data")


@record
class Span:
    """One request: the models it names (as asked for first), its tokens (None where not recorded), where in the code,
    what text, when.

    ``request`` is false for a record that only says the tokens of a request which has a span of its own. ``key`` is
    its trace and id, ``parent`` the id of the span around it.
    """

    models: tuple[str, ...]
    provider: str
    input_tokens: int | None
    output_tokens: int | None
    path: str = ""
    line: int | None = None
    function: str = ""
    texts: tuple[str, ...] = ()
    day: date | None = None
    cached_tokens: int | None = None
    written_tokens: int | None = None
    request: bool = True
    key: tuple[str, str] = ("", "")
    parent: str = ""


def spans_of(document: Any) -> Iterator[Span]:
    """The requests in a JSON document: OTLP/JSON, a span, or a list of either. Other spans are passed over."""
    for raw in _raw_spans(document):
        attributes = _with_data(attributes_of(raw))
        models = tuple(dict.fromkeys(name for key in _MODELS if isinstance(name := attributes.get(key), str) and name))
        if models and _is_request(raw, attributes):
            yield _span(raw, attributes, models)


def outermost(spans: list[Span]) -> list[Span]:
    """The spans without those around another request's span: one instrumentation wraps what another one records."""
    around = {(span.key[0], span.parent) for span in spans if span.parent}
    return [span for span in spans if span.key not in around]


def _is_request(raw: Mapping[str, Any], attributes: Mapping[str, Any]) -> bool:
    kind = attributes.get("openinference.span.kind", raw.get("span_kind"))
    if isinstance(kind, str) and kind.isupper() and not kind.startswith("SPAN_KIND") and kind not in _KINDS:
        return False
    pending = attributes.get("logfire.span_type") == "pending_span"
    return not pending and attributes.get("gen_ai.operation.name") not in _NO_REQUEST


def _with_data(attributes: dict[str, Any]) -> dict[str, Any]:
    """The attributes with what Logfire writes as JSON text: the arguments of the request, the usage of the answer."""
    for name in _LOGFIRE:
        said = attributes.get(name)
        table = _json(said) if isinstance(said, str) else said
        if isinstance(table, dict):
            attributes = {**attributes_of({"attributes": {name: table}}), **attributes}
    return attributes


def _raw_spans(document: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if isinstance(document, list) and depth < DEEPEST:
        for entry in document:
            yield from _raw_spans(entry, depth + 1)
    if not isinstance(document, dict):
        return
    for resource in _listed(document, "resourceSpans", "resource_spans", "batches"):
        for scope in _listed(resource, "scopeSpans", "scope_spans", "instrumentationLibrarySpans"):
            yield from _listed(scope, "spans")
    for trace in (document, *_listed(document, "data")):
        yield from _listed(trace, "spans")
    if "attributes" in document or any(name.startswith("attributes.") for name in document):
        yield document


def _listed(table: Mapping[str, Any], *keys: str) -> list[Mapping[str, Any]]:
    found: list[Any] = next((table[key] for key in keys if isinstance(table.get(key), list)), [])
    return [entry for entry in found if isinstance(entry, dict)]


def _span(raw: Mapping[str, Any], attributes: dict[str, Any], models: tuple[str, ...]) -> Span:
    path = _first(attributes, _PATH)
    texts = [value for key, value in attributes.items() if _PROMPTS.fullmatch(key)]
    for event in _listed(raw, "events"):
        inner = attributes_of(event)
        texts += [value for key, value in inner.items() if key == "content" or _PROMPTS.fullmatch(key)]
    provider = _first(attributes, _PROVIDERS)
    cached, written = (_number(_first(attributes, names)) for names in (_CACHED, _WRITTEN))
    return Span(
        models=models,
        provider=provider if isinstance(provider, str) else "",
        input_tokens=_whole(_number(_first(attributes, _INPUT)), cached, written),
        output_tokens=_number(_first(attributes, _OUTPUT)),
        path=path.replace("\\", "/") if isinstance(path, str) else "",
        line=_number(_first(attributes, _LINE)),
        function=_function(attributes),
        texts=tuple(dict.fromkeys(text for value in texts for text in _texts(value))),
        day=_day(raw),
        cached_tokens=cached,
        written_tokens=written,
        request=attributes.get("logfire.span_type") != "log",
        key=(_id(raw, "traceId", "trace_id", "traceID"), _id(raw, "spanId", "span_id", "spanID")),
        parent=_id(raw, "parentSpanId", "parent_span_id", "parent_id", "parent"),
    )


def _whole(tokens: int | None, cached: int | None, written: int | None) -> int | None:
    """All of the input: some recorders leave out of it what the cache holds, which is more than the rest then."""
    of_cache = (cached or 0) + (written or 0)
    return tokens + of_cache if tokens is not None and of_cache > tokens else tokens


def _function(attributes: Mapping[str, Any]) -> str:
    """The dotted name of the function, without the comprehension or lambda inside it."""
    function, namespace = _first(attributes, _FUNCTION), attributes.get("code.namespace")
    name = _INNER.sub("", function) if isinstance(function, str) else ""
    if name and isinstance(namespace, str) and namespace and not name.startswith(namespace):
        return f"{namespace}.{name}"
    return name


def _id(raw: Mapping[str, Any], *names: str) -> str:
    """An id of a span, which the exporter may have put into its context."""
    context = raw.get("context")
    tables = [raw, context if isinstance(context, dict) else {}]
    for name in names:
        for table in tables:
            said = table.get(name, table.get(f"context.{name}"))
            if isinstance(said, dict):
                said = said.get("span_id")
            if isinstance(said, str | int) and said:
                return str(said)
    return ""


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
            if str(key).rpartition(".")[2] in _TEXT or isinstance(entry, list | dict):
                yield from _texts(entry, depth + 1)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _day(raw: Mapping[str, Any]) -> date | None:
    """The day the request began, in UTC."""
    for key in ("startTimeUnixNano", "start_time_unix_nano", "start_time"):
        nanos = raw.get(key)
        if isinstance(nanos, int | str) and not isinstance(nanos, bool) and str(nanos).isdigit():
            return _of_seconds(int(nanos) // 10**9)
    if isinstance(micros := raw.get("startTime"), int) and not isinstance(micros, bool):  # Jaeger
        return _of_seconds(micros // 10**6)
    for key in ("start_time", "startTime", "timestamp", "start_timestamp"):
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
