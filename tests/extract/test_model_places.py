"""One model named in several places: listed once, with every place that would have to be edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extract.projects import HEAD, scan

TEAM = "from agents import Agent, Runner\n"

PLACES: dict[str, tuple[str, list[tuple[str, list[int]]]]] = {
    "one place": ('client.responses.create(model="gpt-4o", input="Hi")\n', [("gpt-4o", [3])]),
    "two branches": (
        'm = "gpt-4o"\nif flag():\n    m = "gpt-4o"\nclient.responses.create(model=m, input="Hi")\n',
        [("gpt-4o", [5, 3])],
    ),
    "another model between": (
        'm = "gpt-4o"\nif flag():\n    m = "gpt-4.1"\nelif flag():\n    m = "gpt-4o"\nclient.responses.create(model=m, input="Hi")\n',
        [("gpt-4.1", [5]), ("gpt-4o", [7, 3])],
    ),
    "one literal read twice": (
        'M = "gpt-4o"\nm = M\nif flag():\n    m = str(M)\nclient.responses.create(model=m, input="Hi")\n',
        [("gpt-4o", [3])],
    ),
    "agents of one team": (
        TEAM + 'a = Agent(name="a", instructions="Be brief.", model="gpt-4o")\n'
        'b = Agent(name="b", instructions="Be kind.", model="gpt-4o", handoffs=[a])\nRunner.run_sync(b, "Hi")\n',
        [("gpt-4o", [5, 4])],
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_each_model_once_with_all_its_places(name: str, tmp_path: Path) -> None:
    """A model that several places name is one model of the call, found in all of them."""
    code, expected = PLACES[name]
    (call,) = scan(tmp_path, {"app.py": HEAD + code}).calls
    assert [(model.id, [origin.line for origin in model.origins]) for model in call.models] == expected


@pytest.mark.parametrize(
    ("arguments", "provider"),
    [
        ('"gpt-4o"', "openai"),
        ('"anthropic/claude-haiku-4.5", provider="openrouter"', "openrouter"),
        ('"gpt-4o", provider=provider()', "openai"),  # not known: who the class asks anyway
    ],
)
def test_a_model_object_that_is_told_its_provider(tmp_path: Path, arguments: str, provider: str) -> None:
    """The object is held by the agent that sends the request; the name it was given goes with the model."""
    code = "from pydantic_ai import Agent\nfrom pydantic_ai.models.openai import OpenAIChatModel\n"
    code += f"from settings import provider\nAgent(OpenAIChatModel({arguments})).run_sync('Why?')\n"
    (call,) = scan(tmp_path, {"app.py": code}).calls
    assert [model.provider for model in call.models] == [provider]
