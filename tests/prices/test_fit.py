"""Why a model cannot take over a call, and near misses where it can."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from promptlint.model import Call, Image, Tool
from promptlint.prices.charge import Size
from promptlint.prices.facts import ModelInfo
from promptlint.prices.fit import why_not
from promptlint.prices.terms import Terms
from promptlint.prices.uses import uses_of
from tests.prices.requests import HERE, request

DAY = date(2026, 11, 23)
TERMS = Terms(as_of=DAY)
SIZE = Size(1_000, 1_000, 1_000, 500, 500)
OLD = ModelInfo("old", "acme", context_window=8_000, max_output_tokens=4_000, listed=True)
NEW = replace(OLD, id="new", capabilities=frozenset({"tools", "images", "structured_output"}))
TOOL = Tool("search", '{"type": "object"}', "tool", True)
SCHEMA = Tool("answer", '{"type": "object"}', "response-format", True)


def days(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("facts", "call", "reason"),
    [
        ({}, request("old"), None),
        ({"retires_on": days(181)}, request("old"), None),
        ({"retires_on": days(180)}, request("old"), "retires on 2027-05-22"),
        ({"retires_on": days(0)}, request("old"), "retired on 2026-11-23"),
        ({"retired_on": days(-3)}, request("old"), "retired on 2026-11-20"),
        ({"retired_on": days(3)}, request("old"), None),
        ({"deprecated": True}, request("old"), "deprecated"),
        ({"listed": False}, request("old"), "no list says that it is still on sale"),
        ({"hosting": "self-hosted", "listed": False}, request("old"), None),
        ({}, request("old", tools=(TOOL,)), None),
        ({"capabilities": frozenset()}, request("old", tools=(TOOL,)), "takes no tools"),
        ({"capabilities": frozenset({"tools"})}, request("old", tools=(SCHEMA,)), "has no structured output"),
        ({"capabilities": frozenset()}, request("old", images=(Image(64, 64, None, HERE),)), "takes no images"),
        ({"lacks": frozenset({"sampling"})}, request("old", arguments=(("temperature", 0.2),)), "takes no temperature"),
        ({"lacks": frozenset({"sampling"})}, request("old", arguments=(("temperature", 1),)), None),
        ({"lacks": frozenset({"prefill"})}, request("old", last_role="assistant"), "takes no prefilled answer"),
        ({"lacks": frozenset({"prefill"})}, request("old", last_role="user"), None),
        ({}, request("old", arguments=(("reasoning_effort", "low"),)), "does not reason"),
        ({"capabilities": frozenset({"reasoning"})}, request("old"), "always reasons, and bills that as output"),
        ({"capabilities": frozenset({"reasoning", "reasoning_can_be_off"})}, request("old"), None),
        ({"max_output_tokens": 500}, request("old", limit=500), None),
        ({"max_output_tokens": 499}, request("old", limit=500), "writes at most 499 tokens"),
        ({"context_window": 1_500}, request("old", limit=500), None),
        ({"context_window": 1_499}, request("old", limit=500), "its window holds 1,499 tokens"),
        ({"max_input_tokens": 999}, request("old", limit=500), "its window holds 8,000 tokens"),
        ({"context_window": None}, request("old"), "its limits are not known"),
    ],
)
def test_why_not(facts: dict[str, Any], call: Call, reason: str | None) -> None:
    assert why_not(call, OLD, replace(NEW, **facts), SIZE, uses_of(call), TERMS) == reason


def test_the_users_horizon_counts() -> None:
    call, info = request("old"), replace(NEW, retires_on=days(120))
    assert why_not(call, OLD, info, SIZE, uses_of(call), TERMS) == "retires on 2027-03-23"
    assert why_not(call, OLD, info, SIZE, uses_of(call), replace(TERMS, retiring_days=100)) is None
