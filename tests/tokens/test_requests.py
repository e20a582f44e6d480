"""Whole requests against counts that OpenAI's API returned, recorded by others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.model import Call, Hole, Image, Message, Origin, Span, Static, Tool
from promptlint.tokens.encodings import count_text
from promptlint.tokens.families import tokenizer_for
from promptlint.tokens.requests import count_call, count_message

ORIGIN = Origin("app.py", 1, 1, "literal")


def message(role: str, *parts: str | None, choice: int | None = None, repeats: bool = False) -> Message:
    """A message of texts, with a hole for each None."""
    made = tuple(Hole("x", "app.py", 1, "argument") if part is None else Static(part, ORIGIN) for part in parts)
    return Message(role, made, ORIGIN, choice, repeats)


def request(*messages: Message, kind: str = "chat", **more: Any) -> Call:
    """A call with these messages."""
    given = {"models": (), "model_unknown": None, "messages_unknown": None, "provider": "openai", **more}
    return Call(
        id="c1",
        path="app.py",
        span=Span(1, 1, 2, 2),
        function="app",
        sdk="openai",
        api="chat.completions.create",
        kind=kind,
        certainty="resolved",
        messages=messages,
        **given,
    )


def tool(definition: dict[str, Any] | None, name: str | None = None, kind: str = "tool") -> Tool:
    return Tool(name, None if definition is None else json.dumps(definition), kind, definition is not None)


def tokens(call: Call, model: str) -> int:
    return count_call(call, tokenizer_for(model, None))[0].tokens


def function(name: str, description: str = "", required: list[str] | None = None, **properties: Any) -> Tool:
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    definition = {"name": name, "parameters": schema} | ({"description": description} if description else {})
    return tool({"type": "function", "function": definition})


# Section 6 of OpenAI's cookbook "How to count tokens with tiktoken"; the counts are those of the API printed there.
JARGON = [
    (
        "system",
        None,
        "You are a helpful, pattern-following assistant that translates corporate jargon into plain English.",
    ),
    ("system", "example_user", "New synergies will help drive top-line growth."),
    ("system", "example_assistant", "Things working well together will increase revenue."),
    (
        "system",
        "example_user",
        "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    ),
    ("system", "example_assistant", "Let's talk later when we're less busy about how to do better."),
    ("user", None, "This late pivot means we don't have time to boil the ocean for the client deliverable."),
]


@pytest.mark.parametrize(
    ("model", "recorded"),
    [("gpt-3.5-turbo", 129), ("gpt-4-0613", 129), ("gpt-4", 129), ("gpt-4o", 124), ("gpt-4o-mini", 124)],
)
def test_messages_of_the_cookbook(model: str, recorded: int) -> None:
    call = request(*(message(role, text) for role, _, text in JARGON))
    encoding = tokenizer_for(model, None).encoding
    names = sum(1 + count_text(name, encoding) for _, name, _ in JARGON if name)  # a name is its tokens and one more
    assert tokens(call, model) + names == recorded


# Section 7 of the same page.
WEATHER = function(
    "get_current_weather",
    "Get the current weather in a given location",
    ["location"],
    location={"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
    unit={"type": "string", "description": "The unit of temperature to return", "enum": ["celsius", "fahrenheit"]},
)


@pytest.mark.parametrize(
    ("model", "recorded"), [("gpt-3.5-turbo", 105), ("gpt-4", 105), ("gpt-4o", 101), ("gpt-4o-mini", 101)]
)
def test_tools_of_the_cookbook(model: str, recorded: int) -> None:
    system = "You are a helpful assistant that can answer to questions about the weather."
    call = request(
        message("system", system), message("user", "What's the weather like in San Francisco?"), tools=(WEATHER,)
    )
    count = count_call(call, tokenizer_for(model, None))[0]
    assert (count.tokens, count.kind) == (recorded, "exact")


# Counts of gpt-3.5-turbo recorded in tests/token-counts.test.ts of https://github.com/hmarr/openai-chat-tokens (MIT).
HELLO = (("user", "hello"),)
HI_THERE = (("system", "Hello"), ("user", "Hi there"))
RECIPE = function(
    "get_recipe",
    "",
    ["ingredients", "instructions", "time_to_cook"],
    ingredients={
        "type": "array",
        "items": {
            "type": "object",
            "required": ["name", "unit", "amount"],
            "properties": {
                "name": {"type": "string"},
                "unit": {"enum": ["grams", "ml", "cups", "pieces", "teaspoons"], "type": "string"},
                "amount": {"type": "number"},
            },
        },
    },
    instructions={
        "type": "array",
        "items": {"type": "string"},
        "description": "Steps to prepare the recipe (no numbering)",
    },
    time_to_cook={"type": "number", "description": "Total time to prepare the recipe in minutes"},
)
A_NUMBER = {"type": "number", "description": "A number"}
NESTED = {
    "type": "object",
    "properties": {"bar": {"type": "string", "enum": ["a", "b", "c"]}, "baz": {"type": "boolean"}},
}
RECORDED = [
    (HELLO, (), 8),
    ((("user", "hello world"),), (), 9),
    ((("system", "hello"),), (), 8),
    ((("system", "hello:"),), (), 9),
    ((("system", "# Important: you're the best robot"), ("user", "hello robot"), ("assistant", "hello world")), (), 27),
    (HELLO, (function("foo"),), 31),
    (HELLO, (function("foo", "Do a foo"),), 36),
    (HELLO, (function("bing_bong", "Do a bing bong", foo={"type": "string"}),), 49),
    (
        HELLO,
        (function("bing_bong", "Do a bing bong", foo={"type": "string"}, bar=A_NUMBER),),
        57,
    ),
    (HELLO, (function("bing_bong", "Do a bing bong", foo=NESTED),), 68),
    (HI_THERE, (function("do_stuff"),), 35),
    ((("system", "Hello:"), ("user", "Hi there")), (function("do_stuff"),), 35),
    ((("system", "Hello:"), ("system", "Hello"), ("user", "Hi there")), (function("do_stuff"),), 40),
    (HELLO, (RECIPE,), 106),
]


@pytest.mark.parametrize(("messages", "tools", "recorded"), RECORDED)
def test_recorded_requests(messages: tuple[tuple[str, str], ...], tools: tuple[Tool, ...], recorded: int) -> None:
    call = request(*(message(role, text) for role, text in messages), tools=tools)
    assert tokens(call, "gpt-3.5-turbo") == recorded


def test_one_user_message_of_claude() -> None:
    """The page on token counting records 14 tokens for this request; the frame is 7 of them."""
    call = request(message("system", "You are a scientist"), message("user", "Hello, Claude"), provider="anthropic")
    count = count_call(call, tokenizer_for("claude-opus-4-6", None))[0]
    assert count.low <= 14 <= (count.high or 0)
    assert (count.kind, count.encoding) == ("exact" if "ctok" in count.note else "estimate", "claude-3")


def test_tools_of_claude() -> None:
    """The same page records 403 tokens with a tool (Claude 3.7 and before: 346 of them for the tool prompt)."""
    tool_schema = {
        "type": "object",
        "properties": {"location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"}},
        "required": ["location"],
    }
    weather = tool(
        {
            "name": "get_weather",
            "description": "Get the current weather in a given location",
            "input_schema": tool_schema,
        }
    )
    call = request(message("user", "What's the weather like in San Francisco?"), tools=(weather,), provider="anthropic")
    count = count_call(call, tokenizer_for("claude-3-7-sonnet-20250219", None))[0]
    assert count.low <= 403 <= (count.high or 0)
    assert count.kind == "estimate"


@pytest.mark.parametrize(("argument", "bounds"), [((), (346, 346)), ((("tool_choice", None),), (313, 346))])
def test_the_tool_prompt_depends_on_the_choice(argument: tuple[tuple[str, None], ...], bounds: tuple[int, int]) -> None:
    tokenizer = tokenizer_for("claude-3-5-sonnet-20241022", None)
    bare = count_call(request(message("user", "hi"), arguments=argument), tokenizer)[0]
    tooled = count_call(
        request(message("user", "hi"), arguments=argument, tools=(tool({"name": "f", "input_schema": {}}),)), tokenizer
    )[0]
    assert tooled.low - bare.low >= bounds[0]
    assert (tooled.high or 0) - (bare.high or 0) >= bounds[1]
    assert (tooled.low - bare.low) - (tooled.high or 0) + (bare.high or 0) <= bounds[0] - bounds[1]


def test_embeddings_have_no_frame() -> None:
    call = request(message("user", "hello world"), message("user", "tiktoken is great!"), kind="embedding")
    count, texts = count_call(call, tokenizer_for("text-embedding-3-small", None))
    assert (count.tokens, count.kind, count.low, count.high) == (8, "exact", 8, 8)
    assert [text.tokens for text in texts] == [2, 6]


def test_gemini_counts_one_for_each_message() -> None:
    """https://ai.google.dev/gemini-api/docs/tokens: 11 prompt tokens for this text, whose own tokens are 10."""
    call = request(message("user", "The quick brown fox jumps over the lazy dog."), provider="google")
    count = count_call(call, tokenizer_for("gemini-2.5-flash", None))[0]
    assert count.low <= 11 <= (count.high or 0)


