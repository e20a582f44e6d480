"""What tool definitions and response schemas add to a request.

OpenAI renders tools as TypeScript in a namespace of the system message
(https://developers.openai.com/cookbook/articles/openai-harmony, "Function calling"); the rendering and the tokens
around it follow https://github.com/hmarr/openai-chat-tokens, whose figures were recorded from the API, and agree with
section 7 of the cookbook "How to count tokens with tiktoken" for gpt-3.5-turbo, gpt-4, gpt-4o and gpt-4o-mini.
Anthropic adds a system prompt of known length to the definitions (table in ``families``); the definitions themselves
and the schemas of everybody else are counted as compact JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from math import ceil
from typing import Any

from promptlint.model import Tool
from promptlint.record import record
from promptlint.tokens.amount import NOTHING, Amount, exactly, total, unknown, within

SURROUNDINGS = 9
"""Tokens around OpenAI's namespace; 4 of them are saved when there is a system message to hold it."""

RESPONSE_HEADING = 9
"""``# Response Formats`` and the name above a response schema, see the harmony format."""

SIMPLE = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "null": "null"}
JSON_BAND = (0.6, 1.2)
"""A definition took 0.67 of its compact JSON in the one request that Anthropic's page on token counting records."""

DEEPEST = 60
"""Schemas that nest deeper are taken as unknown: no maker accepts them."""

WITHOUT_SCHEMA = ("json_object", "text")
"""Response formats that add no schema to the request."""

OWN_TOOLS = ("function", "custom", "object")
"""Types of tools that the caller defines; a maker's own, such as web_search, has a size that is not published."""

Count = Callable[[str], int]


@record
class Definition:
    """A tool as sent; ``plain`` is false when its schema has parts whose rendering is not known."""

    name: str
    description: str
    parameters: dict[str, Any]

    @property
    def plain(self) -> bool:
        """Whether the schema has only parts whose rendering is known."""
        return _is_plain({"type": "object", **self.parameters})


def count_tools(tools: Sequence[Tool], vendor: str, count: Count, has_system: bool, choice_known: bool,
                prompts: tuple[int, int]) -> Amount:  # fmt: skip
    """All tools and response schemas of a request, with what is added once for having any.

    ``prompts`` are the tokens of the maker's tool prompt when the model may choose and when it must use a tool.
    """
    offered = [tool for tool in tools if tool.kind != "response-format"]
    schemas = [tool for tool in tools if tool.kind == "response-format"]
    parts = [_schema(tool, count) for tool in schemas]
    if offered:
        parts.append(_openai(offered, count, has_system) if vendor == "openai" else _as_json(offered, count))
        parts.append(_prompt(prompts, choice_known))
    return total(parts)


def _openai(tools: Sequence[Tool], count: Count, has_system: bool) -> Amount:
    known = [definition for definition in map(_definition, tools) if definition]
    parts = [unknown("the definition of a tool is not known")] if len(known) < len(tools) else []
    if not all(tool.complete for tool in tools if tool.schema):
        parts.append(unknown("part of a tool's schema is not known"))
    if not known:
        return total(parts)
    tokens = count("\n".join(_namespace(known))) + SURROUNDINGS - (4 if has_system else 0)
    plain = all(definition.plain for definition in known)
    return total(
        [*parts, exactly(tokens) if plain else _around(tokens, 0.8, 1.2, "a tool's schema is rendered by guess")]
    )


def _namespace(definitions: Sequence[Definition]) -> Iterator[str]:
    """The lines of OpenAI's rendering."""
    yield from ("namespace functions {", "")
    for definition in definitions:
        if definition.description:
            yield f"// {definition.description}"
        properties = "\n".join(_properties(definition.parameters, 0))
        yield (
            f"type {definition.name} = (_: {{\n{properties}\n}}) => any;"
            if properties
            else (f"type {definition.name} = () => any;")
        )
        yield ""
    yield "} // namespace functions"


