"""Spans as the instrumentation libraries write them: each with its own names for the same request."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from promptlint.usage.spans import Span, outermost, spans_of
from promptlint.usage.traffic import read_traffic
from tests.cli.conftest import Run
from tests.usage.test_import import code, lines, measured  # noqa: F401 - a fixture

SYSTEM = "You sort tickets into queues."
USER = "My screen is black"
DAY = date(2026, 11, 1)
TIMES = {"start_time": "2026-11-01T10:00:00.000000Z", "end_time": "2026-11-01T10:00:01.000000Z"}
NANOS = {"startTimeUnixNano": "1793527200000000000", "endTimeUnixNano": "1793527201000000000"}
MESSAGES = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": USER}]

# opentelemetry-instrumentation-openai-v2 on the console exporter: no place in the code, messages as JSON text.
OTEL = {
    "name": "chat gpt-4o",
    "context": {"trace_id": "0x1", "span_id": "0x2", "trace_state": "[]"},
    "kind": "SpanKind.CLIENT",
    "parent_id": None,
    **TIMES,
    "attributes": {
        "gen_ai.operation.name": "chat",
        "gen_ai.system": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.model": "gpt-4o-2024-08-06",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 7,
        "gen_ai.usage.cache_read.input_tokens": 64,
        "server.address": "api.openai.com",
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": SYSTEM}]),
        "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": USER}]}]),
    },
    "events": [],
    "resource": {"attributes": {"service.name": "desk"}, "schema_url": ""},
}

# OpenLLMetry: messages by number, in OTLP/JSON as the file exporter of the collector writes it.
OPENLLMETRY = {
    "resourceSpans": [
        {
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "desk"}}]},
            "scopeSpans": [
                {
                    "scope": {"name": "opentelemetry.instrumentation.openai.v1", "version": "0.40.0"},
                    "spans": [
                        {
                            "traceId": "1",
                            "spanId": "2",
                            "parentSpanId": "",
                            "name": "openai.chat",
                            "kind": 3,
                            **NANOS,
                            "attributes": [
                                {"key": "llm.request.type", "value": {"stringValue": "chat"}},
                                {"key": "gen_ai.system", "value": {"stringValue": "OpenAI"}},
                                {"key": "gen_ai.request.model", "value": {"stringValue": "gpt-4o"}},
                                {"key": "gen_ai.response.model", "value": {"stringValue": "gpt-4o-2024-08-06"}},
                                {"key": "gen_ai.prompt.0.role", "value": {"stringValue": "system"}},
                                {"key": "gen_ai.prompt.0.content", "value": {"stringValue": SYSTEM}},
                                {"key": "gen_ai.prompt.1.role", "value": {"stringValue": "user"}},
                                {"key": "gen_ai.prompt.1.content", "value": {"stringValue": USER}},
                                {"key": "gen_ai.completion.0.content", "value": {"stringValue": "hardware"}},
                                {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "100"}},
                                {"key": "gen_ai.usage.output_tokens", "value": {"intValue": 7}},
                                {"key": "gen_ai.usage.cache_read_input_tokens", "value": {"intValue": "64"}},
                                {"key": "llm.usage.total_tokens", "value": {"intValue": "107"}},
                                {"key": "traceloop.entity.path", "value": {"stringValue": "sort"}},
                            ],
                        }
                    ],
                }
            ],
        }
    ]
}

# OpenInference, as its specification writes a span and as Phoenix exports one: flat, nested, and in columns.
INFERENCE = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "gpt-4o-2024-08-06",
    "llm.provider": "openai",
    "llm.token_count.prompt": 100,
    "llm.token_count.completion": 7,
    "llm.token_count.prompt_details.cache_read": 64,
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": SYSTEM,
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.contents.0.message_content.text": USER,
    "llm.output_messages.0.message.content": "hardware",
}
OPENINFERENCE = {
    "name": "ChatCompletion",
    "context": {"trace_id": "1", "span_id": "2"},
    **TIMES,
    "attributes": INFERENCE,
}
PHOENIX = {
    "name": "ChatCompletion",
    "span_kind": "LLM",
    "context.trace_id": "1",
    "context.span_id": "2",
    "parent_id": None,
    **TIMES,
    **{f"attributes.{name}": value for name, value in INFERENCE.items() if "input_messages" not in name},
    "attributes.llm.input_messages": [
        {"message.role": "system", "message.content": SYSTEM},
        {"message.role": "user", "message.contents": [{"message_content.type": "text", "message_content.text": USER}]},
    ],
}
NESTED = {
    "name": "ChatCompletion",
    "context": {"trace_id": "1", "span_id": "2"},
    **TIMES,
    "attributes": {
        "openinference": {"span": {"kind": "LLM"}},
        "llm": {
            "model_name": "gpt-4o-2024-08-06",
            "provider": "openai",
            "token_count": {"prompt": 100, "completion": 7, "prompt_details": {"cache_read": 64}},
            "input_messages": [
                {"message": {"role": "system", "content": SYSTEM}},
                {"message": {"role": "user", "content": USER}},
            ],
        },
    },
}

# Logfire: the place in the code, the request as JSON text; the usage under both names.
DATA = {"messages": MESSAGES, "model": "gpt-4o", "temperature": 0}
USAGE = {"prompt_tokens": 100, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 64}}
LOGFIRE = {
    "name": "Chat Completion with {request_data[model]!r}",
    "context": {"trace_id": 1, "span_id": 2, "is_remote": False},
    "parent": None,
    "start_time": 1793527200000000000,
    "end_time": 1793527201000000000,
    "attributes": {
        "code.filepath": "app/desk.py",
        "code.function": "sort",
        "code.lineno": 8,
        "request_data": json.dumps(DATA),
        "async": False,
        "logfire.msg": "Chat Completion with 'gpt-4o'",
        "logfire.span_type": "span",
        "response_data": json.dumps({"message": {"role": "assistant", "content": "hardware"}, "usage": USAGE}),
    },
}
TEMPO = {"batches": [{"instrumentationLibrarySpans": OPENLLMETRY["resourceSpans"][0]["scopeSpans"]}]}  # type: ignore[index]
SNAKE = {
    "resource_spans": [
        {
            "scope_spans": [
                {
                    "spans": [
                        {
                            "trace_id": "1",
                            "span_id": "2",
                            "start_time_unix_nano": "1793527200000000000",
                            "attributes": [
                                {"key": "gen_ai.request.model", "value": {"string_value": "gpt-4o"}},
                                {"key": "gen_ai.usage.input_tokens", "value": {"int_value": "100"}},
                                {"key": "gen_ai.usage.output_tokens", "value": {"int_value": "7"}},
                                {"key": "gen_ai.usage.cache_read.input_tokens", "value": {"int_value": "64"}},
                                {"key": "gen_ai.prompt", "value": {"array_value": {"values": [
                                    {"string_value": SYSTEM}, {"string_value": USER}]}}},
                            ],
                        }
                    ]
                }
            ]
        }
    ]
}  # fmt: skip
JAEGER = {
    "data": [
        {
            "traceID": "1",
            "spans": [
                {
                    "traceID": "1",
                    "spanID": "2",
                    "startTime": 1793527200000000,
                    "tags": [
                        {"key": "gen_ai.request.model", "type": "string", "value": "gpt-4o"},
                        {"key": "gen_ai.usage.input_tokens", "type": "int64", "value": 100},
                        {"key": "gen_ai.usage.output_tokens", "type": "int64", "value": 7},
                        {"key": "gen_ai.usage.cache_read_input_tokens", "type": "int64", "value": 64},
                        {"key": "gen_ai.prompt.0.content", "type": "string", "value": SYSTEM},
                        {"key": "gen_ai.prompt.1.content", "type": "string", "value": USER},
                    ],
                }
            ],
        }
    ]
}

RECORDERS = {
    "opentelemetry-openai-v2": OTEL,
    "openllmetry": OPENLLMETRY,
    "openinference": OPENINFERENCE,
    "phoenix": PHOENIX,
    "phoenix, nested": NESTED,
    "logfire": LOGFIRE,
    "tempo": TEMPO,
    "otlp in snake case": SNAKE,
    "jaeger": JAEGER,
}


@pytest.mark.parametrize("name", RECORDERS)
def test_every_recorder_says_the_same_of_the_request(name: str) -> None:
    (span,) = spans_of(json.loads(json.dumps(RECORDERS[name])))
    assert span.models[0].removesuffix("-2024-08-06") == "gpt-4o"
    assert (span.input_tokens, span.output_tokens, span.cached_tokens) == (100, 7, 64)
    assert span.day == DAY and span.request
    assert span.texts[:2] == (SYSTEM, USER)
    assert span.key[1].removeprefix("0x") == "2" and not span.parent


def test_logfire_says_the_place_in_the_code() -> None:
    (span,) = spans_of(LOGFIRE)
    assert (span.path, span.line, span.function) == ("app/desk.py", 8, "sort")


def test_an_embedding_has_its_own_names() -> None:
    attributes = {
        "openinference.span.kind": "EMBEDDING",
        "embedding.model_name": "text-embedding-3-small",
        "embedding.embeddings.0.embedding.text": USER,
        "embedding.embeddings.0.embedding.vector": [0.1, 0.2],
        "llm.token_count.prompt": 5,
    }
    (span,) = spans_of({"attributes": attributes, **TIMES})
    assert (span.models, span.input_tokens, span.texts) == (("text-embedding-3-small",), 5, (USER,))


def with_attributes(name: str, **changed: Any) -> dict[str, Any]:
    return {**RECORDERS[name], "attributes": {**RECORDERS[name]["attributes"], **changed}}


NO_REQUESTS = [
    with_attributes("openinference", **{"openinference.span.kind": "CHAIN"}),  # its LLM span has a record of its own
    with_attributes("openinference", **{"openinference.span.kind": "AGENT"}),
    with_attributes("opentelemetry-openai-v2", **{"gen_ai.operation.name": "invoke_agent"}),
    with_attributes("logfire", **{"logfire.span_type": "pending_span"}),  # the span comes again when it has ended
    with_attributes("logfire", request_data='{"path": "/tickets"}'),  # somebody's own request_data
    {**PHOENIX, "span_kind": "RERANKER", "attributes.openinference.span.kind": "RERANKER"},
]


@pytest.mark.parametrize("document", NO_REQUESTS)
def test_what_is_around_a_request_is_none(document: Any) -> None:
    assert list(spans_of(document)) == []


def test_the_log_of_a_streamed_answer_has_the_tokens_of_the_span_and_is_no_second_request() -> None:
    (log,) = spans_of(with_attributes("logfire", **{"logfire.span_type": "log"}))
    assert not log.request and log.output_tokens == 7


def test_a_cache_beside_the_input_is_part_of_it() -> None:
    """Anthropic's own numbers leave out of the input what the cache holds."""
    spans = [
        next(spans_of({"attributes": {"gen_ai.request.model": "claude-haiku-4-5", **tokens}}))
        for tokens in (
            {"gen_ai.usage.input_tokens": 10, "gen_ai.usage.cache_read_input_tokens": 900},
            {"gen_ai.usage.input_tokens": 910, "gen_ai.usage.cache_read_input_tokens": 900},
        )
    ]
    assert [span.input_tokens for span in spans] == [910, 910]