# parts of one user message, tokens of its text, low, kind: None is a hole
HOLES = [
    (("hello world",), 2, 2, "exact"),
    (("hello world ", None), 2, 1, "lower-bound"),  # the space joins what is put in
    (("hello", None, "world"), 2, 0, "lower-bound"),
    ((None,), 0, 0, "lower-bound"),
    (("hello", " world"), 2, 2, "exact"),  # parts without a hole between them are not cut
    ((), 0, 0, "exact"),
]


@pytest.mark.parametrize(("parts", "expected", "low", "kind"), HOLES)
def test_holes_make_a_lower_bound(parts: tuple[str | None, ...], expected: int, low: int, kind: str) -> None:
    count = count_message(message("user", *parts), tokenizer_for("gpt-4o", None))
    assert (count.tokens, count.low, count.kind) == (expected, low, kind)
    assert count.high == (low if kind == "exact" else None)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=4), st.lists(st.text(max_size=8), min_size=4, max_size=4))
def test_what_is_put_in_never_costs_less_than_the_low_end(texts: list[str], fills: list[str]) -> None:
    """Low end of the known text against the text with its holes filled."""
    parts: list[str | None] = [part for text in texts for part in (text, None)]
    low = count_message(message("user", *parts), tokenizer_for("gpt-4o", None)).low
    filled = "".join(text + fill for text, fill in zip(texts, fills, strict=False))
    assert count_text(filled, "o200k_base") >= low


