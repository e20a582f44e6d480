"""Tools and response formats of a request: their schemas, and the descriptions in them that are sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from promptlint.extract import refs
from promptlint.extract.match import Typed
from promptlint.extract.reading import Reading
from promptlint.extract.schemas import Schemas
from promptlint.link.values import Class, Constant, Function, Listing, Mapping, Text, too_large
from promptlint.model import Message, Static, Tool

if TYPE_CHECKING:
    from promptlint.extract.built import Built
    from promptlint.link.values import Alternative, Value

ANSWERS = ("format", "schema", "response")
"""In the name of an argument: what it holds says how the answer is to look."""
MAX_SCHEMA_DEPTH = 12
"""Levels of a tool's schema that are searched for descriptions."""


class Tools:
    """Finds the tools and response formats of one request, and the texts in them."""

    def __init__(self, call: Reading, built: Built) -> None:
        self.call = call
        self.built = built

    def find(self, chain: list[Typed]) -> None:
        """Note the tools and response formats of the call and of the objects of its chain."""
        found = [(ref, self.call.of_request(ref, chain)) for ref in self.call.match.request.tools]
        for typed in chain:
            found.extend((ref, self.call.of_object(ref, typed)) for ref in typed.kind.tools)
        for ref, value in found:
            named = any(word in name for name in (ref.arg, *ref.key) for word in ANSWERS)
            for item in value:
                self.add(item, "response-format" if named else "tool")

    def add(self, item: Alternative, kind: str) -> None:
        """Note one tool, or each of a list."""
        if too_large(item):
            self.built.tools.append(Tool(None, None, kind, False))
        elif isinstance(item, Listing):
            for element in item.items:
                for inner in element.value:
                    self.add(inner, kind)
            if item.rest:
                self.built.tools.append(Tool(None, None, kind, False))
        elif isinstance(item, Mapping):
            data, complete = _plain(item)
            name = data.get("name") or (data.get("function") or {}).get("name") if isinstance(data, dict) else None
            schema = json.dumps(data, ensure_ascii=False)
            self.built.tools.append(Tool(name if isinstance(name, str) else None, schema, kind, complete))
            self._describe(item)
        elif isinstance(item, (Function, Class)):
            writer = Schemas(self.call.matcher)
            written = writer.of_class(item.ref) if isinstance(item, Class) else writer.of_function(item.ref)
            text = json.dumps(written, ensure_ascii=False) if written.get("properties") else None
            self.built.tools.append(Tool(item.ref.name, text, kind, text is not None and writer.complete))
            self._docstring(item, in_tools=text is not None)
        elif not isinstance(item, Constant):
            self.built.tools.append(Tool(None, None, kind, False))

    def _describe(self, item: Alternative, depth: int = 0) -> None:
        """The descriptions in a schema, at any depth, are text that is sent; their tokens are those of the schema."""
        if depth > MAX_SCHEMA_DEPTH:
            return
        entries = item.entries if isinstance(item, Mapping) else ()
        elements = item.items if isinstance(item, Listing) else ()
        for key, value in (*entries, *((None, element.value) for element in elements)):
            for inner in value:
                if key == "description" and isinstance(inner, Text):
                    self._add_text("tool", inner, in_tools=True)
                else:
                    self._describe(inner, depth + 1)

    def _docstring(self, item: Function | Class, in_tools: bool) -> None:
        """The texts of a function or model class that its schema takes over: docstring and descriptions of fields."""
        text = refs.docstring(item)
        described = refs.field_values(self.call.matcher, item.ref, "description") if isinstance(item, Class) else ()
        for found in (text, *described):
            if isinstance(found, Text):
                self._add_text("tool", found, in_tools)

    def _add_text(self, role: str, text: Text, in_tools: bool) -> None:
        statics = [p for p in text.parts if isinstance(p, Static)]
        if statics:
            self.built.messages.append(Message(role, text.parts, statics[0].origin, in_tools=in_tools))


def _plain(item: Alternative) -> tuple[object, bool]:
    """Known data as plain Python data for JSON, and whether all of it is known."""
    if isinstance(item, Mapping):
        pairs = {str(k): _plain_value(v) for k, v in item.entries}
        return {k: v[0] for k, v in pairs.items()}, item.rest is None and all(v[1] for v in pairs.values())
    if isinstance(item, Listing):
        values = [_plain_value(i.value) for i in item.items]
        return [v[0] for v in values], item.rest is None and all(v[1] for v in values)
    if isinstance(item, Text):
        return item.exact or "".join(p.text for p in item.parts if isinstance(p, Static)), item.exact is not None
    if isinstance(item, Constant) and isinstance(item.value, (int, float, bool, type(None))):
        return item.value, True
    return None, False


def _plain_value(value: Value) -> tuple[object, bool]:
    return _plain(value[0]) if len(value) == 1 else (_plain(value[0])[0] if value else None, False)