def _properties(schema: dict[str, Any], indent: int) -> Iterator[str]:
    required = schema.get("required") or ()
    for name, value in (schema.get("properties") or {}).items():
        part = value if isinstance(value, dict) else {}
        if part.get("description"):
            yield f"{' ' * indent}// {part['description']}"
        yield f"{' ' * indent}{name}{'' if name in required else '?'}: {_type(part, indent)},"


def _type(schema: dict[str, Any], indent: int) -> str:
    kind = schema.get("type")
    if schema.get("enum"):
        return " | ".join(f'"{value}"' if kind == "string" else str(value) for value in schema["enum"])
    if kind == "object":
        return "\n".join(["{", *_properties(schema, indent + 2), "}"])
    if kind == "array":
        items = schema.get("items")
        return f"{_type(items, indent)}[]" if isinstance(items, dict) and items else "any[]"
    options = (
        schema.get("anyOf")
        or schema.get("oneOf")
        or ([{"type": each} for each in kind] if isinstance(kind, list) else [])
    )
    if options:
        return " | ".join(_type(option, indent) for option in options if isinstance(option, dict))
    return SIMPLE.get(kind, "any") if isinstance(kind, str) else "any"


def _is_plain(schema: object) -> bool:
    if not isinstance(schema, dict):
        return False
    kind = schema.get("type")
    if kind == "object":
        return "$defs" not in schema and all(_is_plain(part) for part in (schema.get("properties") or {}).values())
    if kind == "array":
        return _is_plain(schema["items"]) if schema.get("items") else True
    return isinstance(kind, str) and kind in SIMPLE and "default" not in schema


def _definition(tool: Tool) -> Definition | None:
    """The tool's name, description and parameters from whichever shape its JSON has; None when it cannot be read."""
    schema = _parsed(tool.schema)
    if schema is None or schema.get("type", "function") not in OWN_TOOLS:
        return None
    function = schema.get("function")
    inner: dict[str, Any] = function if isinstance(function, dict) else schema
    parameters = inner.get("parameters") or inner.get("input_schema") or inner.get("inputSchema")
    if parameters is None and ("properties" in inner or inner.get("type") == "object"):
        return Definition(tool.name or str(inner.get("title", "")), str(inner.get("description") or ""), inner)
    name = inner.get("name") or tool.name
    if not name:
        return None
    return Definition(
        str(name), str(inner.get("description") or ""), parameters if isinstance(parameters, dict) else {}
    )


def _as_json(tools: Sequence[Tool], count: Count) -> Amount:
    missing = "the definition of a tool is not known"
    return total(_json_amount(tool, count, missing, 0) if _definition(tool) else unknown(missing) for tool in tools)


def _schema(tool: Tool, count: Count) -> Amount:
    said = _parsed(tool.schema)
    if said is not None and said.get("type") in WITHOUT_SCHEMA:
        return NOTHING
    return _json_amount(tool, count, "the response schema is not known", RESPONSE_HEADING)


def _json_amount(tool: Tool, count: Count, missing: str, heading: int) -> Amount:
    schema = _parsed(tool.schema)
    if schema is None:
        return unknown(missing)
    inner = schema.get("json_schema") or schema.get("function") or schema
    tokens = count(json.dumps(inner, separators=(",", ":"), ensure_ascii=False)) + heading
    amount = _around(tokens, *JSON_BAND, "schemas counted as compact JSON")
    return amount if tool.complete else total([amount, unknown(missing)])


def _prompt(prompts: tuple[int, int], choice_known: bool) -> Amount:
    free, forced = prompts
    if free == forced:
        return exactly(free) if free else NOTHING
    if not choice_known:
        return within(max(prompts), min(prompts), max(prompts), "the tool prompt depends on tool_choice")
    return exactly(free)


def _around(tokens: int, low: float, high: float, reason: str) -> Amount:
    return within(tokens, int(tokens * low), ceil(tokens * high), reason)


def _parsed(text: str | None) -> dict[str, Any] | None:
    if not text or _depth(text) > DEEPEST:
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _depth(text: str) -> int:
    """How deep brackets nest at most; those in strings count too."""
    depths = accumulate((char in "{[") - (char in "}]") for char in text)
    return max(depths, default=0)