def test_alternatives_count_as_the_dearest() -> None:
    call = request(
        message("user", "hello", choice=1), message("user", "hello world", choice=1), message("user", "hello")
    )
    count = count_call(call, tokenizer_for("gpt-4o", None))[0]
    assert (count.tokens, count.low, count.high) == (3 + 4 + 2 + 4 + 1, 3 + 4 + 1 + 4 + 1, 3 + 4 + 2 + 4 + 1)
    assert count.kind == "estimate"
    assert "the dearest of 2 alternatives" in count.note


def test_alternatives_of_one_size_are_exact() -> None:
    call = request(message("user", "hello", choice=1), message("user", "world", choice=1))
    count = count_call(call, tokenizer_for("gpt-4o", None))[0]
    assert (count.tokens, count.kind, count.high) == (8, "exact", 8)


def test_a_message_in_a_loop_counts_once_and_not_at_the_low_end() -> None:
    call = request(message("system", "hello"), message("user", "hello world", repeats=True))
    count = count_call(call, tokenizer_for("gpt-4o", None))[0]
    assert (count.tokens, count.low, count.high, count.kind) == (3 + 5 + 6, 3 + 5, None, "lower-bound")


@pytest.mark.parametrize("kind", ["chat", "embedding", "completion"])
def test_nothing_known_is_no_tokens(kind: str) -> None:
    count, texts = count_call(request(kind=kind, messages_unknown="a parameter"), tokenizer_for("gpt-4o", None))
    assert (count.tokens, count.low, count.high, count.kind, texts) == (0, 0, None, "lower-bound", ())


def test_more_messages_than_listed_make_a_lower_bound() -> None:
    count = count_call(request(message("user", "hello"), messages_unknown="history"), tokenizer_for("gpt-4o", None))[0]
    assert (count.tokens, count.low, count.high, count.kind) == (8, 8, None, "lower-bound")


def test_an_agent_adds_text_of_its_own() -> None:
    assert (
        count_call(request(message("user", "hello"), kind="agent"), tokenizer_for("gpt-4o", None))[0].kind
        == "lower-bound"
    )


