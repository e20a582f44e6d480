"""The JSON of ``cost``, ``models`` and ``count`` against the schemas in the package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import promptlint.report
from tests.cli.conftest import Run

FOLDER = Path(promptlint.report.__file__).parent
CALLS = """\
from mistralai import Mistral
from openai import OpenAI

client = OpenAI()


def ask(ticket):
    for _ in range(3):
        client.chat.completions.create(
            model="gpt-4o", max_tokens=20, messages=[{"role": "user", "content": f"Sum this up: {ticket}"}]
        )
    OpenAI(base_url="https://api.deepseek.com").chat.completions.create(
        model="deepseek-v4-flash", messages=[{"role": "user", "content": "Say hello to everybody in the room."}]
    )
    return client.chat.completions.create(model=ticket.model, messages=[{"role": "user", "content": "Hello there"}])
"""
USAGE = '[calls."app/ask.py:ask"]\ncalls-per-day = 10\ncache-hit-rate = 50\nholes = {ticket = 400}\n'


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def closed(part: Any) -> Any:
    """The schema with every field forbidden that it does not describe, so that a new one must be described."""
    if isinstance(part, list):
        return [closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(value) for key, value in part.items()}
    if "properties" in inner and isinstance(inner.get("type"), str | list):
        inner.setdefault("additionalProperties", False)
    return inner


@pytest.fixture
def usage(project: Path) -> Path:
    (project / "app/ask.py").write_text(CALLS)
    path = project / "promptlint-usage.toml"
    path.write_text(USAGE)
    return path


DOCUMENTS = [
    ("cost", ["cost", "app"]),
    ("cost", ["cost", "app/clean.py"]),
    ("models", ["models"]),
    ("models", ["models", "--all", "--provider", "bedrock"]),
    ("models", ["models", "gpt", "--provider", "openai", "--all"]),
    ("models", ["models", "--for", "app/ask.py:9", "--all", "app"]),
    ("models", ["models", "gemini-nano"]),
    ("count", ["count", "app/ask.py", "-m", "gpt-4o", "-m", "claude-sonnet-5-5", "-m", "llama3:8b", "-m", "nobody-9"]),
]


@pytest.mark.usefixtures("usage")
@pytest.mark.parametrize(("name", "arguments"), DOCUMENTS)
def test_documents_keep_to_their_schemas(run: Run, name: str, arguments: list[str]) -> None:
    result = run(*arguments, "--output-format", "json")
    assert result.code == 0, result.err
    checker = jsonschema.Draft202012Validator(closed(schema(name)), format_checker=jsonschema.FormatChecker())
    assert not [error.message for error in checker.iter_errors(json.loads(result.out))]


@pytest.mark.usefixtures("usage")
def test_a_disputed_price_and_the_terms_of_a_call_are_in_the_bill(run: Run) -> None:
    calls = json.loads(run("cost", "app", "--output-format", "json").out)["calls"]
    disputed = next(call for call in calls if call["models"] == ["deepseek-v4-flash"])["cost"]
    assert disputed["disputed"][1] == disputed["estimate"] and len(disputed["other_prices"]) >= 1
    assert {"source", "url", "as_of", "input"} <= disputed["price"].keys()
    cached = next(call for call in calls if call["models"] == ["gpt-4o"])
    assert cached["cost"]["terms"] == ["your cache hit rate of 50 %"]
    assert cached["cost"]["disputed"] is None and cached["monthly"]["requests"] == "900"


@pytest.mark.parametrize("name", ["cost", "models", "count"])
def test_schemas_are_valid_and_refuse_what_is_missing(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": f"promptlint-{name}/1"}, schema(name))


def test_what_two_documents_share_is_described_alike() -> None:
    report = schema("report")["$defs"]
    for name in ("cost", "models", "count"):
        shared = schema(name)["$defs"]
        for part in ("money", "price") + (("tokens", "cost", "monthly", "path") if name == "cost" else ()):
            assert shared[part] == report[part], f"{name}: {part}"
    assert schema("count")["$defs"]["price_list"] == schema("models")["$defs"]["price_list"]
