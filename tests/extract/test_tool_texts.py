"""What a tool or an answer's schema says about itself is sent, and counted once."""

from __future__ import annotations

from pathlib import Path

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