def test_a_span_around_the_same_request_is_not_counted_again() -> None:
    outer = Span(("gpt-4o",), "", 1, 1, key=("t", "a"))
    inner = Span(("gpt-4o",), "", 1, 1, key=("t", "b"), parent="a")
    other = Span(("gpt-4o",), "", 1, 1, key=("u", "a"))  # the id of a span is that of its trace
    alone = Span(("gpt-4o",), "", 1, 1)
    assert outermost([outer, inner, other, alone]) == [inner, other, alone]


@pytest.mark.parametrize("name", RECORDERS)
def test_every_recorder_measures_the_call(code: Path, run: Run, name: str) -> None:  # noqa: F811
    (code / "t.jsonl").write_text(lines(RECORDERS[name]))
    (code / "app/desk.py").write_text(
        (code / "app/desk.py").read_text().replace("Sort this ticket into a queue: ", SYSTEM)
    )
    done = run("usage", "import", "t.jsonl")
    assert done.code == 0, done.err
    assert measured(code)["app/desk.py:sort"] == {
        "calls-per-day": 1,
        "input-tokens": 100,
        "output-tokens": 7,
        "cache-hit-rate": "64",
        "from": "1 request in 1 day, 2026-11-01; t.jsonl",
    }


def test_broken_lines_among_spans_are_said_and_nothing_else_is_lost(tmp_path: Path) -> None:
    whole = lines(OTEL, LOGFIRE, OPENINFERENCE) * 10
    (tmp_path / "t.jsonl").write_text(whole + '{"resourceSpans": [{"scopeSp\n' + lines(PHOENIX), "utf-8")
    found = read_traffic([tmp_path / "t.jsonl"])
    assert len(found.spans) == 31
    assert found.problems == ("t.jsonl:31: not a JSON document; the line is left out",)
