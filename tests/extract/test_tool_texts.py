"""What a tool or an answer's schema says about itself is sent, and counted once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.extract.projects import HEAD, scan

ASK = "client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': 'Hello there.'}], "
CITY = "{'type': 'object', 'properties': {'city': {'type': 'string', 'description': 'City and country'}}}"
EVENT = (
    "from pydantic import BaseModel, Field\n"
    "class Event(BaseModel):\n    'One event.'\n    name: str = Field(description='Its title')\n    day: str = 'Monday'\n"
)

TEXTS: dict[str, tuple[str, list[str]]] = {
    "descriptions at any depth": (
        f"{ASK}tools=[{{'function': {{'name': 'f', 'description': 'Get it.', 'parameters': {CITY}}}}}])",
        ["Get it.", "City and country"],
    ),
    "a property that is called description": (
        f"{ASK}tools=[{{'name': 'f', 'parameters': {{'description': {{'type': 'string', 'description': 'Why'}}}}}}])",
        ["Why"],
    ),
    "docstring and fields of a model class": (f"{EVENT}{ASK}response_format=Event)", ["One event.", "Its title"]),
    "names, types and defaults are no texts": (f"{ASK}tools=[{{'name': 'long name of it', 'type': 'function'}}])", []),
    "a class that is not passed": (f"{EVENT}{ASK}response_format={{'type': 'json_object'}})", []),
}  # fmt: skip
"""Name: program after HEAD, texts of the tools."""


@pytest.mark.parametrize("name", TEXTS)
def test_texts_of_tools(name: str, tmp_path: Path) -> None:
    program, texts = TEXTS[name]
    (call,) = scan(tmp_path, {"app.py": HEAD + program}).calls
    said = [message for message in call.messages if message.role == "tool"]
    assert ["".join(getattr(part, "text", "") for part in message.parts) for message in said] == texts


def test_a_description_is_counted_with_its_schema(tmp_path: Path) -> None:
    """A text of a schema that is known whole must not be counted again as a message."""
    (call,) = scan(tmp_path, {"app.py": HEAD + TEXTS["descriptions at any depth"][0]}).calls
    assert [message.in_tools for message in call.messages] == [False, True, True]


MODELS = '''
import datetime
from enum import Enum
from typing import Annotated, ClassVar, Literal, Optional
from pydantic import BaseModel, Field
from elsewhere import Money, Rich

class Queue(str, Enum):
    BILLING = "billing"
    BUG = "bug"

class Person(BaseModel):
    name: str

class Ticket(Person):
    """A ticket."""
    kind: ClassVar[str] = "t"
    queue: Queue
    urgency: Literal["low", "high"] = "low"
    tags: list[str] = Field(default_factory=list, description="Words")
    reporter: Optional[Person]
    opened: datetime.date = Field(..., description="Day")
    score: int | None = None
    note: Annotated[str, "Anything"]
    _secret: int = 3

class Odd(BaseModel):
    price: Money

class Richer(Rich):
    name: str

def look_up(ctx: RunContext[str], city: str, days: int = 1) -> str:
    """Weather of a city."""

def untyped(city): ...
'''
REPORTER = {"properties": {"name": {"title": "Name", "type": "string"}}, "required": ["name"], "title": "Person",
            "type": "object"}  # fmt: skip
SCHEMAS: dict[str, tuple[dict[str, Any], bool]] = {
    "response_format=Person": (REPORTER, True),
    "response_format=Ticket": (
        {
            "description": "A ticket.",
            "properties": {
                "name": {"title": "Name", "type": "string"},
                "queue": {"title": "Queue", "type": "string", "enum": ["billing", "bug"]},
                "urgency": {"title": "Urgency", "enum": ["low", "high"], "type": "string"},
                "tags": {"title": "Tags", "items": {"type": "string"}, "type": "array", "description": "Words"},
                "reporter": {"title": "Reporter", "anyOf": [REPORTER, {"type": "null"}]},
                "opened": {"title": "Opened", "format": "date", "type": "string", "description": "Day"},
                "score": {"title": "Score", "anyOf": [{"type": "integer"}, {"type": "null"}]},
                "note": {"title": "Note", "type": "string", "description": "Anything"},
            },
            "required": ["name", "queue", "reporter", "opened", "note"],
            "title": "Ticket",
            "type": "object",
        },
        True,
    ),
    "response_format=Odd": (
        {"properties": {"price": {"title": "Price"}}, "required": ["price"], "title": "Odd", "type": "object"},
        False,  # a type of another package
    ),
    "response_format=Richer": ({**REPORTER, "title": "Richer"}, False),  # its base may have fields too
    "tools=[look_up]": (
        {
            "description": "Weather of a city.",
            "properties": {"city": {"title": "City", "type": "string"}, "days": {"title": "Days", "type": "integer"}},
            "required": ["city"],
            "title": "look_up",
            "type": "object",
        },
        True,
    ),
    "tools=[untyped]": (
        {"properties": {"city": {"title": "City"}}, "required": ["city"], "title": "untyped", "type": "object"},
        False,
    ),
}


@pytest.mark.parametrize("passed", SCHEMAS)
def test_the_schema_of_a_class_or_function_is_that_of_pydantic(passed: str, tmp_path: Path) -> None:
    expected, complete = SCHEMAS[passed]
    (call,) = scan(tmp_path, {"app.py": HEAD + MODELS + f"{ASK}{passed})"}).calls
    (tool,) = call.tools
    assert tool.schema is not None and json.loads(tool.schema) == expected
    assert tool.complete is complete
    assert all(message.in_tools for message in call.messages if message.role == "tool")


def test_a_model_that_contains_itself_ends(tmp_path: Path) -> None:
    code = "from pydantic import BaseModel\nclass Node(BaseModel):\n    name: str\n    children: list['Node']\n"
    (call,) = scan(tmp_path, {"app.py": HEAD + code + f"{ASK}response_format=Node)"}).calls
    assert call.tools[0].schema is not None and not call.tools[0].complete


FORMATS = [
    ("text={'format': {'type': 'json_schema', 'name': 'q', 'schema': {'type': 'object'}}}", ["response-format"]),
    ("text={'format': {'type': 'json_object'}}", ["response-format"]),
    ("text={'verbosity': 'low'}", []),  # how talkative it is
    ("text=given", []),
    ("text_format=dict", ["response-format"]),
    ("tools=[{'type': 'function', 'name': 'f'}], text={'format': {'type': 'text'}}", ["tool", "response-format"]),
]


@pytest.mark.parametrize(("passed", "kinds"), FORMATS)
def test_the_format_of_an_answer_is_no_tool(passed: str, kinds: list[str], tmp_path: Path) -> None:
    ask = f"given = unknown()\nclient.responses.create(model='gpt-4o', input='Hello there.', {passed})"
    (call,) = scan(tmp_path, {"app.py": HEAD + ask}).calls
    assert [tool.kind for tool in call.tools] == kinds
