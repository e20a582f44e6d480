"""``promptlint count``: one text, several models."""

from __future__ import annotations

import io
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from promptlint.tokens.encodings import count_text
from tests.cli.conftest import Run

TEXT = "Classify the ticket as billing, bug or question and answer with one word.\n"


def counted(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    result = run("count", "prompt.txt", "--output-format", "json", *arguments)
    assert result.code == 0, result.err
    return {row["asked"]: row for row in json.loads(result.out)["models"]}


@pytest.fixture(autouse=True)
def prompt(project: Path) -> Path:
    (project / "prompt.txt").write_text(TEXT)
    return project


def test_an_exact_count_and_its_price(run: Run) -> None:
    """gpt-4o: $2.50 in, $10 out per million tokens."""
    row = counted(run, "-m", "gpt-4o", "--output-tokens", "200")["gpt-4o"]
    tokens = count_text(TEXT, "o200k_base")
    assert row["tokens"]["input_is"] == "exact" and row["tokens"]["band_percent"] == 0
    assert [row["tokens"][key] for key in ("input", "input_low", "input_high")] == [tokens] * 3
    assert row["tokens"]["output"] == 200
    assert Decimal(row["cost"]["estimate"]) == (tokens * Decimal("2.5") + 200 * Decimal(10)) / 10**6
    assert row["price"]["url"].startswith("https://") and row["price"]["as_of"] == "2026-11-09"


def test_an_estimate_has_its_band(run: Run) -> None:
    row = counted(run, "-m", "claude-sonnet-4-5")["claude-sonnet-4-5"]["tokens"]
    if row["input_is"] == "exact":
        pytest.skip("ctok is installed and counts exactly")
    assert row["input_is"] == "estimate"
    assert row["input_low"] < row["input"] < row["input_high"]
    low, high = row["input"] - row["input_low"], row["input_high"] - row["input"]
    assert row["band_percent"] - 1 < 100 * max(low, high) / row["input"] <= row["band_percent"]


def test_the_table_shows_the_kind_of_every_count(run: Run) -> None:
    result = run("count", "prompt.txt", "-m", "gpt-4o", "-m", "o4-mini", "-m", "gemini-2.5-pro", "-m", "gemini-nano")
    lines = result.out.splitlines()
    assert lines[0].split()[:3] == ["Model", "Provider", "Tokens"]
    assert " = " in lines[2] and "until 2027-01-14, then gpt-6-luna" in lines[2]
    assert "retired 2026-10-23, last price, now gpt-5.6-terra" in lines[3]
    assert "±" in lines[4] and "≈" in lines[4]
    assert "runs on the device, nothing is billed by the token" in lines[5] and " ? " in lines[5]
    assert lines[-1] == "The text alone, without the answer; prices of 2026-11-11."


def test_close_names_are_not_mixed_up(run: Run) -> None:
    rows = counted(run, "-m", "o4-mini", "-m", "gpt-4o-mini")
    assert rows["o4-mini"]["price"]["input"] == "1.1"
    assert rows["gpt-4o-mini"]["price"]["input"] == "0.15"


def test_an_unknown_model_has_no_price_and_a_suggestion(run: Run) -> None:
    row = counted(run, "-m", "gpt-4omini")["gpt-4omini"]
    assert row["price"] is None and row["cost"]["estimate"] is None
    assert row["notes"] == ["not in the price book; did you mean gpt-4o-mini?"]


def test_the_users_deployments_and_prices_hold(run: Run, project: Path) -> None:
    (project / "promptlint.toml").write_text(
        'as-of = 2026-11-23\n[deployments]\nprod-chat = "gpt-4o"\n[prices."gpt-4o"]\ninput = 2\noutput = 8\n'
    )
    row = counted(run, "-m", "prod-chat")["prod-chat"]
    assert row["id"] == "gpt-4o"
    assert row["price"]["input"] == "2" and row["price"]["source"] == "your configuration"


def test_an_embedding_writes_nothing(run: Run) -> None:
    row = counted(run, "-m", "text-embedding-3-large", "--output-tokens", "500")["text-embedding-3-large"]
    assert row["tokens"]["output"] == 0
    assert Decimal(row["cost"]["estimate"]) == count_text(TEXT, "cl100k_base") * Decimal("0.13") / 10**6


def test_a_text_that_is_too_long_says_so(run: Run, project: Path) -> None:
    (project / "prompt.txt").write_text("word " * 9000)
    assert counted(run, "-m", "gpt-4")["gpt-4"]["notes"] == ["does not fit: the window holds 8,192 tokens"]


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    result = run("count", "-m", "gpt-4o")
    assert f"= {count_text(TEXT, 'o200k_base')} " in result.out


def test_the_day_decides(run: Run) -> None:
    """gpt-5.6-sol cost $5 until it was cut on 2026-08-21."""
    before = counted(run, "-m", "gpt-5.6-sol", "--as-of", "2026-08-20")["gpt-5.6-sol"]
    assert before["price"]["input"] == "5"
    assert counted(run, "-m", "gpt-5.6-sol")["gpt-5.6-sol"]["price"]["input"] == "4"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere.txt", "-m", "gpt-4o"), "promptlint: nowhere.txt: cannot read the text: No such file or directory"),
        (("app", "-m", "gpt-4o"), "promptlint: app: cannot read the text: Is a directory"),
        (("raw.bin", "-m", "gpt-4o"), "promptlint: raw.bin: is not UTF-8 text (byte 3)"),
        (("prompt.txt",), "Missing option '--model' / '-m'"),
        (("prompt.txt", "-m", "gpt-4o", "--output-tokens", "-1"), "-1 is not in the range x>=0"),
        (("prompt.txt", "-m", "gpt-4o", "--as-of", "soon"), "--as-of must be a date"),
    ],
)
def test_mistakes_end_in_one_line(run: Run, project: Path, arguments: tuple[str, ...], message: str) -> None:
    (project / "raw.bin").write_bytes(b"ab\xff")
    result = run("count", *arguments)
    assert result.code == 2
    assert message in result.err and "Traceback" not in result.err
    assert result.out == ""
