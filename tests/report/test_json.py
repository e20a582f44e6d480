"""The JSON report against its schema and against the contract's field names."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import promptlint.report
from promptlint.model import Origin, Report
from promptlint.report import RenderOptions
from promptlint.report._money import dollars, plain
from promptlint.report.json import render

SCHEMA = json.loads((Path(promptlint.report.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))

# The names of the contract, with nothing added: a field may join them, none may go.
CONTRACT = {
    "": "schema version prices summary calls prompts findings problems totals",
    "prices": "source as_of",
    "summary": "files files_analysed calls calls_with_model calls_priced prompts findings suppressed baselined "
    "problems",
    "calls": "id path cell line column end_line end_column function sdk api kind certainty via models model_unknown "
    "messages in_loop max_output_tokens tokens cost alternatives",
    "calls.via": "path line function",
    "calls.models": "id provider known origin",
    "calls.models.origin": "path line how",
    "calls.messages": "role text tokens exact complete holes origin",
    "calls.messages.holes": "expr line",
    "calls.messages.origin": "path line end_line how",
    "calls.tokens": "input input_is output output_is encoding",
    "calls.cost": "currency low high estimate assumed",
    "calls.alternatives": "model provider estimate saving saving_percent reason",
    "prompts": "path line end_line name tokens encoding text calls",
    "findings": "rule name severity path cell line column end_line end_column message advice saving call fixable "
    "fingerprint status",
    "problems": "path line stage message",
    "totals": "per_call monthly",
}


def parsed(report: Report) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render(report, RenderOptions()))
    return document


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with every unlisted field forbidden, so that a test notices one that was not described."""
    closed = deepcopy(schema)
    for part in (closed, *closed["$defs"].values(), closed["properties"]["totals"], closed["properties"]["prices"]):
        if part.get("type") == "object":
            part["additionalProperties"] = False
    return closed


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_report_fits_the_schema_and_the_schema_knows_every_field(report: Report) -> None:
    jsonschema.validate(parsed(report), strict(SCHEMA))


@pytest.mark.parametrize("place", CONTRACT)
def test_the_names_of_the_contract_are_there(report: Report, place: str) -> None:
    objects: list[Any] = [parsed(report)]
    for step in filter(None, place.split(".")):
        objects = [one[step] for one in objects]
        objects = [inner for one in objects for inner in (one if isinstance(one, list) else [one])]
    assert objects, "the sample has none of these"
    for one in objects:
        assert set(CONTRACT[place].split()) <= set(one)


def test_a_model_stands_once_for_each_place_that_names_it(report: Report) -> None:
    inner, outer, lost = report.calls
    first, other = outer.call.models
    twice = replace(first, also=(Origin("settings.py", 9, 9, "literal"),))
    document = parsed(
        replace(report, calls=(inner, replace(outer, call=replace(outer.call, models=(twice, other))), lost))
    )
    assert [(m["id"], m["origin"]["path"], m["origin"]["line"]) for m in document["calls"][1]["models"]] == [
        ("gpt-4o", "app.py", 4),
        ("gpt-4o", "settings.py", 9),
        ("my-own", "app.py", 4),
    ]


def test_what_the_sample_says(report: Report) -> None:
    document = parsed(report)
    inner, outer, lost = document["calls"]
    assert document["prices"] == {"source": "a list", "as_of": "2026-11-01"}
    assert document["totals"] == {
        "per_call": "0.008075",
        "monthly": None,
        "monthly_with_tax": None,
        "monthly_by_basis": None,
        "monthly_requests": {"covered": 0, "all": 2},
    }
    assert outer["cost"]["low"] == "0.003075"
    assert (outer["cost"]["high"], outer["cost"]["estimate"]) == (None, "0.008075")
    assert outer["via"] == [{"path": "app.py", "line": 3, "function": "app.ask"}]
    assert [(model["id"], model["provider"], model["known"]) for model in outer["models"]] == [
        ("gpt-4o", "openai", True),
        ("my-own", "openai", False),
    ]
    (message,) = outer["messages"]
    assert (message["text"], message["tokens"], message["exact"], message["complete"]) == (
        "Sort this: {ticket}", 1225, True, False,
    )  # fmt: skip
    assert outer["tokens"]["input_is"] == "lower-bound"
    assert (inner["models"], inner["model_unknown"]) == ([], "parameter `model` of ask() is set by its callers")
    assert inner["tokens"]["input"] is None
    assert lost["cost"]["unpriced"] == "no model is known"


def test_a_notebook_has_cells_and_lines_in_them(report: Report) -> None:
    document = parsed(report)
    lost = document["calls"][2]
    assert (lost["cell"], lost["line"], lost["end_line"]) == (2, 1, 3)
    assert (document["findings"][2]["cell"], document["findings"][2]["line"]) == (2, 1)
    assert document["calls"][0]["cell"] is None


def test_findings_say_whether_they_can_be_fixed(report: Report) -> None:
    assert [one["fixable"] for one in parsed(report)["findings"]] == [None, None, "unsafe"]
    assert [one["status"] for one in parsed(report)["findings"]] == ["active", "suppressed", "active"]


def test_an_empty_report_fits_too(report: Report) -> None:
    empty = replace(report, calls=(), prompts=(), findings=(), problems=(), files=(), analysed=(), sources=())
    jsonschema.validate(parsed(empty), strict(SCHEMA))


def test_text_that_is_no_valid_unicode_is_escaped(report: Report) -> None:
    finding = replace(report.findings[0], message="\ud800 and \u2028")
    text = render(replace(report, findings=(finding,)), RenderOptions())
    written = text.encode("utf-8", "backslashreplace")  # as the command line writes it
    assert json.loads(written)["findings"][0]["message"] == "\ud800 and \u2028"


@pytest.mark.parametrize(
    ("amount", "machine", "people"),
    [
        ("0.000375", "0.000375", "$0.000375"),
        ("1E-7", "0.0000001", "$0.0000001"),
        ("1E+3", "1000", "$1,000.00"),
        ("0", "0", "$0.00"),
        ("0.00", "0", "$0.00"),
        ("100", "100", "$100.00"),
        ("12.345678", "12.345678", "$12.35"),
        ("0.0123456", "0.0123456", "$0.0123"),
        ("1234567.891", "1234567.891", "$1,234,567.89"),
        ("0.5", "0.5", "$0.50"),
        ("0.995", "0.995", "$0.995"),
        ("0.9999", "0.9999", "$1.00"),
    ],
)
def test_amounts(amount: str, machine: str, people: str) -> None:
    assert plain(Decimal(amount)) == machine
    assert dollars(Decimal(amount)) == people


@given(st.decimals(min_value=0, max_value=10**6, allow_nan=False, allow_infinity=False))
def test_amounts_for_machines_lose_nothing(amount: Decimal) -> None:
    text = plain(amount)
    assert text is not None
    assert Decimal(text) == amount
    assert "E" not in text