UNKNOWN_TOOLS = [
    Tool("search", None, "tool", False),
    Tool("search", "{not json", "tool", True),
    Tool("search", "[1]", "tool", True),
    Tool(None, '{"type": "web_search"}', "tool", True),
    Tool(None, '{"type": "web_search_20250305", "name": "web_search", "max_uses": 5}', "tool", True),
    Tool("search", "[" * 5000, "tool", True),
    Tool("deep", '{"properties":' * 100 + "1" + "}" * 100, "tool", True),
    Tool("answer", None, "response-format", False),
]


@pytest.mark.parametrize("given_tool", UNKNOWN_TOOLS)
@pytest.mark.parametrize("model", ["gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash", None])
def test_an_unknown_tool_makes_a_lower_bound(given_tool: Tool, model: str | None) -> None:
    call = request(message("user", "hello"), tools=(given_tool,))
    tokenizer = tokenizer_for(model, None)
    assert count_call(call, tokenizer)[0].kind == "lower-bound"


def test_one_known_tool_beside_an_unknown_one_counts() -> None:
    alone = count_call(request(message("user", "hello"), tools=(function("foo"),)), tokenizer_for("gpt-4o", None))[0]
    both = (function("foo"), Tool("search", None, "tool", False))
    count = count_call(request(message("user", "hello"), tools=both), tokenizer_for("gpt-4o", None))[0]
    assert (count.tokens, count.kind) == (alone.tokens, "lower-bound")


STRANGE = [
    {"anyOf": [{"type": "string"}, {"type": "null"}]},
    {"$ref": "#/$defs/A"},
    {},
    {"type": ["string", "null"]},
    True,
]


@pytest.mark.parametrize("schema", STRANGE)
def test_a_schema_of_unknown_rendering_is_an_estimate(schema: Any) -> None:
    count = count_call(
        request(message("user", "hello"), tools=(function("foo", bar=schema),)), tokenizer_for("gpt-4o", None)
    )[0]
    assert count.kind == "estimate"
    assert count.low < count.tokens < (count.high or 0)


def test_a_response_schema_is_an_estimate() -> None:
    schema = {"name": "answer", "schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
    answer = tool({"type": "json_schema", "json_schema": schema}, kind="response-format")
    plain = tokens(request(message("user", "hello")), "gpt-4o")
    count = count_call(request(message("user", "hello"), tools=(answer,)), tokenizer_for("gpt-4o", None))[0]
    assert count.kind == "estimate"
    assert count.tokens > plain + count_text(json.dumps(schema, separators=(",", ":")), "o200k_base")


@pytest.mark.parametrize(
    ("detail", "expected", "kind"), [("low", 85, "exact"), ("high", 765, "exact"), (None, 765, "exact")]
)
def test_an_image_adds_its_tokens(detail: str | None, expected: int, kind: str) -> None:
    call = request(message("user", "hello"), images=(Image(1024, 1024, detail, ORIGIN),))
    count = count_call(call, tokenizer_for("gpt-4o", None))[0]
    assert (count.tokens, count.kind) == (8 + expected, kind)


def test_an_image_of_unknown_size_makes_a_lower_bound() -> None:
    call = request(message("user", "hello"), images=(Image(None, None, None, ORIGIN),))
    count = count_call(call, tokenizer_for("gpt-4o", None))[0]
    assert (count.tokens, count.kind, count.high) == (8 + 85 + 170, "lower-bound", None)


def test_an_estimate_with_holes_keeps_its_note() -> None:
    call = request(message("user", "You are a helpful assistant. ", None), provider="xai")
    count = count_call(call, tokenizer_for("grok-4", None))[0]
    assert count.kind == "lower-bound"
    assert "tokenizer unknown" in count.note
    assert count.low < count.tokens


@pytest.mark.parametrize("kind", ["json_object", "text"])
def test_a_format_without_a_schema_adds_nothing(kind: str) -> None:
    hello = message("user", "Hello there")
    formatted = request(hello, tools=(tool({"type": kind}, kind="response-format"),))
    assert tokens(formatted, "gpt-4o") == tokens(request(hello), "gpt-4o")


def test_the_description_of_a_tool_is_not_counted_as_a_message_too() -> None:
    said = Message("tool", (Static("Get the weather", ORIGIN),), ORIGIN, in_tools=True)
    hello = message("user", "Hello there")
    without, with_text = (request(*messages, tools=(WEATHER,)) for messages in ((hello,), (hello, said)))
    for model in ("gpt-4o", "claude-sonnet-4-5"):
        assert tokens(with_text, model) == tokens(without, model)
