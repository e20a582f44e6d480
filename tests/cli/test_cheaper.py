"""What a report says about paying less: cheaper models, the same model on other terms, and a month of it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

CODE = '''\
from anthropic import Anthropic

client = Anthropic()
RULES = """{rules}"""


def answer(question):
    return client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=300,
        system=RULES,
        messages=[{{"role": "user", "content": question}}],
    )
'''
LONG = "Answer only from the manual of the device, quote the page, and never guess a number. " * 120


@pytest.fixture
def settings(project: Path) -> Path:
    (project / "app/manual.py").write_text(CODE.format(rules=LONG))
    return project / "promptlint.toml"


def call(run: Run) -> dict[str, Any]:
    result = run("check", "app", "--exit-zero", "--output-format", "json")
    (found,) = [one for one in json.loads(result.out)["calls"] if one["path"] == "manual.py"]
    assert isinstance(found, dict)
    return found


def test_the_json_report_has_the_ways_to_ask_the_same_model_for_less(settings: Path, run: Run) -> None:
    """Sonnet 4.6: $3 / $15, batch half of it, cached input $0.30, written at $3.75."""
    options = {option["kind"]: option for option in call(run)["options"]}
    assert set(options) == {"batch", "prompt-caching"}
    caching = options["prompt-caching"]
    assert Decimal(caching["saving"]) == caching["prefix_tokens"] * (Decimal(3) - Decimal("0.3")) / 10**6
    assert caching["minimum_tokens"] == 1024 and caching["break_even_calls"] == 2
    assert Decimal(caching["saving_per_1k_calls"]) == Decimal(caching["saving"]) * 1000
    assert options["batch"]["saving_percent"] == 50


def test_without_a_volume_there_is_no_month(settings: Path, run: Run) -> None:
    offers = [*call(run)["alternatives"], *call(run)["options"]]
    assert offers and all(offer["saving_monthly"] is None for offer in offers)


def test_a_volume_makes_a_month_of_every_saving(settings: Path, run: Run) -> None:
    settings.write_text('as-of = 2026-11-23\n[usage.calls."app/manual.py"]\ncalls-per-day = 100\n')
    offers = [*call(run)["alternatives"], *call(run)["options"]]
    assert offers
    assert all(Decimal(offer["saving_monthly"]) == Decimal(offer["saving"]) * 3000 for offer in offers)


def test_an_estimated_count_has_its_band(settings: Path, run: Run) -> None:
    tokens = call(run)["tokens"]
    assert tokens["input_is"] == "lower-bound" and tokens["input_high"] is None
    if tokens["encoding"].startswith("claude") and "estimate" in tokens["note"]:
        assert tokens["band_percent"] in (7, 8) and tokens["input_low"] < tokens["input"]


def test_explain_names_them_with_what_must_hold(settings: Path, run: Run) -> None:
    lines = run("explain", "app/manual.py:8").out.splitlines()
    starts = [line.split(" saves ")[0] for line in lines if " saves " in line]
    assert starts[0] == "cheaper: claude-sonnet-5-5 at anthropic"
    assert {"same model: batch", "same model: prompt-caching"} <= set(starts)
    held = "    what must hold: mark the end of the prefix with cache_control; it is kept for 5 minutes after each use"
    assert held in lines
    assert any("no upper bound" in line for line in lines)


@pytest.mark.parametrize(("days", "offered"), [(None, False), (170, False), (160, True)])
def test_retiring_days(project: Path, run: Run, days: int | None, offered: bool) -> None:
    """gemini-3.1-flash-lite retires on 2027-05-07, 165 days after the day of the report."""
    key = f"retiring-days = {days}\n" if days else ""
    (project / "promptlint.toml").write_text(f"as-of = 2026-11-23\n{key}")
    request = 'generate_content(model="gemini-3-flash-preview", contents="Hi")'
    (project / "app/hi.py").write_text(f"from google import genai\n\ngenai.Client().models.{request}\n")
    listed = json.loads(run("models", "--for", "app/hi.py:3", "--output-format", "json", "gemini-3.1").out)["models"]
    assert ("gemini-3.1-flash-lite" in [row["id"] for row in listed]) == offered
